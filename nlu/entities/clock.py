"""Clock times as people write and say them: 17:45, «٤ ونص العصر», «خمسة إلا ربع», «العاشرة صباحاً»."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from nlu.entities.day_parts import part_name
from nlu.entities.ordinals import hour_at
from nlu.entities.quantities import Quantity
from nlu.entities.reading import Reading, words

_MINUTES = {"نص": 30, "نصف": 30, "ربع": 15, "ثلث": 20, "تلت": 20}
_MINUTE_WORDS = words("دقيقه دقايق دقايف دقيقة د")
_MINUTE_PHRASES = 2  # «ونص وخمس»
_EXACT = words("تماما بالضبط بالظبط تمام")
BETWEEN = words("بين وبين مابين between")


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour as said. `part` qualifies it; `exact` where the 24-hour clock is written; `last` is its last token."""

    hour: int
    minute: int
    start: int
    last: int
    part: str | None = None
    exact: bool = False
    minutes_said: bool = False
    missing: int = 0  # minutes to the hour that was named: 15 in «خمسة إلا ربع»


def clock_at(reading: Reading, index: int, starting: Mapping[int, Quantity]) -> Clock | None:
    """The clock time that starts at a token, its minutes and part of day included."""
    found = _written(reading, index) or _said(reading, index, starting)
    if found is None or found.hour > 24 or found.minute > 59:
        return None
    return _qualified(reading, found)


def _written(reading: Reading, index: int) -> Clock | None:
    hour, minute = reading.word(index), reading.word(index + 2)
    if reading.word(index + 1) == ":" and len(minute) == 2 and minute.isdigit() and hour.isdigit() and len(hour) <= 2:
        exact = len(hour) == 2 and (hour[0] == "0" or int(hour) > 12)
        start = reading.tokens[index].start
        return Clock(int(hour), int(minute), start, index + 2, exact=exact, minutes_said=True)
    if hour[:1].isdigit() and "." in hour and len(hour) in (4, 5) and hour.count(".") == 1:
        left, right = hour.split(".")
        if len(right) == 2 and int(left) <= 24:
            return Clock(int(left), int(right), reading.tokens[index].start, index)
    return None


def _said(reading: Reading, index: int, starting: Mapping[int, Quantity]) -> Clock | None:
    ordinal = hour_at(reading, index)
    if ordinal:
        hour, start, last = ordinal
    else:
        quantity = starting.get(index)
        if quantity is None or quantity.whole is None or quantity.scaled or len(quantity.digits) > 2:
            return None
        hour, start, last = quantity.whole, quantity.start, quantity.last
        if 20 < hour < 60 and not quantity.digits and reading.word(last + 1) in _MINUTE_WORDS:
            return Clock(hour % 10, hour - hour % 10, start, last + 1, minutes_said=True)  # خمسة وعشرين دقيقة
    return _with_minutes(reading, Clock(hour, 0, start, last), starting)


def _with_minutes(reading: Reading, clock: Clock, starting: Mapping[int, Quantity]) -> Clock:
    """«ونص», «إلا ربع», «ونص وخمس», «و20 دقيقة»."""
    for _ in range(_MINUTE_PHRASES):
        found = _minutes_at(reading, clock.last + 1, starting)
        if found is None:
            break
        minutes, last = found
        minute, missing = clock.minute + max(minutes, 0), clock.missing + max(-minutes, 0)
        if minute > 59 or missing > 59:
            break
        clock = replace(clock, minute=minute, missing=missing, last=last, minutes_said=True)
    return clock


def _minutes_at(reading: Reading, index: int, starting: Mapping[int, Quantity]) -> tuple[int, int] | None:
    word = reading.word(index)
    sign = -1 if word in ("الا", "غير") else 1
    bare = word in ("الا", "غير", "و")
    if not bare and not (word.startswith("و") and len(word) > 2):
        return None
    place = index + bare
    named = _MINUTES.get((reading.word(place) if bare else word[1:]).removeprefix("ال"))
    if named:
        return sign * named, place
    quantity = starting.get(place)
    if quantity is None or not quantity.whole or (not bare and quantity.clitic != "و"):
        return None
    last = quantity.last + (reading.word(quantity.last + 1) in _MINUTE_WORDS)
    if last == quantity.last and _ends_a_range(reading, index):
        return None
    fits = quantity.whole in (5, 10, 20, 25) or (last > quantity.last and quantity.whole < 60)
    return (sign * quantity.whole, last) if fits else None


def _ends_a_range(reading: Reading, index: int) -> bool:
    """The «و ١٠» of «بين ٨ و ١٠» is no ten minutes past eight."""
    return reading.before(index, BETWEEN, 3) is not None


def _qualified(reading: Reading, clock: Clock) -> Clock:
    place = clock.last + 1
    while reading.word(place) in _EXACT or reading.word(place) in ("في", "ف", "من", "بعد", "قبل"):
        place += 1
        if place > clock.last + 3:
            return clock
    if reading.at(place, "a", ".", "m") or reading.at(place, "p", ".", "m"):
        return replace(clock, part="morning" if reading.word(place) == "a" else "evening", last=place + 2)
    part = part_name(reading, place, beside=True)
    if part is None or reading.word(place)[0] == "و":
        return clock
    return replace(clock, part=part[0], last=place)


def minutes_of(clock: Clock, part: str | None) -> int:
    """Minutes since midnight, the hour read in its part of the day; by day where none is said."""
    hour = clock.hour % 24
    if not (clock.exact or hour > 12 or clock.hour == 24):
        hour = _hour_in(part, hour)
    return (hour * 60 + clock.minute - clock.missing) % (24 * 60)


def _hour_in(part: str | None, hour: int) -> int:
    if part in ("fajr", "morning", "duha"):
        return hour % 12
    if part == "night":
        return hour + 12 if 6 <= hour < 12 else hour % 12
    if part in ("asr", "maghrib", "isha", "evening"):
        return hour % 12 + 12
    late_morning = 9 if part == "dhuhr" else 7
    return hour if hour >= late_morning or hour == 0 else hour + 12


def hhmm(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
