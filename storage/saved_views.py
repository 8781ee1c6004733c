"""Lists of conversations that staff keep under a name: one's own, and those that everybody has."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from storage.db import Transaction
from storage.models import table_of
from storage.models_inbox import SavedView

_view = table_of(SavedView)


@dataclass(frozen=True, slots=True)
class KeptView:
    """`query`: the filters, as whoever shows the list understands them."""

    id: int
    staff_id: int
    shared: bool
    name: str
    query: dict[str, Any]


_COLUMNS = tuple(_view.c[name] for name in KeptView.__slots__)


async def listed(tx: Transaction, staff_id: int) -> list[KeptView]:
    """The shared ones first, then this colleague's own, each by name."""
    query = select(*_COLUMNS).where(or_(_view.c.shared, _view.c.staff_id == staff_id))
    return [KeptView(*row) for row in await tx.execute(query.order_by(_view.c.shared.desc(), _view.c.name, _view.c.id))]


async def find(tx: Transaction, view_id: int) -> KeptView | None:
    row = (await tx.execute(select(*_COLUMNS).where(_view.c.id == view_id))).one_or_none()
    return KeptView(*row) if row else None


async def count(tx: Transaction, staff_id: int) -> int:
    """How many a colleague has made."""
    return int((await tx.execute(select(func.count()).where(_view.c.staff_id == staff_id))).scalar_one())


async def create(tx: Transaction, staff_id: int, now: datetime, **values: Any) -> int:
    row = {**values, "staff_id": staff_id, "created_at": now, "changed_at": now}
    return int((await tx.execute(_view.insert().values(row).returning(_view.c.id))).scalar_one())


async def change(tx: Transaction, view_id: int, now: datetime, **values: Any) -> None:
    await tx.execute(update(_view).where(_view.c.id == view_id).values(**values, changed_at=now))


async def remove(tx: Transaction, view_id: int) -> None:
    await tx.execute(delete(_view).where(_view.c.id == view_id))
