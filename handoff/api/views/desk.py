"""The desk as the staff API shows it: promises, colleagues, days."""

from datetime import date
from typing import Literal

from handoff.api.views.moment import Moment, View
from handoff.desk_config import Spans
from handoff.sla import State
from storage.presence import Status


class WhyAssigned(View):
    """How a conversation came to whoever has it.

    `how`: they `claimed` it, it was `given` by a colleague (`by`), or the desk chose them: `known` from before, for a
    `skill`, as the `only` one with room, or for the least `load`. `load` of `capacity` is what they had then;
    `over_limit`: they have had the day's share of distressing cases (`distress`), and so had everybody else.
    """

    how: Literal["claimed", "given", "known", "skill", "only", "load"]
    by: int | None = None
    skill: str | None = None
    load: int | None = None
    capacity: int | None = None
    distress: int | None = None
    over_limit: bool | None = None


class SlaShown(View):
    """A conversation's stay with people. `position` and `expected_wait_minutes` only while it is in the queue."""

    escalation_id: int
    reason: str | None
    priority: int
    skill: str | None
    opened_at: Moment
    first_reply_due_at: Moment | None
    first_replied_at: Moment | None
    resolve_due_at: Moment | None
    waiting_since: Moment | None
    ended_at: Moment | None
    state: State
    requeues: int
    position: int | None = None
    expected_wait_minutes: int | None = None
    why_assigned: WhyAssigned | None = None


class Standing(View):
    """How a conversation stands at the desk."""

    id: int
    owner: Literal["bot", "queued", "staff", "closed"]
    epoch: int
    assignee_id: int | None
    priority: int
    priority_reason: str | None
    snoozed_until: Moment | None
    follows_id: int | None
    sla: SlaShown | None


class ColleagueShown(View):
    """`status`: what holds now; `chosen`: what they said they are, which holds while a console of theirs is open."""

    id: int
    name: str
    role: Literal["agent", "supervisor", "committee", "admin"]
    status: Status
    chosen: Status
    since: Moment | None
    until: Moment | None
    load: int
    capacity: int
    skills: list[str]


class DayShown(View):
    """`source`: `week`, `ramadan`, `computed` (a holiday, `name` is its key) or `override`."""

    date: date
    hijri: str | None
    spans: Spans
    source: Literal["week", "ramadan", "computed", "override"]
    name: str | None
