"""Conversations: claimed by a worker under a lease, with what they wait for; `storage.turns` leaves them again.

The lease keeps order (one worker a conversation); the lease epoch fences a worker that woke up too late; the owner's
epoch fences a bot that would talk over a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from storage.db import Transaction
from storage.drafts import Mark
from storage.interpretations import NewInterpretation
from storage.models import Conversation, Identity, Inbox, Message, table_of

_conversation, _identity = table_of(Conversation), table_of(Identity)
_inbox, _message = table_of(Inbox), table_of(Message)


@dataclass(frozen=True, slots=True)
class Pending:
    """An inbound event waiting for its turn."""

    inbox_id: int
    seq: int
    payload: dict[str, Any]
    received_at: datetime
    failures: int
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A conversation in a worker's hands, with what waits in it, oldest first."""

    id: int
    identity_id: int
    person_id: int
    channel: str
    account: str
    address: str
    opted_out: bool
    blocked: bool
    owner: str
    epoch: int
    lease_epoch: int
    state: dict[str, Any]
    pending: tuple[Pending, ...] = ()


@dataclass(frozen=True, slots=True)
class NewPiece:
    """One provider call to come. `stored`: the database is the wire, so it counts as sent at once (web chat).

    `segments`: of how many text messages it consists; `template`: an approved one. Both for what it costs.
    """

    body: dict[str, Any]
    stored: bool = False
    segments: int = 1
    template: bool = False


@dataclass(frozen=True, slots=True)
class NewMessage:
    """Something to say: one line of the transcript, one or more pieces in the outbox."""

    author: str
    text: str
    pieces: tuple[NewPiece, ...]
    buttons: tuple[dict[str, Any], ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    asks: str | None = None
    kind: str = "text"
    purpose: str = "reply"
    client_id: str | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """A change of owner; it raises the epoch. `told`: what people were told of their place in the queue."""

    owner: str
    reason: str | None = None
    priority: int = 0
    told: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What a turn decided about one claimed conversation."""

    claimed: Claimed
    state: dict[str, Any]
    done: tuple[int, ...]  # inbox ids
    messages: tuple[NewMessage, ...] = ()
    owner: Owner | None = None
    opted_out: bool | None = None
    blocked: str | None = None  # a reason, "" to lift it
    drafts: tuple[Mark, ...] | None = None  # what the state holds unfinished, where that has changed
    turn_id: str | None = None
    heard: tuple[NewInterpretation, ...] = ()


async def claim(
    tx: Transaction, worker: str, now: datetime, *, limit: int, lease: timedelta, per_conversation: int = 20
) -> list[Claimed]:
    """Take up to `limit` due conversations, with up to `per_conversation` pending events each."""
    due, take, taken = {"b_now": now, "b_limit": limit}, {"b_worker": worker, "b_until": now + lease}, list[Any]()
    if tx.dialect.name != "postgresql":
        taken = list(await tx.execute(_TAKE_DUE, due | take))
    elif ids := [row.id for row in await tx.execute(_DUE, due)]:
        taken = list(await tx.execute(_TAKE, take | {"b_ids": ids}))
    return await _with_pending(tx, taken, per_conversation) if taken else []


_CLAIM_COLUMNS = (
    _conversation.c.id,
    _conversation.c.identity_id,
    _conversation.c.owner,
    _conversation.c.epoch,
    _conversation.c.lease_epoch,
    _conversation.c.state,
)
_DUE = (
    select(_conversation.c.id)
    .where(_conversation.c.ready_at <= bindparam("b_now"))
    .where(_conversation.c.lease_until.is_(None) | (_conversation.c.lease_until < bindparam("b_now")))
    .order_by(_conversation.c.ready_at)
    .limit(bindparam("b_limit"))
    .with_for_update(skip_locked=True)
)


def _take(target: Any) -> Any:
    until = bindparam("b_until", type_=_conversation.c.lease_until.type)
    values = {
        "lease_owner": bindparam("b_worker"),
        "lease_until": until,
        "lease_epoch": _conversation.c.lease_epoch + 1,
    }
    return update(_conversation).where(target).values(values).returning(*_CLAIM_COLUMNS)


_TAKE = _take(_conversation.c.id.in_(bindparam("b_ids", expanding=True)))
_TAKE_DUE = _take(_conversation.c.id.in_(_DUE.scalar_subquery()))


async def _with_pending(tx: Transaction, taken: Sequence[Any], per_conversation: int) -> list[Claimed]:
    pending = await _pending(tx, [row.id for row in taken], per_conversation)
    rows = await tx.execute(_IDENTITIES, {"b_ids": [row.identity_id for row in taken]})
    identities = {row.id: row for row in rows}
    claimed = []
    for row in taken:
        who = identities[row.identity_id]
        claimed.append(
            Claimed(
                row.id,
                row.identity_id,
                who.person_id,
                who.channel,
                who.account,
                who.address,
                who.opted_out_at is not None,
                who.blocked_at is not None,
                row.owner,
                row.epoch,
                row.lease_epoch,
                row.state,
                tuple(pending.get(row.id, ())),
            )
        )
    return claimed


_WHO = ("id", "person_id", "channel", "account", "address", "opted_out_at", "blocked_at")
_IDENTITIES = select(*(_identity.c[name] for name in _WHO)).where(
    _identity.c.id.in_(bindparam("b_ids", expanding=True))
)
_PENDING = (
    select(
        _inbox.c.conversation_id,
        _inbox.c.id,
        _message.c.seq,
        _inbox.c.payload,
        _inbox.c.received_at,
        _inbox.c.failures,
        _message.c.kind,
    )
    .join(_message, _message.c.inbox_id == _inbox.c.id)
    .where(_inbox.c.conversation_id.in_(bindparam("b_ids", expanding=True)))
    .where(_inbox.c.done_at.is_(None), _inbox.c.set_aside_at.is_(None))
    .order_by(_inbox.c.conversation_id, _message.c.seq)
)


async def _pending(tx: Transaction, ids: Sequence[int], per_conversation: int) -> dict[int, list[Pending]]:
    found: dict[int, list[Pending]] = {}
    for row in await tx.execute(_PENDING, {"b_ids": ids}):
        rows = found.setdefault(row.conversation_id, [])
        if len(rows) < per_conversation:
            rows.append(Pending(row.id, row.seq, row.payload, row.received_at, row.failures, row.kind))
    return found


async def set_aside(tx: Transaction, inbox_id: int, error: str, now: datetime) -> None:
    """A poison event: out of the way, counted, kept with its reason."""
    await tx.execute(update(_inbox).where(_inbox.c.id == inbox_id).values(set_aside_at=now, error=error[:2000]))


async def note_failure(tx: Transaction, claimed: Claimed, inbox_id: int, error: str, retry_at: datetime) -> None:
    """A turn failed: count it, and let the conversation come back at `retry_at`."""
    values = {"failures": _inbox.c.failures + 1, "error": error[:2000]}
    await tx.execute(update(_inbox).where(_inbox.c.id == inbox_id).values(**values))
    await release(tx, claimed, retry_at)


async def release(tx: Transaction, claimed: Claimed, ready_at: datetime) -> None:
    """Give a claimed conversation back as it was, due at `ready_at`."""
    where = (_conversation.c.id == claimed.id, _conversation.c.lease_epoch == claimed.lease_epoch)
    await tx.execute(update(_conversation).where(*where).values(lease_owner=None, lease_until=None, ready_at=ready_at))


async def free_all(tx: Transaction) -> None:
    """Nobody is at work on anything: what was leased may be claimed."""
    held = update(_conversation).where(_conversation.c.lease_owner.is_not(None))
    await tx.execute(held.values(lease_owner=None, lease_until=None))
