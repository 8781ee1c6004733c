"""What staff did: written in the transaction of the deed itself, never changed. No personal data stands in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select

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


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """`action`: a whole action (`staff.add`) or its first word; `since` up to, but not including, `until`."""

    subject: str | None = None
    staff_id: int | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


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
    return await listed(tx, AuditFilters(subject=subject), None, limit=limit)


async def latest(tx: Transaction, before: int | None = None, *, limit: int = 100) -> list[AuditView]:
    """Newest first, going back from `before` (an entry's id)."""
    return await listed(tx, AuditFilters(), before, limit=limit)


async def listed(tx: Transaction, wanted: AuditFilters, before: int | None, *, limit: int) -> list[AuditView]:
    """Newest first, going back from `before` (an entry's id)."""
    columns = (_audit.c.id, _audit.c.staff_id, _staff.c.name, _audit.c.action, _audit.c.subject)
    query = select(*columns, _audit.c.details, _audit.c.at).join(_staff, _staff.c.id == _audit.c.staff_id, isouter=True)
    if before is not None:
        query = query.where(_audit.c.id < before)
    query = query.where(*_conditions(wanted)).order_by(_audit.c.id.desc()).limit(limit)
    return [AuditView(*row) for row in await tx.execute(query)]


def _conditions(wanted: AuditFilters) -> Iterator[ColumnElement[bool]]:
    if wanted.subject is not None:
        yield _audit.c.subject == wanted.subject
    if wanted.staff_id is not None:
        yield _audit.c.staff_id == wanted.staff_id
    if wanted.action is not None:
        word = _audit.c.action.startswith(f"{wanted.action}.", autoescape=True)
        yield or_(_audit.c.action == wanted.action, word)
    if wanted.since is not None:
        yield _audit.c.at >= wanted.since
    if wanted.until is not None:
        yield _audit.c.at < wanted.until
