"""The second factor of an account: a sealed secret whose codes count once each, and codes for a lost phone."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update

from storage.crypto import Vault
from storage.db import Transaction
from storage.models import table_of
from storage.models_staff import RecoveryCode, Staff

_staff, _code = table_of(Staff), table_of(RecoveryCode)
_PURPOSE = "staff.totp"


async def prepare(tx: Transaction, vault: Vault, staff_id: int, secret: str) -> None:
    """A new secret, which counts once it is confirmed."""
    values = {"totp_sealed": vault.seal([staff_id, secret], _PURPOSE), "totp_confirmed_at": None}
    await tx.execute(update(_staff).where(_staff.c.id == staff_id).values(**values, totp_last_step=None))


def opened(vault: Vault, staff_id: int, sealed: str) -> str:
    """The secret. Raises CannotOpen, or ValueError where it was sealed for another account."""
    owner, secret = vault.open(sealed, _PURPOSE)
    if owner != staff_id:
        raise ValueError("this secret is another account's")
    return str(secret)


async def confirm(tx: Transaction, staff_id: int, now: datetime) -> None:
    await tx.execute(update(_staff).where(_staff.c.id == staff_id).values(totp_confirmed_at=now))


async def remove(tx: Transaction, staff_id: int) -> None:
    none = {"totp_sealed": None, "totp_confirmed_at": None, "totp_last_step": None}
    await tx.execute(update(_staff).where(_staff.c.id == staff_id).values(**none))
    await tx.execute(delete(_code).where(_code.c.staff_id == staff_id))


async def use_step(tx: Transaction, staff_id: int, step: int) -> bool:
    """-> whether no code of this step or a later one was used yet; from now on one was."""
    unused = or_(_staff.c.totp_last_step.is_(None), _staff.c.totp_last_step < step)
    changed = update(_staff).where(_staff.c.id == staff_id, unused).values(totp_last_step=step)
    return bool((await tx.execute(changed)).rowcount)


async def set_codes(tx: Transaction, vault: Vault, staff_id: int, codes: Iterable[str]) -> None:
    """In place of those there were."""
    await tx.execute(delete(_code).where(_code.c.staff_id == staff_id))
    rows = [{"staff_id": staff_id, "code_hash": _hashed(vault, staff_id, code)} for code in codes]
    await tx.execute(_code.insert(), rows)


async def use_code(tx: Transaction, vault: Vault, staff_id: int, code: str, now: datetime) -> bool:
    """-> whether this is one of theirs that was not used yet; from now on it was."""
    where = (_code.c.staff_id == staff_id, _code.c.code_hash == _hashed(vault, staff_id, code))
    used = update(_code).where(*where, _code.c.used_at.is_(None)).values(used_at=now)
    return bool((await tx.execute(used)).rowcount)


async def codes_left(tx: Transaction, staff_id: int) -> int:
    unused = (_code.c.staff_id == staff_id, _code.c.used_at.is_(None))
    return (await tx.execute(select(func.count()).select_from(_code).where(*unused))).scalar_one()


def _hashed(vault: Vault, staff_id: int, code: str) -> str:
    return vault.index(code, f"recovery_code.{staff_id}")
