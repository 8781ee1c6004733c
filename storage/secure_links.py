"""One-time pages at rest: the token's hash alone, what may be asked there, until when; and the files that came so."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from storage import outgoing
from storage.attachments import Stored
from storage.conversations import NewMessage
from storage.db import Transaction
from storage.models import AttachmentRow, table_of
from storage.models_requests import SecureLink

_link, _attachment = table_of(SecureLink), table_of(AttachmentRow)
LASTS = timedelta(minutes=15)
_TOKEN_BYTES = 18  # 144 bits: 24 characters, short enough for a text message


@dataclass(frozen=True, slots=True)
class PageField:
    """What the page asks for: the field's public name, how the form calls it, and whether it may stay empty."""

    name: str
    label: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class LinkView:
    """An open page. `id` is the token's hash: it identifies and opens nothing."""

    id: str
    conversation_id: int
    form: str
    fields: tuple[PageField, ...]
    locale: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that was examined and kept, with the name its owner gave it."""

    stored: Stored
    filename: str


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


async def make(
    tx: Transaction, conversation_id: int, form: str, fields: Sequence[PageField], locale: str, now: datetime
) -> str:
    """-> the token of a new page. Earlier pages of the conversation close: one at a time is enough."""
    await close(tx, conversation_id, now)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    row = {
        "token_hash": token_hash(token),
        "conversation_id": conversation_id,
        "form": form,
        "fields": [[f.name, f.label, f.optional] for f in fields],
        "locale": locale,
        "created_at": now,
        "expires_at": now + LASTS,
    }
    await tx.execute(_link.insert(), row)
    return token


async def close(tx: Transaction, conversation_id: int, now: datetime) -> None:
    """What is open of this conversation opens no more."""
    open_ones = update(_link).where(_link.c.conversation_id == conversation_id, _link.c.used_at.is_(None))
    await tx.execute(open_ones.where(_link.c.expires_at > now).values(expires_at=now))


async def find(tx: Transaction, token: str, now: datetime) -> LinkView | None:
    """The page while it is open. Looking does not use it up: messengers look at links by themselves."""
    query = select(_link).where(_link.c.token_hash == token_hash(token), _link.c.used_at.is_(None))
    row = (await tx.execute(query.where(_link.c.expires_at > now))).one_or_none()
    return _view(row) if row else None


def _view(row: Any) -> LinkView:
    fields = tuple(PageField(*field) for field in row.fields)
    return LinkView(row.token_hash, row.conversation_id, row.form, fields, row.locale, row.expires_at)


async def use(tx: Transaction, link_id: str, now: datetime) -> bool:
    """-> whether this was its one use, in time."""
    statement = update(_link).where(_link.c.token_hash == link_id, _link.c.used_at.is_(None), _link.c.expires_at > now)
    return bool((await tx.execute(statement.values(used_at=now))).rowcount)


async def attach(tx: Transaction, conversation_id: int, files: Sequence[SentFile], now: datetime) -> tuple[str, ...]:
    """The files as attachments of a line in the conversation; -> their names, `<conversation>.<seq>.<number>`."""
    if not files:
        return ()
    posted = await outgoing.post(tx, conversation_id, NewMessage("visitor", "", (), kind="media"), now)
    rows = [
        {
            "conversation_id": conversation_id,
            "message_seq": posted.seq,
            "channel": "secure",
            "kind": "image" if file.stored.mime.startswith("image/") else "document",
            "source": "secure",
            "filename": file.filename,
            "state": "stored",
            "path": file.stored.path,
            "mime": file.stored.mime,
            "size": file.stored.size,
            "sha256": file.stored.sha256,
            "next_at": now,
            "created_at": now,
        }
        for file in files
    ]
    await tx.execute(_attachment.insert(), rows)
    return tuple(f"{conversation_id}.{posted.seq}.{number}" for number in range(len(files)))
