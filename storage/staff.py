"""Staff accounts and their sessions. Only hashes are kept: of passwords (Argon2id) and of session tokens (SHA-256)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from storage.db import Transaction
from storage.models import Staff, StaffSession, table_of
from storage.people import insert_for

_staff, _session = table_of(Staff), table_of(StaffSession)


@dataclass(frozen=True, slots=True)
class StaffView:
    id: int
    email: str
    name: str
    role: str
    password_hash: str
    failures: int
    locked_until: datetime | None
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionView:
    staff: StaffView
    csrf_token: str
    expires_at: datetime


_COLUMNS = tuple(_staff.c[name] for name in StaffView.__slots__)


async def add(tx: Transaction, email: str, name: str, role: str, password_hash: str, now: datetime) -> bool:
    """-> whether the account is new; an existing one is left as it is."""
    row = {"email": email.lower(), "name": name, "role": role, "password_hash": password_hash, "created_at": now}
    made = await tx.execute(insert_for(tx)(_staff).values(row).on_conflict_do_nothing().returning(_staff.c.id))
    return made.first() is not None


async def count(tx: Transaction) -> int:
    return (await tx.execute(select(func.count()).select_from(_staff))).scalar_one()


async def by_email(tx: Transaction, email: str) -> StaffView | None:
    row = (await tx.execute(select(*_COLUMNS).where(_staff.c.email == email.lower()))).one_or_none()
    return StaffView(*row) if row else None


async def by_id(tx: Transaction, staff_id: int) -> StaffView | None:
    """Somebody who still works here."""
    query = select(*_COLUMNS).where(_staff.c.id == staff_id, _staff.c.disabled_at.is_(None))
    row = (await tx.execute(query)).one_or_none()
    return StaffView(*row) if row else None


async def note_failure(tx: Transaction, staff_id: int, locked_until: datetime | None) -> None:
    values = {"failures": _staff.c.failures + 1, "locked_until": locked_until}
    await tx.execute(update(_staff).where(_staff.c.id == staff_id).values(**values))


async def note_success(tx: Transaction, staff_id: int) -> None:
    await tx.execute(update(_staff).where(_staff.c.id == staff_id).values(failures=0, locked_until=None))


async def open_session(
    tx: Transaction, token_hash: str, staff_id: int, csrf_token: str, now: datetime, expires_at: datetime
) -> None:
    row = {"token_hash": token_hash, "staff_id": staff_id, "csrf_token": csrf_token}
    await tx.execute(_session.insert(), row | {"created_at": now, "expires_at": expires_at})


async def session(tx: Transaction, token_hash: str, now: datetime) -> SessionView | None:
    """The session behind a token, if it is neither over, nor revoked, nor its account disabled."""
    query = select(*_COLUMNS, _session.c.csrf_token, _session.c.expires_at)
    query = query.join(_session, _session.c.staff_id == _staff.c.id).where(_session.c.token_hash == token_hash)
    query = query.where(_session.c.expires_at > now, _session.c.revoked_at.is_(None), _staff.c.disabled_at.is_(None))
    row = (await tx.execute(query)).one_or_none()
    return SessionView(StaffView(*row[:-2]), row[-2], row[-1]) if row else None


async def revoke(tx: Transaction, token_hash: str, now: datetime) -> None:
    await tx.execute(update(_session).where(_session.c.token_hash == token_hash).values(revoked_at=now))
