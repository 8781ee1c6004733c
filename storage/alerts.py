"""Alerts for staff away from the console: what there is to tell, a row for each telling, claimed before it is sent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage.db import Transaction
from storage.models import Conversation, table_of
from storage.models_desk import ConsoleEvent, Escalation, Presence
from storage.models_staff import Alert, Staff
from storage.people import insert_for

_alert, _staff, _presence = table_of(Alert), table_of(Staff), table_of(Presence)
_escalation, _conversation, _event = table_of(Escalation), table_of(Conversation), table_of(ConsoleEvent)


@dataclass(frozen=True, slots=True)
class News:
    """`staff_id`: whom it concerns; None: everybody. `ref` tells it from every other news of its kind."""

    kind: str
    conversation_id: int
    staff_id: int | None
    ref: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may be told. `present`: a console of theirs is open."""

    id: int
    email: str
    name: str
    role: str
    locale: str
    alerts: dict[str, Any]
    present: bool


@dataclass(frozen=True, slots=True)
class NewAlert:
    key: str
    medium: str
    staff_id: int | None
    kind: str
    conversation_id: int


@dataclass(frozen=True, slots=True)
class AlertView:
    id: int
    staff_id: int | None
    kind: str
    conversation_id: int
    created_at: datetime


async def news(tx: Transaction, since: datetime) -> list[News]:
    """What has happened since then and is still so: who waits, who was given what, who was called, what is late."""
    return [*await _of_stays(tx, since), *await _mentions(tx, since)]


async def _of_stays(tx: Transaction, since: datetime) -> list[News]:
    names = ("id", "conversation_id", "priority", "requeues", "queued_since", "staff_id", "assigned_at", "warned_at")
    query = select(*(_escalation.c[name] for name in names), _conversation.c.owner)
    query = query.join(_conversation, _conversation.c.id == _escalation.c.conversation_id)
    return [n for row in await tx.execute(query.where(_escalation.c.ended_at.is_(None))) for n in _told(row, since)]


def _told(row: Any, since: datetime) -> Iterable[News]:
    turn = f"{row.id}.{row.requeues}"
    if row.owner == "queued" and row.queued_since >= since:
        yield News("urgent" if row.priority > 0 else "queue", row.conversation_id, None, turn)
    if row.owner == "staff" and row.staff_id and row.assigned_at and row.assigned_at >= since:
        yield News("assigned", row.conversation_id, row.staff_id, f"{turn}.{row.assigned_at.timestamp()}")
    if row.warned_at and row.warned_at >= since:
        yield News("sla", row.conversation_id, row.staff_id if row.owner == "staff" else None, turn)


async def _mentions(tx: Transaction, since: datetime) -> list[News]:
    query = select(_event.c.id, _event.c.staff_id, _event.c.data).where(_event.c.kind == "mention")
    rows = await tx.execute(query.where(_event.c.at >= since, _event.c.staff_id.is_not(None)))
    return [News("mention", int(r.data["conversation_id"]), r.staff_id, str(r.id)) for r in rows]


async def readers(tx: Transaction) -> list[Reader]:
    names = ("id", "email", "name", "role", "locale", "alerts")
    query = select(*(_staff.c[n] for n in names), _presence.c.present)
    query = query.join(_presence, _presence.c.staff_id == _staff.c.id, isouter=True)
    rows = await tx.execute(query.where(_staff.c.disabled_at.is_(None)).order_by(_staff.c.id))
    return [Reader(r.id, r.email, r.name, r.role, r.locale, r.alerts, bool(r.present)) for r in rows]


async def plan(tx: Transaction, new: Collection[NewAlert], now: datetime) -> None:
    """Each once, however often it is planned."""
    rows = [{name: getattr(n, name) for name in NewAlert.__slots__} | {"created_at": now, "next_at": now} for n in new]
    if rows:
        await tx.execute(insert_for(tx)(_alert).on_conflict_do_nothing(index_elements=["key"]), rows)


async def due(tx: Transaction, medium: str, now: datetime) -> list[AlertView]:
    query = select(*(_alert.c[name] for name in AlertView.__slots__)).order_by(_alert.c.id)
    query = query.where(_alert.c.state == "waiting", _alert.c.medium == medium, _alert.c.next_at <= now)
    return [AlertView(*row) for row in await tx.execute(query)]


async def claim(tx: Transaction, ids: Collection[int], now: datetime) -> list[int]:
    """-> those that nobody else has claimed. What a process claimed and never finished is not sent again."""
    claimed = update(_alert).where(_alert.c.id.in_(ids), _alert.c.state == "waiting")
    claimed = claimed.values(state="sending", next_at=now).returning(_alert.c.id)
    return list((await tx.execute(claimed)).scalars())


async def finish(tx: Transaction, ids: Collection[int], state: str, now: datetime) -> None:
    """`state`: sent, skipped, failed, or unknown where nobody can tell."""
    await tx.execute(update(_alert).where(_alert.c.id.in_(ids)).values(state=state, done_at=now))


async def put_off(tx: Transaction, ids: Collection[int], until: datetime) -> None:
    """Nothing was sent: again then."""
    await tx.execute(update(_alert).where(_alert.c.id.in_(ids)).values(state="waiting", next_at=until))


async def abandon(tx: Transaction, before: datetime, now: datetime) -> None:
    """Claimed so long ago that its process is dead: it may have been sent, so it is not sent again."""
    lost = update(_alert).where(_alert.c.state == "sending", _alert.c.next_at < before)
    await tx.execute(lost.values(state="unknown", done_at=now))
