"""How the channels fare: what waits, what failed, when somebody last wrote, and how the last check of each went."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from storage.db import Transaction
from storage.models import Conversation, Identity, table_of
from storage.models_outbox import Outbox
from storage.models_staff import ChannelCheck
from storage.people import insert_for

_outbox, _identity, _conversation = table_of(Outbox), table_of(Identity), table_of(Conversation)
_check = table_of(ChannelCheck)


@dataclass(frozen=True, slots=True)
class Check:
    ok: bool
    detail: str
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class Traffic:
    """`failed`: since the moment asked for."""

    last_inbound_at: datetime | None = None
    pending: int = 0
    failed: int = 0
    unknown: int = 0


async def traffic(tx: Transaction, since: datetime) -> dict[str, Traffic]:
    """By channel; a channel that never had any is not there."""
    pending = await _by_channel(tx, _outbox.c.state.in_(("pending", "sending")))
    unknown = await _by_channel(tx, _outbox.c.state == "unknown")
    failed = await _by_channel(tx, _outbox.c.state == "failed", _outbox.c.finished_at >= since)
    heard = await _last_inbound(tx)
    names = {*pending, *unknown, *failed, *heard}
    return {n: Traffic(heard.get(n), pending.get(n, 0), failed.get(n, 0), unknown.get(n, 0)) for n in names}


async def _by_channel(tx: Transaction, *conditions: Any) -> Mapping[str, int]:
    query = select(_outbox.c.channel, func.count()).where(*conditions).group_by(_outbox.c.channel)
    return {row[0]: row[1] for row in await tx.execute(query)}


async def _last_inbound(tx: Transaction) -> Mapping[str, datetime]:
    query = select(_identity.c.channel, func.max(_conversation.c.last_inbound_at))
    query = query.join(_identity, _identity.c.id == _conversation.c.identity_id).group_by(_identity.c.channel)
    return {row[0]: row[1] for row in await tx.execute(query) if row[1] is not None}


async def checks(tx: Transaction) -> dict[str, Check]:
    """The last check of each channel that was ever checked."""
    query = select(_check.c.channel, _check.c.ok, _check.c.detail, _check.c.checked_at)
    return {row[0]: Check(*row[1:]) for row in await tx.execute(query)}


async def note_check(tx: Transaction, channel: str, check: Check) -> None:
    values = {"ok": check.ok, "detail": check.detail, "checked_at": check.checked_at}
    row = insert_for(tx)(_check).values(channel=channel, **values)
    await tx.execute(row.on_conflict_do_update(index_elements=["channel"], set_=values))
