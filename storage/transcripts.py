"""One conversation as staff read it: its lines with ticks and notes, and the files that came in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage.db import Transaction
from storage.models import AttachmentRow, Inbox, Message, Outbox, table_of

_message, _outbox, _attachment = table_of(Message), table_of(Outbox), table_of(AttachmentRow)
_inbox = table_of(Inbox)


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
    """Of a piece that was sent again the latest row counts; of a message in several, the one that went worst speaks."""
    query = select(_outbox.c.message_seq, _outbox.c.piece, _outbox.c.state, _outbox.c.status, _outbox.c.error_reason)
    query = query.where(_outbox.c.conversation_id == conversation_id, _outbox.c.message_seq.in_(seqs))
    latest = {(row.message_seq, row.piece): row for row in await tx.execute(query.order_by(_outbox.c.id))}
    found: dict[int, tuple[str, str, str]] = {}
    for row in sorted(latest.values(), key=lambda r: -_WORST.index(r.state)):
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


@dataclass(frozen=True, slots=True)
class Source:
    """A line's words, and the event that it came with as it is stored: None where there was none, {} once erased."""

    text: str
    payload: dict[str, Any] | None


async def source(tx: Transaction, conversation_id: int, seq: int) -> Source | None:
    query = select(_message.c.text, _inbox.c.payload).join(_inbox, _inbox.c.id == _message.c.inbox_id, isouter=True)
    query = query.where(_message.c.conversation_id == conversation_id, _message.c.seq == seq)
    row = (await tx.execute(query)).one_or_none()
    return Source(*row) if row else None
