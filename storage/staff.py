"""Staff accounts. Of passwords only hashes are kept (Argon2id); secrets of the second factor are sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from storage.db import Transaction
from storage.models import table_of
from storage.models_staff import Staff
from storage.people import insert_for

_staff = table_of(Staff)


@dataclass(frozen=True, slots=True)
class StaffView:
    id: int
    email: str
    name: str
    role: str
    password_hash: str
    password_changed_at: datetime | None
    must_change_password: bool
    totp_sealed: str | None
    totp_confirmed_at: datetime | None
    oidc_subject: str | None
    locale: str
    alerts: Mapping[str, Any]
    disabled_at: datetime | None
    created_at: datetime
    skills: Sequence[str]
    capacity: int | None
    status: str
    status_until: datetime | None


@dataclass(frozen=True, slots=True)
class SessionView:
    """`id` names it to people; `method` is how its owner got in: password, totp or oidc."""

    staff: StaffView
    id: str
    method: str
    csrf_token: str
    address: str | None
    user_agent: str | None
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


COLUMNS = tuple(_staff.c[name] for name in StaffView.__slots__)


async def add(
    tx: Transaction,
    email: str,
    name: str,
    role: str,
    password_hash: str,
    now: datetime,
    *,
    must_change_password: bool = False,
) -> bool:
    """-> whether the account is new; an existing one is left as it is."""
    row = {"email": email.lower(), "name": name, "role": role, "password_hash": password_hash, "created_at": now}
    row |= {"must_change_password": must_change_password}
    made = await tx.execute(insert_for(tx)(_staff).values(row).on_conflict_do_nothing().returning(_staff.c.id))
    return made.first() is not None


async def count(tx: Transaction) -> int:
    return (await tx.execute(select(func.count()).select_from(_staff))).scalar_one()


async def listed(tx: Transaction) -> list[StaffView]:
    """Everybody, also who has left, by name."""
    query = select(*COLUMNS).order_by(_staff.c.name, _staff.c.id)
    return [StaffView(*row) for row in await tx.execute(query)]


async def by_email(tx: Transaction, email: str) -> StaffView | None:
    return await _one(tx, _staff.c.email == email.lower())


async def by_id(tx: Transaction, staff_id: int) -> StaffView | None:
    """Somebody who still works here."""
    return await _one(tx, _staff.c.id == staff_id, _staff.c.disabled_at.is_(None))


async def account(tx: Transaction, staff_id: int) -> StaffView | None:
    """An account, disabled or not."""
    return await _one(tx, _staff.c.id == staff_id)


async def by_subject(tx: Transaction, subject: str) -> StaffView | None:
    """Whom the identity provider knows by this subject (`issuer|subject`)."""
    return await _one(tx, _staff.c.oidc_subject == subject)


async def _one(tx: Transaction, *conditions: Any) -> StaffView | None:
    row = (await tx.execute(select(*COLUMNS).where(*conditions))).one_or_none()
    return StaffView(*row) if row else None


async def lock_others(tx: Transaction, role: str, but: int) -> int:
    """-> how many others of this role may sign in; none of them can change until the transaction ends."""
    where = (_staff.c.role == role, _staff.c.disabled_at.is_(None))
    query = select(_staff.c.id).where(*where).order_by(_staff.c.id).with_for_update()
    return len([found for found in (await tx.execute(query)).scalars() if found != but])


async def change(tx: Transaction, staff_id: int, **values: Any) -> None:
    """Set columns of an account: `name`, `role`, `locale`, `alerts`, `disabled_at`, `oidc_subject`."""
    await tx.execute(update(_staff).where(_staff.c.id == staff_id).values(**values))


async def set_password(
    tx: Transaction, staff_id: int, password_hash: str, now: datetime, *, must_change: bool = False
) -> None:
    """`must_change`: somebody else made it, so its owner has to make another."""
    await change(tx, staff_id, password_hash=password_hash, password_changed_at=now, must_change_password=must_change)


async def rehash(tx: Transaction, staff_id: int, old: str, new: str) -> None:
    """The same password under today's parameters, unless it was changed meanwhile."""
    where = (_staff.c.id == staff_id, _staff.c.password_hash == old)
    await tx.execute(update(_staff).where(*where).values(password_hash=new))
