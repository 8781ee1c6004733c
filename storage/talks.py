"""Conversations as staff see them: lists to choose from, one with what surrounds it, and its transcript with ticks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select

from storage.db import Transaction
from storage.messages import NOTE
from storage.models import AttachmentRow, Conversation, Identity, Message, Outbox, Person, table_of
from storage.models_requests import Assignment
from storage.models_staff import Staff

_conversation, _identity, _person = table_of(Conversation), table_of(Identity), table_of(Person)
_message, _outbox, _staff = table_of(Message), table_of(Outbox), table_of(Staff)
_assignment, _attachment = table_of(Assignment), table_of(AttachmentRow)
PAGE = 50


@dataclass(frozen=True, slots=True)
class TalkFilters:
    """`text` is looked for in names, addresses and words."""

    owner: str | None = None
    assignee_id: int | None = None
    channel: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation. `assignee`: who of the staff has it, or had it last."""

    id: int
    owner: str
    epoch: int
    priority: int
    queued_at: datetime | None
    queue_reason: str | None
    last_inbound_at: datetime | None
    created_at: datetime
    closed_at: datetime | None
    identity_id: int
    person_id: int
    channel: str
    account: str
    address: str
    name: str | None
    locale: str | None
    window_from: datetime | None
    blocked: bool
    opted_out: bool
    assignee_id: int | None
    assignee: str | None
    last_author: str | None = None
    last_text: str | None = None
    follows_id: int | None = None
    priority_reason: str | None = None
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TalkPage:
    items: tuple[Talk, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a transcript. `state`, `status`, `error`: how the sending of our own words stands."""

    seq: int
    author: str
    kind: str
    text: str
    buttons: list[dict[str, Any]]
    details: dict[str, Any]
    asks: str | None
    client_id: str | None
    at: datetime
    state: str | None = None
    status: str | None = None
    error: str | None = None


async def find(tx: Transaction, conversation_id: int) -> Talk | None:
    row = (await tx.execute(_talks().where(_conversation.c.id == conversation_id))).one_or_none()
    return _talk(row) if row else None


async def listed(tx: Transaction, f: TalkFilters, cursor: str | None = None, *, limit: int = PAGE) -> TalkPage:
    """Those in the queue: the urgent, then those who wait longest. All others: the last spoken to first."""
    query = _filtered(f)
    queue = f.owner == "queued"
    query = _after_queued(query, cursor) if queue else _after(query, cursor)
    rows = (await tx.execute(query.limit(limit + 1))).all()
    more = rows[limit - 1] if len(rows) > limit else None
    next_cursor = None if more is None else _queued_cursor(more) if queue else _cursor(more)
    return TalkPage(tuple(_talk(row) for row in rows[:limit]), next_cursor)


def _talks() -> Select[Any]:
    other = _message.alias("other")
    of_talk = (other.c.conversation_id == _conversation.c.id, other.c.kind != NOTE)
    newest = select(func.max(other.c.seq)).where(*of_talk).correlate(_conversation).scalar_subquery()
    columns = [
        *(_conversation.c[name] for name in _TALK),
        _identity.c.id.label("identity_id"),
        *(_identity.c[name] for name in _WHO),
        _person.c.display_name.label("name"),
        _person.c.locale,
        _assignment.c.staff_id.label("assignee_id"),
        _staff.c.name.label("assignee"),
        _message.c.author.label("last_author"),
        _message.c.text.label("last_text"),
    ]
    query = select(*columns).join(_identity, _identity.c.id == _conversation.c.identity_id)
    query = query.join(_person, _person.c.id == _identity.c.person_id)
    query = query.join(_assignment, _assignment.c.conversation_id == _conversation.c.id, isouter=True)
    query = query.join(_staff, _staff.c.id == _assignment.c.staff_id, isouter=True)
    same = and_(_message.c.conversation_id == _conversation.c.id, _message.c.seq == newest)
    return query.join(_message, same, isouter=True)


_TALK = (
    "id",
    "owner",
    "epoch",
    "priority",
    "queued_at",
    "queue_reason",
    "last_inbound_at",
    "created_at",
    "closed_at",
    "follows_id",
    "priority_reason",
    "snoozed_until",
)
_WHO = ("person_id", "channel", "account", "address", "window_from", "blocked_at", "opted_out_at")


def _talk(row: Any) -> Talk:
    same = (*_TALK, "identity_id", "person_id", "channel", "account", "address", "name", "locale", "window_from")
    values = {name: getattr(row, name) for name in (*same, "assignee_id", "assignee", "last_author", "last_text")}
    return Talk(**values, blocked=row.blocked_at is not None, opted_out=row.opted_out_at is not None)


def _filtered(f: TalkFilters) -> Select[Any]:
    """Conversations in which nobody has written are none to be listed: they only carried a code or a notice."""
    query = _talks().where(_conversation.c.last_inbound_at.is_not(None))
    if f.owner:
        query = query.where(_conversation.c.owner == f.owner)
    if f.assignee_id is not None:
        query = query.where(_assignment.c.staff_id == f.assignee_id, _conversation.c.owner == "staff")
    if f.channel:
        query = query.where(_identity.c.channel == f.channel)
    return query.where(_says(f.text)) if f.text.strip() else query


def _says(text: str) -> Any:
    wanted, other = text.strip(), _message.alias("said")
    said = exists().where(
        other.c.conversation_id == _conversation.c.id, other.c.text.icontains(wanted, autoescape=True)
    )
    who = (column.icontains(wanted, autoescape=True) for column in (_person.c.display_name, _identity.c.address))
    return or_(*who, said.correlate(_conversation))


def _after(query: Select[Any], cursor: str | None) -> Select[Any]:
    last, key = _conversation.c.last_inbound_at, _conversation.c.id
    if after := _read(cursor, 2):
        at = datetime.fromtimestamp(after[0] / 10**6, UTC)
        query = query.where(or_(last < at, and_(last == at, key < after[1])))
    return query.order_by(last.desc(), key.desc())


def _after_queued(query: Select[Any], cursor: str | None) -> Select[Any]:
    priority, since, key = _conversation.c.priority, _conversation.c.queued_at, _conversation.c.id
    if after := _read(cursor, 3):
        at = datetime.fromtimestamp(after[1] / 10**6, UTC)
        later = or_(since > at, and_(since == at, key > after[2]))
        query = query.where(or_(priority < after[0], and_(priority == after[0], later)))
    return query.order_by(priority.desc(), since, key)


def _cursor(row: Any) -> str:
    return f"{_micros(row.last_inbound_at)}.{row.id}"


def _queued_cursor(row: Any) -> str:
    return f"{row.priority}.{_micros(row.queued_at)}.{row.id}"


def _micros(at: datetime | None) -> int:
    return round(at.timestamp() * 10**6) if at else 0


def _read(cursor: str | None, count: int) -> list[int] | None:
    """The numbers of a cursor; anything else counts as none."""
    parts = (cursor or "").split(".")
    numbers = [int(p) for p in parts if p.isascii() and p.isdigit() and len(p) <= 16]
    return numbers if len(numbers) == len(parts) == count else None


async def lines(
    tx: Transaction, conversation_id: int, *, after: int = 0, before: int | None = None, limit: int = 200
) -> list[Line]:
    """The transcript with notes, oldest first: what follows `after`, or the last lines (before `before`)."""
    query = select(_message).where(_message.c.conversation_id == conversation_id, _message.c.seq > after)
    query = query.where(_message.c.seq < before) if before is not None else query
    order = _message.c.seq if after else _message.c.seq.desc()
    rows = sorted((await tx.execute(query.order_by(order).limit(limit))).all(), key=lambda row: row.seq)
    fates = await _fates(tx, conversation_id, [row.seq for row in rows if row.author != "visitor"])
    names = ("seq", "author", "kind", "text", "buttons", "details", "asks", "client_id", "at")
    return [Line(*(getattr(row, name) for name in names), *fates.get(row.seq, ())) for row in rows]


_WORST = ("failed", "unknown", "dropped", "pending", "sending", "sent")


async def _fates(tx: Transaction, conversation_id: int, seqs: Collection[int]) -> dict[int, tuple[str, str, str]]:
    """Of a message in several pieces, the one that went worst speaks."""
    query = select(_outbox.c.message_seq, _outbox.c.state, _outbox.c.status, _outbox.c.error_reason)
    query = query.where(_outbox.c.conversation_id == conversation_id, _outbox.c.message_seq.in_(seqs))
    found: dict[int, tuple[str, str, str]] = {}
    for row in sorted(await tx.execute(query), key=lambda r: -_WORST.index(r.state)):
        found[row.message_seq] = (row.state, row.status, row.error_reason)
    return found


@dataclass(frozen=True, slots=True)
class TalkFile:
    id: int
    message_seq: int
    kind: str
    filename: str | None
    state: str
    mime: str | None
    size: int | None
    path: str | None


async def files(tx: Transaction, conversation_id: int) -> list[TalkFile]:
    """The files that came in a conversation."""
    query = select(*(_attachment.c[name] for name in TalkFile.__slots__))
    query = query.where(_attachment.c.conversation_id == conversation_id).order_by(_attachment.c.id)
    return [TalkFile(*row) for row in await tx.execute(query)]
