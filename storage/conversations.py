"""Conversations: claimed by a worker under a lease, and left again in one fenced commit with what the turn decided.

The lease keeps order (one worker a conversation); the lease epoch fences a worker that woke up too late; the owner's
epoch fences a bot that would talk over a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from storage import drafts, interpretations, turned
from storage.db import Transaction
from storage.drafts import Mark
from storage.escalations import Call
from storage.interpretations import NewInterpretation, Taken
from storage.models import Conversation, Identity, Inbox, Message, Outbox, table_of
from storage.people import set_blocked, set_opted_out
from storage.turned import SAYS_NOTHING, Turned

_conversation, _identity, _inbox = table_of(Conversation), table_of(Identity), table_of(Inbox)


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
    due = (
        select(_conversation.c.id)
        .where(_conversation.c.ready_at <= now)
        .where(_conversation.c.lease_until.is_(None) | (_conversation.c.lease_until < now))
        .order_by(_conversation.c.ready_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if tx.dialect.name == "postgresql":
        ids = [row.id for row in await tx.execute(due)]
        target = _conversation.c.id.in_(ids)
        if not ids:
            return []
    else:
        target = _conversation.c.id.in_(due.scalar_subquery())
    take = (
        update(_conversation)
        .where(target)
        .values(lease_owner=worker, lease_until=now + lease, lease_epoch=_conversation.c.lease_epoch + 1)
        .returning(*_CLAIM_COLUMNS)
    )
    taken = (await tx.execute(take)).all()
    if not taken:
        return []
    return await _with_pending(tx, taken, per_conversation)


_CLAIM_COLUMNS = (
    _conversation.c.id,
    _conversation.c.identity_id,
    _conversation.c.owner,
    _conversation.c.epoch,
    _conversation.c.lease_epoch,
    _conversation.c.state,
)


async def _with_pending(tx: Transaction, taken: Sequence[Any], per_conversation: int) -> list[Claimed]:
    pending = await _pending(tx, [row.id for row in taken], per_conversation)
    columns = (
        _identity.c.id,
        _identity.c.person_id,
        _identity.c.channel,
        _identity.c.account,
        _identity.c.address,
        _identity.c.opted_out_at,
        _identity.c.blocked_at,
    )
    query = select(*columns).where(_identity.c.id.in_([row.identity_id for row in taken]))
    identities = {row.id: row for row in await tx.execute(query)}
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


async def _pending(tx: Transaction, ids: Sequence[int], per_conversation: int) -> dict[int, list[Pending]]:
    message = table_of(Message)
    query = (
        select(
            _inbox.c.conversation_id,
            _inbox.c.id,
            message.c.seq,
            _inbox.c.payload,
            _inbox.c.received_at,
            _inbox.c.failures,
            message.c.kind,
        )
        .join(message, message.c.inbox_id == _inbox.c.id)
        .where(_inbox.c.conversation_id.in_(ids), _inbox.c.done_at.is_(None), _inbox.c.set_aside_at.is_(None))
        .order_by(_inbox.c.conversation_id, message.c.seq)
    )
    found: dict[int, list[Pending]] = {}
    for row in await tx.execute(query):
        rows = found.setdefault(row.conversation_id, [])
        if len(rows) < per_conversation:
            rows.append(Pending(row.id, row.seq, row.payload, row.received_at, row.failures, row.kind))
    return found


async def settle(tx: Transaction, worker: str, settled: Sequence[Settled], now: datetime) -> set[int]:
    """Commit turns: inbox done, state, messages and outbox together. -> ids of the conversations really settled.

    A conversation whose lease was lost is left alone: somebody else has it. One whose owner changed meanwhile is
    released unprocessed, so that its next claim sees the new owner.
    """
    fences = await _fences(tx, [s.claimed.id for s in settled])
    held = [s for s in settled if _holds(s, worker, fences.get(s.claimed.id))]
    ours = [s for s in held if fences[s.claimed.id].epoch == s.claimed.epoch]
    await _finish_inbox(tx, [i for s in ours for i in s.done], now)
    await _write_messages(tx, ours, fences, now)
    await interpretations.note(tx, [Taken(s.claimed.id, s.claimed.channel, s.turn_id, s.heard) for s in ours])
    await _note_wishes(tx, ours, now)
    await _note_drafts(tx, ours)
    await _keep_own_words(tx, ours)
    await _release(tx, held, ours, fences, now)
    await turned.note(tx, [_turned(s, fences[s.claimed.id]) for s in ours], now)
    return {s.claimed.id for s in ours}


def _turned(s: Settled, fence: Any) -> Turned:
    heard = [p for p in s.claimed.pending if p.inbox_id in s.done]
    said = fence.next_seq + len(s.messages) - 1 if s.messages else None
    queued = s.owner is not None and s.owner.owner == "queued"
    call = Call(s.claimed.id, s.owner.reason, s.owner.priority, s.owner.told) if s.owner and queued else None
    asks = any(p.kind not in SAYS_NOTHING for p in heard)
    return Turned(s.claimed.id, fence.owner, max((p.seq for p in heard), default=None), said, asks, call)


def _holds(s: Settled, worker: str, fence: Any | None) -> bool:
    return fence is not None and fence.lease_owner == worker and fence.lease_epoch == s.claimed.lease_epoch


async def _fences(tx: Transaction, ids: Sequence[int]) -> dict[int, Any]:
    columns = (
        "id",
        "lease_owner",
        "lease_epoch",
        "owner",
        "epoch",
        "next_seq",
        "priority",
        "queued_at",
        "queue_reason",
    )
    query = select(*(_conversation.c[name] for name in columns)).where(_conversation.c.id.in_(ids))
    rows = await tx.execute(query.order_by(_conversation.c.id).with_for_update(key_share=True))
    return {row.id: row for row in rows}


async def _finish_inbox(tx: Transaction, inbox_ids: Sequence[int], now: datetime) -> None:
    if inbox_ids:
        await tx.execute(update(_inbox).where(_inbox.c.id.in_(inbox_ids)).values(done_at=now))


async def _write_messages(tx: Transaction, ours: Sequence[Settled], fences: dict[int, Any], now: datetime) -> None:
    messages, pieces = [], []
    for s in ours:
        epoch = s.claimed.epoch + (s.owner is not None)
        for offset, m in enumerate(s.messages):
            seq = fences[s.claimed.id].next_seq + offset
            messages.append(message_row(s.claimed.id, seq, m, now, s.turn_id))
            pieces += outbox_rows(s.claimed, seq, m, epoch, now)
    if messages:
        await tx.execute(table_of(Message).insert(), messages)
    if pieces:
        await tx.execute(table_of(Outbox).insert(), pieces)


async def _keep_own_words(tx: Transaction, ours: Sequence[Settled]) -> None:
    """Answers that wait while the bot itself hands over stay good: only somebody else's change of owner voids them."""
    outbox = table_of(Outbox)
    for s in ours:
        if s.owner is not None:
            waiting = (outbox.c.conversation_id == s.claimed.id) & (outbox.c.state == "pending")
            mine = update(outbox).where(waiting, outbox.c.epoch == s.claimed.epoch)
            await tx.execute(mine.values(epoch=s.claimed.epoch + 1))


async def _note_wishes(tx: Transaction, ours: Sequence[Settled], now: datetime) -> None:
    for s in ours:
        if s.opted_out is not None:
            await set_opted_out(tx, s.claimed.identity_id, s.opted_out, now)
        if s.blocked is not None:
            await set_blocked(tx, s.claimed.identity_id, s.blocked or None, now)


async def _note_drafts(tx: Transaction, ours: Sequence[Settled]) -> None:
    for s in ours:
        if s.drafts is not None:
            await drafts.note(tx, s.claimed.identity_id, s.drafts)


def message_row(conversation_id: int, seq: int, m: NewMessage, now: datetime, turn_id: str | None) -> dict[str, Any]:
    return {
        "conversation_id": conversation_id,
        "seq": seq,
        "author": m.author,
        "kind": m.kind,
        "text": m.text,
        "buttons": list(m.buttons),
        "details": dict(m.details),
        "asks": m.asks,
        "client_id": m.client_id,
        "turn_id": turn_id,
        "at": now,
        "created_at": now,
    }


def outbox_rows(claimed: Claimed, seq: int, m: NewMessage, epoch: int, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "conversation_id": claimed.id,
            "message_seq": seq,
            "piece": number,
            "channel": claimed.channel,
            "account": claimed.account,
            "address": claimed.address,
            "author": m.author,
            "purpose": m.purpose,
            "epoch": epoch if m.author == "bot" else None,
            "segments": piece.segments,
            "template": piece.template,
            "body": piece.body,
            "state": "sent" if piece.stored else "pending",
            "status": "sent" if piece.stored else None,
            "status_rank": 2 if piece.stored else 0,
            "next_at": now,
            "created_at": now,
            "finished_at": now if piece.stored else None,
        }
        for number, piece in enumerate(m.pieces)
    ]


async def _release(
    tx: Transaction, held: Sequence[Settled], ours: Sequence[Settled], fences: dict[int, Any], now: datetime
) -> None:
    """Let the conversations go; those with events still pending stay due."""
    if not held:
        return
    query = select(_inbox.c.conversation_id).where(_inbox.c.conversation_id.in_([s.claimed.id for s in held]))
    query = query.where(_inbox.c.done_at.is_(None), _inbox.c.set_aside_at.is_(None)).distinct()
    waiting = set((await tx.execute(query)).scalars())
    mine = {id(s) for s in ours}
    rows = []
    for s in held:
        fence, ready = fences[s.claimed.id], now if s.claimed.id in waiting else None
        rows.append(_released(s, fence, ready, now) if id(s) in mine else _untouched(s, fence, ready))
    columns = ("epoch", "owner", "priority", "queued_at", "queue_reason", "next_seq", "ready_at")
    values = {name: bindparam(f"b_{name}", type_=_conversation.c[name].type) for name in columns}
    statement = update(_conversation).where(_conversation.c.id == bindparam("b_id"))
    statement = statement.values(lease_owner=None, lease_until=None, **values)
    changed = [row for row in rows if "b_state" in row]
    if changed:
        with_state = statement.values(state=bindparam("b_state", type_=_conversation.c.state.type))
        await tx.execute(with_state, changed)
    kept = [row for row in rows if "b_state" not in row]
    if kept:
        await tx.execute(statement, kept)


def _untouched(s: Settled, fence: Any, ready: datetime | None) -> dict[str, Any]:
    return {
        "b_id": s.claimed.id,
        "b_epoch": fence.epoch,
        "b_owner": fence.owner,
        "b_priority": fence.priority,
        "b_queued_at": fence.queued_at,
        "b_queue_reason": fence.queue_reason,
        "b_next_seq": fence.next_seq,
        "b_ready_at": ready,
    }


def _released(s: Settled, fence: Any, ready: datetime | None, now: datetime) -> dict[str, Any]:
    row = _untouched(s, fence, ready) | {"b_state": s.state, "b_next_seq": fence.next_seq + len(s.messages)}
    if s.owner is not None:
        row |= {
            "b_epoch": fence.epoch + 1,
            "b_owner": s.owner.owner,
            "b_priority": s.owner.priority,
            "b_queued_at": (fence.queued_at or now) if s.owner.owner == "queued" else None,
            "b_queue_reason": s.owner.reason,
        }
    return row


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
