"""The entrance: every inbound event is stored once, in order, with its message, in one commit.

Order: a conversation's `next_seq` is taken under its row lock, so a message's place is its arrival; row ids are handed
out before the commit and say nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, or_, select, tuple_, update

from storage import console_events
from storage.db import Transaction
from storage.models import AttachmentRow, Conversation, Inbox, Message, Quarantine, table_of
from storage.people import Address, identities_for, insert_for, open_windows

_inbox, _conversation, _message = table_of(Inbox), table_of(Conversation), table_of(Message)


@dataclass(frozen=True, slots=True)
class NewAttachment:
    kind: str
    source: str
    claimed_mime: str | None = None
    filename: str | None = None
    claimed_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An inbound event to record. `payload` is what the worker reads back; `opens_window`: a person's own message."""

    sender: Address
    event_key: str
    kind: str
    text: str
    payload: dict[str, Any]
    at: datetime
    opens_window: bool = True
    provider_id: str | None = None
    client_id: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    attachments: tuple[NewAttachment, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.sender.channel, self.sender.account, self.event_key)


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where an event stands. `fresh` is false for a redelivery, which had no effect."""

    conversation_id: int
    seq: int
    fresh: bool


async def record(tx: Transaction, events: Sequence[NewEvent], now: datetime) -> list[Recorded]:
    """Store a batch; answers stand in the events' order. Twice the same event: one row, the same answer.

    Consoles are told at once: what somebody says can be read before the bot has thought about it.
    """
    identities = await identities_for(tx, [e.sender for e in events], now)
    conversations, begun = await _open(tx, sorted(set(identities.values())), now)
    where = {e.key: conversations[identities[e.sender.key]] for e in events}
    fresh = await _insert_inbox(tx, events, where, now)
    placed = await _place(tx, [e for e in _once(events) if e.key in fresh], where, fresh, begun, now)
    await _tell(tx, placed.values(), now)
    await open_windows(tx, _windows(events, identities, fresh))
    old = await _find(tx, [e.key for e in events if e.key not in fresh])
    return _answers(events, placed, old)


def _once(events: Sequence[NewEvent]) -> list[NewEvent]:
    return list({e.key: e for e in reversed(events)}.values())[::-1]


def _windows(events: Sequence[NewEvent], identities: dict[str, int], fresh: dict[Any, int]) -> dict[int, datetime]:
    times: dict[int, datetime] = {}
    for e in events:
        if e.opens_window and e.key in fresh:
            identity = identities[e.sender.key]
            times[identity] = max(e.at, times.get(identity, e.at))
    return times


def _answers(events: Sequence[NewEvent], placed: dict[Any, Recorded], old: dict[Any, Recorded]) -> list[Recorded]:
    answers, seen = [], set()
    for e in events:
        found = placed.get(e.key) or old[e.key]
        answers.append(found if e.key not in seen else Recorded(found.conversation_id, found.seq, False))
        seen.add(e.key)
    return answers


async def open_conversations(tx: Transaction, identity_ids: Sequence[int], now: datetime) -> dict[int, int]:
    """-> {identity id: its open conversation's id}, made where there is none; the partial unique index keeps it one."""
    return (await _open(tx, identity_ids, now))[0]


async def _open(tx: Transaction, identity_ids: Sequence[int], now: datetime) -> tuple[dict[int, int], dict[int, int]]:
    """The same, and {id: next seq} of those that this transaction has made: nobody else sees them yet."""
    rows = (await tx.execute(_LATEST, {"b_ids": identity_ids})).all()
    found = _opened(rows)
    missing = [i for i in identity_ids if i not in found]
    if not missing:
        return found, {}
    earlier = await _earlier(tx, [row.id for row in rows if row.identity_id not in found])
    new = [{"identity_id": i, "created_at": now, **earlier.get(i, _FIRST)} for i in missing]
    made = (await tx.execute(insert_for(tx)(_conversation).on_conflict_do_nothing().returning(*_MADE), new)).all()
    found |= {row.identity_id: row.id for row in made}
    if others := [i for i in missing if i not in found]:  # another process was quicker
        found |= _opened(await tx.execute(_LATEST, {"b_ids": others}))
    return found, {row.id: row.next_seq for row in made}


def _opened(rows: Iterable[Any]) -> dict[int, int]:
    return {row.identity_id: row.id for row in rows if row.owner != "closed"}


# A new conversation goes on where the last one of the same identity ended: drafts are kept, and numbers only rise, so
# that a page which has seen up to a number misses nothing.
_FIRST: dict[str, Any] = {"state": {}, "next_seq": 1, "follows_id": None}


async def _earlier(tx: Transaction, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """-> {identity id: what the conversation after these begins with}."""
    if not ids:
        return {}
    query = select(*(_conversation.c[name] for name in ("identity_id", "id", "state", "next_seq")))
    rows = await tx.execute(query.where(_conversation.c.id.in_(ids)))
    return {r.identity_id: {"state": r.state, "next_seq": r.next_seq, "follows_id": r.id} for r in rows}


_later = _conversation.alias("later")
_LATEST = (  # each identity's open conversation, or else its last
    select(_conversation.c.identity_id, _conversation.c.id, _conversation.c.owner)
    .where(_conversation.c.identity_id.in_(bindparam("b_ids", expanding=True)))
    .where(
        or_(
            _conversation.c.owner != "closed",
            _conversation.c.id
            == select(func.max(_later.c.id))
            .where(_later.c.identity_id == _conversation.c.identity_id)
            .scalar_subquery(),
        )
    )
)
_MADE = (_conversation.c.identity_id, _conversation.c.id, _conversation.c.next_seq)


async def _insert_inbox(
    tx: Transaction, events: Sequence[NewEvent], where: dict[Any, int], now: datetime
) -> dict[tuple[str, str, str], int]:
    """-> {event key: inbox id} of the events that are new."""
    rows = [
        {
            "channel": e.sender.channel,
            "account": e.sender.account,
            "event_key": e.event_key,
            "conversation_id": where[e.key],
            "payload": e.payload,
            "received_at": now,
        }
        for e in _once(events)
    ]
    columns = (_inbox.c.channel, _inbox.c.account, _inbox.c.event_key, _inbox.c.id)
    made = await tx.execute(insert_for(tx)(_inbox).on_conflict_do_nothing().returning(*columns), rows)
    return {(row.channel, row.account, row.event_key): row.id for row in made}


async def _place(
    tx: Transaction,
    events: Sequence[NewEvent],
    where: dict[Any, int],
    inbox_ids: dict[Any, int],
    begun: dict[int, int],
    now: datetime,
) -> dict[Any, Recorded]:
    """Give each new event its seq and write its message; wake its conversation. `begun`: {id: next seq} of new ones."""
    if not events:
        return {}
    ids = {where[e.key] for e in events}
    next_seq = {i: begun[i] for i in begun if i in ids}
    if others := sorted(ids - begun.keys()):
        next_seq |= await lock(tx, others)
    placed: dict[Any, Recorded] = {}
    for e in events:
        conversation = where[e.key]
        placed[e.key] = Recorded(conversation, next_seq[conversation], True)
        next_seq[conversation] += 1
    await _wake(tx, next_seq, now)
    await tx.execute(_message.insert(), [_message_row(e, placed[e.key], inbox_ids[e.key], now) for e in events])
    files = [_attachment_row(e, placed[e.key], a, now) for e in events for a in e.attachments]
    if files:
        await tx.execute(table_of(AttachmentRow).insert(), files)
    return placed


async def _tell(tx: Transaction, placed: Iterable[Recorded], now: datetime) -> None:
    last = {r.conversation_id: r.seq for r in placed}
    await console_events.note(tx, [console_events.message(i, seq, "visitor") for i, seq in last.items()], now)


async def lock(tx: Transaction, conversation_ids: Sequence[int]) -> dict[int, int]:
    """Lock conversations in id order (so that two batches never deadlock); -> {id: next seq}.

    Rows that merely point at a conversation take a key-share lock on it first: the same strength leaves them alone.
    """
    return {row.id: row.next_seq for row in await tx.execute(_LOCK, {"b_ids": conversation_ids})}


_LOCK = (
    select(_conversation.c.id, _conversation.c.next_seq)
    .where(_conversation.c.id.in_(bindparam("b_ids", expanding=True)))
    .order_by(_conversation.c.id)
    .with_for_update(key_share=True)
)


async def _wake(tx: Transaction, next_seq: dict[int, int], now: datetime) -> None:
    await tx.execute(_WAKE, [{"b_id": i, "b_seq": seq, "b_now": now} for i, seq in next_seq.items()])


_now = bindparam("b_now", type_=_conversation.c.ready_at.type)
_WAKE = (
    update(_conversation)
    .where(_conversation.c.id == bindparam("b_id"))
    .values(
        next_seq=bindparam("b_seq"),
        ready_at=case((_conversation.c.ready_at < _now, _conversation.c.ready_at), else_=_now),
        last_inbound_at=_now,
    )
)


def _message_row(e: NewEvent, placed: Recorded, inbox_id: int, now: datetime) -> dict[str, Any]:
    return {
        "conversation_id": placed.conversation_id,
        "seq": placed.seq,
        "author": "visitor",
        "kind": e.kind,
        "text": e.text,
        "buttons": [],
        "details": e.details,
        "inbox_id": inbox_id,
        "provider_id": e.provider_id,
        "client_id": e.client_id,
        "at": e.at,
        "created_at": now,
    }


def _attachment_row(e: NewEvent, placed: Recorded, a: NewAttachment, now: datetime) -> dict[str, Any]:
    return {
        "conversation_id": placed.conversation_id,
        "message_seq": placed.seq,
        "channel": e.sender.channel,
        "kind": a.kind,
        "source": a.source,
        "claimed_mime": a.claimed_mime,
        "filename": a.filename,
        "claimed_sha256": a.claimed_sha256,
        "next_at": now,
        "created_at": now,
    }


async def _find(tx: Transaction, keys: Sequence[tuple[str, str, str]]) -> dict[Any, Recorded]:
    if not keys:
        return {}
    columns = (_inbox.c.channel, _inbox.c.account, _inbox.c.event_key)
    query = select(*columns, _message.c.conversation_id, _message.c.seq)
    query = query.join_from(_inbox, _message, _message.c.inbox_id == _inbox.c.id)
    rows = await tx.execute(query.where(tuple_(*columns).in_(keys)))
    return {(r.channel, r.account, r.event_key): Recorded(r.conversation_id, r.seq, False) for r in rows}


async def quarantine(tx: Transaction, channel: str, reason: str, body: str, now: datetime) -> None:
    """Keep a signed but unreadable body for inspection."""
    row = {"channel": channel, "reason": reason, "body": body, "received_at": now}
    await tx.execute(table_of(Quarantine).insert(), row)


async def count_pending(tx: Transaction) -> int:
    query = select(func.count()).select_from(_inbox).where(_inbox.c.done_at.is_(None), _inbox.c.set_aside_at.is_(None))
    return (await tx.execute(query)).scalar_one()
