"""Reading transcripts."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_

from storage.db import Transaction
from storage.models import AttachmentRow, Conversation, Identity, Message, table_of

_message, _conversation, _identity = table_of(Message), table_of(Conversation), table_of(Identity)
_attachment = table_of(AttachmentRow)
NOTE = "note"  # for staff eyes only


@dataclass(frozen=True, slots=True)
class AttachmentView:
    id: int
    kind: str
    filename: str | None
    state: str
    mime: str | None
    size: int | None


@dataclass(frozen=True, slots=True)
class MessageView:
    """A line of a transcript. `asks` is what the bot waited for after it."""

    conversation_id: int
    seq: int
    author: str
    kind: str
    text: str
    buttons: list[dict[str, Any]]
    asks: str | None
    client_id: str | None
    at: datetime
    attachments: tuple[AttachmentView, ...] = ()


async def open_conversation(tx: Transaction, identity_key: str) -> int | None:
    """The open conversation of an identity, if it has written yet."""
    query = select(_conversation.c.id).join(_identity, _identity.c.id == _conversation.c.identity_id)
    query = query.where(_identity.c.key == identity_key, _conversation.c.owner != "closed")
    return (await tx.execute(query)).scalar_one_or_none()


async def last_heard(tx: Transaction, conversation_id: int) -> str | None:
    """The provider's id of the person's last message."""
    query = select(_message.c.provider_id).where(_message.c.conversation_id == conversation_id)
    query = query.where(_message.c.author == "visitor", _message.c.provider_id.is_not(None))
    return (await tx.execute(query.order_by(_message.c.seq.desc()).limit(1))).scalar_one_or_none()


async def after(tx: Transaction, identity_key: str, seq: int, *, limit: int = 200) -> list[MessageView]:
    """What was said with an identity after `seq`, in all its conversations, oldest first, without staff's notes."""
    names = ("conversation_id", "seq", "author", "kind", "text", "buttons", "asks", "client_id", "at")
    query = select(*(_message.c[name] for name in names))
    query = query.join(_conversation, _conversation.c.id == _message.c.conversation_id)
    query = query.join(_identity, _identity.c.id == _conversation.c.identity_id)
    query = query.where(_identity.c.key == identity_key)
    query = query.where(_message.c.seq > seq, _message.c.kind != NOTE).order_by(_message.c.seq).limit(limit)
    rows = (await tx.execute(query)).all()
    with_files = {(row.conversation_id, row.seq) for row in rows if row.kind == "media"}
    files = await _attachments(tx, with_files) if with_files else {}
    return [
        replace(MessageView(*row), attachments=tuple(files.get((row.conversation_id, row.seq), ()))) for row in rows
    ]


@dataclass(frozen=True, slots=True)
class FileView:
    """`path` is None until it is kept."""

    path: str | None
    mime: str | None
    filename: str | None


async def file(tx: Transaction, identity_key: str, file_id: int) -> FileView | None:
    """A file that an identity sent or was sent, in any of its conversations."""
    query = select(*(_attachment.c[name] for name in FileView.__slots__))
    query = query.join(_conversation, _conversation.c.id == _attachment.c.conversation_id)
    query = query.join(_identity, _identity.c.id == _conversation.c.identity_id)
    query = query.where(_attachment.c.id == file_id, _identity.c.key == identity_key)
    row = (await tx.execute(query)).one_or_none()
    return FileView(*row) if row else None


async def _attachments(tx: Transaction, messages: set[tuple[int, int]]) -> dict[tuple[int, int], list[AttachmentView]]:
    names = ("id", "kind", "filename", "state", "mime", "size")
    key = (_attachment.c.conversation_id, _attachment.c.message_seq)
    query = select(*key, *(_attachment.c[name] for name in names)).where(tuple_(*key).in_(messages))
    found: dict[tuple[int, int], list[AttachmentView]] = {}
    for row in await tx.execute(query.order_by(_attachment.c.id)):
        found.setdefault((row.conversation_id, row.message_seq), []).append(AttachmentView(*row[2:]))
    return found
