"""What staff did: written in the transaction of the deed itself, never changed. No personal data stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage.db import Transaction
from storage.models import table_of
from storage.models_requests import Audit
from storage.models_staff import Staff

_audit, _staff = table_of(Audit), table_of(Staff)


@dataclass(frozen=True, slots=True)
class AuditView:
    id: int
    staff_id: int | None
    staff_name: str | None
    action: str
    subject: str
    details: dict[str, Any]
    at: datetime


async def note(
    tx: Transaction,
    staff_id: int | None,
    action: str,
    subject: str,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """`subject` is `request:MD-…`, `conversation:12`, `person:7`; `details` names fields and ids, never values."""
    row = {"staff_id": staff_id, "action": action, "subject": subject, "details": dict(details or {}), "at": now}
    await tx.execute(_audit.insert(), row)


async def of_subject(tx: Transaction, subject: str, *, limit: int = 200) -> list[AuditView]:
    """Newest first."""
    return await _read(tx, subject, None, limit)


async def latest(tx: Transaction, before: int | None = None, *, limit: int = 100) -> list[AuditView]:
    """Newest first, going back from `before` (an entry's id)."""
    return await _read(tx, None, before, limit)


async def _read(tx: Transaction, subject: str | None, before: int | None, limit: int) -> list[AuditView]:
    columns = (_audit.c.id, _audit.c.staff_id, _staff.c.name, _audit.c.action, _audit.c.subject)
    query = select(*columns, _audit.c.details, _audit.c.at).join(_staff, _staff.c.id == _audit.c.staff_id, isouter=True)
    if subject is not None:
        query = query.where(_audit.c.subject == subject)
    if before is not None:
        query = query.where(_audit.c.id < before)
    return [AuditView(*row) for row in await tx.execute(query.order_by(_audit.c.id.desc()).limit(limit))]
