"""The dialogue's memory of an identity, changed from outside its turns: a turn that is under way is void by that."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from storage.db import Transaction
from storage.models import Conversation, table_of
from storage.models_outbox import Outbox

_conversation, _outbox = table_of(Conversation), table_of(Outbox)


@dataclass(frozen=True, slots=True)
class Held:
    """The last conversation of an identity, from which its next one goes on; locked."""

    conversation_id: int
    epoch: int
    state: dict[str, Any]


async def last_conversation(tx: Transaction, identity_id: int) -> int | None:
    query = select(_conversation.c.id).where(_conversation.c.identity_id == identity_id)
    return (await tx.execute(query.order_by(_conversation.c.id.desc()).limit(1))).scalar_one_or_none()


async def hold(tx: Transaction, identity_id: int) -> Held | None:
    """None where the identity never had a conversation."""
    last = await last_conversation(tx, identity_id)
    if last is None:
        return None
    query = select(_conversation.c.id, _conversation.c.epoch, _conversation.c.state)
    row = (await tx.execute(query.where(_conversation.c.id == last).with_for_update(key_share=True))).one()
    return Held(*row)


async def replace(tx: Transaction, held: Held, state: dict[str, Any]) -> None:
    """The bot's answers that wait to be sent stay good."""
    values = {"state": state, "epoch": held.epoch + 1}
    await tx.execute(update(_conversation).where(_conversation.c.id == held.conversation_id).values(**values))
    waiting = (_outbox.c.conversation_id == held.conversation_id) & (_outbox.c.state == "pending")
    mine = update(_outbox).where(waiting, _outbox.c.epoch == held.epoch)
    await tx.execute(mine.values(epoch=held.epoch + 1))
