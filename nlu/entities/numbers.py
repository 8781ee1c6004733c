"""Quantities of anything counted, ages and durations included. Whatever other extractors did not take comes here, and
identifiers and years are kept out."""

import re
from collections.abc import Iterator, Sequence

from nlu.entities.counting import COUNTED, counts_noun, is_percentage, is_year, names_something
from nlu.entities.quantities import Quantity
from nlu.entities.reading import Candidate, Reading, words

_MOST_DIGITS = 6
_HYPHENED = re.compile(r"[a-z][-_]$")  # covid-19
# Small number words that are also something else: a lady, a lion, someone, it suffices, water.
_ONE = words("واحد واحده وحده")
_AMBIGUOUS = _ONE | words("ست سبع تسع عشر ميه مايه تمن ثمن ثماني الف")
_SUPPORT = words(
    """
    عمري عمره عمرها عمرك اعمارهم العمر عدد عددنا عددهم عددها العدد احنا حنا نحن عندي عندنا عنده عندها لدي لدينا معي
    معنا اعول اعيل نعول انا اكثر اقل حوالي تقريبا قرابه فوق تحت بين الي كل خلال لمده
    """
)
_WEEKDAY_OR_DAY = words("يوم ويوم بيوم ليوم اليوم")


def numbers(reading: Reading, found: Sequence[Quantity]) -> Iterator[Candidate]:
    for quantity in found:
        if quantity.whole is not None and quantity.whole > 0 and _is_count(reading, quantity):
            yield Candidate("number", quantity.whole, quantity.start, quantity.end)


def _is_count(reading: Reading, quantity: Quantity) -> bool:
    if len(quantity.digits) > _MOST_DIGITS or (quantity.digits.startswith("0") and len(quantity.digits) > 1):
        return False
    if reading.expects == "number":
        return True
    if counts_noun(reading, quantity):
        return quantity.value != 1 and not (
            _is_ambiguous(reading, quantity) and reading.word(quantity.last + 1) == "بيت"
        )
    if is_year(reading, quantity) or names_something(reading, quantity) or _is_part(reading, quantity):
        return False
    return bool(quantity.digits) or not _is_ambiguous(reading, quantity)


def _is_part(reading: Reading, quantity: Quantity) -> bool:
    """A day of the month, a percentage, a piece of something written with slashes or colons."""
    if reading.word(quantity.first - 1) in _WEEKDAY_OR_DAY and quantity.value <= 31:
        return True
    if reading.word(quantity.first - 1) in ("شهر", "بشهر", "لشهر") and quantity.value <= 12:
        return True
    if is_percentage(reading, quantity) or _HYPHENED.search(reading.text, max(quantity.start - 2, 0), quantity.start):
        return True
    before, after = reading.word(quantity.first - 1), reading.word(quantity.last + 1)
    return bool(quantity.digits) and (_glues(before) or _glues(after)) and _touches(reading, quantity)


def _glues(word: str) -> bool:
    return word in ("/", ":", "-", "_", "*", "+", "=")


def _touches(reading: Reading, quantity: Quantity) -> bool:
    """A digit stands right beyond the mark: 3/4, 12:5, but not «- 3»."""
    text = reading.text
    return (
        text[max(quantity.start - 2, 0) : quantity.start - 1].isdigit()
        or text[quantity.end + 1 : quantity.end + 2].isdigit()
    )


def _is_ambiguous(reading: Reading, quantity: Quantity) -> bool:
    word = reading.tokens[quantity.first].text[len(quantity.clitic) :]
    if quantity.first != quantity.last or word not in _AMBIGUOUS:
        return False
    before = reading.word(quantity.first - 1)
    if word in _ONE:
        return not (before in COUNTED or before.removeprefix("و") in COUNTED) or before == "مره"
    return before not in _SUPPORT
