"""Promises to people who wait for a person: when an answer is due, and how the clock of a conversation stands. Pure.

All clocks count working time only. The first answer stops the first clock; the second runs until all is settled.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from handoff.calendar import Calendar
from handoff.desk_config import Target, Targets
from storage.escalations import EscalationView

URGENT, HIGH = 100, 50
State = Literal["none", "running", "paused", "warning", "breached", "met"]


def is_urgent(priority: int) -> bool:
    """Need that passes others by, and weighs on whoever hears it: danger, hunger, eviction, illness."""
    return priority >= URGENT


def target(targets: Targets, priority: int) -> Target:
    return targets.urgent if is_urgent(priority) else targets.high if priority >= HIGH else targets.normal


@dataclass(frozen=True, slots=True)
class Clocks:
    """Until when somebody answers, and until when it is settled; None: not within a year."""

    first_reply_due_at: datetime | None
    resolve_due_at: datetime | None


class Sla:
    """`warn_at`: the share of a clock's time after which it warns."""

    def __init__(self, calendar: Calendar, targets: Targets, warn_at: float) -> None:
        self.calendar, self._targets, self._warn_at = calendar, targets, warn_at

    def clocks(self, opened_at: datetime, priority: int) -> Clocks:
        wanted = target(self._targets, priority)
        ends = (self.calendar.add(opened_at, timedelta(minutes=m)) for m in (wanted.first_reply, wanted.resolve))
        return Clocks(*ends)

    def due(self, e: EscalationView) -> datetime | None:
        """The end of the clock that runs now."""
        return e.first_reply_due_at if e.first_replied_at is None else e.resolve_due_at

    def warns(self, e: EscalationView) -> datetime | None:
        """When the clock that runs now begins to warn."""
        if (due := self.due(e)) is None:
            return None
        whole = self.calendar.between(e.opened_at, due)
        return self.calendar.add(e.opened_at, whole * self._warn_at)

    def state(self, e: EscalationView | None, now: datetime) -> State:
        if e is None or e.outcome == "erased":
            return "none"
        if e.ended_at is not None:
            return "met" if _kept(e, e.ended_at) else "breached"
        due, warns = self.due(e), self.warns(e)
        if due is not None and now >= due:
            return "breached"
        if _snoozed(e, now) or not self.calendar.is_open(now):
            return "paused"
        return "warning" if warns is not None and now >= warns else "running"


def _snoozed(e: EscalationView, now: datetime) -> bool:
    return e.snoozed_until is not None and e.snoozed_until > now


def _kept(e: EscalationView, ended_at: datetime) -> bool:
    """Whether both promises were kept; what ended without an answer had until its end to be answered."""
    answered = e.first_replied_at or ended_at
    first = e.first_reply_due_at is None or answered <= e.first_reply_due_at
    return first and (e.resolve_due_at is None or ended_at <= e.resolve_due_at)
