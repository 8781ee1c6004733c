"""Reports as the staff API shows them. `from` and `to` are days in Riyadh, both counted in."""

from datetime import date
from typing import Any, Literal

from pydantic import ConfigDict, Field

from handoff.api.views.moment import View


class Report(View):
    """`*_hijri`: the same days by Umm al-Qura, «١٣ جمادى الآخرة ١٤٤٨»."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    from_: date = Field(alias="from")
    to: date
    from_hijri: str | None
    to_hijri: str | None


class Day(View):
    day: date
    hijri: str | None


class VolumeDay(Day):
    channel: str
    messages: int
    conversations: int


class VolumeHour(View):
    hour: int
    messages: int


class VolumeTotals(View):
    messages: int
    by_channel: dict[str, int]


class Volumes(Report):
    series: list[VolumeDay]
    hours: list[VolumeHour]
    totals: VolumeTotals


class Contained(View):
    talks: int
    contained: int
    to_people: int
    missed: int
    share: float | None


class ContainedDay(Day, Contained):
    pass


class Containment(Report):
    """A talk is what one conversation says on one day; contained: no person was needed, and nothing was missed."""

    series: list[ContainedDay]
    totals: Contained


class TimesRow(View):
    """Seconds by the clock, on average; `*_late`: past what was promised in working time."""

    escalations: int
    replied: int
    first_reply_s: float | None
    reply_late: int
    resolved: int
    resolution_s: float | None
    resolve_late: int


class TimesDay(Day, TimesRow):
    pass


class Times(Report):
    series: list[TimesDay]
    totals: TimesRow


class Opinion(View):
    ratings: int
    average: float | None
    scores: dict[int, int]


class OpinionDay(Day, Opinion):
    pass


class Satisfaction(Report):
    series: list[OpinionDay]
    totals: Opinion


class QuestionRow(View):
    intent: str
    title: str
    asked: int
    unhelpful: int


class Questions(Report):
    rows: list[QuestionRow]
    totals: dict[str, int]


class MissRow(View):
    cluster_id: int
    state: Literal["open", "done", "dismissed"]
    keywords: list[str]
    messages: int


class Misses(Report):
    """`totals`: by kind of miss."""

    rows: list[MissRow]
    totals: dict[str, int]


class RequestsRow(View):
    """`age`: at most so many days in this stage, or `more`."""

    type: str
    status: str
    age: Literal["3", "7", "14", "30", "more"]
    requests: int


class Requests(Report):
    rows: list[RequestsRow]
    totals: dict[str, int]


class CostRow(View):
    """`cost` is null where a price that it needs is not configured."""

    channel: str
    messages: int
    segments: int
    templates: int
    cost: float | None
    currency: str | None


class CostTotals(View):
    messages: int
    segments: int
    cost: float | None
    currency: str | None


class Cost(Report):
    rows: list[CostRow]
    totals: CostTotals


class RequestCounts(View):
    """Of the requests that this role may see, by status and by type."""

    statuses: dict[str, int]
    types: dict[str, int]
    total: int


Table = list[dict[str, Any]]
