"""Failures to sign in, counted before each try and forgiven after a good one, so that no burst gets more tries."""

from datetime import datetime, timedelta

from sqlalchemy import case, delete, or_, select, update

from storage.db import Transaction
from storage.models import table_of
from storage.models_staff import SignInTrial
from storage.people import insert_for

_trial = table_of(SignInTrial)


async def count(tx: Transaction, key: str, now: datetime, forgotten: timedelta) -> int | datetime:
    """One more try; -> how many there were since the last good one, or until when nobody may try.

    Tries older than `forgotten` no longer count. The row stays locked until the transaction ends.
    """
    stale = _trial.c.last_at < now - forgotten
    new = {"failures": case((stale, 1), else_=_trial.c.failures + 1), "last_at": now, "locked_until": None}
    row = insert_for(tx)(_trial).values(key=key, failures=1, last_at=now)
    free = or_(_trial.c.locked_until.is_(None), _trial.c.locked_until <= now)
    row = row.on_conflict_do_update(index_elements=["key"], set_=new, where=free).returning(_trial.c.failures)
    counted: int | None = (await tx.execute(row)).scalar_one_or_none()
    if counted is not None:
        return counted
    until: datetime = (await tx.execute(select(_trial.c.locked_until).where(_trial.c.key == key))).scalar_one()
    return until


async def lock(tx: Transaction, key: str, until: datetime) -> None:
    await tx.execute(update(_trial).where(_trial.c.key == key).values(locked_until=until))


async def forgive(tx: Transaction, key: str) -> None:
    """The last try was a good one: it does not count, those before it do."""
    values = {"failures": _trial.c.failures - 1, "locked_until": None}
    await tx.execute(update(_trial).where(_trial.c.key == key, _trial.c.failures > 0).values(**values))


async def clear(tx: Transaction, key: str) -> None:
    await tx.execute(delete(_trial).where(_trial.c.key == key))


async def forget(tx: Transaction, before: datetime) -> None:
    """Remove what nobody tried since."""
    await tx.execute(delete(_trial).where(_trial.c.last_at < before))
