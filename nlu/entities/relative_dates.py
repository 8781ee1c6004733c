"""Days told from today: بكرة, أمس الأول, «قبل عشرة أيام», «بعد أسبوعين», «الأحد القادم», «الخميس اللي فات»."""

import calendar
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from nlu.entities.calendars import MONTHS, WEEKDAYS
from nlu.entities.meals import is_meal
from nlu.entities.ordinals import is_ordinal
from nlu.entities.quantities import Quantity
from nlu.entities.reading import Candidate, Reading, nouns, words
from nlu.entities.tense import is_past

_OFFSETS = {
    0: "اليوم|هاليوم|today|el youm|el yom|el yoom|al youm|al yom|al yoom|elyoum|elyom|elyoom|alyoum|alyom|alyoom",
    1: "بكره|بكرا|بكرى|بوكره|غدا|غد|الغد|غدوه|باكر|tomorrow|bokra|bukra|bokrah|bukrah|bkra|bukara|boukra|bacher",
    2: "بعد بكره|بعد بكرا|بعد غد|بعد غدا|بعد الغد|بعد باكر|عقب بكره|عقب باكر|عقب بكرا|بعد بوكره|day after tomorrow"
    "|ba3d bokra|ba3d bukra|ba3d bkra|b3d bokra|b3d bukra|b3d bkra|ba3d bokrah|ba3d bukrah|b3d bokrah|b3d bukrah",
    -1: "امس|الامس|البارح|البارحه|امبارح|مبارح|بارح|yesterday"
    "|ams|ames|el bare7|elbare7|albare7|al bare7|imbare7|embare7|mbare7|imbareh|embareh|imbarih|embarih",
    -2: "قبل امس|اول امس|امس الاول|اول البارح|اول البارحه|قبل البارح|قبل البارحه|اول امبارح|اول مبارح"
    "|اول من امس|قبل امبارح|قبل مبارح|قبل الامس"
    "|day before yesterday|awal ams|awwal ams|abl imbare7|abl embare7",
}
_DAYS = {phrase: days for days, phrases in _OFFSETS.items() for phrase in phrases.split("|")}
_SAID = re.compile(
    r"(?<![^\W_])(?:[وفبل]|[وف][بل])?(?P<phrase>" + "|".join(sorted(_DAYS, key=len, reverse=True)) + r")ه?(?![^\W_])"
)
_NOT_TODAY = words("الوطني العالمي الاول الثاني الثالث التالي السابق الدراسي الواحد كامل الاخر الاخير التاسيس السعودي")
_NATIONAL = frozenset(("el watani", "al watani", "el 3alami", "al 3alami"))
_A_DAY = words("kol kl tool 6ol bel fel طول طوال طيله في باليوم بنفس نفس ذلك ذاك مرات مره ساعات")

_UNITS = {
    "day": words("يوم ايام يوما يومي day days"),
    "week": words("اسبوع اسابيع اسبوعا week weeks"),
    "month": words("شهر شهور اشهر شهرا month months"),
    "year": words("سنه سنوات سنين عام اعوام year years"),
}
_UNIT_OF = {word: unit for unit, forms in _UNITS.items() for word in forms}
_DUALS = {
    "يومين": "day", "اسبوعين": "week", "شهرين": "month", "سنتين": "year", "عامين": "year", "يومان": "day",
}  # fmt: skip
_SINGULARS = words("يوم اسبوع شهر سنه عام day week month year")
_DIRECTIONS = {"بعد": 1, "قبل": -1, "عقب": 1, "وبعد": 1, "وقبل": -1, "لبعد": 1, "in": 1, "after": 1}
_ABOUT = words("حوالي تقريبا نحو قرابه مايقارب يمكن شي about")
# «قبل يوم العيد» names the day; these may follow «قبل شهر» without naming it.
_NOT_ITS_NAME = words("الله الان الي اللي الا الساعه الحين اليوم الحمد الظهر العصر الصبح المغرب")
_EVENTS = nouns(
    """
    تقديم موعد رمضان عيد سفر عمليه زواج تاريخ استلام ارسال تسليم رفض قبول تسجيل ولاده وفاه طلاق رد وصول بدايه نهايه
    صدور اجتماع مقابله زياره مراجعه اتصال
    """
) | frozenset(MONTHS)


def relative_dates(reading: Reading, numbers: Sequence[Quantity]) -> Iterator[Candidate]:
    today = reading.now.date()
    yield from _said(reading, today)
    starting = {quantity.first: quantity for quantity in numbers}
    ending = {quantity.last: quantity for quantity in numbers}
    for index, token in enumerate(reading.tokens):
        if token.text in _DIRECTIONS:
            yield from _counted(reading, index, starting, today)
        elif token.text == "ago":
            yield from _ago(reading, index, ending, today)


def _said(reading: Reading, today: date) -> Iterator[Candidate]:
    for match in _SAID.finditer(reading.text):
        phrase = match["phrase"]
        if _DAYS[phrase] == 0 and not _is_today(reading, match):
            continue
        if phrase == "غدا" and _is_lunch(reading, match.start("phrase"), match.end()):
            continue
        if day := shifted(today, "day", _DAYS[phrase]):
            yield Candidate("date", day.isoformat(), match.start("phrase"), match.end())


def _is_lunch(reading: Reading, start: int, end: int) -> bool:
    """«غداءً» is lunch, «غداً» tomorrow; of «غدا» the words around tell, or another day right after it."""
    written = reading.normal.original[slice(*reading.normal.span(start, end))]
    if "\u064b" in written and "ء" not in written:
        return False
    index = bisect_right(reading.tokens, start, key=lambda token: token.start) - 1
    return "ء" in written or reading.word(index + 1) in ("اليوم", "بكره", "يومي") or is_meal(reading, index)


def _is_today(reading: Reading, match: re.Match[str]) -> bool:
    before = reading.text[: match.start()][-12:].split()
    after = reading.text[match.end() : match.end() + 12].split()
    if after[:2] and " ".join(after[:2]) in _NATIONAL:
        return False
    if match.group()[0] in "بل" or (before and before[-1] in _A_DAY):
        return False
    return not (after and (after[0] in _NOT_TODAY or is_ordinal(after[0])))


def _counted(reading: Reading, index: int, starting: Mapping[int, Quantity], today: date) -> Iterator[Candidate]:
    """«قبل عشرة أيام», «بعد أسبوعين», «بعد شهر»."""
    sign = _DIRECTIONS[reading.word(index)]
    place = index + 1
    while reading.word(place) in _ABOUT:
        place += 1
    found = _span_of_time(reading, place, starting)
    if not found:
        return
    amount, unit, last = found
    if last - index > 6 or _counts_from_elsewhere(reading, last) or (sign > 0 and is_past(reading.word(index - 1))):
        return  # «استقلت بعد ٤ سنين» is not told from today
    day = shifted(today, unit, sign * amount)
    if day and (half := _half_after(reading, last + 1, unit)):
        days, last = half
        day = shifted(day, "day", sign * days) if unit == "month" else shifted(day, "month", sign * 6)
    start = reading.tokens[index].start + (reading.word(index)[0] in "ول" and reading.word(index)[1:] in _DIRECTIONS)
    if day:
        yield Candidate("date", day.isoformat(), start, reading.tokens[last].end)


def _half_after(reading: Reading, place: int, unit: str) -> tuple[int, int] | None:
    """The half of «قبل شهر ونص»: how many days it is, and its last token."""
    bare = reading.word(place) == "و"
    half = reading.word(place + 1) if bare else reading.word(place).removeprefix("و")
    joined = bare or reading.word(place).startswith("و")
    return (15, place + bare) if joined and half in ("نص", "نصف") and unit in ("month", "year") else None


def _span_of_time(reading: Reading, place: int, starting: Mapping[int, Quantity]) -> tuple[int, str, int] | None:
    """(amount, unit, last token) of a length of time that starts at a token."""
    word, after = reading.word(place), reading.word(place + 1)
    if word in _DUALS:
        return 2, _DUALS[word], place
    if word in _SINGULARS:
        named = after in MONTHS or f"{after} {reading.word(place + 2)}" in MONTHS or after in WEEKDAYS
        named = named or (after.startswith("ال") and after not in _NOT_ITS_NAME)
        return None if named or after[:1].isdigit() else (1, _UNIT_OF[word], place)
    quantity = starting.get(place)
    if quantity is None or not quantity.whole or quantity.clitic:
        return None
    unit = _UNIT_OF.get(reading.word(quantity.last + 1))
    return (quantity.whole, unit, quantity.last + 1) if unit else None


def _counts_from_elsewhere(reading: Reading, last: int) -> bool:
    """«بعد أسبوع من التقديم» is told from another day."""
    return reading.word(last + 1) == "من" and reading.word(last + 2) in _EVENTS


def _ago(reading: Reading, index: int, ending: Mapping[int, Quantity], today: date) -> Iterator[Candidate]:
    unit = _UNIT_OF.get(reading.word(index - 1))
    if unit is None:
        return
    quantity = ending.get(index - 2)
    amount = quantity.whole if quantity else 1 if reading.word(index - 2) in ("a", "an", "one") else None
    day = shifted(today, unit, -amount) if amount else None
    if day:
        start = quantity.start if quantity else reading.tokens[index - 2].start
        yield Candidate("date", day.isoformat(), start, reading.tokens[index].end)


def shifted(day: date, unit: str, amount: int) -> date | None:
    try:
        if unit in ("day", "week"):
            return day + timedelta(days=amount * (7 if unit == "week" else 1))
        months = day.year * 12 + day.month - 1 + amount * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None
