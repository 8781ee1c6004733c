"""What one look at a conversation that is with people leads to. Pure.

It goes back to the queue when somebody waits for an answer and none comes: at once where whoever has it is on a break
or has left, after a set working time where they are away, or here and have not answered at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from handoff.desk_settings import DeskRules
from storage.escalations import EscalationView
from storage.presence import ColleagueView

LATER = timedelta(days=1)
SOON = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Look:
    """`requeue`: back to the queue; `passed`: because whoever has it did not answer. `check_at`: the next look."""

    requeue: bool = False
    passed: bool = False
    warn: bool = False
    breach: bool = False
    wake: bool = False
    check_at: datetime | None = None


def look(e: EscalationView, holder: ColleagueView | None, rules: DeskRules, now: datetime) -> Look:
    """`holder`: who has it, None for nobody who works here."""
    due, warns = rules.sla.due(e), rules.sla.warns(e)
    late = due is not None and now >= due
    breach = late and (e.breached_at is None or (due is not None and e.breached_at < due))
    warn = e.warned_at is None and (late or (warns is not None and now >= warns))
    limit = _limit(e, holder, rules)
    requeue = limit is not None and now >= limit
    passed = requeue and holder is not None and holder.status in ("online", "away")
    wake = e.snoozed_until is not None and now >= e.snoozed_until
    ahead = [at for at in (due, warns, limit, e.snoozed_until, *_queue_looks(e, rules, now)) if at and at > now]
    return Look(requeue, passed, warn, breach, wake, min(ahead, default=now + LATER))


def _limit(e: EscalationView, holder: ColleagueView | None, rules: DeskRules) -> datetime | None:
    """Until when it stays with whoever has it; None for no end."""
    if e.owner != "staff" or e.staff_id is None or e.waiting_since is None or e.snoozed_until is not None:
        return None
    if holder is None or holder.chosen in ("break", "offline"):
        return e.waiting_since
    if e.first_replied_at is not None and holder.status == "online":
        return None
    since = max(e.waiting_since, e.assigned_at or e.waiting_since)
    return rules.calendar.add(since, timedelta(minutes=rules.practice.requeue_after))


def _queue_looks(e: EscalationView, rules: DeskRules, now: datetime) -> Iterator[datetime]:
    """When what a waiting person was told is compared with how it stands."""
    if e.owner == "queued":
        every = timedelta(minutes=rules.practice.tell_every)
        yield e.told_at + every if e.told_at and e.told_at + every > now else now + every
