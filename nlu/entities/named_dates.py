"""Days with a named month: «١٥ رمضان ١٤٤٥هـ», «الخامس من شعبان», «20 يناير», «يوم 3 شهر 12».

A month with its year and no day is no date, and is set aside so that the year is not counted.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from nlu.entities import calendars
from nlu.entities.calendars import GREGORIAN, GREGORIAN_MARKS, HIJRI, HIJRI_MARKS, MONTHS, Month
from nlu.entities.counted import CURRENCY, is_counted
from nlu.entities.dates import dated, latest_year
from nlu.entities.ordinals import ordinal_before
from nlu.entities.quantities import Quantity
from nlu.entities.reading import Candidate, Reading, distractor, words
from nlu.entities.tense import lean

_YEARLY = words("سنه عام لعام لسنه السنه العام / - , of")
_OF = words("من شهر في / - of ل , الموافق")

_MONTH_STARTS = frozenset(
    clitic + name.split()[0]
    for name in MONTHS
    for clitic in ("", "ل", "ب", "و")
    if name.split()[0] != "اب" or not clitic
) | {"شهر"}


def named_dates(reading: Reading, numbers: Sequence[Quantity]) -> Iterator[Candidate]:
    if not any(token.text in _MONTH_STARTS for token in reading.tokens):
        return
    ending = {quantity.last: quantity for quantity in numbers}
    starting = {quantity.first: quantity for quantity in numbers}
    for index, token in enumerate(reading.tokens):
        if token.text in _MONTH_STARTS and (found := _month_at(reading, index, starting)):
            month, last = found
            yield from _around(reading, index, last, month, ending, starting)


def _month_at(reading: Reading, index: int, starting: dict[int, Quantity]) -> tuple[Month, int] | None:
    """The month that starts at a token, and its last token; «شهر 5» is one too."""
    word = reading.word(index)
    for name, last in ((f"{word} {reading.word(index + 1)}", index + 1), (word, index), (word[1:], index)):
        if name in MONTHS:
            return MONTHS[name], last
    if word == "شهر" and (number := starting.get(index + 1)) and number.whole and number.whole <= 12:
        return Month(number.whole, ""), number.last
    return None


def _around(
    reading: Reading,
    first: int,
    last: int,
    month: Month,
    ending: dict[int, Quantity],
    starting: dict[int, Quantity],
) -> Iterator[Candidate]:
    year, last = _year_after(reading, last, starting)
    day = _day_before(reading, first, ending)
    if day is None and month.calendar and year is None:
        day, last = _day_after(reading, last, starting)
        year, last = _year_after(reading, last, starting) if day else (None, last)
    if day is None:
        if year is not None:
            yield distractor(reading.tokens[first].start, reading.tokens[last].end)
        return
    number, start = day
    end = reading.tokens[last].end
    yield dated(_resolve(reading, month, number, year, first), min(start, reading.tokens[first].start), end)


def _resolve(reading: Reading, month: Month, day: int, year: int | None, index: int) -> date | None:
    calendar = month.calendar or (HIJRI if year and calendars.is_hijri_year(year) else GREGORIAN)
    if year is not None:
        year = calendars.full_year(year, calendar, latest_year(reading))
        return calendars.day_of(calendar, year, month.number, day)
    if reading.birthday:
        return None
    return calendars.nearest(calendar, month.number, day, reading.now.date(), lean(reading, index))


def _year_after(reading: Reading, last: int, starting: dict[int, Quantity]) -> tuple[int | None, int]:
    """The year after a month, with its era mark; else None and the same place."""
    place = last + 1
    while reading.word(place) in _YEARLY and place < last + 3:
        place += 1
    quantity = starting.get(place)
    if quantity is None or quantity.whole is None or not _is_year(reading, quantity):
        return None, _era_end(reading, last)
    if reading.word(quantity.last + 1) in CURRENCY:
        return None, last
    return quantity.whole, _era_end(reading, quantity.last)


def _is_year(reading: Reading, quantity: Quantity) -> bool:
    """Four digits that can be a year, or two where a day is awaited or an era mark follows."""
    if quantity.whole is not None and calendars.is_year_number(quantity.whole):
        return True
    marked = reading.expects == "date" or reading.word(quantity.last + 1) in HIJRI_MARKS
    return marked and len(quantity.digits) == 2


def _era_end(reading: Reading, last: int) -> int:
    return last + (reading.word(last + 1) in HIJRI_MARKS or reading.word(last + 1) in GREGORIAN_MARKS)


def _day_before(reading: Reading, first: int, ending: dict[int, Quantity]) -> tuple[int, int] | None:
    """The day written before a month, with its offset."""
    place = first - 1
    while reading.word(place) in _OF and place > first - 3:
        place -= 1
    if reading.word(place) in ("th", "st", "nd", "rd"):
        place -= 1
    ordinal = ordinal_before(reading, place)
    quantity = ending.get(place)
    if ordinal or quantity is None or not quantity.whole or quantity.whole > 99 or quantity.digits.startswith("00"):
        return ordinal
    return quantity.whole, quantity.start


def _day_after(reading: Reading, last: int, starting: dict[int, Quantity]) -> tuple[tuple[int, int] | None, int]:
    """«يناير 15», «may 5th»: a numeral of one or two digits right after the month."""
    quantity = starting.get(last + 1)
    if quantity is None or not quantity.digits or not quantity.whole or quantity.whole > 31:
        return None, last
    if is_counted(reading.word(quantity.last + 1)):
        return None, last
    end = quantity.last + (reading.word(quantity.last + 1) in ("th", "st", "nd", "rd"))
    return (quantity.whole, reading.tokens[last].start), end
