"""The tables of the desk: who works here and how, what waits for whom, and what consoles are told."""
