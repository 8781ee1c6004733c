"""The end of a turn: what it heard is done, what it decided and said is written, in one fenced commit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from storage import drafts, interpretations, turned
from storage.conversations import Claimed, NewMessage, Settled
from storage.db import Transaction
from storage.escalations import Call
from storage.interpretations import Taken
from storage.models import Conversation, Inbox, Message, table_of
from storage.models_outbox import Outbox
from storage.people import set_blocked, set_opted_out
from storage.turned import SAYS_NOTHING, Turned

_conversation, _inbox = table_of(Conversation), table_of(Inbox)


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
    return Turned(s.claimed.id, fence.owner, said, asks, call)


def _holds(s: Settled, worker: str, fence: Any | None) -> bool:
    return fence is not None and fence.lease_owner == worker and fence.lease_epoch == s.claimed.lease_epoch


async def _fences(tx: Transaction, ids: Sequence[int]) -> dict[int, Any]:
    return {row.id: row for row in await tx.execute(_FENCES, {"b_ids": ids})}


_NAMES = ("id", "lease_owner", "lease_epoch", "owner", "epoch", "next_seq", "priority", "queued_at", "queue_reason")
_FENCES = (
    select(*(_conversation.c[name] for name in _NAMES))
    .where(_conversation.c.id.in_(bindparam("b_ids", expanding=True)))
    .order_by(_conversation.c.id)
    .with_for_update(key_share=True)
)


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
    waiting = set((await tx.execute(_WAITING, {"b_ids": [s.claimed.id for s in held]})).scalars())
    mine = {id(s) for s in ours}
    rows = []
    for s in held:
        fence, ready = fences[s.claimed.id], now if s.claimed.id in waiting else None
        rows.append(_released(s, fence, ready, now) if id(s) in mine else _untouched(s, fence, ready))
    changed = [row for row in rows if "b_state" in row]
    if changed:
        await tx.execute(_LET_GO_CHANGED, changed)
    kept = [row for row in rows if "b_state" not in row]
    if kept:
        await tx.execute(_LET_GO, kept)


def _let_go(*columns: str) -> Any:
    values = {name: bindparam(f"b_{name}", type_=_conversation.c[name].type) for name in columns}
    statement = update(_conversation).where(_conversation.c.id == bindparam("b_id"))
    return statement.values(lease_owner=None, lease_until=None, **values)


_OWNED = ("epoch", "owner", "priority", "queued_at", "queue_reason", "next_seq", "ready_at")
_LET_GO, _LET_GO_CHANGED = _let_go(*_OWNED), _let_go(*_OWNED, "state")
_WAITING = (
    select(_inbox.c.conversation_id)
    .where(_inbox.c.conversation_id.in_(bindparam("b_ids", expanding=True)))
    .where(_inbox.c.done_at.is_(None), _inbox.c.set_aside_at.is_(None))
    .distinct()
)


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
