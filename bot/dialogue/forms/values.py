"""Answers read, by type of field. Pure.

A type reads a text into the value's normal form, or says what is wrong with it, or finds nothing of its kind in it.
Values are JSON: str, int, float or list. What can be found within any text is found by `nlu.entities`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from bot.dialogue.forms.choices import named_option
from bot.dialogue.forms.definition import Field
from bot.dialogue.forms.spelling import date_with_slashes, digits_of_words, household, without_us
from nlu.arabic import normalise, words
from nlu.entities.name_rows import begins_name
from nlu.interpreter import Entity

OLDEST_YEARS = 120
# The taxonomy's entity that answers a type of field.
ENTITY = {
    "full_name": "full_name", "national_id": "national_id", "mobile": "mobile", "iban": "iban", "city": "city",
    "date": "date", "number": "number", "money": "money", "time": "time", "reference": "reference",
}  # fmt: skip


class Extract(Protocol):
    """Finds values in a text; `nlu.entities.extract` is one."""

    def __call__(self, text: str, *, now: datetime, expects: str | None = None) -> Sequence[Entity]: ...


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer cannot be taken: the end of the key `problem_…` of the text that says so."""

    code: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A message read for one field. `found`: what the extractor sees when it waits for this field."""

    text: str
    found: tuple[Entity, ...]
    now: datetime
    lenient: bool = False

    def values(self, entity: str) -> list[Any]:
        return [e.value for e in self.found if e.entity == entity]

    @property
    def digits(self) -> str:
        """The longest row of digits, however it is spaced."""
        rows = re.findall(r"\d[\d\s.\-/]*", normalise(self.text))
        return max((re.sub(r"\D", "", row) for row in rows), key=len, default="")


# How a spelling that only this question makes plain is rewritten before it is read.
_PLAINER: Mapping[str, Callable[[str], str]] = {
    "mobile": digits_of_words,
    "national_id": digits_of_words,
    "city": without_us,
    "date": date_with_slashes,
}
Read = Callable[[Field, Answer], Any]


def read(field: Field, text: str, extract: Extract, now: datetime, *, lenient: bool = False) -> Any:
    """The value in normal form, a Problem, or None where the text holds nothing of the kind.

    `lenient`: nothing else was understood in the text, so letters alone may pass for a name.
    """
    text = _PLAINER[field.type](text) if field.type in _PLAINER else text
    answer = Answer(text, tuple(extract(text, now=now, expects=field.name)), now, lenient)
    if field.words and (spoken := _spoken(field.words, text)) is not None:
        return spoken
    return _READ[field.type](field, answer)


def insisted(field: Field, text: str, extract: Extract, now: datetime) -> Any:
    """What a doubted answer is taken for when it is sent again as it was; None where nothing can be taken."""
    if field.type == "city":
        return text.strip()
    answer = Answer(text, tuple(extract(text, now=now, expects=field.name)), now)
    return _within(field, answer.values("number")[:1]) if field.type == "number" else None


def _spoken(phrases: Mapping[str, Any], text: str) -> Any:
    return phrases.get(" ".join(words(normalise(text))))


def _full_name(_field: Field, answer: Answer) -> Any:
    """A name that was found counts if nothing else was understood, or if it begins like one."""
    for name in answer.values("full_name")[:1]:
        return name if " " in name and (answer.lenient or begins_name(normalise(name.split()[0]))) else None
    said = answer.text.strip(" .،,!\n")
    alone = len(said.split()) == 1 and _is_name(said)
    return Problem("one_name") if alone and (answer.lenient or begins_name(normalise(said))) else None


def _is_name(word: str) -> bool:
    return all(char.isalpha() or char in "'’-." or not char.isprintable() for char in word) or not normalise(word)


def _national_id(_field: Field, answer: Answer) -> Any:
    if found := answer.values("national_id"):
        return found[0]
    digits = answer.digits
    if len(digits) < 5:
        return None
    if len(digits) != 10:
        return Problem("id_short" if len(digits) < 10 else "id_long")
    return Problem("id_check" if digits[0] in "12" else "id_start")


def _mobile(_field: Field, answer: Answer) -> Any:
    if found := answer.values("mobile"):
        return found[0]
    return Problem("mobile") if len(answer.digits) >= 5 else None


def _iban(_field: Field, answer: Answer) -> Any:
    if found := answer.values("iban"):
        return found[0]
    digits = answer.digits
    if len(digits) < 8 and not normalise(answer.text).startswith("sa"):
        return None
    return Problem("iban_check" if len(digits) == 22 else "iban_length")


def _city(_field: Field, answer: Answer) -> Any:
    found = answer.values("city")
    return found[0] if found else None


def _choice(field: Field, answer: Answer) -> Any:
    option = named_option(field.options, answer.text)
    return option.key if option else None


def _text(field: Field, answer: Answer) -> Any:
    said = answer.text.strip()
    if len(said) < (field.least or 1):
        return Problem("text_short")
    return said if len(said) <= (field.most or 2000) else Problem("text_long")


def _date(_field: Field, answer: Answer) -> Any:
    found = answer.values("date")
    if not found:
        return Problem("date_year") if re.fullmatch(r"\D*(1[3-9]|20)\d\d\D*", normalise(answer.text)) else None
    day = date.fromisoformat(found[0])
    today = answer.now.date()
    if day > today:
        return Problem("date_future")
    return found[0] if today.year - day.year <= OLDEST_YEARS else Problem("date_old")


def _number(field: Field, answer: Answer) -> Any:
    found = answer.values("number") or _bare(answer)
    if field.name != "family_size":
        return _within(field, found[:1])
    people = household(answer.text, found)
    if people is None:
        return Problem("number_total") if found else None
    return _within(field, [people])


def _money(field: Field, answer: Answer) -> Any:
    """One amount, or several joined by «و» («١٥٠٠ من الضمان و٥٠٠ من ولدي»)."""
    numbers = [e for e in answer.found if e.entity in ("money", "number")]
    shares = [e.value for e in numbers if e.entity == "money" or answer.text[: e.start].endswith(" و")]
    if len(shares) > 1 and not _RANGE.search(normalise(answer.text)):
        return _within(field, [sum(shares)])
    return _within(field, (shares or [e.value for e in numbers] or _bare(answer))[:1])


_RANGE = re.compile(r"(?<!\w)(?:الي|لين|لحد|حتي|او|ولا|بين|to|or)(?!\w)|\d ?- ?\d")


def _bare(answer: Answer) -> list[Any]:
    """A message that is nothing but a number."""
    said = normalise(answer.text)
    return [float(said)] if re.fullmatch(r"\d{1,9}(\.\d+)?", said) else []


def _within(field: Field, found: list[Any]) -> Any:
    if not found:
        return None
    value = int(found[0]) if float(found[0]).is_integer() else found[0]
    if field.least is not None and value < field.least:
        return Problem("number_small")
    return Problem("number_large") if field.most is not None and value > field.most else value


def _time(field: Field, answer: Answer) -> Any:
    """When it suits, in the person's words: a time, a day, or «أي وقت»."""
    said = answer.text.strip()
    option = named_option(field.options, said, whole=True)
    if option:
        return option.title["ar"]
    return said if answer.values("time") or answer.values("date") or _ANY_TIME.search(normalise(said)) else None


_ANY_TIME = re.compile(
    r"اي وقت|اي ساع|كل وقت|كل الاوقات|طول اليوم|متي ما|اي يوم|على راحتكم|علي راحتكم|any ?time|whenever|now"
    r"|ما يفرق|ما تفرق|كله واحد|عادي عندي|متي ما|بعد (?:شوي|ساع\w*|نص|ربع|دقيق\w*|دقايق|الصلاه|\d+)"
    r"|الحين|دحين|الان|فورا|ضروري|باسرع وقت"
    r"|صباح|صبح|ضحي|ظهر|عصر"
    r"|مغرب|عشا|مسا|ليل|دوام|morning|noon|evening|night|weekday"
)


def _reference(_field: Field, answer: Answer) -> Any:
    found = answer.values("reference")
    if found:
        return found[0]
    return Problem("reference") if len(answer.digits) >= 4 else None


def _documents(_field: Field, _answer: Answer) -> Any:
    return None


_READ: dict[str, Read] = {
    "full_name": _full_name, "national_id": _national_id, "mobile": _mobile, "iban": _iban, "city": _city,
    "choice": _choice, "text": _text, "date": _date, "number": _number, "money": _money, "documents": _documents,
    "time": _time, "reference": _reference,
}  # fmt: skip
