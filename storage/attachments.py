"""Inbound files as rows: fetched by a job of their own that tries again, so that a message never waits for its file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select, update

from storage import outgoing
from storage.conversations import NewMessage
from storage.db import Transaction
from storage.models import AttachmentRow, Conversation, table_of

_attachment, _conversation = table_of(AttachmentRow), table_of(Conversation)


@dataclass(frozen=True, slots=True)
class DueFile:
    id: int
    conversation_id: int
    message_seq: int
    channel: str
    kind: str
    source: str
    claimed_mime: str | None
    filename: str | None
    claimed_sha256: str | None
    failures: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A file kept on disk: `path` is its random name, `mime` what its content says it is."""

    path: str
    mime: str
    size: int
    sha256: str


async def claim(tx: Transaction, now: datetime, *, limit: int, lease: timedelta) -> list[DueFile]:
    due = (
        select(_attachment.c.id)
        .where(_attachment.c.state == "pending", _attachment.c.next_at <= now)
        .where(or_(_attachment.c.lease_until.is_(None), _attachment.c.lease_until < now))
        .order_by(_attachment.c.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list((await tx.execute(due)).scalars())
    if not ids:
        return []
    names = DueFile.__slots__
    take = update(_attachment).where(_attachment.c.id.in_(ids)).values(lease_until=now + lease)
    rows = await tx.execute(take.returning(*(_attachment.c[name] for name in names)))
    return sorted((DueFile(*row) for row in rows), key=lambda f: f.id)


async def ids_of(tx: Transaction, conversation_id: int, names: Sequence[str]) -> tuple[int, ...]:
    """The rows behind the names `<conversation>.<seq>.<number>` of an identity's files; others are passed over."""
    if not names:
        return ()
    query = select(_attachment.c.id, _attachment.c.conversation_id, _attachment.c.message_seq)
    query = query.where(_attachment.c.conversation_id.in_(same_identity(conversation_id)))
    found: dict[tuple[int, int], list[int]] = {}
    for row in await tx.execute(query.order_by(_attachment.c.id)):
        found.setdefault((row.conversation_id, row.message_seq), []).append(row.id)
    named = {f"{talk}.{seq}.{n}": i for (talk, seq), ids in found.items() for n, i in enumerate(ids)}
    return tuple(named[name] for name in sorted(set(names)) if name in named)


def same_identity(conversation_id: int) -> Select[tuple[int]]:
    """The conversations that the same identity ever had, this one among them: what is bound to one is to all."""
    identity = select(_conversation.c.identity_id).where(_conversation.c.id == conversation_id)
    return select(_conversation.c.id).where(_conversation.c.identity_id == identity.scalar_subquery())


async def rehome(tx: Transaction, ids: Sequence[int], conversation_id: int, now: datetime) -> tuple[str, ...]:
    """Bind files to another conversation, as one line of it; -> their new names."""
    if not ids:
        return ()
    posted = await outgoing.post(tx, conversation_id, NewMessage("visitor", "", (), kind="media"), now)
    place = {"conversation_id": conversation_id, "message_seq": posted.seq}
    await tx.execute(update(_attachment).where(_attachment.c.id.in_(ids)).values(**place))
    return tuple(f"{conversation_id}.{posted.seq}.{number}" for number in range(len(ids)))


async def stored(tx: Transaction, file_id: int, file: Stored) -> None:
    values = {"state": "stored", "path": file.path, "mime": file.mime, "size": file.size, "sha256": file.sha256}
    await tx.execute(update(_attachment).where(_attachment.c.id == file_id).values(**values, lease_until=None))


async def failed(
    tx: Transaction, file_id: int, error: str, retry_at: datetime | None, *, state: str = "failed"
) -> None:
    """Not fetched: due again at `retry_at`, or ended as `failed`/`refused` with the reason."""
    values: dict[str, Any] = {"error": error[:500], "lease_until": None, "failures": _attachment.c.failures + 1}
    values |= {"next_at": retry_at} if retry_at else {"state": state}
    await tx.execute(update(_attachment).where(_attachment.c.id == file_id).values(**values))


async def free_all(tx: Transaction) -> None:
    """Nobody is fetching anything: what was leased may be claimed."""
    await tx.execute(update(_attachment).where(_attachment.c.lease_until.is_not(None)).values(lease_until=None))
