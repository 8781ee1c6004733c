"""What colleagues wrote while only a template could go out: it waits for the person's answer, and goes out once.

A text stands here only while it waits; once it was sent the transcript has it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from storage import console_events
from storage.db import Transaction
from storage.models import table_of
from storage.models_inbox import Parked
from storage.models_staff import Staff
from storage.people import insert_for

_parked, _staff = table_of(Parked), table_of(Staff)
WAITING, SENT, DROPPED = "waiting", "sent", "dropped"


@dataclass(frozen=True, slots=True)
class ParkedView:
    id: int
    conversation_id: int
    staff_id: int
    staff_name: str
    client_id: str
    text: str
    created_at: datetime


async def park(
    tx: Transaction, conversation_id: int, staff_id: int, client_id: str, text: str, now: datetime
) -> ParkedView | None:
    """The same `client_id` again is the same text; None once that no longer waits."""
    row = {"conversation_id": conversation_id, "staff_id": staff_id, "client_id": client_id, "text": text}
    await tx.execute(insert_for(tx)(_parked).values(**row, created_at=now).on_conflict_do_nothing())
    await _changed(tx, conversation_id, now)
    return next((p for p in await waiting(tx, conversation_id) if p.client_id == client_id), None)


async def waiting(tx: Transaction, conversation_id: int) -> list[ParkedView]:
    """Oldest first."""
    columns = (_parked.c.id, _parked.c.conversation_id, _parked.c.staff_id, _staff.c.name)
    query = select(*columns, _parked.c.client_id, _parked.c.text, _parked.c.created_at)
    query = query.join(_staff, _staff.c.id == _parked.c.staff_id).order_by(_parked.c.id)
    query = query.where(_parked.c.conversation_id == conversation_id, _parked.c.state == WAITING)
    return [ParkedView(*row) for row in await tx.execute(query)]


async def conversations(tx: Transaction, *, limit: int = 100) -> list[int]:
    """Those in which something waits."""
    query = select(_parked.c.conversation_id).where(_parked.c.state == WAITING).distinct().limit(limit)
    return list((await tx.execute(query)).scalars())


async def end(tx: Transaction, parked_id: int, state: str, now: datetime, *, seq: int | None = None) -> bool:
    """-> whether it still waited: of two who end it at once one has done it. `seq`: the message that it became."""
    values: dict[str, Any] = {"state": state, "text": "", "ended_at": now, "message_seq": seq}
    still = (_parked.c.id == parked_id) & (_parked.c.state == WAITING)
    ended = update(_parked).where(still).values(**values).returning(_parked.c.conversation_id)
    where = (await tx.execute(ended)).scalar_one_or_none()
    if where is not None:
        await _changed(tx, where, now)
    return where is not None


async def became(tx: Transaction, parked_id: int, seq: int) -> None:
    await tx.execute(update(_parked).where(_parked.c.id == parked_id).values(message_seq=seq))


async def forget(tx: Transaction, conversation_ids: Collection[int]) -> None:
    await tx.execute(delete(_parked).where(_parked.c.conversation_id.in_(conversation_ids)))


async def _changed(tx: Transaction, conversation_id: int, now: datetime) -> None:
    await console_events.note(tx, [console_events.conversation(conversation_id)], now)
