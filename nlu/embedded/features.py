"""A message as a bag of named features: pure, and the same at training and at answering.

Blocks, each weighted and scaled for itself (see nlu.embedded.vectors):
    c   character n-grams of each word, its edges marked
    w   words and pairs of words, dialect read as Modern Standard through the lexicon
    s   stems (clitics and endings taken off) and pairs of them
    k   consonant skeletons, the view in which Arabizi and misspelling agree with careful writing
    l   the Latin letters as typed, when the message has any
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from nlu.arabic import words
from nlu.embedded.lexicon import CANONICAL
from nlu.script import Reading

BLOCKS = ("c", "w", "s", "k", "l")
MAX_WORDS = 400  # of a longer text the head and the tail speak for the whole
_SHORTEST, _LONGEST = 2, 5
_PREFIX = re.compile(r"(?:[وف]?(?:[بكعه]?ال|لل)|[وف](?=\w{4})|[بل](?=\w{4}))(?=\w{3})")
_SUFFIX = re.compile(r"(?<=\w{3})(?:تكم|تنا|تهم|تها|يات|ات|ون|ين|ان|وا|يه|ته|تي|كم|كن|نا|ني|ها|هم|ه|ي|ك|ت)$")
_PAIRS = {"عن": "عن"}
_FOLDED = str.maketrans(
    {"ط": "ت", "ص": "س", "ض": "د", "ظ": "ز", "ذ": "ز", "ث": "ت", "غ": "ق", "ا": "", "و": "", "ي": ""}
)
_LATIN = re.compile(r"[a-z]")


def features(reading: Reading) -> dict[str, list[str]]:
    """Block -> its features, repeated as often as they occur."""
    tokens = _shortened(words(reading.arabic))
    stems = [stem(token) for token in tokens]
    found = {
        "c": [gram for token in tokens for gram in _char_grams(token)],
        "w": _with_pairs(list(_canonical(tokens, stems))),
        "s": _with_pairs(stems),
        "k": [skeleton(token) for token in stems],
    }
    if _LATIN.search(reading.normal):
        typed = _shortened(words(reading.normal))
        found["l"] = [gram for token in typed for gram in _char_grams(token)] + _with_pairs(typed)
    return found


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without article, conjunctions, prepositions, pronouns and one ending; at least three letters stay."""
    bare = _PREFIX.sub("", word, count=1)
    return _SUFFIX.sub("", _SUFFIX.sub("", bare)) if len(bare) > 5 else _SUFFIX.sub("", bare)


@lru_cache(maxsize=20_000)
def skeleton(word: str) -> str:
    """The consonants, letters that are confused in writing taken as one."""
    return word[:1].translate(_FOLDED) + word[1:].translate(_FOLDED) or word


def _shortened(tokens: list[str]) -> list[str]:
    half = MAX_WORDS // 2
    return tokens if len(tokens) <= MAX_WORDS else tokens[:half] + tokens[-half:]


@lru_cache(maxsize=20_000)
def _char_grams(word: str) -> tuple[str, ...]:
    padded = f" {word[:40]} "
    sizes = range(_SHORTEST, min(_LONGEST, len(padded)) + 1)
    return tuple(padded[i : i + size] for size in sizes for i in range(len(padded) - size + 1))


def _canonical(tokens: list[str], stems: list[str]) -> Iterator[str]:
    """Tokens with the lexicon applied, two-word entries first."""
    at = 0
    while at < len(tokens):
        pair = CANONICAL.get(" ".join(tokens[at : at + 2])) if at + 1 < len(tokens) else None
        yield pair or _one(tokens[at], stems[at])
        at += 2 if pair else 1


def _one(token: str, stemmed: str) -> str:
    if token in CANONICAL:
        return CANONICAL[token]
    if token[:1] in ("و", "ف") and token[1:] in CANONICAL:
        return CANONICAL[token[1:]]
    return CANONICAL.get(stemmed, token)


def _with_pairs(tokens: Iterable[str]) -> list[str]:
    single = list(tokens)
    return single + [f"{a} {b}" for a, b in pairwise(single)]
