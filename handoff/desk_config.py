"""The desk's configuration, as config.yml and the console write it, read strictly. Times are Riyadh's."""

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator

from handoff import calendar
from handoff.calendar import DAY_MINUTES, Rules, SpecialDay, Week
from handoff.holidays import Holidays
from handoff.prayers import RIYADH_CITY, Prayer

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Clock = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _apart(value: object) -> object:
    """`"08:00-12:00"` says the same as `{start: "08:00", end: "12:00"}`."""
    start, dash, end = value.partition("-") if isinstance(value, str) else ("", "", "")
    return {"start": start.strip(), "end": end.strip()} if dash else value


class SpanBody(_Section):
    """From `start` up to `end`, on one day; `24:00` is its end."""

    start: Clock
    end: Clock

    @model_validator(mode="after")
    def _forward(self) -> "SpanBody":
        if _minutes(self.start) >= _minutes(self.end):
            raise ValueError(f"{self.start}-{self.end}: must end after it begins, on the same day")
        return self


Spans = list[Annotated[SpanBody, BeforeValidator(_apart)]]


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


class PauseBody(_Section):
    """`prayer` with `after` (minutes past its beginning, which is computed), or a fixed time `at`."""

    minutes: int = Field(ge=1, le=120)
    prayer: Prayer = "dhuhr"
    after: int = Field(0, ge=-60, le=120)
    at: time | None = None


class HolidaysBody(_Section):
    """Days of each Eid (0: not kept), counted from the day after 29 Ramadan and from 9 Dhu al-Hijjah."""

    eid_al_fitr: int = Field(4, ge=0, le=30)
    eid_al_adha: int = Field(4, ge=0, le=30)
    national_day: bool = True
    founding_day: bool = True
    moved_off_weekends: bool = True


_WORKDAYS: tuple[Weekday, ...] = ("sunday", "monday", "tuesday", "wednesday", "thursday")


def _week(start: str, end: str) -> dict[Weekday, Spans]:
    return {day: [SpanBody(start=start, end=end)] for day in _WORKDAYS}


class Hours(_Section):
    """When colleagues are at work."""

    week: dict[Weekday, Spans] = Field(default_factory=lambda: _week("08:00", "16:00"))
    ramadan: dict[Weekday, Spans] | None = Field(default_factory=lambda: _week("10:00", "15:00"))
    pauses: list[PauseBody] = Field(
        default_factory=lambda: [PauseBody(prayer="dhuhr", minutes=30), PauseBody(prayer="asr", minutes=20)]
    )
    latitude: float = Field(RIYADH_CITY[0], ge=16, le=33)
    longitude: float = Field(RIYADH_CITY[1], ge=34, le=56)
    holidays: HolidaysBody = HolidaysBody()

    def rules(self, days: Mapping[date, SpecialDay]) -> Rules:
        return Rules(
            week=_read_week(self.week),
            ramadan=None if self.ramadan is None else _read_week(self.ramadan),
            pauses=tuple(calendar.Pause(p.minutes, p.prayer, p.after, p.at) for p in self.pauses),
            place=(self.latitude, self.longitude),
            holidays=Holidays(**self.holidays.model_dump()),
            days=days,
        )


def _read_week(week: Mapping[Weekday, Spans]) -> Week:
    return {WEEKDAYS.index(day): read_spans(spans) for day, spans in week.items()}


def read_spans(spans: Spans) -> tuple[calendar.Span, ...]:
    return tuple(calendar.Span(_minutes(s.start), _minutes(s.end)) for s in spans)


STORED_SPANS: TypeAdapter[Spans] = TypeAdapter(Spans)


def shown_spans(spans: tuple[calendar.Span, ...]) -> Spans:
    parts = [str(span).split("-") for span in spans]
    return [SpanBody(start=start, end=end) for start, end in parts]


class Target(_Section):
    """Minutes of working time: until somebody answers, and until the matter is settled."""

    first_reply: int = Field(ge=1, le=100 * DAY_MINUTES)
    resolve: int = Field(ge=1, le=100 * DAY_MINUTES)


class Targets(_Section):
    """By need: `urgent` (priority 100 and above), `high` (from 50), `normal`."""

    urgent: Target = Target(first_reply=5, resolve=240)
    high: Target = Target(first_reply=15, resolve=480)
    normal: Target = Target(first_reply=30, resolve=960)


class Capacity(_Section):
    """Conversations at a time, for colleagues who have no number of their own; 0: gets none by itself."""

    agent: int = Field(4, ge=0, le=100)
    supervisor: int = Field(2, ge=0, le=100)
    admin: int = Field(0, ge=0, le=100)


class Practice(_Section):
    """How the desk goes about its work. Minutes are of working time.

    `warn_at`: the share of a clock after which it warns. `assign`: whether the desk hands conversations out by itself.
    `skills`: {reason of an escalation: the skill it asks for}; after `skill_patience` minutes anybody will do.
    `requeue_after`: minutes without an answer. `distress_limit`: distressing cases a day for one colleague.
    `handling`: minutes a conversation takes, until enough have ended to know. `tell_every`, `tell_at_most`: how often
    somebody who waits hears of their place again.
    """

    targets: Targets = Targets()
    warn_at: float = Field(0.75, gt=0, lt=1)
    assign: bool = True
    capacity: Capacity = Capacity()
    skills: dict[str, str] = Field(default_factory=dict, max_length=100)
    skill_patience: int = Field(10, ge=0, le=DAY_MINUTES)
    requeue_after: int = Field(10, ge=1, le=DAY_MINUTES)
    distress_limit: int = Field(3, ge=1, le=100)
    handling: int = Field(10, ge=1, le=DAY_MINUTES)
    tell_every: int = Field(15, ge=5, le=DAY_MINUTES)
    tell_at_most: int = Field(3, ge=0, le=20)

    def capacity_of(self, role: str, own: int | None) -> int:
        """Conversations at a time; none for a role that has no conversations."""
        return own if own is not None and role in type(self.capacity).model_fields else getattr(self.capacity, role, 0)


class Desk(_Section):
    """config.yml's section `desk`."""

    hours: Hours = Hours()
    practice: Practice = Practice()
