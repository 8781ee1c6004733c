"""A message as a bag of named features: pure, and the same at training and at answering.

Blocks, each weighted and scaled for itself (see nlu.embedded.vectors):
    c   character n-grams of each word, its edges marked
    w   words and pairs of neighbours, dialect read as Modern Standard and English as Arabic
    d   character n-grams of these words
    r   their roots
    p   pairs of roots that stand near each other, in whichever order
    l   the Latin letters as typed, when the message has any

A bag names the words themselves where n-grams of them are meant, for `parts` to take apart: the same words come again
and again, in a message and its clauses and from message to message, and need it once.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from nlu.arabic import words
from nlu.embedded.gloss import glossed
from nlu.embedded.morphology import canonical, root
from nlu.script import Reading

MAX_WORDS = 400  # of a longer text the head and the tail speak for the whole
_MAX_LETTERS = 40
_NEAR = 4
_SHORTEST, _LONGEST = 2, 5
_LATIN = re.compile(r"[a-z]")
GRAMS = frozenset({"c", "d"})  # the blocks whose entries are words to be taken apart


def features(reading: Reading) -> dict[str, list[str]]:
    """Block -> its entries, repeated as often as they occur."""
    typed = _shortened(words(reading.normal.replace("'", "")))
    tokens = typed if reading.language == "en" else _shortened(words(reading.arabic))
    known = list(glossed(tokens) if reading.language == "en" else canonical(tokens))
    roots = [root(token) for token in known]
    found = {"c": tokens, "w": _with_pairs(known), "d": known, "r": roots, "p": _near_pairs(roots)}
    if _LATIN.search(reading.normal):
        found["l"] = (_grams(typed) if reading.language == "arabizi" else []) + _with_pairs(typed)
    return found


def parts(block: str, entry: str) -> tuple[str, ...]:
    """The features that an entry of this block stands for, in order."""
    return _char_grams(entry) if block in GRAMS else (entry,)


def _shortened(tokens: list[str]) -> list[str]:
    half = MAX_WORDS // 2
    return tokens if len(tokens) <= MAX_WORDS else tokens[:half] + tokens[-half:]


def _grams(tokens: Sequence[str]) -> list[str]:
    return [gram for token in tokens for gram in _char_grams(token)]


def _char_grams(word: str) -> tuple[str, ...]:
    padded = f" {word[:_MAX_LETTERS]} "
    sizes = range(_SHORTEST, min(_LONGEST, len(padded)) + 1)
    return tuple(padded[i : i + size] for size in sizes for i in range(len(padded) - size + 1))


def _with_pairs(tokens: Sequence[str]) -> list[str]:
    return [*tokens, *(f"{a} {b}" for a, b in pairwise(tokens))]


def _near_pairs(tokens: Sequence[str]) -> list[str]:
    return [f"{min(a, b)}+{max(a, b)}" for i, a in enumerate(tokens) for b in tokens[i + 1 : i + 1 + _NEAR]]
