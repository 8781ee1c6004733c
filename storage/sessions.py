"""Signed-in browsers of staff. Only a token's hash is kept (SHA-256); a session ends for good and is never revived."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from storage.db import Transaction
from storage.models import table_of
from storage.models_staff import Staff, StaffSession
from storage.staff import COLUMNS, SessionView, StaffView

_session, _staff = table_of(StaffSession), table_of(Staff)


@dataclass(frozen=True, slots=True)
class NewSession:
    token_hash: str
    id: str
    staff_id: int
    method: str
    csrf_token: str
    address: str | None
    user_agent: str | None
    expires_at: datetime


_OWN = tuple(_session.c[name] for name in SessionView.__slots__[1:])


async def open_session(tx: Transaction, new: NewSession, now: datetime) -> None:
    row: Mapping[str, Any] = {name: getattr(new, name) for name in NewSession.__slots__}
    await tx.execute(_session.insert(), {**row, "created_at": now, "last_seen_at": now})


async def by_token(tx: Transaction, token_hash: str, now: datetime, idle: timedelta) -> SessionView | None:
    """The session behind a token, if it is neither over, nor idle too long, nor revoked, nor its account disabled."""
    row = (await tx.execute(_BY_TOKEN, _at(now, idle) | {"b_hash": token_hash})).one_or_none()
    return _view(row) if row else None


async def by_id(tx: Transaction, session_id: str, now: datetime, idle: timedelta) -> SessionView | None:
    row = (await tx.execute(_ALIVE.where(_session.c.id == session_id), _at(now, idle))).one_or_none()
    return _view(row) if row else None


async def of_staff(tx: Transaction, staff_id: int, now: datetime, idle: timedelta) -> list[SessionView]:
    """The newest first."""
    query = _ALIVE.where(_session.c.staff_id == staff_id).order_by(_session.c.created_at.desc())
    return [_view(row) for row in await tx.execute(query, _at(now, idle))]


async def roles(tx: Transaction, session_ids: Collection[str], now: datetime, idle: timedelta) -> dict[str, str]:
    """-> {session: its owner's role now}, of those that are still good."""
    alive = _ALIVE.with_only_columns(_session.c.id, _staff.c.role).where(_session.c.id.in_(session_ids))
    return {row.id: row.role for row in await tx.execute(alive, _at(now, idle))}


_ALIVE = (
    select(*COLUMNS, *_OWN)
    .join(_staff, _staff.c.id == _session.c.staff_id)
    .where(_session.c.expires_at > bindparam("b_now"), _session.c.last_seen_at > bindparam("b_since"))
    .where(_session.c.revoked_at.is_(None), _staff.c.disabled_at.is_(None))
)
_BY_TOKEN = _ALIVE.where(_session.c.token_hash == bindparam("b_hash"))


def _at(now: datetime, idle: timedelta) -> dict[str, Any]:
    return {"b_now": now, "b_since": now - idle}


def _view(row: Any) -> SessionView:
    return SessionView(StaffView(*row[: len(COLUMNS)]), *row[len(COLUMNS) :])


async def last_seen(tx: Transaction) -> dict[int, datetime]:
    """{staff id: when they last used any session}."""
    query = select(_session.c.staff_id, func.max(_session.c.last_seen_at)).group_by(_session.c.staff_id)
    return {row[0]: row[1] for row in await tx.execute(query)}


async def touch(tx: Transaction, session_id: str, now: datetime) -> None:
    """It was used."""
    await tx.execute(update(_session).where(_session.c.id == session_id).values(last_seen_at=now))


async def revoke(tx: Transaction, session_id: str, now: datetime, *, of: int) -> bool:
    """End a session `of` this account; -> whether there was one."""
    where = (_session.c.id == session_id, _session.c.staff_id == of, _session.c.revoked_at.is_(None))
    ended = update(_session).where(*where, _session.c.expires_at > now).values(revoked_at=now)
    return bool((await tx.execute(ended)).rowcount)


async def revoke_token(tx: Transaction, token_hash: str, now: datetime) -> None:
    where = (_session.c.token_hash == token_hash, _session.c.revoked_at.is_(None))
    await tx.execute(update(_session).where(*where).values(revoked_at=now))


async def revoke_all(tx: Transaction, staff_id: int, now: datetime, *, but: str | None = None) -> int:
    """End every session of an account, `but` one; -> how many there were."""
    where = [_session.c.staff_id == staff_id, _session.c.revoked_at.is_(None), _session.c.expires_at > now]
    if but is not None:
        where.append(_session.c.id != but)
    return (await tx.execute(update(_session).where(*where).values(revoked_at=now))).rowcount


async def forget(tx: Transaction, staff_id: int, before: datetime) -> None:
    """Remove an account's sessions that were over by then."""
    await tx.execute(delete(_session).where(_session.c.staff_id == staff_id, _session.c.expires_at < before))
