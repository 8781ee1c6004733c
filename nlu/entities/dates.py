"""Days in numerals: 15/9/1445, ٢٠٢٦-٠١-٠٥, 3/12. Values are ISO dates.

What looks like a date and is none (31/2) is set aside, so that its numerals are not counted.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

from nlu.entities import calendars
from nlu.entities.calendars import GREGORIAN, GREGORIAN_MARKS, HIJRI, HIJRI_MARKS
from nlu.entities.reading import Candidate, Reading, distractor, nouns, words
from nlu.entities.tense import lean

_SEP = r"[ ]?[/\-.\\][ ]?"
_ERA = r"(?:[ ]?(?P<era>هجريه|هجري|ه|ميلاديه|ميلادي|م)(?![^\W\d_]))?"
_FULL = re.compile(
    rf"(?<![0-9a-z_/])(?<!\d[.-])(?:(?P<y1>\d{{4}}){_SEP}(?P<m1>\d{{1,2}}){_SEP}(?P<d1>\d{{1,2}})"
    rf"|(?P<d2>\d{{1,2}}){_SEP}(?P<m2>\d{{1,2}}){_SEP}(?P<y2>\d{{4}}|\d{{2}}))(?![\d/]|[.-]\d){_ERA}"
)
_DAY_MONTH = re.compile(rf"(?<![0-9a-z_/.:])(?<!\d-)(?P<d>\d{{1,2}}) ?/ ?(?P<m>\d{{1,2}})(?![\d/]|[-.:]\d){_ERA}")
_SPACED = re.compile(r"(?<!\d)(?P<d>\d{1,2}) (?P<m>\d{1,2}) (?P<y>\d{4})(?!\d)")
_DAY_CUES = nouns("يوم تاريخ موعد ميلاد مواليد موافق") | words(
    "في من الي قبل بعد حتي لين on by since until الاحد الاثنين الخميس"
)


def dates(reading: Reading) -> Iterator[Candidate]:
    for match in _FULL.finditer(reading.text):
        year, month, day = (int(match[f"{part}1"] or match[f"{part}2"]) for part in "ymd")
        found = _written(reading, year, month, day, match["era"])
        yield dated(found, match.start(), match.end())
    for match in _DAY_MONTH.finditer(reading.text):
        if not _is_rating_or_hours(reading, match):
            found = _yearless(reading, match["era"], int(match["m"]), int(match["d"]), match.start())
            yield dated(found, match.start(), match.end())
    if reading.expects == "date":
        for match in _SPACED.finditer(reading.text):
            yield dated(_written(reading, int(match["y"]), int(match["m"]), int(match["d"]), None), *match.span())


def dated(found: date | None, start: int, end: int) -> Candidate:
    return Candidate("date", found.isoformat(), start, end) if found else distractor(start, end)


def _written(reading: Reading, year: int, month: int, day: int, era: str | None) -> date | None:
    calendar = HIJRI if era in HIJRI_MARKS else GREGORIAN if era in GREGORIAN_MARKS else None
    year = calendars.full_year(year, calendar, latest_year(reading))
    if not calendars.is_year_number(year):
        return None
    if month > 12 >= day:
        month, day = day, month
    return calendars.day_of(HIJRI if calendars.is_hijri_year(year) else GREGORIAN, year, month, day)


def latest_year(reading: Reading) -> int:
    """The last year that two digits can mean."""
    return reading.now.year + (0 if reading.birthday else 10)


def _is_rating_or_hours(reading: Reading, match: re.Match[str]) -> bool:
    """4/5 and 8/10 are marks unless a day is spoken of; 24/7 means always."""
    if match.group().replace(" ", "") == "24/7":
        return True
    if match.group().replace(" ", "") in ("1/2", "1/4", "3/4", "1/3"):
        return not _speaks_of_day(reading, match.start())
    scale = int(match["m"])
    return scale in (5, 10) and int(match["d"]) <= scale and not _speaks_of_day(reading, match.start())


def _speaks_of_day(reading: Reading, start: int) -> bool:
    before = reading.text[max(start - 30, 0) : start].split()[-3:]
    return reading.expects == "date" or any(word in _DAY_CUES for word in before)


def _yearless(reading: Reading, era: str | None, month: int, day: int, start: int) -> date | None:
    if reading.birthday:
        return None
    if month > 12 >= day:
        month, day = day, month
    calendar = HIJRI if era in HIJRI_MARKS else GREGORIAN
    index = bisect_left(reading.tokens, start, key=lambda token: token.start)
    return calendars.nearest(calendar, month, day, reading.now.date(), lean(reading, index))
