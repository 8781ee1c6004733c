"""News for people, one row an event: planned in the event's own transaction, sent when due, watched until it came.

The unique key is the event, so nothing is told twice, however often and by however many processes it is tried.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from storage.db import Transaction
from storage.models import Conversation, table_of
from storage.models_outbox import Outbox
from storage.models_requests import Notification, Request
from storage.people import insert_for

_notification, _request = table_of(Notification), table_of(Request)
_outbox, _conversation = table_of(Outbox), table_of(Conversation)


@dataclass(frozen=True, slots=True)
class Notice:
    """`waiting` to be sent, or `sent` and watched. `tried`: identity ids, and "phone" for the phone in the request."""

    id: int
    request_id: int
    reference: str
    event_number: int
    state: str
    tried: tuple[Any, ...]
    conversation_id: int | None
    message_seq: int | None
    next_at: datetime
    created_at: datetime


_NAMES = (
    "id",
    "request_id",
    "event_number",
    "state",
    "tried",
    "conversation_id",
    "message_seq",
    "next_at",
    "created_at",
)


async def plan(tx: Transaction, request_id: int, event_number: int, now: datetime) -> Notice | None:
    """A new notice, or None where this event has one."""
    row = {"request_id": request_id, "event_number": event_number, "state": "waiting", "tried": []}
    statement = insert_for(tx)(_notification).values(row | {"next_at": now, "created_at": now})
    made = (await tx.execute(statement.on_conflict_do_nothing().returning(_notification.c.id))).scalar_one_or_none()
    return None if made is None else await _one(tx, made)


async def _one(tx: Transaction, notice_id: int) -> Notice:
    query = _notices().where(_notification.c.id == notice_id)
    return _notice((await tx.execute(query)).one())


def _notices() -> Any:
    columns = [*(_notification.c[name] for name in _NAMES), _request.c.reference]
    return select(*columns).join(_request, _request.c.id == _notification.c.request_id)


def _notice(row: Any) -> Notice:
    values = {name: getattr(row, name) for name in _NAMES}
    return Notice(**values | {"tried": tuple(row.tried), "reference": row.reference})


async def next_due(tx: Transaction, now: datetime) -> Notice | None:
    """The one due longest, held by this transaction; others take others."""
    query = _notices().where(_notification.c.state.in_(("waiting", "sent")), _notification.c.next_at <= now)
    query = query.order_by(_notification.c.next_at, _notification.c.id).limit(1)
    row = (await tx.execute(query.with_for_update(of=_notification, skip_locked=True))).one_or_none()
    return _notice(row) if row else None


async def mark(tx: Transaction, notice_id: int, state: str, **values: Any) -> None:
    """A new state; `values`: next_at, tried, conversation_id, message_seq, reason."""
    statement = update(_notification).where(_notification.c.id == notice_id)
    await tx.execute(statement.values(state=state, **values))


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a message: its outbox rows' states, and whether the person wrote there after it."""

    states: frozenset[str]
    answered: bool


async def fate(tx: Transaction, conversation_id: int, seq: int, sent_at: datetime) -> Fate:
    rows = select(_outbox.c.state).where(_outbox.c.conversation_id == conversation_id, _outbox.c.message_seq == seq)
    states = frozenset((await tx.execute(rows)).scalars())
    wrote = select(func.count()).where(_conversation.c.id == conversation_id, _conversation.c.last_inbound_at > sent_at)
    return Fate(states, bool((await tx.execute(wrote)).scalar_one()))


async def counts(tx: Transaction) -> dict[str, int]:
    """-> {state: notices}, for metrics and tests."""
    query = select(_notification.c.state, func.count()).group_by(_notification.c.state)
    return {row[0]: row[1] for row in await tx.execute(query)}
