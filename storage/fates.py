"""How the sending of colleagues' words stands: their consoles are told whenever it changes."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage import console_events
from storage.db import Transaction
from storage.models import table_of
from storage.models_outbox import Outbox

_outbox = table_of(Outbox)
STAFF = "staff"


async def tell(tx: Transaction, outbox_ids: Collection[int], now: datetime) -> None:
    """Of the bot's and the system's words nobody is told."""
    if outbox_ids:
        query = select(_outbox.c.conversation_id, _outbox.c.message_seq, _outbox.c.author)
        await tell_of(tx, (await tx.execute(query.where(_outbox.c.id.in_(outbox_ids)))).all(), now)


async def tell_of(tx: Transaction, rows: Iterable[Any], now: datetime) -> None:
    """The same of outbox rows at hand, by their `conversation_id`, `message_seq` and `author`."""
    theirs = dict.fromkeys((r.conversation_id, r.message_seq) for r in rows if r.author == STAFF)
    await console_events.note(tx, [console_events.delivery(*place) for place in theirs], now)
