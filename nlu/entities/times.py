"""Times of day: clock times, parts of the day, and stated ranges -> {"from": "HH:MM", "to": "HH:MM"}.

A clock time has both ends equal. A number is an hour only where something says so: الساعة, minutes, a part of the day,
or a range in a sentence about appointments.
"""

from collections.abc import Iterator, Mapping, Sequence

from nlu.entities.clock import BETWEEN, Clock, clock_at, hhmm, minutes_of
from nlu.entities.counted import is_counted
from nlu.entities.day_parts import DayPart, bounds, day_part_at
from nlu.entities.quantities import Quantity
from nlu.entities.reading import Candidate, Reading, words

_HOUR_WORDS = words("الساعه ساعه بالساعه للساعه والساعه الساعا س at")
_FILLERS = words("حوالي تقريبا علي في")
_TO = words("الي الى لين حتي لحد لغايه لما ل - to until till لحتي اللي الين ليين")
_FROM = words("من ومن from") | BETWEEN
_ABOUT_TIMES = words(
    """
    دوام دوامكم الدوام تداومون وقت وقتي الوقت وقتكم اتصلوا اتصلو كلموني تكلموني تتصلون تتصلوا اتصال يناسبني يناسب
    تناسبني ناسبني فاضي فاضيه متاح متاحه متواجد متواجده متفرغ متفرغه مشغول مفتوحين تفتحون تفتح تقفلون موعد موعدي
    الساعه ساعات بالساعه call available free open
    """
)
_MONEY_AFTER = words("ريال ريالات الف الاف ر sar sr")
_HALF_DAY = 12 * 60


class _Clocks(dict[int, Clock | None]):
    """The clock time that starts at a token, read once."""

    def __init__(self, reading: Reading, starting: Mapping[int, Quantity]) -> None:
        self._reading, self._starting = reading, starting

    def __missing__(self, index: int) -> Clock | None:
        self[index] = found = clock_at(self._reading, index, self._starting)
        return found


def times(reading: Reading, numbers: Sequence[Quantity]) -> Iterator[Candidate]:
    clocks = _Clocks(reading, {quantity.first: quantity for quantity in numbers})
    index = 0
    while index < len(reading.tokens):
        found = _range(reading, index, clocks) or _single(reading, index, clocks)
        if found:
            yield found[0]
        index = found[1] + 1 if found else index + 1


def _candidate(reading: Reading, start: int, last: int, begin: int, end: int) -> tuple[Candidate, int]:
    return Candidate("time", {"from": hhmm(begin), "to": hhmm(end)}, start, reading.tokens[last].end), last


def _single(reading: Reading, index: int, clocks: _Clocks) -> tuple[Candidate, int] | None:
    clock = clocks[index]
    if clock and _is_clock(reading, index, clock):
        at = minutes_of(clock, clock.part)
        return _candidate(reading, clock.start, clock.last, at, at)
    part = day_part_at(reading, index)
    if part is None:
        return None
    if not part.relation and (clock := _hour_after(reading, part.last + 1, clocks)):
        at = minutes_of(clock, clock.part or part.key)
        return _candidate(reading, part.start, clock.last, at, at)
    if part.key == "night" and reading.word(index - 1) in ("منتصف", "نص", "نصف"):
        return _candidate(reading, reading.tokens[index - 1].start, part.last, 0, 0)
    return _candidate(reading, part.start, part.last, *bounds(reading.day_parts, part))


def _hour_after(reading: Reading, index: int, clocks: _Clocks) -> Clock | None:
    """«العصر الساعة 4», «tonight at 9»: the part of the day stands first."""
    return clocks[index + 1] if reading.word(index) in _HOUR_WORDS else None


def _is_clock(reading: Reading, index: int, clock: Clock) -> bool:
    if clock.part or clock.exact or reading.word(index + 1) == ":":
        return True
    if is_counted(reading.word(clock.last + 1)) or reading.word(clock.last + 1) in _MONEY_AFTER:
        return False
    if reading.expects == "time" or _after_hour_word(reading, index):
        return True
    return clock.minutes_said and reading.before(index, _ABOUT_TIMES, 6) is not None


def _after_hour_word(reading: Reading, index: int) -> bool:
    before = index - 1
    if reading.word(before) in _FILLERS:
        before -= 1
    if reading.word(before) == "ساعه" and reading.word(index).startswith("واحد"):
        return False  # «ساعة واحدة» is how long
    return reading.word(before) in _HOUR_WORDS


# --- ranges -------------------------------------------------------------------------------------------------------


def _range(reading: Reading, index: int, clocks: _Clocks) -> tuple[Candidate, int] | None:
    opener = _opener(reading, index)
    first = _end_at(reading, index + opener, clocks)
    if first is None:
        return None
    place = _past_connector(reading, first.last + 1, bool(opener) and reading.word(index + opener - 1) in BETWEEN)
    second = _end_at(reading, place, clocks) if place is not None else None
    if second is None or not _is_range(reading, index, first, second):
        return None
    start = first.start
    if opener:
        start = reading.tokens[index].start + (reading.word(index)[0] == "و")
    return _candidate(reading, start, second.last, *_between(reading, first, second))


def _opener(reading: Reading, index: int) -> int:
    """How many tokens open a range here: من, بين, ما بين."""
    if reading.word(index) in _FROM:
        return 1
    return 2 if reading.at(index, "ما", "بين") else 0


def _end_at(reading: Reading, index: int, clocks: _Clocks) -> Clock | DayPart | None:
    index += reading.word(index) in _HOUR_WORDS
    return clocks[index] or day_part_at(reading, index)


def _past_connector(reading: Reading, index: int, between: bool) -> int | None:
    """Where the second end starts, if the two ends are joined into a range."""
    word = reading.word(index)
    if word in _TO:
        return index + 1
    if between and word in ("و", "and"):
        return index + 1
    joined = word[:1] == "و" if between else word[:1] == "ل"
    return index if joined and len(word) > 1 else None


def _is_range(reading: Reading, index: int, first: Clock | DayPart, second: Clock | DayPart) -> bool:
    after = reading.word(second.last + 1)
    if is_counted(after) or after in _MONEY_AFTER:
        return False
    marked = any(isinstance(end, DayPart) or end.part or end.minutes_said for end in (first, second))
    said = any(token.text in _HOUR_WORDS for token in reading.tokens[max(index - 1, 0) : second.last])
    if reading.word(index) in _FROM and isinstance(first, Clock) and isinstance(second, Clock):
        marked = marked or second.hour < first.hour <= 12  # no count runs from 8 to 4
    return marked or said or reading.expects == "time" or reading.before(index, _ABOUT_TIMES, 5) is not None


def _between(reading: Reading, first: Clock | DayPart, second: Clock | DayPart) -> tuple[int, int]:
    if isinstance(first, DayPart):
        begin = bounds(reading.day_parts, first)[0]
        return begin, _closing(reading, begin, second)
    if isinstance(second, DayPart):
        begin = minutes_of(first, first.part)
        return begin, _closing(reading, begin, second)
    if second.part is None:
        begin = minutes_of(first, first.part)
        return begin, _next_after(begin, second)
    return _before(first, minutes_of(second, second.part), second.part)


def _closing(reading: Reading, begin: int, second: Clock | DayPart) -> int:
    """«من العصر إلى المغرب» ends where maghrib begins; «من الصبح إلى 12» at the first twelve after it."""
    if isinstance(second, DayPart):
        start, end = bounds(reading.day_parts, second)
        return start if start > begin else end
    return minutes_of(second, second.part) if second.part else _next_after(begin, second)


def _next_after(begin: int, clock: Clock) -> int:
    at = minutes_of(clock, None)
    if clock.exact or clock.hour > 12:
        return at
    return next((m for m in (at % _HALF_DAY, at % _HALF_DAY + _HALF_DAY) if m > begin), at)


def _before(first: Clock, end: int, part: str | None) -> tuple[int, int]:
    """The first hour of a range shares the part of the second, unless it would then come after it."""
    if first.part or first.exact:
        return minutes_of(first, first.part), end
    begin = minutes_of(first, part)
    if end == 0 and begin < _HALF_DAY:
        end = _HALF_DAY  # «٩-١٢ صباحا» ends at noon
    if begin >= end and begin - _HALF_DAY >= 0 and part != "night":
        begin -= _HALF_DAY
    return begin, end
