"""The tables of knowledge: answers by version, what was not understood, and what was learnt from it."""
