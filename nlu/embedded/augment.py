"""What slips in when people type, added to the training data: misspellings, and Arabizi.

Deterministic: the same examples and seed give the same variants.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nlu.arabic import normalise
from nlu.training_data import Example

_ROWS = ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرلىةوزظ")
_NEIGHBOURS = {row[i]: row[max(0, i - 1) : i] + row[i + 1 : i + 2] for row in _ROWS for i in range(len(row))}
_CONFUSED = {"ض": "ظ", "ظ": "ض", "ذ": "د", "ث": "ت", "ص": "س", "س": "ص", "ط": "ت", "ق": "ك", "ه": "ة"}
_ROMAN = {
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "7", "خ": "kh", "د": "d", "ذ": "th", "ر": "r", "ز": "z",
    "س": "s", "ش": "sh", "ص": "s", "ض": "dh",
    "ط": "6", "ظ": "th", "ع": "3", "غ": "gh", "ف": "f", "ق": "g", "ك": "k", "ل": "l",
    "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Variant:
    """`origin`: the place of the example that it varies."""

    origin: int
    text: str


def variants(examples: Sequence[Example], seed: int) -> list[Variant]:
    """Two noisy writings of each Arabic text."""
    chance = random.Random(seed)  # noqa: S311
    return [Variant(i, noisy) for i, example in enumerate(examples) for noisy in _noisy(example.text, chance)]


def _noisy(text: str, chance: random.Random) -> tuple[str, ...]:
    """None where there is no Arabic to disturb."""
    normal = normalise(text)
    if sum("\u0621" <= char <= "\u064a" for char in normal) < 6:
        return ()
    return tuple(noisy for noisy in (_misspelt(normal, chance), _romanised(normal, chance)) if noisy != normal)


def _misspelt(text: str, chance: random.Random) -> str:
    return " ".join(
        chance.choice(_SLIPS)(word, chance) if len(word) > 3 and chance.random() < 0.3 else word
        for word in text.split()
    )


def _dropped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _doubled(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + word[at] + word[at:]


def _swapped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _neighbour(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + chance.choice(_NEIGHBOURS.get(word[at]) or word[at]) + word[at + 1 :]


def _confused(word: str, chance: random.Random) -> str:  # noqa: ARG001
    return "".join(_CONFUSED.get(char, char) for char in word)


_SLIPS: tuple[Callable[[str, random.Random], str], ...] = (_dropped, _doubled, _swapped, _neighbour, _confused)


def _romanised(text: str, chance: random.Random) -> str:
    """Arabizi as it might have been typed: consonants, long vowels, and a short one here and there."""
    return " ".join(_roman_word(word, chance) for word in text.split())


def _roman_word(word: str, chance: random.Random) -> str:
    letters = [_ROMAN.get(char, char) for char in word]
    return "".join(
        letter + ("a" if i + 1 < len(letters) and chance.random() < 0.2 else "") for i, letter in enumerate(letters)
    )
