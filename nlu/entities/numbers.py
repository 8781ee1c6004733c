"""Quantities of anything counted, ages and durations included. Whatever other extractors did not take comes here, and
identifiers and years are kept out."""

import re
from collections.abc import Iterator, Sequence

from nlu.entities.counted import COUNTED
from nlu.entities.counting import counts_noun, is_percentage, is_year, names_something
from nlu.entities.duals import dual
from nlu.entities.quantities import Quantity
from nlu.entities.reading import Candidate, Reading, words

_MOST_DIGITS = 6
_HYPHENED = re.compile(r"[a-z][-_]")
_PIECE_BEFORE, _PIECE_AFTER = re.compile(r"\d[/:_*+=]"), re.compile(r"[/:_*+=]\d")
_HYPHEN_BEFORE, _HYPHEN_AFTER = re.compile(r"\d-"), re.compile(r"-\d")
_EMERGENCY = words("911 997 998 999 937 993 996 112 199033")
# Small number words that are also something else: a lady, a lion, someone, it suffices, water.
_ONE = words("واحد واحده وحده")
# «سؤال واحد بس» says that it is short; nobody counts these.
_JUST_ONE = words("مره سوال سوالي استفسار شي شيء شغله نقطه كلمه موضوع دقيقه ثانيه لحظه")
_AMBIGUOUS = _ONE | words("ست سبع تسع تسعون عشر ميه مايه تمن ثمن ثماني الف")
# Said, not counted: a housewife, a life together.
_SAID = frozenset({("ست", "بيت"), ("ست", "البيت"), ("عشره", "عمر"), ("عشره", "العمر")})
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
    if reading.expects == "number" and not found and (two := dual(reading)):
        yield two


def _is_count(reading: Reading, quantity: Quantity) -> bool:
    if (reading.word(quantity.first), reading.word(quantity.last + 1)) in _SAID:
        return False
    if len(quantity.digits) > _MOST_DIGITS or (quantity.digits.startswith("0") and len(quantity.digits) > 1):
        return False
    if reading.expects == "number":
        return True
    if counts_noun(reading, quantity):
        return quantity.value != 1
    if is_year(reading, quantity) or names_something(reading, quantity) or _is_part(reading, quantity):
        return False
    if quantity.digits:
        return True
    return quantity.clitic not in ("ل", "ك", "ف") and not _is_ambiguous(reading, quantity)  # «لستة» is also a list


def _is_part(reading: Reading, quantity: Quantity) -> bool:
    """A day or a month by its number, a percentage, a piece of something written with slashes, colons or hyphens."""
    if is_percentage(reading, quantity) or quantity.digits in _EMERGENCY:
        return True
    if _is_of_month(reading, quantity):
        return True
    return bool(quantity.digits) and _is_piece(reading.text, quantity)


def _is_of_month(reading: Reading, quantity: Quantity) -> bool:
    """«يوم 27», «15 من الشهر القادم», «شهر 5»."""
    before, after = reading.word(quantity.first - 1), reading.word(quantity.last + 1)
    if before in ("شهر", "بشهر", "لشهر"):
        return quantity.value <= 12
    follows = (
        after == "الشهر" or reading.at(quantity.last + 1, "من", "الشهر") or reading.at(quantity.last + 1, "من", "شهر")
    )
    return quantity.value <= 31 and (before in _WEEKDAY_OR_DAY or follows)


def _is_piece(text: str, quantity: Quantity) -> bool:
    """A digit stands right beyond a mark: 3/4, 12:5, 407-1234567; but «5-6» are two numbers, and covid-19 is none."""
    before, after = text[max(quantity.start - 2, 0) : quantity.start], text[quantity.end : quantity.end + 2]
    if _HYPHENED.match(before) or _PIECE_BEFORE.match(before) or _PIECE_AFTER.match(after):
        return True
    return len(quantity.digits) > 3 and bool(_HYPHEN_BEFORE.match(before) or _HYPHEN_AFTER.match(after))


def _is_ambiguous(reading: Reading, quantity: Quantity) -> bool:
    word = reading.tokens[quantity.first].text[len(quantity.clitic) :]
    if quantity.first != quantity.last or word not in _AMBIGUOUS:
        return False
    before = reading.word(quantity.first - 1)
    if word in _ONE and reading.word(quantity.last + 1).startswith("من"):
        return True
    if word in _ONE:
        return before in _JUST_ONE or not (before in COUNTED or before.removeprefix("و") in COUNTED)
    return before not in _SUPPORT
