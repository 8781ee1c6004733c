"""What providers say of a message afterwards: delivered, read, failed. Late, doubled, in any order; ranks only rise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from storage import fates
from storage.db import Transaction
from storage.models import Conversation, table_of
from storage.models_outbox import DeliveryEvent, Outbox
from storage.people import insert_for, set_blocked

_outbox, _event = table_of(Outbox), table_of(DeliveryEvent)
REMEMBERED = frozenset({"opted_out", "blocked", "invalid_recipient"})  # reasons that say something of the recipient


@dataclass(frozen=True, slots=True)
class NewStatus:
    """A provider's word on a message, ready to apply."""

    channel: str
    account: str
    provider_id: str
    status: str
    rank: int
    at: datetime
    outbox_id: int | None = None
    error_code: str | None = None
    error_reason: str | None = None


async def apply_statuses(tx: Transaction, statuses: Sequence[NewStatus], now: datetime) -> int:
    """Apply callbacks; ranks only rise. Those whose message is not known yet wait for it. -> how many were matched."""
    found = await _match(tx, statuses)
    await _raise_statuses(tx, [(found[s].id, s) for s in statuses if s in found])
    for s, row in found.items():
        if s.status == "failed" and s.error_reason in REMEMBERED:
            await _remember(tx, row.id, str(s.error_reason), now)
    await fates.tell_of(tx, found.values(), now)
    early = [s for s in statuses if s not in found]
    if early:
        rows = [
            {
                "channel": s.channel,
                "account": s.account,
                "provider_id": s.provider_id,
                "status": s.status,
                "status_rank": s.rank,
                "error_code": s.error_code,
                "at": s.at,
                "received_at": now,
            }
            for s in early
        ]
        await tx.execute(insert_for(tx)(_event).on_conflict_do_nothing(), rows)
    return len(found)


async def _remember(tx: Transaction, outbox_id: int, reason: str, now: datetime) -> None:
    """The recipient of this message cannot be reached: so said the provider afterwards."""
    conversation = table_of(Conversation)
    query = select(conversation.c.identity_id).join(_outbox, _outbox.c.conversation_id == conversation.c.id)
    identity_id = (await tx.execute(query.where(_outbox.c.id == outbox_id))).scalar_one()
    await set_blocked(tx, identity_id, reason, now)


_NAMES = ("id", "channel", "provider_id", "author", "conversation_id", "message_seq")
_MATCHING = select(*(_outbox.c[name] for name in _NAMES)).where(
    or_(
        _outbox.c.id.in_(bindparam("b_ids", expanding=True)),
        _outbox.c.provider_id.in_(bindparam("b_provider_ids", expanding=True)),
    )
)


async def _match(tx: Transaction, statuses: Sequence[NewStatus]) -> dict[NewStatus, Any]:
    """By our own id where the provider echoes it (and it is the same channel), else by the provider's id; -> rows."""
    ids = [s.outbox_id for s in statuses if s.outbox_id is not None]
    provider_ids = [s.provider_id for s in statuses]
    rows = (await tx.execute(_MATCHING, {"b_ids": ids, "b_provider_ids": provider_ids})).all()
    by_id = {(r.channel, r.id): r for r in rows}
    by_provider = {(r.channel, r.provider_id): r for r in rows if r.provider_id}
    found: dict[NewStatus, Any] = {}
    for s in statuses:
        own = by_id.get((s.channel, s.outbox_id)) if s.outbox_id is not None else None
        if own is not None and own.provider_id in (None, s.provider_id):
            found[s] = own
        elif (s.channel, s.provider_id) in by_provider:
            found[s] = by_provider[s.channel, s.provider_id]
    return found


_RAISE = (
    update(_outbox)
    .where(_outbox.c.id == bindparam("b_id"), _outbox.c.status_rank < bindparam("b_rank"))
    .values(
        status=bindparam("b_status"),
        status_rank=bindparam("b_rank"),
        status_at=bindparam("b_at", type_=_outbox.c.status_at.type),
        provider_id=func.coalesce(_outbox.c.provider_id, bindparam("b_provider")),
        state=bindparam("b_state"),
        finished_at=bindparam("b_at", type_=_outbox.c.finished_at.type),
        error_code=bindparam("b_code"),
        error_reason=bindparam("b_reason"),
    )
)


async def _raise_statuses(tx: Transaction, matched: Sequence[tuple[int, NewStatus]]) -> None:
    rows = [
        {
            "b_id": outbox_id,
            "b_rank": s.rank,
            "b_status": s.status,
            "b_at": s.at,
            "b_provider": s.provider_id,
            "b_state": "failed" if s.status == "failed" else "sent",
            "b_code": s.error_code,
            "b_reason": s.error_reason,
        }
        for outbox_id, s in sorted(matched, key=lambda pair: (pair[0], pair[1].rank))
    ]
    if rows:
        await tx.execute(_RAISE, rows)


async def apply_early(tx: Transaction, ids: Mapping[tuple[str, str], int]) -> None:
    """Callbacks that came before the send's own answer was recorded. `ids`: {(channel, provider's id): ours}."""
    query = select(_event).where(_event.c.provider_id.in_([provider_id for _, provider_id in ids]))
    rows = (await tx.execute(query)).all()
    if not rows:
        return
    matched = [row for row in rows if (row.channel, row.provider_id) in ids]
    early = [
        NewStatus(r.channel, r.account, r.provider_id, r.status, r.status_rank, r.at, None, r.error_code)
        for r in matched
    ]
    await _raise_statuses(tx, [(ids[s.channel, s.provider_id], s) for s in early])
    await tx.execute(_event.delete().where(_event.c.id.in_([r.id for r in matched])))
