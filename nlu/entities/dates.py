"""Written days: 15/9/1445, ٢٠٢٦-٠١-٠٥, «١٥ رمضان ١٤٤٥هـ», «الخامس من شعبان», «يوم 3 شهر 12». Values are ISO dates.

What looks like a date and is none (31/2, a month with its year) is set aside, so that its numerals are not counted.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from nlu.entities import calendars
from nlu.entities.calendars import GREGORIAN, GREGORIAN_MARKS, HIJRI, HIJRI_MARKS, MONTHS, Month
from nlu.entities.money import CURRENCY
from nlu.entities.ordinals import ordinal_before
from nlu.entities.quantities import Quantity
from nlu.entities.reading import Candidate, Reading, distractor, nouns, words

_SEP = r"[ ]?[/\-.\\][ ]?"
_ERA = r"(?:[ ]?(?P<era>هجريه|هجري|ه|ميلاديه|ميلادي|م)(?![^\W\d_]))?"
_FULL = re.compile(
    rf"(?<![\w/])(?<!\d[.-])(?:(?P<y1>\d{{4}}){_SEP}(?P<m1>\d{{1,2}}){_SEP}(?P<d1>\d{{1,2}})"
    rf"|(?P<d2>\d{{1,2}}){_SEP}(?P<m2>\d{{1,2}}){_SEP}(?P<y2>\d{{4}}|\d{{2}}))(?![\d/]|[.-]\d){_ERA}".replace(
        r"(?<![\w/])", r"(?<![0-9a-z_/])"
    )
)
_DAY_MONTH = re.compile(rf"(?<![0-9a-z_/.:])(?<!\d-)(?P<d>\d{{1,2}}) ?/ ?(?P<m>\d{{1,2}})(?![\d/]|[-.:]\d){_ERA}")
_SPACED = re.compile(r"(?<!\d)(?P<d>\d{1,2}) (?P<m>\d{1,2}) (?P<y>\d{4})(?!\d)")
_YEARLY = words("سنه عام لعام لسنه السنه العام / - , of")
_OF = words("من شهر في / - of ل , الموافق")
_DAY_CUES = nouns("يوم تاريخ موعد ميلاد مواليد موافق") | words(
    "في من الي قبل بعد حتي لين on by since until الاحد الاثنين الخميس"
)
_PAST = words(
    """
    قدمت قدمنا ارسلت رسلت رفعت سجلت راجعت كان كانت وصلني وصلتني جاني جتني ولدت انولدت تزوجت توفي توفت انتهي انتهت دفعت
    استلمت مات ماتت طلعت حضرت زرت زرتكم جيت جيتكم رفضتوا رفض انرفض اتصلت كلمت طلبت عبيت سافرت مولود مولوده تاريخ
    ميلادي applied submitted sent born was
    """
)
_FUTURE = words(
    """
    موعدي موعد موعدنا الموعد بيكون سيكون راح بجي باجي اجي نجي ساحضر بحضر احضر يناسبني ناسبني حتي قبل ينتهي تنتهي يخلص
    تخلص متي بكون اتصلوا كلموني ابغي احجز اقدر نقدر تقدرون بسافر اسافر عمليه عمليتي appointment will next until
    """
)


def dates(reading: Reading, numbers: Sequence[Quantity]) -> Iterator[Candidate]:
    yield from _numeric(reading)
    if any(token.text in _MONTH_STARTS for token in reading.tokens):
        yield from _named(reading, numbers)


def _numeric(reading: Reading) -> Iterator[Candidate]:
    for match in _FULL.finditer(reading.text):
        year, month, day = (int(match[f"{part}1"] or match[f"{part}2"]) for part in "ymd")
        found = _written(reading, year, month, day, match["era"])
        yield _candidate(found, match.start(), match.end())
    for match in _DAY_MONTH.finditer(reading.text):
        if not _is_rating_or_hours(reading, match):
            found = _yearless(reading, match["era"], int(match["m"]), int(match["d"]), match.start())
            yield _candidate(found, match.start(), match.end())
    if reading.expects == "date":
        for match in _SPACED.finditer(reading.text):
            yield _candidate(_written(reading, int(match["y"]), int(match["m"]), int(match["d"]), None), *match.span())


def _candidate(found: date | None, start: int, end: int) -> Candidate:
    return Candidate("date", found.isoformat(), start, end) if found else distractor(start, end)


def _written(reading: Reading, year: int, month: int, day: int, era: str | None) -> date | None:
    calendar = HIJRI if era in HIJRI_MARKS else GREGORIAN if era in GREGORIAN_MARKS else None
    year = calendars.full_year(year, calendar, reading.now.date())
    if not calendars.is_year_number(year):
        return None
    if month > 12 >= day:
        month, day = day, month
    return calendars.day_of(HIJRI if calendars.is_hijri_year(year) else GREGORIAN, year, month, day)


def _is_rating_or_hours(reading: Reading, match: re.Match[str]) -> bool:
    """4/5 is a rating unless a day is spoken of; 24/7 means always."""
    if match.group().replace(" ", "") in ("24/7", "1/2", "1/4", "3/4", "1/3"):
        return True
    return match["m"] == "5" and int(match["d"]) <= 5 and not _speaks_of_day(reading, match.start())


def _speaks_of_day(reading: Reading, start: int) -> bool:
    before = reading.text[max(start - 30, 0) : start].split()[-3:]
    return reading.expects == "date" or any(word in _DAY_CUES for word in before)


def _yearless(reading: Reading, era: str | None, month: int, day: int, start: int) -> date | None:
    if month > 12 >= day:
        month, day = day, month
    calendar = HIJRI if era in HIJRI_MARKS else GREGORIAN
    index = next((i for i, token in enumerate(reading.tokens) if token.start >= start), 0)
    return calendars.nearest(calendar, month, day, reading.now.date(), lean(reading, index))


def lean(reading: Reading, index: int) -> int:
    """Whether the words before speak of the past (-1) or of what is to come (1)."""
    past, future = reading.before(index, _PAST, 6), reading.before(index, _FUTURE, 6)
    if past is None and future is None:
        return 0
    return 1 if (future if future is not None else -1) > (past if past is not None else -1) else -1


# --- named months -------------------------------------------------------------------------------------------------

_MONTH_STARTS = frozenset(
    clitic + name.split()[0]
    for name in MONTHS
    for clitic in ("", "ل", "ب", "و")
    if name.split()[0] != "اب" or not clitic
) | {"شهر"}


def _named(reading: Reading, numbers: Sequence[Quantity]) -> Iterator[Candidate]:
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
    yield _candidate(_resolve(reading, month, number, year, first), min(start, reading.tokens[first].start), end)


def _resolve(reading: Reading, month: Month, day: int, year: int | None, index: int) -> date | None:
    today = reading.now.date()
    calendar = month.calendar or (HIJRI if year and calendars.is_hijri_year(year) else GREGORIAN)
    if year is None:
        return calendars.nearest(calendar, month.number, day, today, lean(reading, index))
    return calendars.day_of(calendar, calendars.full_year(year, calendar, today), month.number, day)


def _year_after(reading: Reading, last: int, starting: dict[int, Quantity]) -> tuple[int | None, int]:
    """The year after a month, with its era mark; else None and the same place."""
    place = last + 1
    while reading.word(place) in _YEARLY and place < last + 3:
        place += 1
    quantity = starting.get(place)
    if quantity is None or quantity.whole is None or not calendars.is_year_number(quantity.whole):
        return None, _era_end(reading, last)
    if reading.word(quantity.last + 1) in CURRENCY:
        return None, last
    return quantity.whole, _era_end(reading, quantity.last)


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
    from nlu.entities.counting import is_counted

    if is_counted(reading.word(quantity.last + 1)):
        return None, last
    end = quantity.last + (reading.word(quantity.last + 1) in ("th", "st", "nd", "rd"))
    return (quantity.whole, reading.tokens[last].start), end
