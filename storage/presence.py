"""Who of the staff is at work: what they chose to be, whether a console of theirs is open, what they have in hand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import and_, case, func, or_, select, update

from storage import console_events
from storage.db import Transaction, hint
from storage.hints import DESK
from storage.models import Conversation, table_of
from storage.models_desk import Escalation, Presence
from storage.models_requests import Assignment
from storage.models_staff import Staff
from storage.people import insert_for

_staff, _presence, _escalation = table_of(Staff), table_of(Presence), table_of(Escalation)
_conversation, _assignment = table_of(Conversation), table_of(Assignment)
Status = Literal["online", "away", "break", "offline"]


@dataclass(frozen=True, slots=True)
class ColleagueView:
    """`chosen`: what they said they are; it holds while a console of theirs is open (`present`).

    `load`: conversations in their hands, those put off to later left out. `capacity`: their own, if they have one.
    """

    id: int
    name: str
    role: str
    skills: tuple[str, ...]
    capacity: int | None
    chosen: Status
    since: datetime | None
    until: datetime | None
    present: bool
    load: int

    @property
    def status(self) -> Status:
        return self.chosen if self.present else "offline"


async def colleagues(tx: Transaction, now: datetime, ids: Collection[int] | None = None) -> list[ColleagueView]:
    """Everybody who works here, by name."""
    load = _load(now)
    columns = [_staff.c[name] for name in ("id", "name", "role", "skills", "capacity")]
    columns += [_staff.c.status, _staff.c.status_since, _staff.c.status_until]
    query = select(*columns, func.coalesce(_presence.c.present, False), func.coalesce(load.c.load, 0))
    query = query.join(_presence, _presence.c.staff_id == _staff.c.id, isouter=True)
    query = query.join(load, load.c.staff_id == _staff.c.id, isouter=True)
    query = query.where(_staff.c.disabled_at.is_(None)).order_by(_staff.c.name, _staff.c.id)
    query = query if ids is None else query.where(_staff.c.id.in_(ids))
    return [_view(row) for row in await tx.execute(query)]


def _view(row: Any) -> ColleagueView:
    key, name, role, skills, *rest = row
    capacity, chosen, since, until, present, load = rest
    return ColleagueView(key, name, role, tuple(skills), capacity, chosen, since, until, bool(present), load)


def _load(now: datetime) -> Any:
    query = select(_assignment.c.staff_id, func.count().label("load"))
    query = query.join(_conversation, _conversation.c.id == _assignment.c.conversation_id)
    awake = or_(_conversation.c.snoozed_until.is_(None), _conversation.c.snoozed_until <= now)
    return query.where(_conversation.c.owner == "staff", awake).group_by(_assignment.c.staff_id).subquery()


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody was given since a moment: how many distressing cases, and when the last of all."""

    distress: int
    last_at: datetime | None


async def given(tx: Transaction, since: datetime, distressing: int) -> dict[int, Given]:
    """-> {colleague: what they were given}. `distressing`: the priority from which a case weighs."""
    heavy = func.sum(case((_escalation.c.priority >= distressing, 1), else_=0))
    query = select(_escalation.c.staff_id, heavy, func.max(_escalation.c.assigned_at))
    query = query.where(_escalation.c.assigned_at >= since, _escalation.c.staff_id.is_not(None))
    return {row[0]: Given(row[1], row[2]) for row in await tx.execute(query.group_by(_escalation.c.staff_id))}


async def choose(tx: Transaction, staff_id: int, status: Status, until: datetime | None, now: datetime) -> None:
    values = {"status": status, "status_since": now, "status_until": until}
    await tx.execute(update(_staff).where(_staff.c.id == staff_id).values(**values))
    await _changed(tx, [staff_id], now)


async def seen(tx: Transaction, staff_ids: Collection[int], now: datetime) -> None:
    """A console of theirs is open at this moment."""
    if not staff_ids:
        return
    known = select(_presence.c.staff_id).where(_presence.c.staff_id.in_(staff_ids), _presence.c.present)
    come = set(staff_ids) - set((await tx.execute(known)).scalars())
    made = insert_for(tx)(_presence)
    again = {"seen_at": made.excluded.seen_at, "present": True}
    rows = [{"staff_id": i, "seen_at": now, "present": True} for i in sorted(staff_ids)]
    await tx.execute(made.on_conflict_do_update(index_elements=["staff_id"], set_=again), rows)
    await _changed(tx, come, now)


async def overdue(tx: Transaction, before: datetime, now: datetime) -> bool:
    """Whether somebody has gone, or a status has run out, that `settle` has to write down."""
    gone = select(_presence.c.staff_id).where(and_(_presence.c.present, _presence.c.seen_at < before))
    over = select(_staff.c.id).where(_staff.c.status_until <= now)
    return (await tx.execute(gone.union(over).limit(1))).first() is not None


async def settle(tx: Transaction, before: datetime, now: datetime) -> None:
    """Who was last seen before `before` has gone; whose break is over is back."""
    left = update(_presence).where(_presence.c.present, _presence.c.seen_at < before).values(present=False)
    gone = set((await tx.execute(left.returning(_presence.c.staff_id))).scalars())
    back: dict[str, Any] = {"status": "online", "status_since": now, "status_until": None}
    over = update(_staff).where(_staff.c.status_until <= now).values(**back).returning(_staff.c.id)
    await _changed(tx, gone | set((await tx.execute(over)).scalars()), now)


async def _changed(tx: Transaction, staff_ids: Collection[int], now: datetime) -> None:
    if staff_ids:
        await console_events.note(tx, [console_events.colleague(i) for i in sorted(staff_ids)], now)
        hint(tx, DESK)
