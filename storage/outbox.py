"""The exit: what is due is claimed, the attempt is written before the call, and the outcome after it.

One message of a conversation is in flight at a time, oldest first: that keeps the order. `unknown` and `failed` do not
block the ones behind them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select, update

from storage import fates
from storage.db import Transaction
from storage.models import Attempt, Conversation, DeliveryEvent, Identity, Outbox, table_of
from storage.people import insert_for, set_blocked

_outbox, _attempt, _event = table_of(Outbox), table_of(Attempt), table_of(DeliveryEvent)


@dataclass(frozen=True, slots=True)
class Due:
    """A message to send now. `refusal` is set where it must not go out, with the reason."""

    id: int
    conversation_id: int
    identity_id: int
    channel: str
    account: str
    address: str
    purpose: str
    body: dict[str, Any]
    attempt: int
    created_at: datetime
    window_from: datetime | None
    lease_until: datetime
    author: str = "bot"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: `sent`, `retry`/`deferred` (again at `next_at`), `failed`, or `unknown`."""

    due: Due
    outcome: str
    at: datetime
    provider_id: str | None = None
    status: str | None = None
    status_rank: int = 0
    next_at: datetime | None = None
    error_code: str | None = None
    error_reason: str | None = None
    error_detail: str | None = None


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


REMEMBERED = frozenset({"opted_out", "blocked", "invalid_recipient"})  # reasons that say something of the recipient
STATES = {"sent": "sent", "retry": "pending", "deferred": "pending", "failed": "failed", "unknown": "unknown"}


async def claim(
    tx: Transaction, worker: str, now: datetime, *, limit: int, lease: timedelta, without: Sequence[str] = ()
) -> list[Due]:
    """Take the due heads of up to `limit` conversations, `without` some channels, and write their attempts.

    What must not go out is closed on the way: the bot's words after a change of owner, and anything to a recipient who
    blocked us or, unless it answers them, opted out.
    """
    rows = (await tx.execute(_heads(now, limit, without))).all()
    closed = [(row.id, reason) for row in rows if (reason := _refusal(row))]
    if closed:
        await _close(tx, closed, now)
    refused = {i for i, _ in closed}
    due = [_due(row, now + lease) for row in rows if row.id not in refused]
    if due:
        await _begin(tx, worker, due, now, lease)
    return due


def _heads(now: datetime, limit: int, without: Sequence[str]) -> Any:
    ahead = _outbox.alias("ahead")
    conversation, identity = table_of(Conversation), table_of(Identity)
    in_front = exists().where(
        ahead.c.conversation_id == _outbox.c.conversation_id,
        ahead.c.id < _outbox.c.id,
        ahead.c.state.in_(("pending", "sending")),
    )
    return (
        select(
            _outbox,
            conversation.c.epoch.label("owner_epoch"),
            identity.c.id.label("identity_id"),
            identity.c.window_from,
            identity.c.blocked_at,
            identity.c.block_reason,
            identity.c.opted_out_at,
        )
        .join(conversation, conversation.c.id == _outbox.c.conversation_id)
        .join(identity, identity.c.id == conversation.c.identity_id)
        .where(_outbox.c.state == "pending", _outbox.c.next_at <= now, ~in_front)
        .where(_outbox.c.channel.not_in(without))
        .order_by(_outbox.c.next_at)
        .limit(limit)
        .with_for_update(of=_outbox, skip_locked=True)
    )


def _refusal(row: Any) -> str | None:
    if row.epoch is not None and row.epoch != row.owner_epoch:
        return "superseded"
    if row.blocked_at is not None and row.purpose != "reply":
        return row.block_reason or "blocked"
    if row.opted_out_at is not None and row.purpose in ("service", "broadcast"):
        return "opted_out"
    return None


def _due(row: Any, lease_until: datetime) -> Due:
    return Due(
        row.id,
        row.conversation_id,
        row.identity_id,
        row.channel,
        row.account,
        row.address,
        row.purpose,
        row.body,
        row.attempts + 1,
        row.created_at,
        row.window_from,
        lease_until,
        row.author,
    )


async def _close(tx: Transaction, closed: Sequence[tuple[int, str]], now: datetime) -> None:
    statement = (
        update(_outbox)
        .where(_outbox.c.id == bindparam("b_id"))
        .values(state="dropped", error_reason=bindparam("b_reason"), finished_at=now)
    )
    await tx.execute(statement, [{"b_id": i, "b_reason": reason} for i, reason in closed])
    await fates.tell(tx, [i for i, _ in closed], now)


async def _begin(tx: Transaction, worker: str, due: Sequence[Due], now: datetime, lease: timedelta) -> None:
    taken = {"state": "sending", "lease_owner": worker, "lease_until": now + lease, "attempts": _outbox.c.attempts + 1}
    await tx.execute(update(_outbox).where(_outbox.c.id.in_([d.id for d in due])).values(**taken))
    rows = [{"outbox_id": d.id, "number": d.attempt, "worker": worker, "started_at": now} for d in due]
    await tx.execute(_attempt.insert(), rows)


async def record(tx: Transaction, outcomes: Sequence[Outcome]) -> None:
    """Write how attempts ended. A worker that comes late still records the provider's id it was given."""
    outcomes = sorted(outcomes, key=lambda o: o.due.id)  # in one order, like the callbacks: no two of us deadlock
    await tx.execute(_FINISH_OUTBOX, [_outbox_row(o) for o in outcomes])
    made = [o for o in outcomes if o.outcome != "deferred"]
    if made:
        await tx.execute(_FINISH_ATTEMPT, [_attempt_row(o) for o in made])
    if len(made) < len(outcomes):
        await _take_back(tx, [o for o in outcomes if o.outcome == "deferred"])
    with_id = [o for o in outcomes if o.provider_id]
    if with_id:
        await _apply_early(tx, with_id)
    theirs = [o for o in made if o.due.author == fates.STAFF]
    if theirs:
        await fates.tell(tx, [o.due.id for o in theirs], max(o.at for o in theirs))


async def _take_back(tx: Transaction, deferred: Sequence[Outcome]) -> None:
    """A message put off before its call was not attempted."""
    ids = [{"b_id": o.due.id, "b_number": o.due.attempt} for o in deferred]
    mine = (_attempt.c.outbox_id == bindparam("b_id"), _attempt.c.number == bindparam("b_number"))
    await tx.execute(_attempt.delete().where(*mine), ids)
    uncounted = update(_outbox).where(_outbox.c.id == bindparam("b_id"), _outbox.c.attempts == bindparam("b_number"))
    await tx.execute(uncounted.values(attempts=_outbox.c.attempts - 1), ids)


_FINISH_ATTEMPT = (
    update(_attempt)
    .where(_attempt.c.outbox_id == bindparam("b_id"), _attempt.c.number == bindparam("b_number"))
    .values(
        finished_at=bindparam("b_at", type_=_attempt.c.finished_at.type),
        outcome=bindparam("b_outcome"),
        provider_id=bindparam("b_provider"),
        error_code=bindparam("b_code"),
        error_detail=bindparam("b_detail"),
    )
)


def _attempt_row(o: Outcome) -> dict[str, Any]:
    return {
        "b_id": o.due.id,
        "b_number": o.due.attempt,
        "b_at": o.at,
        "b_outcome": o.outcome,
        "b_provider": o.provider_id,
        "b_code": o.error_code,
        "b_detail": (o.error_detail or "")[:500] or None,
    }


# A status callback may have settled the row while the call was under way, and a worker may come so late that the row is
# `unknown`, or in other hands by now. The latest attempt alone says how the row stands; an earlier one that was sent
# after all settles an `unknown`.
_FINISH_OUTBOX = (
    update(_outbox)
    .where(
        _outbox.c.id == bindparam("b_id"),
        or_(
            and_(_outbox.c.state == "sending", _outbox.c.attempts == bindparam("b_number")),
            and_(_outbox.c.state == "unknown", _outbox.c.attempts == bindparam("b_number")),
            and_(_outbox.c.state == "unknown", bindparam("b_sent") == 1),
        ),
    )
    .values(
        state=bindparam("b_state"),
        provider_id=func.coalesce(bindparam("b_provider"), _outbox.c.provider_id),
        status=func.coalesce(_outbox.c.status, bindparam("b_status")),
        status_rank=func.coalesce(func.nullif(_outbox.c.status_rank, 0), bindparam("b_rank")),
        next_at=func.coalesce(bindparam("b_next", type_=_outbox.c.next_at.type), _outbox.c.next_at),
        finished_at=bindparam("b_finished", type_=_outbox.c.finished_at.type),
        error_code=bindparam("b_code"),
        error_reason=bindparam("b_reason"),
        error_detail=bindparam("b_detail"),
        lease_owner=None,
        lease_until=None,
    )
)


def _outbox_row(o: Outcome) -> dict[str, Any]:
    return {
        "b_id": o.due.id,
        "b_number": o.due.attempt,
        "b_sent": int(o.outcome == "sent"),
        "b_state": STATES[o.outcome],
        "b_provider": o.provider_id,
        "b_status": o.status,
        "b_rank": o.status_rank,
        "b_next": o.next_at,
        "b_finished": None if o.next_at else o.at,
        "b_code": o.error_code,
        "b_reason": o.error_reason,
        "b_detail": (o.error_detail or "")[:500] or None,
    }


async def _apply_early(tx: Transaction, outcomes: Sequence[Outcome]) -> None:
    """Callbacks that came before the send's own answer was recorded."""
    query = select(_event).where(_event.c.provider_id.in_([o.provider_id for o in outcomes]))
    rows = (await tx.execute(query)).all()
    if not rows:
        return
    ids = {(o.due.channel, o.provider_id): o.due.id for o in outcomes}
    matched = [row for row in rows if (row.channel, row.provider_id) in ids]
    early = [
        NewStatus(r.channel, r.account, r.provider_id, r.status, r.status_rank, r.at, None, r.error_code)
        for r in matched
    ]
    await _raise_statuses(tx, [(ids[s.channel, s.provider_id], s) for s in early])
    await tx.execute(_event.delete().where(_event.c.id.in_([r.id for r in matched])))


async def apply_statuses(tx: Transaction, statuses: Sequence[NewStatus], now: datetime) -> int:
    """Apply callbacks; ranks only rise. Those whose message is not known yet wait for it. -> how many were matched."""
    found = await _match(tx, statuses)
    await _raise_statuses(tx, [(found[s], s) for s in statuses if s in found])
    for s, outbox_id in found.items():
        if s.status == "failed" and s.error_reason in REMEMBERED:
            await _remember(tx, outbox_id, str(s.error_reason), now)
    await fates.tell(tx, set(found.values()), now)
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


async def _match(tx: Transaction, statuses: Sequence[NewStatus]) -> dict[NewStatus, int]:
    """By our own id where the provider echoes it (and it is the same channel), else by the provider's id."""
    ids = [s.outbox_id for s in statuses if s.outbox_id is not None]
    query = select(_outbox.c.id, _outbox.c.channel, _outbox.c.provider_id)
    query = query.where(or_(_outbox.c.id.in_(ids), _outbox.c.provider_id.in_([s.provider_id for s in statuses])))
    rows = (await tx.execute(query)).all()
    by_id = {(r.channel, r.id): r for r in rows}
    by_provider = {(r.channel, r.provider_id): r.id for r in rows if r.provider_id}
    found: dict[NewStatus, int] = {}
    for s in statuses:
        own = by_id.get((s.channel, s.outbox_id)) if s.outbox_id is not None else None
        if own is not None and own.provider_id in (None, s.provider_id):
            found[s] = own.id
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


async def expire(tx: Transaction, now: datetime, *, everyone: bool = False) -> int:
    """Sends whose worker died or hung: nobody knows whether they went out. -> how many became `unknown`.

    `everyone`: all workers are known to be dead, whatever their leases say.
    """
    stale = _outbox.c.state == "sending"
    if not everyone:
        stale = and_(stale, _outbox.c.lease_until < now)
    values = {"state": "unknown", "finished_at": now, "error_reason": "interrupted", "lease_owner": None}
    lost = update(_outbox).where(stale).values(**values, lease_until=None).returning(_outbox.c.id)
    ids = list((await tx.execute(lost)).scalars())
    await fates.tell(tx, ids, now)
    return len(ids)


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


async def unknowns(tx: Transaction, since: datetime, before: datetime, *, limit: int = 50) -> list[Unknown]:
    """Sends that became `unknown` between two moments, oldest first."""
    query = select(*(_outbox.c[name] for name in Unknown.__slots__)).where(_outbox.c.state == "unknown")
    query = query.where(_outbox.c.finished_at >= since, _outbox.c.finished_at <= before)
    return [Unknown(*row) for row in await tx.execute(query.order_by(_outbox.c.id).limit(limit))]


async def provider_ids(tx: Transaction, conversation_id: int) -> frozenset[str]:
    """The messages of a conversation of which the provider's id is known."""
    query = select(_outbox.c.provider_id).where(_outbox.c.conversation_id == conversation_id)
    return frozenset((await tx.execute(query.where(_outbox.c.provider_id.is_not(None)))).scalars())


async def resolve_unknown(tx: Transaction, outbox_id: int, provider_id: str | None, now: datetime) -> None:
    """Found at the provider: sent. Surely not there (None): due again."""
    if provider_id:
        values: dict[str, Any] = {"state": "sent", "provider_id": provider_id, "status": "sent", "status_rank": 2}
    else:
        values = {"state": "pending", "next_at": now, "finished_at": None}
    await tx.execute(update(_outbox).where(_outbox.c.id == outbox_id, _outbox.c.state == "unknown").values(**values))
    await fates.tell(tx, [outbox_id], now)


async def counts(tx: Transaction) -> dict[str, int]:
    """-> {state: rows}, for metrics and tests."""
    query = select(_outbox.c.state, func.count()).group_by(_outbox.c.state)
    return {row[0]: row[1] for row in await tx.execute(query)}
