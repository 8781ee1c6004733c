"""One message as the extractors see it: its normal form cut into tokens, and what is known about the moment.

Extractors work on the normal form (nlu.arabic) and yield candidates with offsets in it; only `extract` goes back to the
original text. Nothing here looks further than a bounded number of tokens, so that reading stays linear.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nlu.arabic import Normal, normalise_mapped

# Arabizi words in which a digit is a letter, as far as they name times, days or numbers: each is one token.
_ARABIZI = (
    "b3d|ba3d|b3ad|3asr|3aser|3asir|3sr|sob7|sub7|9ob7|sb7|3isha|3esha|3sha|masa2|3ishaa|"
    "imbare7|embare7|mbare7|bare7|albare7|elbare7|el3asr|al3asr|elsob7|alsob7|el3isha|al3isha|"
    "arba3|arb3|arba3a|arb3a|5ams|5amsa|5msa|sab3|sab3a|sb3a|tis3|tis3a|tes3a|3ashra|3ashara|3shra|wa7da|wa7ed|w7da"
)
TOKEN = re.compile(rf"(?<![a-z0-9'])(?:{_ARABIZI})(?![a-z0-9'])|\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]|[\n_]")
_OWNERS = ("ي", "ه", "ها", "نا", "هم", "كم", "ك")
_INDEFINITE = ("", "و", "ف", "ب", "ل", "وب", "ول")
_DEFINITE = ("ال", "وال", "بال", "فال", "لل", "ولل")
_SENTENCE_ENDS = frozenset(".?!\n;")

# A form's field names the value it waits for.
_FIELDS = {
    "date_of_birth": "date",
    "family_size": "number",
    "monthly_income": "money",
    "preferred_time": "time",
    "related_reference": "reference",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, or one mark. Offsets are in the normal form."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something an extractor would take. An `entity` of "" is a distractor: it takes its place and is then dropped."""

    entity: str
    value: Any
    start: int
    end: int


def distractor(start: int, end: int) -> Candidate:
    return Candidate("", None, start, end)


@dataclass(frozen=True, slots=True)
class Reading:
    """A message, read.

    `now` is local time; `expects` is the taxonomy's entity that the dialogue waits for; `birthday`: the day it waits
    for is past, and nothing without its year; `by_place`: the words by the index of their tokens.
    """

    normal: Normal
    tokens: tuple[Token, ...]
    now: datetime
    expects: str | None
    birthday: bool
    day_parts: Mapping[str, tuple[str, str]]
    by_place: Mapping[int, str]

    @property
    def text(self) -> str:
        return self.normal.text

    def word(self, index: int) -> str:
        """The token's text, or "" outside the message."""
        return self.by_place.get(index, "")

    def at(self, index: int, *words: str) -> bool:
        """Whether exactly these words stand from `index` on."""
        return self.word(index) == words[0] and all(self.word(index + i) == word for i, word in enumerate(words))

    def before(self, index: int, words: Collection[str], reach: int) -> int | None:
        """The nearest of `words` in the same sentence, at most `reach` tokens before `index`."""
        for place in range(index - 1, max(index - 1 - reach, -1), -1):
            word = self.tokens[place].text
            if word in words:
                return place
            if word in _SENTENCE_ENDS:
                return None
        return None

    def after(self, index: int, words: Collection[str], reach: int) -> int | None:
        """The nearest of `words` in the same sentence, at most `reach` tokens from `index` on."""
        for place in range(index, min(index + reach, len(self.tokens))):
            word = self.tokens[place].text
            if word in words:
                return place
            if word in _SENTENCE_ENDS:
                return None
        return None


def read(text: str, now: datetime, expects: str | None, day_parts: Mapping[str, tuple[str, str]]) -> Reading:
    normal = normalise_mapped(text)
    tokens = tuple(Token(_undrawn(m.group()), m.start(), m.end()) for m in TOKEN.finditer(normal.text))
    awaited = _FIELDS.get(expects or "", expects)
    by_place = {place: token.text for place, token in enumerate(tokens)}
    return Reading(normal, tokens, now, awaited, expects == "date_of_birth", day_parts, by_place)


def _undrawn(word: str) -> str:
    """«بكرةةة» leaves two ه in the normal form; no number, day or place ends so."""
    return word[:-1] if word.endswith("هه") and len(word) > 3 else word


def words(text: str) -> frozenset[str]:
    """A set of words from a plain list; they are written in their normal form."""
    return frozenset(text.split())


def verbs(text: str) -> frozenset[str]:
    """Words as they stand, and after و and ف."""
    return frozenset(prefix + word for word in text.split() for prefix in ("", "و", "ف"))


def nouns(text: str) -> frozenset[str]:
    """Nouns with what Arabic attaches to them: conjunction, preposition, article, possessive (ولراتبي, بالراتب)."""
    forms: set[str] = set()
    for noun in text.split():
        bound = noun[:-1] + "ت" if noun.endswith("ه") and len(noun) > 2 else noun
        owned = [noun, *(bound + owner for owner in _OWNERS)]
        forms.update(prefix + form for prefix in _INDEFINITE for form in owned)
        forms.update(prefix + noun for prefix in _DEFINITE)
    return frozenset(forms)
