"""Words brought nearer to what they share: clitics taken off, dialect read through the lexicon, roots guessed.

Guesses, made the same way for every text: they need not be right, only alike for words that belong together. Everything
in and out is in the normal form of nlu.arabic. Pure; the standard library only.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from nlu.embedded.lexicon import CANONICAL

_PREFIXES = ("وال", "فال", "بال", "كال", "عال", "هال", "ولل", "لل", "ال", "وب", "ول", "و", "ف", "ب", "ل", "ع", "ك")
_SUFFIXES = ("تكم", "كم", "نا", "ني", "ها", "هم", "ه", "ي", "ك", "ش", "ات", "ين")
_SHORTEST = 3

_ARTICLE = re.compile(r"^(?:وال|فال|بال|كال|لل|ال|[وف](?=\w{4}))")
_ENDINGS = (
    "تكم", "تنا", "تهم", "تها", "كم", "نا", "ني", "ها", "هم", "ات", "ون", "ين", "ان", "وا", "تي", "يه", "ته", "ه",
    "ي", "ك", "ت", "ش",
)  # fmt: skip
_BEGINNINGS = (
    "است", "يست", "تست", "نست", "مست", "بست", "بت", "بن", "بي", "با", "من", "مت", "ان", "ا", "ت", "ي", "ن", "م",
    "ب", "س", "ل",
)  # fmt: skip
_WEAK = re.compile("[اوي]")
# Letters that are confused in writing, and in Arabizi, are one.
_CONFUSED = str.maketrans(
    {"ط": "ت", "ص": "س", "ض": "د", "ظ": "ز", "ذ": "ز", "ث": "ت", "غ": "ق", "ا": "", "و": "", "ي": ""}
)


def canonical(tokens: Sequence[str]) -> Iterator[str]:
    """The tokens with the lexicon applied, its entries of two words first."""
    at = 0
    while at < len(tokens):
        pair = CANONICAL.get(f"{tokens[at]} {tokens[at + 1]}") if at + 1 < len(tokens) else None
        yield pair or _looked_up(tokens[at])
        at += 2 if pair else 1


@lru_cache(maxsize=20_000)
def root(word: str) -> str:
    """The consonants that are left when endings and the letters of verb forms are off: nearly always a root."""
    bare = _ARTICLE.sub("", word) if len(word) > 4 else word
    bare = _without_ending(_without_ending(bare))
    bare = _without_beginning(bare)
    if len(bare) > _SHORTEST:
        bare = bare[0] + (_WEAK.sub("", bare[1:-1]) or bare[1:-1]) + bare[-1]
    if len(bare) > _SHORTEST and bare[1] == "ت":
        bare = bare[0] + bare[2:]
    return bare.translate(_CONFUSED) or word


@lru_cache(maxsize=20_000)
def _looked_up(token: str) -> str:
    for form in _forms(token):
        if form in CANONICAL:
            return CANONICAL[form]
    return token


def _forms(token: str) -> Iterator[str]:
    """The token itself, then with a prefix off, then with a suffix off, then with both."""
    yield token
    yield from _without_prefix(token)
    for suffix in _SUFFIXES:
        if token.endswith(suffix) and len(token) - len(suffix) >= _SHORTEST:
            rest = token[: -len(suffix)]
            yield rest
            yield from _without_prefix(rest)


def _without_prefix(token: str) -> Iterator[str]:
    for prefix in _PREFIXES:
        if token.startswith(prefix) and len(token) - len(prefix) >= _SHORTEST:
            yield token[len(prefix) :]


def _without_ending(word: str) -> str:
    fitting = (end for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= _SHORTEST)
    end = next(fitting, "")
    return word[: len(word) - len(end)]


def _without_beginning(word: str) -> str:
    fitting = (start for start in _BEGINNINGS if word.startswith(start) and len(word) - len(start) >= _SHORTEST)
    return word[len(next(fitting, "")) :]
