"""Who holds a conversation. Every change of owner raises the epoch in the same statement that checks it, so that of two
who act at once one is told, and what the bot has not yet sent is void.

StorageError
└── OwnershipError
    ├── HeldByAnother   a colleague has it
    ├── NotHeld         it is with nobody of the staff
    ├── IsClosed        it has ended
    └── JustSpoken      a message has come in that nobody has seen yet
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage.db import StorageError, Transaction
from storage.models import Conversation, table_of
from storage.models_requests import Assignment
from storage.people import insert_for

_conversation, _assignment = table_of(Conversation), table_of(Assignment)
# Why it was urgent stays in sight while a colleague has it, and ends with that.
_CALM = {"priority": 0, "queued_at": None, "queue_reason": None}


class OwnershipError(StorageError):
    """Root of the errors of ownership."""


class HeldByAnother(OwnershipError):
    """A colleague has this conversation."""


class NotHeld(OwnershipError):
    """This conversation is with nobody of the staff: claim it first."""


class IsClosed(OwnershipError):
    """This conversation has ended."""


class JustSpoken(OwnershipError):
    """A message has just come in: look at it first."""


async def claim(tx: Transaction, conversation_id: int, staff_id: int, now: datetime) -> bool:
    """From the bot or the queue to a member of staff; -> whether it changed hands. One's own again is no change.

    Raises HeldByAnother or IsClosed.
    """
    if await _change(tx, conversation_id, ("bot", "queued"), "staff", queued_at=None):
        await _hand_to(tx, conversation_id, staff_id, staff_id, now)
        return True
    await require_holder(tx, conversation_id, staff_id)
    return False


async def assign(tx: Transaction, conversation_id: int, to: int, by: int, now: datetime) -> None:
    """To a colleague, whoever had it. Raises IsClosed."""
    if not await _change(tx, conversation_id, ("bot", "queued", "staff"), "staff", queued_at=None):
        raise IsClosed(IsClosed.__doc__)
    await _hand_to(tx, conversation_id, to, by, now)


async def release(tx: Transaction, conversation_id: int) -> None:
    """Back to the bot. Raises NotHeld where no colleague had it."""
    if not await _change(tx, conversation_id, ("staff",), "bot", **_CALM):
        raise NotHeld(NotHeld.__doc__)


async def resolve(tx: Transaction, conversation_id: int, now: datetime) -> None:
    """The end of a conversation; what the person writes next begins a new one. Raises JustSpoken or IsClosed."""
    owner = await _owner(tx, conversation_id)
    if owner.owner == "closed":
        raise IsClosed(IsClosed.__doc__)
    if owner.ready_at is not None:
        raise JustSpoken(JustSpoken.__doc__)
    await _change(tx, conversation_id, ("bot", "queued", "staff"), "closed", closed_at=now, **_CALM)


async def require_holder(tx: Transaction, conversation_id: int, staff_id: int) -> None:
    """Held until the transaction ends. Raises NotHeld, HeldByAnother or IsClosed unless this colleague has it."""
    held = await _owner(tx, conversation_id)
    if held.owner == "closed":
        raise IsClosed(IsClosed.__doc__)
    if held.owner != "staff":
        raise NotHeld(NotHeld.__doc__)
    query = select(_assignment.c.staff_id).where(_assignment.c.conversation_id == conversation_id)
    if (await tx.execute(query)).scalar_one_or_none() != staff_id:
        raise HeldByAnother(HeldByAnother.__doc__)


async def _owner(tx: Transaction, conversation_id: int) -> Any:
    query = select(_conversation.c.owner, _conversation.c.ready_at).where(_conversation.c.id == conversation_id)
    return (await tx.execute(query.with_for_update(key_share=True))).one()


async def _change(tx: Transaction, conversation_id: int, owners: tuple[str, ...], to: str, **values: Any) -> bool:
    """-> whether the conversation was with one of `owners`, and is now with `to`."""
    statement = update(_conversation).where(_conversation.c.id == conversation_id, _conversation.c.owner.in_(owners))
    values |= {"owner": to, "epoch": _conversation.c.epoch + 1}
    return bool((await tx.execute(statement.values(**values))).rowcount)


async def _hand_to(tx: Transaction, conversation_id: int, staff_id: int, by: int, now: datetime) -> None:
    """The row stays when the conversation goes back: it tells who had it last."""
    given = {"staff_id": staff_id, "by_staff_id": by, "at": now}
    row = insert_for(tx)(_assignment).values(conversation_id=conversation_id, **given)
    await tx.execute(row.on_conflict_do_update(index_elements=["conversation_id"], set_=given))
