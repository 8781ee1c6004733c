"""The exit: what is due is claimed, the attempt is written before the call, and the outcome after it.

One message of a conversation is in flight at a time, oldest first: that keeps the order. `unknown` and `failed` do not
block the ones behind them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select, update

from storage import fates, receipts
from storage.db import Transaction
from storage.models import Conversation, Identity, table_of
from storage.models_outbox import Attempt, Outbox

_outbox, _attempt = table_of(Outbox), table_of(Attempt)


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


STATES = {"sent": "sent", "retry": "pending", "deferred": "pending", "failed": "failed", "unknown": "unknown"}


async def claim(
    tx: Transaction, worker: str, now: datetime, *, limit: int, lease: timedelta, without: Sequence[str] = ()
) -> list[Due]:
    """Take the due heads of up to `limit` conversations, `without` some channels, and write their attempts.

    What must not go out is closed on the way: the bot's words after a change of owner, and anything to a recipient who
    blocked us or, unless it answers them, opted out.
    """
    rows = (await tx.execute(_HEADS, {"b_now": now, "b_limit": limit, "b_without": without})).all()
    closed = [(row.id, reason) for row in rows if (reason := _refusal(row))]
    if closed:
        await _close(tx, closed, now)
    refused = {i for i, _ in closed}
    due = [_due(row, now + lease) for row in rows if row.id not in refused]
    if due:
        await _begin(tx, worker, due, now, lease)
    return due


def _heads() -> Any:
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
        .where(_outbox.c.state == "pending", _outbox.c.next_at <= bindparam("b_now"), ~in_front)
        .where(_outbox.c.channel.not_in(bindparam("b_without", expanding=True)))
        .order_by(_outbox.c.next_at)
        .limit(bindparam("b_limit"))
        .with_for_update(of=_outbox, skip_locked=True)
    )


_HEADS = _heads()  # built once: that takes longer than to run it


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
    with_id = {(o.due.channel, o.provider_id): o.due.id for o in outcomes if o.provider_id}
    if with_id:
        await receipts.apply_early(tx, with_id)
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


async def put_off(tx: Transaction, ids: Collection[int], at: datetime) -> None:
    """These leave no sooner than then."""
    await tx.execute(update(_outbox).where(_outbox.c.id.in_(ids)).values(next_at=at))


async def counts(tx: Transaction) -> dict[str, int]:
    """-> {state: rows}, for metrics and tests."""
    query = select(_outbox.c.state, func.count()).group_by(_outbox.c.state)
    return {row[0]: row[1] for row in await tx.execute(query)}
