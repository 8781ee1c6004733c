"""Files that colleagues send: kept with their conversation, and from the moment they are sent a file like any other."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from storage.attachments import Stored
from storage.db import Transaction
from storage.models import AttachmentRow, table_of
from storage.models_inbox import StaffUpload

_upload, _attachment = table_of(StaffUpload), table_of(AttachmentRow)


@dataclass(frozen=True, slots=True)
class UploadView:
    """`message_seq`: with which message it went out, if it did."""

    id: int
    conversation_id: int
    staff_id: int
    kind: str
    filename: str
    mime: str
    size: int
    sha256: str
    path: str
    message_seq: int | None


_COLUMNS = tuple(_upload.c[name] for name in UploadView.__slots__)


async def add(
    tx: Transaction, conversation_id: int, staff_id: int, file: Stored, kind: str, filename: str, now: datetime
) -> UploadView:
    values = {"mime": file.mime, "size": file.size, "sha256": file.sha256, "path": file.path}
    row = {"conversation_id": conversation_id, "staff_id": staff_id, "kind": kind, "filename": filename}
    made = _upload.insert().values(**row, **values, created_at=now).returning(*_COLUMNS)
    return UploadView(*(await tx.execute(made)).one())


async def find(tx: Transaction, conversation_id: int, upload_id: int) -> UploadView | None:
    """One of this conversation only."""
    query = select(*_COLUMNS).where(_upload.c.id == upload_id, _upload.c.conversation_id == conversation_id)
    row = (await tx.execute(query)).one_or_none()
    return UploadView(*row) if row else None


async def send(tx: Transaction, upload: UploadView, seq: int, channel: str, now: datetime) -> None:
    """It goes out with the message `seq`."""
    same = ("conversation_id", "kind", "filename", "mime", "size", "sha256", "path")
    row = {name: getattr(upload, name) for name in same} | {"message_seq": seq, "channel": channel}
    await tx.execute(_attachment.insert().values(**row, source="", state="stored", next_at=now, created_at=now))
    await tx.execute(update(_upload).where(_upload.c.id == upload.id).values(message_seq=seq))


async def remove_unsent(tx: Transaction, before: datetime) -> list[str]:
    """-> the files to delete of what was kept before then and never sent."""
    old = (_upload.c.created_at < before) & _upload.c.message_seq.is_(None)
    return list((await tx.execute(delete(_upload).where(old).returning(_upload.c.path))).scalars())


async def forget(tx: Transaction, conversation_ids: Collection[int]) -> list[str]:
    """-> the files to delete of these conversations that were never sent."""
    theirs = _upload.c.conversation_id.in_(conversation_ids)
    gone = (await tx.execute(delete(_upload).where(theirs).returning(_upload.c.path, _upload.c.message_seq))).all()
    return [row.path for row in gone if row.message_seq is None]
