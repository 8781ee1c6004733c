"""What is said besides turns: staff's replies and the system's news, put into a conversation with their outbox rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage import console_events, inbox
from storage.conversations import Claimed, NewMessage
from storage.db import Transaction
from storage.models import Conversation, Identity, Message, table_of
from storage.models_outbox import Outbox
from storage.people import Address, identities_for
from storage.turns import message_row, outbox_rows

_conversation, _identity = table_of(Conversation), table_of(Identity)
_message, _outbox = table_of(Message), table_of(Outbox)


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message stands. `fresh` is false where the same client id had been posted before."""

    conversation_id: int
    seq: int
    fresh: bool = True
    outbox_ids: tuple[int, ...] = ()


async def post(tx: Transaction, conversation_id: int, message: NewMessage, now: datetime) -> Posted:
    """Write a message as the conversation's next line, due at once. The same `client_id` again changes nothing.

    The conversation's row is locked meanwhile, so that its order and its client ids hold whoever else writes.
    """
    seq = await _locked(tx, conversation_id)
    if message.client_id and (known := await posted(tx, conversation_id, message.client_id)):
        return known
    await tx.execute(_message.insert(), message_row(conversation_id, seq, message, now, None))
    pieces = outbox_rows(await _place(tx, conversation_id), seq, message, 0, now)
    made: list[int] = []
    if pieces:
        statement = _outbox.insert().returning(_outbox.c.id, sort_by_parameter_order=True)
        made = list((await tx.execute(statement, pieces)).scalars())
    next_line = update(_conversation).where(_conversation.c.id == conversation_id).values(next_seq=seq + 1)
    await tx.execute(next_line)
    await console_events.note(tx, [console_events.message(conversation_id, seq, message.author)], now)
    return Posted(conversation_id, seq, True, tuple(made))


async def _locked(tx: Transaction, conversation_id: int) -> int:
    """-> the next seq. Rows that merely point at the conversation may be added meanwhile: no deadlock with them."""
    query = select(_conversation.c.next_seq).where(_conversation.c.id == conversation_id)
    return int((await tx.execute(query.with_for_update(key_share=True))).scalar_one())


async def posted(tx: Transaction, conversation_id: int, client_id: str) -> Posted | None:
    """Where the message of this client id stands already."""
    query = select(_message.c.seq).where(_message.c.conversation_id == conversation_id)
    seq = (await tx.execute(query.where(_message.c.client_id == client_id))).scalar_one_or_none()
    return None if seq is None else Posted(conversation_id, seq, False)


async def _place(tx: Transaction, conversation_id: int) -> Claimed:
    """The conversation's address; nobody claims it thereby."""
    columns = ("id", "person_id", "channel", "account", "address", "opted_out_at", "blocked_at")
    query = select(*(_identity.c[name] for name in columns), _conversation.c.owner, _conversation.c.epoch)
    query = query.join(_conversation, _conversation.c.identity_id == _identity.c.id)
    row = (await tx.execute(query.where(_conversation.c.id == conversation_id))).one()
    return Claimed(
        id=conversation_id,
        identity_id=row.id,
        person_id=row.person_id,
        channel=row.channel,
        account=row.account,
        address=row.address,
        opted_out=row.opted_out_at is not None,
        blocked=row.blocked_at is not None,
        owner=row.owner,
        epoch=row.epoch,
        lease_epoch=0,
        state={},
    )


async def open_conversation(tx: Transaction, identity_id: int, now: datetime) -> int:
    """The identity's open conversation, begun where there is none."""
    return (await inbox.open_conversations(tx, [identity_id], now))[identity_id]


async def identity_at(tx: Transaction, channel: str, account: str, address: str, now: datetime) -> int:
    """The identity of an address that may never have written to us, known from now on."""
    address_of = Address(channel, account, address)
    return (await identities_for(tx, [address_of], now))[address_of.key]


async def retry(tx: Transaction, conversation_id: int, seq: int, now: datetime) -> bool:
    """Put the failed pieces of a message into the outbox anew; -> whether there were any.

    Rows of their own: what a provider still says of the old ones concerns those. The latest row of a piece tells how
    it stands.
    """
    await _locked(tx, conversation_id)
    query = select(_outbox).where(_outbox.c.conversation_id == conversation_id, _outbox.c.message_seq == seq)
    latest = {row.piece: row for row in await tx.execute(query.order_by(_outbox.c.id))}
    failed = [row for _, row in sorted(latest.items()) if row.state == "failed"]
    if failed:
        await tx.execute(_outbox.insert(), [_again(row, now) for row in failed])
        await console_events.note(tx, [console_events.delivery(conversation_id, seq)], now)
    return bool(failed)


_SAME = (
    "conversation_id",
    "message_seq",
    "piece",
    "channel",
    "account",
    "address",
    "author",
    "purpose",
    "epoch",
    "body",
)


def _again(row: Any, now: datetime) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _SAME} | {"state": "pending", "next_at": now, "created_at": now}
