"""How far each colleague has read. Unread is what waits for one's own eyes: in the queue, or in one's own hands.

What the bot has, and what has ended, is never unread.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from storage.db import Transaction
from storage.models import Conversation, Message, table_of
from storage.models_inbox import ReadMark
from storage.models_requests import Assignment
from storage.people import insert_for

_mark, _message = table_of(ReadMark), table_of(Message)
_conversation, _assignment = table_of(Conversation), table_of(Assignment)


async def put(tx: Transaction, staff_id: int, conversation_id: int, seq: int, now: datetime) -> None:
    """Read up to `seq`; a smaller one than before makes it unread again."""
    given = {"seq": seq, "at": now}
    row = insert_for(tx)(_mark).values(staff_id=staff_id, conversation_id=conversation_id, **given)
    await tx.execute(row.on_conflict_do_update(index_elements=["staff_id", "conversation_id"], set_=given))


async def unread(tx: Transaction, staff_id: int, conversation_ids: Collection[int]) -> frozenset[int]:
    """Those of them that this colleague has yet to read."""
    query = select(_conversation.c.id).where(_conversation.c.id.in_(conversation_ids), is_unread(staff_id))
    return frozenset((await tx.execute(query)).scalars())


def is_unread(staff_id: int) -> Any:
    """A condition on `conversation`."""
    read = select(_mark.c.seq).where(_mark.c.staff_id == staff_id, _mark.c.conversation_id == _conversation.c.id)
    since = func.coalesce(read.correlate(_conversation).scalar_subquery(), 0)
    said = exists().where(
        _message.c.conversation_id == _conversation.c.id, _message.c.seq > since, _message.c.author == "visitor"
    )
    return and_(_theirs(staff_id), said.correlate(_conversation))


def _theirs(staff_id: int) -> Any:
    held = exists().where(_assignment.c.conversation_id == _conversation.c.id, _assignment.c.staff_id == staff_id)
    own = and_(_conversation.c.owner == "staff", held.correlate(_conversation))
    return or_(_conversation.c.owner == "queued", own)
