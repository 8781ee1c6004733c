"""The case view: all that happened in a conversation, from every table that knows of it, in one order and by pages.

Our own clock orders: when a row was written, not when a provider says that something was. Steps of the same moment
stand in the order in which one leads to the other.
"""

import heapq
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, literal, or_, select

from storage.db import Transaction
from storage.models import Inbox, Message, table_of
from storage.models_desk import Escalation
from storage.models_knowledge import InterpretationRow
from storage.models_outbox import Attempt, Outbox
from storage.models_requests import Audit, Request, RequestEvent
from storage.models_staff import Staff

_message, _inbox, _outbox, _attempt = table_of(Message), table_of(Inbox), table_of(Outbox), table_of(Attempt)
_heard, _escalation, _audit, _staff = (
    table_of(InterpretationRow),
    table_of(Escalation),
    table_of(Audit),
    table_of(Staff),
)
_request, _event = table_of(Request), table_of(RequestEvent)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHOWN_ANYWAY = ("conversation.reply", "conversation.note")  # the lines themselves tell
_MANY = 10_000  # more than the attempts at one message, or the steps of one request


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a step stands; `1764345600000000.4.17` outside."""

    at: datetime
    rank: int
    number: int

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}.{self.rank}.{self.number}"

    @classmethod
    def read(cls, written: str) -> "Place | None":
        """None for anything that is not ours."""
        parts = written.split(".")
        if len(parts) != 3 or not all(p.isascii() and p.isdigit() and len(p) <= 16 for p in parts):
            return None
        return cls(_EPOCH + timedelta(microseconds=int(parts[0])), int(parts[1]), int(parts[2]))


@dataclass(frozen=True, slots=True)
class Step:
    """`kind`: see `_sources`; `values`: the columns of its source."""

    place: Place
    kind: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Source:
    """Rows of one kind. `number` tells apart those of the same moment."""

    kind: str
    query: Select[Any]
    at: ColumnElement[datetime]
    number: ColumnElement[int]


async def page(
    tx: Transaction, conversation_id: int, types: Collection[str], after: Place | None, *, limit: int
) -> tuple[list[Step], Place | None]:
    """Oldest first, what follows `after`; -> the steps, and where the next page begins. `types`: of requests shown."""
    found: list[list[Step]] = []
    for rank, source in enumerate(_sources(conversation_id, types)):
        found.append([_step(source.kind, rank, row) for row in await _rows(tx, source, rank, after, limit + 1)])
    steps = list(heapq.merge(*found, key=lambda step: step.place))
    return steps[:limit], steps[limit - 1].place if len(steps) > limit else None


async def _rows(tx: Transaction, source: _Source, rank: int, after: Place | None, limit: int) -> Sequence[Row[Any]]:
    query = source.query.add_columns(source.at.label("step_at"), source.number.label("step_number"))
    if after is not None:
        query = query.where(_behind(source, rank, after))
    return (await tx.execute(query.order_by(source.at, source.number).limit(limit))).all()


def _behind(source: _Source, rank: int, after: Place) -> ColumnElement[bool]:
    later = source.at > after.at
    if rank < after.rank:
        return later
    same = source.at == after.at
    return or_(later, same if rank > after.rank else and_(same, source.number > after.number))


def _step(kind: str, rank: int, row: Row[Any]) -> Step:
    values = dict(row._mapping)
    place = Place(values.pop("step_at"), rank, values.pop("step_number"))
    return Step(place, kind, values)


def _sources(conversation_id: int, types: Collection[str]) -> Iterator[_Source]:
    """In the order in which one leads to the other."""
    yield _received(conversation_id)
    yield from _interpreted(conversation_id)
    yield from _escalations(conversation_id)
    yield _said(conversation_id)
    yield from _sendings(conversation_id)
    yield _deeds(conversation_id)
    yield _requests(conversation_id, types)


def _received(conversation_id: int) -> _Source:
    """The event as it came, once: its key stands in one row however often it was delivered."""
    columns = (_message.c.seq, _message.c.kind.label("message_kind"), _message.c.text, _message.c.at.label("sent_at"))
    event = (_inbox.c.id.label("event"), _inbox.c.failures, _inbox.c.done_at, _inbox.c.set_aside_at)
    query = select(*columns, *event, _heard.c.turn_id)
    query = query.join_from(_message, _inbox, _inbox.c.id == _message.c.inbox_id, isouter=True)
    of_line = and_(_heard.c.conversation_id == _message.c.conversation_id, _heard.c.seq == _message.c.seq)
    query = query.join(_heard, of_line, isouter=True)
    query = query.where(_message.c.conversation_id == conversation_id, _message.c.author == "visitor")
    return _Source("received", query, _message.c.created_at, _message.c.seq)


def _interpreted(conversation_id: int) -> Iterator[_Source]:
    of_line = and_(_heard.c.conversation_id == _message.c.conversation_id, _heard.c.seq == _message.c.seq)
    kinds = {
        "understood": ("intent", "confidence", "ranking", "engine", "miss"),
        "decided": ("outcome", "cited", "decided"),
    }
    for kind, names in kinds.items():
        query = select(_heard.c.seq, _heard.c.turn_id, *(_heard.c[name] for name in names))
        query = query.join_from(_heard, _message, of_line).where(_heard.c.conversation_id == conversation_id)
        yield _Source(kind, query, _message.c.created_at, _heard.c.seq)


def _escalations(conversation_id: int) -> Iterator[_Source]:
    names = ("reason", "priority", "skill", "outcome")
    for what in ("opened", "warned", "breached", "ended"):
        at = _escalation.c[f"{what}_at"]
        query = select(literal(what).label("what"), *(_escalation.c[name] for name in names))
        query = query.where(_escalation.c.conversation_id == conversation_id, at.is_not(None))
        yield _Source("escalation", query, at, _escalation.c.id)


def _said(conversation_id: int) -> _Source:
    names = ("seq", "turn_id", "author", "text", "details")
    query = select(*(_message.c[name] for name in names), _message.c.kind.label("message_kind"))
    query = query.where(_message.c.conversation_id == conversation_id, _message.c.author != "visitor")
    return _Source("said", query, _message.c.created_at, _message.c.seq)


def _sendings(conversation_id: int) -> Iterator[_Source]:
    """Attempts, with their outcome; the provider's last word on each piece; and what was never tried."""
    of_line = and_(_message.c.conversation_id == _outbox.c.conversation_id, _message.c.seq == _outbox.c.message_seq)
    base = (_outbox.c.message_seq.label("seq"), _message.c.turn_id, _outbox.c.piece, _outbox.c.channel)
    tried = select(*base, _attempt.c.number, _attempt.c.finished_at, _attempt.c.outcome, _attempt.c.error_code)
    tried = tried.join_from(_attempt, _outbox, _outbox.c.id == _attempt.c.outbox_id).join(_message, of_line)
    tried = tried.where(_outbox.c.conversation_id == conversation_id)
    yield _Source("attempt", tried, _attempt.c.started_at, _attempt.c.outbox_id * _MANY + _attempt.c.number)
    own = _outbox.c.conversation_id == conversation_id
    for status, at, holds in (
        (_outbox.c.status, _outbox.c.status_at, _outbox.c.status.is_not(None)),
        (literal("dropped"), _outbox.c.finished_at, _outbox.c.state == "dropped"),
    ):
        query = select(*base, status.label("status"), _outbox.c.error_code, _outbox.c.error_reason)
        query = query.join_from(_outbox, _message, of_line).where(own, at.is_not(None), holds)
        yield _Source("status", query, at, _outbox.c.id)


def _deeds(conversation_id: int) -> _Source:
    columns = (_audit.c.action, _audit.c.details, _staff.c.name.label("staff_name"))
    query = select(*columns).join_from(_audit, _staff, _staff.c.id == _audit.c.staff_id, isouter=True)
    query = query.where(_audit.c.subject == f"conversation:{conversation_id}", _audit.c.action.not_in(_SHOWN_ANYWAY))
    return _Source("deed", query, _audit.c.at, _audit.c.id)


def _requests(conversation_id: int, types: Collection[str]) -> _Source:
    """Steps of the requests that were made in it."""
    columns = (_request.c.reference, _request.c.type, _event.c.kind.label("what"), _event.c.from_status)
    query = select(*columns, _event.c.to_status, _event.c.actor, _staff.c.name.label("staff_name"))
    query = query.join_from(_event, _request, _request.c.id == _event.c.request_id)
    query = query.join(_staff, _staff.c.id == _event.c.staff_id, isouter=True)
    query = query.where(_request.c.conversation_id == conversation_id, _request.c.type.in_(types))
    return _Source("request", query, _event.c.at, _event.c.request_id * _MANY + _event.c.number)
