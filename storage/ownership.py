"""Who holds a conversation. Every change of owner raises the epoch in the same statement that checks it, so that of two
who act at once one is told, and what the bot has not yet sent is void.

StorageError
└── OwnershipError
    ├── HeldByAnother   a colleague has it
    ├── NotHeld         it is with nobody of the staff
    ├── IsClosed        it has ended
    └── JustSpoken      a message has come in that nobody has seen yet
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage import console_events, escalations
from storage.console_events import QUEUE
from storage.db import StorageError, Transaction
from storage.models import Conversation, table_of
from storage.models_desk import Escalation
from storage.models_requests import Assignment
from storage.people import insert_for

_conversation, _assignment, _escalation = table_of(Conversation), table_of(Assignment), table_of(Escalation)
OWNERS = ("bot", "queued", "staff", "closed")
# Why it was urgent stays in sight while a colleague has it, and ends with that.
_CALM = {"priority": 0, "priority_reason": None, "queued_at": None, "queue_reason": None, "snoozed_until": None}


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
        await _hand_to(tx, conversation_id, staff_id, staff_id, {"how": "claimed"}, now)
        return True
    await require_holder(tx, conversation_id, staff_id)
    return False


async def assign(tx: Transaction, conversation_id: int, to: int, by: int, now: datetime) -> None:
    """To a colleague, whoever had it. Raises IsClosed."""
    if not await _change(tx, conversation_id, ("bot", "queued", "staff"), "staff", queued_at=None):
        raise IsClosed(IsClosed.__doc__)
    await _hand_to(tx, conversation_id, to, by, {"how": "given", "by": by}, now)


async def give(tx: Transaction, conversation_id: int, to: int, why: Mapping[str, Any], now: datetime) -> bool:
    """From the queue to a colleague, by the desk itself; -> whether it was still there."""
    if not await _change(tx, conversation_id, ("queued",), "staff", queued_at=None):
        return False
    await _hand_to(tx, conversation_id, to, None, why, now)
    return True


async def requeue(tx: Transaction, conversation_id: int, now: datetime, *, passed: bool = False) -> None:
    """From a colleague back into the queue, to the place it had. `passed`: they get it last. Raises NotHeld."""
    query = select(_escalation.c.queued_since, _escalation.c.priority)
    query = query.where(_escalation.c.conversation_id == conversation_id, _escalation.c.ended_at.is_(None))
    stay = (await tx.execute(query)).one_or_none()
    place, priority = (stay.queued_since, stay.priority) if stay else (now, 0)
    if not await _change(tx, conversation_id, ("staff",), "queued", queued_at=place, snoozed_until=None):
        raise NotHeld(NotHeld.__doc__)
    await escalations.back(tx, conversation_id, passed=passed)
    told = [console_events.conversation(conversation_id), QUEUE, console_events.waits(conversation_id, priority)]
    await console_events.note(tx, told, now)


async def held_by(tx: Transaction, staff_id: int) -> list[int]:
    """The conversations in a colleague's hands, those put off to later too; the oldest first."""
    query = select(_conversation.c.id).join(_assignment, _assignment.c.conversation_id == _conversation.c.id)
    query = query.where(_assignment.c.staff_id == staff_id, _conversation.c.owner == "staff")
    return list((await tx.execute(query.order_by(_conversation.c.id))).scalars())


async def snooze(tx: Transaction, conversation_id: int, until: datetime | None) -> None:
    """Put it off until then; None: it is there again."""
    await tx.execute(update(_conversation).where(_conversation.c.id == conversation_id).values(snoozed_until=until))


async def prioritise(tx: Transaction, conversation_id: int, priority: int, reason: str) -> None:
    """As a colleague sees it, with their reason. Raises IsClosed."""
    statement = update(_conversation).where(_conversation.c.id == conversation_id, _conversation.c.owner != "closed")
    if not (await tx.execute(statement.values(priority=priority, priority_reason=reason))).rowcount:
        raise IsClosed(IsClosed.__doc__)


async def release(tx: Transaction, conversation_id: int, now: datetime) -> None:
    """Back to the bot. Raises NotHeld where no colleague had it."""
    if not await _change(tx, conversation_id, ("staff",), "bot", **_CALM):
        raise NotHeld(NotHeld.__doc__)
    await _ended(tx, conversation_id, "released", now)


async def resolve(tx: Transaction, conversation_id: int, now: datetime) -> None:
    """The end of a conversation; what the person writes next begins a new one. Raises JustSpoken or IsClosed."""
    owner = await _owner(tx, conversation_id)
    if owner.owner == "closed":
        raise IsClosed(IsClosed.__doc__)
    if owner.ready_at is not None:
        raise JustSpoken(JustSpoken.__doc__)
    await _change(tx, conversation_id, ("bot", "queued", "staff"), "closed", closed_at=now, **_CALM)
    await _ended(tx, conversation_id, "resolved", now)


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


async def _hand_to(
    tx: Transaction, conversation_id: int, staff_id: int, by: int | None, why: Mapping[str, Any], now: datetime
) -> None:
    """The row stays when the conversation goes back: it tells who had it last."""
    given = {"staff_id": staff_id, "by_staff_id": by, "at": now}
    row = insert_for(tx)(_assignment).values(conversation_id=conversation_id, **given)
    await tx.execute(row.on_conflict_do_update(index_elements=["conversation_id"], set_=given))
    await escalations.taken(tx, conversation_id, staff_id, why, now)
    own = by == staff_id
    event = console_events.conversation(conversation_id) if own else console_events.handed(conversation_id, staff_id)
    await console_events.note(tx, [event, QUEUE], now)


async def _ended(tx: Transaction, conversation_id: int, outcome: str, now: datetime) -> None:
    await escalations.end(tx, conversation_id, outcome, now)
    await console_events.note(tx, [console_events.conversation(conversation_id), QUEUE], now)
