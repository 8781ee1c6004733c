"""Stays of conversations with people: opened with the call for them, ended when the bot has it back or all is said.

Written by whatever changes the owner, in its transaction; `handoff.desk` adds what it decides. Every change wakes it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from storage.db import Transaction, hint
from storage.hints import DESK
from storage.models import Conversation, table_of
from storage.models_desk import Escalation
from storage.people import insert_for

_escalation, _conversation = table_of(Escalation), table_of(Conversation)
TAKEN = "taken"  # a colleague took it from the bot: nobody had called for one
_OPEN = _escalation.c.ended_at.is_(None)


@dataclass(frozen=True, slots=True)
class EscalationView:
    """`owner`, `snoozed_until`: the conversation's. For the rest see `models_desk.Escalation`."""

    id: int
    conversation_id: int
    opened_at: datetime
    reason: str | None
    priority: int
    skill: str | None
    queued_since: datetime
    staff_id: int | None
    assigned_at: datetime | None
    assigned_why: Mapping[str, Any] | None
    first_reply_due_at: datetime | None
    first_replied_at: datetime | None
    resolve_due_at: datetime | None
    waiting_since: datetime | None
    warned_at: datetime | None
    breached_at: datetime | None
    requeues: int
    passed_by: int | None
    told_at: datetime | None
    told: Mapping[str, Any]
    ended_at: datetime | None
    outcome: str | None
    owner: str
    snoozed_until: datetime | None


_OF_TALK = ("owner", "snoozed_until")
_NAMES = tuple(name for name in EscalationView.__slots__ if name not in _OF_TALK)


@dataclass(frozen=True, slots=True)
class Call:
    """A conversation that asks for a person. `told`: what its place in the queue was said to be."""

    conversation_id: int
    reason: str | None
    priority: int
    told: Mapping[str, Any] | None = None


def _views() -> Any:
    columns = [*(_escalation.c[name] for name in _NAMES), *(_conversation.c[name] for name in _OF_TALK)]
    return select(*columns).join(_conversation, _conversation.c.id == _escalation.c.conversation_id)


async def latest(tx: Transaction, conversation_ids: Collection[int]) -> dict[int, EscalationView]:
    """-> {conversation: its stay with people, the last if it had several}."""
    newest = select(func.max(_escalation.c.id)).where(_escalation.c.conversation_id.in_(conversation_ids))
    query = _views().where(_escalation.c.id.in_(newest.group_by(_escalation.c.conversation_id)))
    return {row.conversation_id: EscalationView(*row) for row in await tx.execute(query)}


async def open_one(tx: Transaction, conversation_id: int) -> EscalationView | None:
    """The stay under way."""
    row = (await tx.execute(_views().where(_escalation.c.conversation_id == conversation_id, _OPEN))).one_or_none()
    return EscalationView(*row) if row else None


def _is_due(now: datetime) -> Any:
    return or_(_escalation.c.check_at.is_(None), _escalation.c.check_at <= now)


async def due(tx: Transaction, now: datetime, *, limit: int = 100) -> list[int]:
    """-> the conversations that the desk has to look at."""
    query = select(_escalation.c.conversation_id).where(_OPEN, _is_due(now))
    return list((await tx.execute(query.order_by(_escalation.c.id).limit(limit))).scalars())


async def attend(tx: Transaction, conversation_id: int, now: datetime) -> EscalationView | None:
    """The stay under way, if it still has to be looked at, held together with its conversation by this transaction.

    The conversation's row is locked first, as everybody does; None where somebody else has it at this moment.
    """
    row = select(_conversation.c.id).where(_conversation.c.id == conversation_id)
    if (await tx.execute(row.with_for_update(skip_locked=True, key_share=True))).first() is None:
        return None
    query = _views().where(_escalation.c.conversation_id == conversation_id, _OPEN, _is_due(now))
    found = (await tx.execute(query.with_for_update(of=_escalation))).one_or_none()
    return EscalationView(*found) if found else None


async def call(tx: Transaction, calls: Collection[Call], now: datetime) -> None:
    """Open stays; a second call in one that is open may only make it more urgent."""
    if not calls:
        return
    rows = [_row(c.conversation_id, now, reason=c.reason, priority=c.priority) | _told(c, now) for c in calls]
    made = insert_for(tx)(_escalation)
    again = {"reason": made.excluded.reason, "priority": made.excluded.priority, "check_at": None}
    made = made.on_conflict_do_update(index_elements=["conversation_id"], index_where=_OPEN, set_=again)
    await tx.execute(made, rows)
    hint(tx, DESK)


def _told(c: Call, now: datetime) -> dict[str, Any]:
    return {"told": dict(c.told or {}), "told_at": now if c.told else None}


def _row(conversation_id: int, now: datetime, **more: Any) -> dict[str, Any]:
    opened = {"opened_at": now, "queued_since": now, "waiting_since": now}
    return {"conversation_id": conversation_id, **opened, **more}


async def taken(tx: Transaction, conversation_id: int, staff_id: int, why: Mapping[str, Any], now: datetime) -> None:
    """A colleague has the conversation from now on; `why` says how it came to them."""
    given = {"staff_id": staff_id, "assigned_at": now, "assigned_why": dict(why), "check_at": None}
    row = insert_for(tx)(_escalation).values(_row(conversation_id, now, reason=TAKEN, **given))
    await tx.execute(row.on_conflict_do_update(index_elements=["conversation_id"], index_where=_OPEN, set_=given))
    hint(tx, DESK)


async def wrote(tx: Transaction, conversation_ids: Collection[int], now: datetime) -> None:
    """People have written while colleagues have their conversations: they wait for an answer from the first on."""
    if not conversation_ids:
        return
    since = func.coalesce(_escalation.c.waiting_since, bindparam("b_now", now, type_=_escalation.c.opened_at.type))
    statement = update(_escalation).where(_escalation.c.conversation_id.in_(conversation_ids), _OPEN)
    await tx.execute(statement.values(waiting_since=since, check_at=None))
    hint(tx, DESK)


async def replied(tx: Transaction, conversation_id: int, staff_id: int, now: datetime) -> None:
    """A colleague has answered: nobody waits. The first answer stops its clock, and the next clock may warn anew."""
    mine = update(_escalation).where(_escalation.c.conversation_id == conversation_id, _OPEN)
    first = {"first_replied_at": now, "first_reply_by": staff_id, "warned_at": None}
    await tx.execute(mine.where(_escalation.c.first_replied_at.is_(None)).values(**first))
    await tx.execute(mine.values(waiting_since=None, check_at=None))


async def back(tx: Transaction, conversation_id: int, *, passed: bool) -> None:
    """It is in the queue again, in its old place. `passed`: whoever had it did not answer and is not given it again."""
    again: dict[str, Any] = {"requeues": _escalation.c.requeues + 1}
    again |= {"passed_by": _escalation.c.staff_id} if passed else {}
    nobody = {"staff_id": None, "assigned_at": None, "assigned_why": None, "check_at": None}
    statement = update(_escalation).where(_escalation.c.conversation_id == conversation_id, _OPEN)
    await tx.execute(statement.values(**again, **nobody))
    hint(tx, DESK)


async def look_again(tx: Transaction, staff_id: int) -> None:
    """At all that a colleague has: they have come or gone."""
    await tx.execute(update(_escalation).where(_escalation.c.staff_id == staff_id, _OPEN).values(check_at=None))
    hint(tx, DESK)


async def end(tx: Transaction, conversation_id: int, outcome: str, now: datetime) -> None:
    statement = update(_escalation).where(_escalation.c.conversation_id == conversation_id, _OPEN)
    await tx.execute(statement.values(ended_at=now, outcome=outcome))
    hint(tx, DESK)


async def change(tx: Transaction, escalation_id: int, **values: Any) -> None:
    await tx.execute(update(_escalation).where(_escalation.c.id == escalation_id).values(**values))


async def forget_promises(tx: Transaction) -> None:
    """The desk reckons those that still run anew: hours or targets have changed."""
    anew = {"first_reply_due_at": None, "resolve_due_at": None, "check_at": None}
    await tx.execute(update(_escalation).where(_OPEN).values(**anew))
    hint(tx, DESK)
