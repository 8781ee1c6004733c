"""What supervisors changed of the desk's configuration, and the days that differ from the week."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select

from storage.db import Transaction
from storage.models import table_of
from storage.models_desk import DeskDay, DeskSetting
from storage.people import insert_for

_setting, _day = table_of(DeskSetting), table_of(DeskDay)


@dataclass(frozen=True, slots=True)
class DayView:
    """`spans`: `[["08:00", "12:00"], …]`, none where it is closed."""

    day: date
    name: str
    spans: list[Any]


async def value(tx: Transaction, key: str) -> dict[str, Any] | None:
    return (await tx.execute(select(_setting.c.value).where(_setting.c.key == key))).scalar_one_or_none()


async def put(tx: Transaction, key: str, value: dict[str, Any], staff_id: int | None, now: datetime) -> None:
    given = {"value": value, "changed_by": staff_id, "changed_at": now}
    row = insert_for(tx)(_setting).values(key=key, **given)
    await tx.execute(row.on_conflict_do_update(index_elements=["key"], set_=given))


async def days(tx: Transaction, since: date | None = None) -> list[DayView]:
    """In order, from `since` on."""
    query = select(_day.c.day, _day.c.name, _day.c.spans).order_by(_day.c.day)
    query = query.where(_day.c.day >= since) if since else query
    return [DayView(*row) for row in await tx.execute(query)]


async def put_day(tx: Transaction, day: DayView, staff_id: int, now: datetime) -> None:
    given = {"name": day.name, "spans": day.spans, "changed_by": staff_id, "changed_at": now}
    row = insert_for(tx)(_day).values(day=day.day, **given)
    await tx.execute(row.on_conflict_do_update(index_elements=["day"], set_=given))


async def remove_day(tx: Transaction, day: date) -> bool:
    """-> whether there was one."""
    return bool((await tx.execute(delete(_day).where(_day.c.day == day))).rowcount)
