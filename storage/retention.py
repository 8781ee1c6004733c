"""What is over its time, by kind: counted, and erased a batch at a time. What is on legal hold stays.

That there was a message, an event or a file stays on record; what stood in it goes.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, delete, func, literal, or_, select, tuple_, update

from storage import holds, words
from storage.db import Transaction
from storage.models import AttachmentRow, Conversation, Identity, Inbox, Message, Quarantine, table_of
from storage.models_outbox import DeliveryEvent, Outbox
from storage.models_privacy import Draft
from storage.models_requests import Audit, Otp, RequestDocument, SecureLink

EMPTY = {"text": "", "body": {}, "needs_window": False}
ERASED = "erased"
FAREWELLS = "farewells"
BATCH = 200

_message, _inbox, _outbox, _attachment = table_of(Message), table_of(Inbox), table_of(Outbox), table_of(AttachmentRow)
_conversation, _identity, _draft = table_of(Conversation), table_of(Identity), table_of(Draft)
_quarantine, _link, _otp, _audit = table_of(Quarantine), table_of(SecureLink), table_of(Otp), table_of(Audit)
_early, _document = table_of(DeliveryEvent), table_of(RequestDocument)


@dataclass(frozen=True, slots=True)
class Batch:
    """How much was erased, and which files to delete once that is committed."""

    count: int
    paths: tuple[str, ...] = ()


# Which rows are over, given the day before which they are.
Due = Callable[[datetime], Select[Any]]
Erase = Callable[[Transaction, datetime], Awaitable[Batch]]


def _transcripts(before: datetime) -> Select[Any]:
    query = select(_message.c.conversation_id, _message.c.seq).where(_message.c.created_at < before)
    return query.where(_message.c.text != "", _message.c.conversation_id.not_in(holds.talks()))


async def _erase_transcripts(tx: Transaction, before: datetime) -> Batch:
    """The words, and what was sent to say them."""
    keys = [tuple(row) for row in await tx.execute(_transcripts(before).limit(BATCH))]
    said = update(_message).where(tuple_(_message.c.conversation_id, _message.c.seq).in_(keys))
    await tx.execute(said.values(text="", buttons=[], details={}))
    sent = update(_outbox).where(tuple_(_outbox.c.conversation_id, _outbox.c.message_seq).in_(keys))
    await tx.execute(sent.where(_outbox.c.finished_at.is_not(None)).values(body=EMPTY, error_detail=None))
    await words.forget(tx, {conversation for conversation, _ in keys})
    return Batch(len(keys))


def _files(before: datetime) -> Select[Any]:
    """Of conversations that were closed so long ago; a request's papers stay with the request."""
    closed = select(_conversation.c.id).where(_conversation.c.owner == "closed", _conversation.c.closed_at < before)
    query = select(_attachment.c.id, _attachment.c.path).where(_attachment.c.conversation_id.in_(closed))
    query = query.where(_attachment.c.path.is_not(None), _attachment.c.conversation_id.not_in(holds.talks()))
    return query.where(_attachment.c.id.not_in(select(_document.c.attachment_id)))


async def _erase_files(tx: Transaction, before: datetime) -> Batch:
    rows = (await tx.execute(_files(before).limit(BATCH))).all()
    gone = {"path": None, "filename": None, "source": "", "state": ERASED}
    await tx.execute(update(_attachment).where(_attachment.c.id.in_([row.id for row in rows])).values(**gone))
    return Batch(len(rows), tuple(row.path for row in rows))


def _payloads(before: datetime) -> Select[Any]:
    query = select(_inbox.c.id).where(_inbox.c.done_at < before, _inbox.c.payload != literal({}, _inbox.c.payload.type))
    return query.where(_inbox.c.conversation_id.not_in(holds.talks()))


async def _erase_payloads(tx: Transaction, before: datetime) -> Batch:
    """The event's key stays, so that it has no second effect."""
    ids = list((await tx.execute(_payloads(before).limit(BATCH))).scalars())
    await tx.execute(update(_inbox).where(_inbox.c.id.in_(ids)).values(payload={}, error=None))
    return Batch(len(ids))


def _farewells(before: datetime) -> Select[Any]:
    """Last words to the erased, with their address: once they have left, or could not within the day."""
    query = select(_outbox.c.id).join(_conversation, _conversation.c.id == _outbox.c.conversation_id)
    query = query.join(_identity, _identity.c.id == _conversation.c.identity_id)
    over = or_(_outbox.c.finished_at.is_not(None), _outbox.c.created_at < before)
    return query.where(_identity.c.channel == ERASED, _outbox.c.address != "", over)


async def _forget_farewells(tx: Transaction, before: datetime) -> Batch:
    ids = list((await tx.execute(_farewells(before).limit(BATCH))).scalars())
    mine = update(_outbox).where(_outbox.c.id.in_(ids))
    await tx.execute(mine.where(_outbox.c.state == "pending").values(state="dropped", error_reason=ERASED))
    await tx.execute(mine.values(address="", body=EMPTY, error_detail=None))
    return Batch(len(ids))


def drafts_due(before: datetime) -> Select[Any]:
    """-> (id, identity_id) of drafts that nobody has touched since; whoever knows their state takes them out."""
    held = select(_identity.c.id).where(_identity.c.person_id.in_(holds.people()))
    query = select(_draft.c.id, _draft.c.identity_id).where(_draft.c.touched_on < before.date())
    return query.where(_draft.c.identity_id.not_in(held)).order_by(_draft.c.id)


def _rows(table: Table, id: Any, *where: Callable[[datetime], Any]) -> tuple[Due, Erase]:
    """Rows that go whole."""

    def due(before: datetime) -> Select[Any]:
        return select(id).where(*(condition(before) for condition in where))

    async def erase(tx: Transaction, before: datetime) -> Batch:
        ids = list((await tx.execute(due(before).limit(BATCH))).scalars())
        await tx.execute(delete(table).where(id.in_(ids)))
        return Batch(len(ids))

    return due, erase


KINDS: Mapping[str, tuple[Due, Erase]] = {
    "transcripts": (_transcripts, _erase_transcripts),
    "files": (_files, _erase_files),
    "payloads": (_payloads, _erase_payloads),
    FAREWELLS: (_farewells, _forget_farewells),
    "early_statuses": _rows(_early, _early.c.id, lambda before: _early.c.received_at < before),
    "quarantine": _rows(_quarantine, _quarantine.c.id, lambda before: _quarantine.c.received_at < before),
    "secure_links": _rows(_link, _link.c.token_hash, lambda before: _link.c.expires_at < before),
    "otps": _rows(_otp, _otp.c.id, lambda before: _otp.c.created_at < before, lambda _: _otp.c.outbox_id.is_(None)),
    "audit": _rows(_audit, _audit.c.id, lambda before: _audit.c.at < before),
}


async def count(tx: Transaction, due: Select[Any]) -> int:
    return int((await tx.execute(select(func.count()).select_from(due.subquery()))).scalar_one())
