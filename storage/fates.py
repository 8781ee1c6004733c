"""How the sending of colleagues' words stands: their consoles are told whenever it changes."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from storage import console_events
from storage.db import Transaction
from storage.models import Outbox, table_of

_outbox = table_of(Outbox)
STAFF = "staff"


async def tell(tx: Transaction, outbox_ids: Collection[int], now: datetime) -> None:
    """Of the bot's and the system's words nobody is told."""
    if not outbox_ids:
        return
    query = select(_outbox.c.conversation_id, _outbox.c.message_seq).distinct()
    rows = await tx.execute(query.where(_outbox.c.id.in_(outbox_ids), _outbox.c.author == STAFF))
    await console_events.note(tx, [console_events.delivery(r.conversation_id, r.message_seq) for r in rows], now)
