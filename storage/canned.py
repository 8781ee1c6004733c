"""Replies kept ready: shared by all, or one's own.

StorageError
└── ShortcutTaken   another one of the same kind has this shortcut
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from storage.db import StorageError, Transaction
from storage.models import table_of
from storage.models_inbox import CannedReply
from storage.people import insert_for

_canned = table_of(CannedReply)


class ShortcutTaken(StorageError):
    """There is a reply with this shortcut already."""


@dataclass(frozen=True, slots=True)
class CannedView:
    id: int
    staff_id: int
    shared: bool
    shortcut: str
    title: str
    text: str
    locale: str
    changed_at: datetime


_COLUMNS = tuple(_canned.c[name] for name in CannedView.__slots__)


async def listed(tx: Transaction, staff_id: int) -> list[CannedView]:
    """The shared ones and this colleague's own, by shortcut."""
    query = select(*_COLUMNS).where(or_(_canned.c.shared, _canned.c.staff_id == staff_id))
    return [CannedView(*row) for row in await tx.execute(query.order_by(_canned.c.shortcut, _canned.c.id))]


async def find(tx: Transaction, canned_id: int) -> CannedView | None:
    row = (await tx.execute(select(*_COLUMNS).where(_canned.c.id == canned_id))).one_or_none()
    return CannedView(*row) if row else None


async def create(tx: Transaction, staff_id: int, now: datetime, **values: Any) -> int:
    """Raises ShortcutTaken."""
    row = {**values, "staff_id": staff_id, "created_at": now, "changed_at": now}
    made = insert_for(tx)(_canned).values(row).on_conflict_do_nothing().returning(_canned.c.id)
    found = (await tx.execute(made)).scalar_one_or_none()
    if found is None:
        raise ShortcutTaken(ShortcutTaken.__doc__)
    return int(found)


async def change(tx: Transaction, canned_id: int, now: datetime, **values: Any) -> None:
    """Raises ShortcutTaken; the transaction is spent then."""
    try:
        await tx.execute(update(_canned).where(_canned.c.id == canned_id).values(**values, changed_at=now))
    except IntegrityError as error:
        raise ShortcutTaken(ShortcutTaken.__doc__) from error


async def remove(tx: Transaction, canned_id: int) -> None:
    await tx.execute(delete(_canned).where(_canned.c.id == canned_id))
