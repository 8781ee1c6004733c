"""One conversation as staff read it: its lines with ticks and notes, and the files that came in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select

from storage.db import Transaction
from storage.models import AttachmentRow, Inbox, Message, table_of
from storage.models_outbox import Outbox

_message, _outbox, _attachment = table_of(Message), table_of(Outbox), table_of(AttachmentRow)
_inbox = table_of(Inbox)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a transcript. `state`, `status`, `error`: how the sending of our own words stands.

    `has_files`: files came in with it. It is told with the lines, so that nobody asks for files where there are none.
    """

    seq: int
    author: str
    kind: str
    text: str
    buttons: list[dict[str, Any]]
    details: dict[str, Any]
    asks: str | None
    client_id: str | None
    at: datetime
    has_files: bool = False
    state: str | None = None
    status: str | None = None
    error: str | None = None


async def lines(
    tx: Transaction, conversation_id: int, *, after: int = 0, before: int | None = None, limit: int = 200
) -> list[Line]:
    """The transcript with notes, oldest first: what follows `after`, or the last lines (before `before`)."""
    bounds = {"b_id": conversation_id, "b_after": after, "b_limit": limit, "b_before": before or MOST_LINES}
    found = await tx.execute(_FORWARDS if after else _BACKWARDS, bounds)
    rows = sorted(found.all(), key=lambda row: row.seq)
    fates = await _fates(tx, conversation_id, [row.seq for row in rows if row.author != "visitor"])
    return [Line(*(getattr(row, name) for name in _NAMES), *fates.get(row.seq, ())) for row in rows]


MOST_LINES = 2**31 - 1
_NAMES = ("seq", "author", "kind", "text", "buttons", "details", "asks", "client_id", "at", "has_files")
_OF_LINE = (_attachment.c.conversation_id == _message.c.conversation_id, _attachment.c.message_seq == _message.c.seq)


def _lines(order: Any) -> Any:
    within = (_message.c.seq > bindparam("b_after"), _message.c.seq < bindparam("b_before"))
    has_files = exists().where(*_OF_LINE).label("has_files")
    query = select(*(_message.c[name] for name in _NAMES[:-1]), has_files).where(
        _message.c.conversation_id == bindparam("b_id")
    )
    return query.where(*within).order_by(order).limit(bindparam("b_limit"))


_FORWARDS, _BACKWARDS = _lines(_message.c.seq), _lines(_message.c.seq.desc())

_WORST = ("failed", "unknown", "dropped", "pending", "sending", "sent")


async def _fates(tx: Transaction, conversation_id: int, seqs: Collection[int]) -> dict[int, tuple[str, str, str]]:
    """Of a piece that was sent again the latest row counts; of a message in several, the one that went worst speaks."""
    if not seqs:
        return {}
    rows = await tx.execute(_FATES, {"b_id": conversation_id, "b_seqs": seqs})
    latest = {(row.message_seq, row.piece): row for row in rows}
    found: dict[int, tuple[str, str, str]] = {}
    for row in sorted(latest.values(), key=lambda r: -_WORST.index(r.state)):
        found[row.message_seq] = (row.state, row.status, row.error_reason)
    return found


_FATES = (
    select(_outbox.c.message_seq, _outbox.c.piece, _outbox.c.state, _outbox.c.status, _outbox.c.error_reason)
    .where(_outbox.c.conversation_id == bindparam("b_id"))
    .where(_outbox.c.message_seq.in_(bindparam("b_seqs", expanding=True)))
    .order_by(_outbox.c.id)
)


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
    return [TalkFile(*row) for row in await tx.execute(_FILES, {"b_id": conversation_id})]


_FILES = (
    select(*(_attachment.c[name] for name in TalkFile.__slots__))
    .where(_attachment.c.conversation_id == bindparam("b_id"))
    .order_by(_attachment.c.id)
)


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
