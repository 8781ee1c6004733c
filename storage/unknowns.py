"""Sends of unknown fate: never sent again blindly, but looked up where the provider can be asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage import fates
from storage.db import Transaction
from storage.models import table_of
from storage.models_outbox import Outbox

_outbox = table_of(Outbox)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A send of unknown fate, to be looked up."""

    id: int
    conversation_id: int
    channel: str
    account: str
    address: str
    purpose: str
    body: dict[str, Any]
    attempts: int
    created_at: datetime
    finished_at: datetime


async def between(tx: Transaction, since: datetime, before: datetime, *, limit: int = 50) -> list[Unknown]:
    """Sends that became `unknown` between two moments, oldest first."""
    query = select(*(_outbox.c[name] for name in Unknown.__slots__)).where(_outbox.c.state == "unknown")
    query = query.where(_outbox.c.finished_at >= since, _outbox.c.finished_at <= before)
    return [Unknown(*row) for row in await tx.execute(query.order_by(_outbox.c.id).limit(limit))]


async def provider_ids(tx: Transaction, conversation_id: int) -> frozenset[str]:
    """The messages of a conversation of which the provider's id is known."""
    query = select(_outbox.c.provider_id).where(_outbox.c.conversation_id == conversation_id)
    return frozenset((await tx.execute(query.where(_outbox.c.provider_id.is_not(None)))).scalars())


async def resolve(tx: Transaction, outbox_id: int, provider_id: str | None, now: datetime) -> None:
    """Found at the provider: sent. Surely not there (None): due again."""
    if provider_id:
        values: dict[str, Any] = {"state": "sent", "provider_id": provider_id, "status": "sent", "status_rank": 2}
    else:
        values = {"state": "pending", "next_at": now, "finished_at": None}
    await tx.execute(update(_outbox).where(_outbox.c.id == outbox_id, _outbox.c.state == "unknown").values(**values))
    await fates.tell(tx, [outbox_id], now)
