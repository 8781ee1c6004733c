"""The association's working time, in Riyadh: a week of spans, prayer pauses, Ramadan, holidays, single days. Pure.

Time is worked in half-open spans, `[08:00, 12:00)`. `add` and `between` count only what lies inside them, so a promise
of thirty minutes made on Thursday at 15:45 falls due on Sunday morning.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from handoff import holidays, prayers
from handoff.holidays import Holidays
from handoff.prayers import RIYADH_CITY, Coordinates, Prayer
from storage.requests import RIYADH

DAY_MINUTES = 24 * 60
HORIZON = 400  # days: further ahead nothing is promised
_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one minute of the day up to another, which is not part of it."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


Week = Mapping[int, tuple[Span, ...]]  # by `date.weekday`, Monday is 0; a day that is missing is closed


@dataclass(frozen=True, slots=True)
class Pause:
    """So many minutes at a fixed time (`at`), or `after` minutes past the beginning of a prayer, as computed."""

    minutes: int
    prayer: Prayer = "dhuhr"
    after: int = 0
    at: time | None = None


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day unlike others; without spans it is closed."""

    name: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """`ramadan`: the week in Ramadan, None for no difference. `days` stand above everything, pauses included."""

    week: Week
    ramadan: Week | None = None
    pauses: tuple[Pause, ...] = ()
    place: Coordinates = RIYADH_CITY
    holidays: Holidays = field(default_factory=Holidays)
    days: Mapping[date, SpecialDay] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DayPlan:
    """`source`: `week`, `ramadan`, `computed` (a holiday) or `override`."""

    day: date
    spans: tuple[Span, ...]
    source: str
    name: str | None = None


class Calendar:
    """Answers when people can be reached."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._plans: dict[date, DayPlan] = {}
        self._holidays: dict[int, dict[date, str]] = {}

    def plan(self, day: date) -> DayPlan:
        found = self._plans.get(day)
        if found is None:
            found = self._plans[day] = self._made(day)
        return found

    def _made(self, day: date) -> DayPlan:
        if special := self._rules.days.get(day):
            return DayPlan(day, _merged(special.spans), "override", special.name)
        if name := self._holiday(day):
            return DayPlan(day, (), "computed", name)
        fasting = holidays.in_ramadan(day)
        ramadan = self._rules.ramadan if fasting else None
        week = self._rules.week if ramadan is None else ramadan
        pauses = [self._pause(p, day, fasting) for p in self._rules.pauses]
        spans = _without(_merged(week.get(day.weekday(), ())), pauses)
        return DayPlan(day, spans, "week" if ramadan is None else "ramadan")

    def _holiday(self, day: date) -> str | None:
        if day.year not in self._holidays:
            self._holidays[day.year] = holidays.of_year(day.year, self._rules.holidays)
        return self._holidays[day.year].get(day)

    def _pause(self, pause: Pause, day: date, fasting: bool) -> Span:
        if pause.at is not None:
            start = pause.at.hour * 60 + pause.at.minute
        else:
            begins = prayers.begins(pause.prayer, day, self._rules.place, ramadan=fasting).astimezone(RIYADH)
            start = begins.hour * 60 + begins.minute + pause.after
        return Span(start, start + pause.minutes)

    # --- moments

    def is_open(self, at: datetime) -> bool:
        return any(start <= at < end for start, end in self._spans(at, days=1))

    def next_opening(self, at: datetime) -> datetime | None:
        """`at` itself while people are at work; None where they are not for more than a year."""
        found = next((max(start, at) for start, end in self._spans(at) if end > at), None)
        return found.astimezone(at.tzinfo) if found else None

    def add(self, at: datetime, worked: timedelta) -> datetime | None:
        """When so much working time will have passed; None where that is more than a year ahead."""
        left = worked
        for start, end in self._spans(at):
            begin = max(start, at)
            if end > begin and left <= end - begin:
                return (begin + left).astimezone(at.tzinfo) if left else at
            left -= max(end - begin, _NOTHING)
        return None

    def between(self, since: datetime, until: datetime) -> timedelta:
        """The working time from one moment to a later one; nothing where it is not later."""
        total = _NOTHING
        for start, end in self._spans(since, days=max((until - since).days, 0) + 2):
            total += max(min(end, until) - max(start, since), _NOTHING)
        return total

    def _spans(self, at: datetime, days: int = HORIZON) -> Iterator[tuple[datetime, datetime]]:
        """The spans of the day of `at` and of those after it, in order."""
        day = at.astimezone(RIYADH).date()
        for n in range(days):
            for span in self.plan(day + timedelta(days=n)).spans:
                midnight = datetime.combine(day + timedelta(days=n), time(), RIYADH)
                yield midnight + timedelta(minutes=span.start), midnight + timedelta(minutes=span.end)


def _merged(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """In order, those that touch joined."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        elif span.start < span.end:
            found.append(span)
    return tuple(found)


def _without(spans: tuple[Span, ...], pauses: list[Span]) -> tuple[Span, ...]:
    for pause in pauses:
        cut = (
            (Span(s.start, min(s.end, max(pause.start, s.start))), Span(max(s.start, min(pause.end, s.end)), s.end))
            for s in spans
        )
        spans = tuple(part for pair in cut for part in pair if part.start < part.end)
    return spans
