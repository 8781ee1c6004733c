"""The queue: conversations that wait for a person, by need and then by how long they have waited."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, text

from storage import escalations
from storage.db import Transaction
from storage.escalations import Call
from storage.models import Conversation, table_of
from storage.models_desk import Escalation
from storage.models_requests import Assignment

_conversation, _escalation, _assignment = table_of(Conversation), table_of(Escalation), table_of(Assignment)
_OPEN = and_(_escalation.c.conversation_id == _conversation.c.id, _escalation.c.ended_at.is_(None))
_ORDER = (_conversation.c.priority.desc(), _conversation.c.queued_at, _conversation.c.id)
_ROUTING = 7230115  # the advisory lock of whoever hands conversations out


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation in the queue. `known`: who had this person's conversation before."""

    conversation_id: int
    priority: int
    skill: str | None
    queued_since: datetime
    passed_by: int | None
    known: int | None


async def hold(tx: Transaction) -> None:
    """One at a time hands conversations out, so that nobody gets more than fits; SQLite has one writer anyway."""
    if tx.dialect.name == "postgresql":
        await tx.execute(text(f"SELECT pg_advisory_xact_lock({_ROUTING})"))


async def waiting(tx: Transaction, *, limit: int = 50) -> list[Waiting]:
    """The first in the queue, held by this transaction; those in other hands at this moment are left out."""
    before = _assignment.alias("before")
    columns: list[Any] = [_conversation.c.id, _conversation.c.priority, _escalation.c.skill]
    columns += [_escalation.c.queued_since, _escalation.c.passed_by, before.c.staff_id]
    query = select(*columns).join(_escalation, _OPEN)
    query = query.join(before, before.c.conversation_id == _conversation.c.follows_id, isouter=True)
    query = query.where(_conversation.c.owner == "queued").order_by(*_ORDER).limit(limit)
    held = query.with_for_update(of=_conversation, skip_locked=True, key_share=True)
    return [Waiting(*row) for row in await tx.execute(held)]


async def positions(tx: Transaction, conversation_ids: Collection[int]) -> dict[int, int]:
    """-> {conversation: its place, from 1}, of those that are in the queue."""
    if not conversation_ids:
        return {}
    place = func.row_number().over(order_by=_ORDER).label("place")
    ranked = select(_conversation.c.id, place).where(_conversation.c.owner == "queued").subquery()
    query = select(ranked.c.id, ranked.c.place).where(ranked.c.id.in_(conversation_ids))
    return {row.id: row.place for row in await tx.execute(query)}


async def place_of_new(tx: Transaction, priority: int) -> int:
    """The place of one that would come now."""
    query = select(func.count()).where(_conversation.c.owner == "queued", _conversation.c.priority >= priority)
    return int((await tx.execute(query)).scalar_one()) + 1


async def last_stays(tx: Transaction, *, limit: int = 20) -> list[timedelta]:
    """How long colleagues had the last conversations that they ended."""
    query = select(_escalation.c.ended_at, _escalation.c.assigned_at)
    query = query.where(_escalation.c.outcome.in_(("resolved", "released")), _escalation.c.assigned_at.is_not(None))
    return [row[0] - row[1] for row in await tx.execute(query.order_by(_escalation.c.id.desc()).limit(limit))]


async def stray(tx: Transaction, *, limit: int = 50) -> list[Any]:
    """Conversations with people of which no stay is on record: from before this version, or changed by hand."""
    recorded = exists().where(_OPEN).correlate(_conversation)
    names = ("id", "owner", "priority", "queue_reason", "queued_at")
    query = select(*(_conversation.c[name] for name in names), _assignment.c.staff_id)
    query = query.join(_assignment, _assignment.c.conversation_id == _conversation.c.id, isouter=True)
    with_people = or_(_conversation.c.owner == "queued", _conversation.c.owner == "staff")
    return list((await tx.execute(query.where(with_people, ~recorded).limit(limit))).all())


async def adopt(tx: Transaction, found: Collection[Any], now: datetime) -> None:
    """Put the strays on record, as far as is known."""
    for row in found:
        begun = row.queued_at or now
        await escalations.call(tx, [Call(row.id, row.queue_reason, row.priority)], begun)
        if row.owner == "staff" and row.staff_id is not None:
            await escalations.taken(tx, row.id, row.staff_id, {"how": "claimed"}, begun)
