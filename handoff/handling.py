"""What staff do with a conversation besides talking: put it back, put it off, say how urgent it is. All on record.

HandlingError
└── NotAhead    a moment that has passed
"""

from datetime import datetime

from handoff.desk_settings import DeskSettings
from handoff.talks import Talks
from storage import audit, console_events, escalations, ownership, presence
from storage.console_events import QUEUE
from storage.db import Transaction
from storage.ownership import NotHeld
from storage.presence import Status
from storage.staff import StaffView


class HandlingError(Exception):
    """Root of the errors of handling."""


class NotAhead(HandlingError):
    """This moment has passed."""


class Handling:
    """Deeds of the desk that a person asks for."""

    def __init__(self, talks: Talks, settings: DeskSettings) -> None:
        self._talks, self._settings = talks, settings

    async def requeue(
        self, tx: Transaction, staff: StaffView, conversation_id: int, reason: str, now: datetime
    ) -> None:
        """Back to the queue, by whoever has it or a supervisor; it keeps its place. `reason` is a note for colleagues.

        Raises NotHeld, HeldByAnother or IsClosed.
        """
        await self._talks.own(tx, staff, conversation_id)
        await ownership.requeue(tx, conversation_id, now)
        await _note(tx, staff, "requeue", conversation_id, now)
        if reason.strip():
            await self._talks.remark(tx, staff, conversation_id, reason, now)

    async def prioritise(
        self, tx: Transaction, staff: StaffView, conversation_id: int, priority: int, reason: str, now: datetime
    ) -> None:
        """More or less urgent than it was taken for; its clocks follow."""
        talk = await self._talks.visible(tx, staff, conversation_id)
        await ownership.prioritise(tx, conversation_id, priority, reason)
        if stay := await escalations.open_one(tx, conversation_id):
            rules = await self._settings.current(tx)
            clocks = rules.sla.clocks(stay.opened_at, priority)
            ends = {"first_reply_due_at": clocks.first_reply_due_at, "resolve_due_at": clocks.resolve_due_at}
            await escalations.change(tx, stay.id, priority=priority, warned_at=None, check_at=None, **ends)
        await _note(tx, staff, "priority", conversation_id, now, was=talk.priority, to=priority)
        told = [console_events.conversation(conversation_id), QUEUE]
        if talk.owner == "queued" and priority > talk.priority:
            told.append(console_events.waits(conversation_id, priority))
        await console_events.note(tx, told, now)

    async def snooze(
        self, tx: Transaction, staff: StaffView, conversation_id: int, until: datetime | None, now: datetime
    ) -> None:
        """Out of sight until then, or until the person writes; None: back in sight. Its clock rests until then.

        Raises NotAhead, NotHeld, HeldByAnother or IsClosed.
        """
        if until is not None and until <= now:
            raise NotAhead(NotAhead.__doc__)
        talk = await self._talks.own(tx, staff, conversation_id)
        if talk.owner != "staff":
            raise NotHeld(NotHeld.__doc__)
        await ownership.snooze(tx, conversation_id, until)
        if until is not None:
            await self._rest(tx, conversation_id, max(now, talk.snoozed_until or now), until)
        await _note(tx, staff, "snooze", conversation_id, now)
        await console_events.note(tx, [console_events.conversation(conversation_id)], now)

    async def _rest(self, tx: Transaction, conversation_id: int, since: datetime, until: datetime) -> None:
        stay = await escalations.open_one(tx, conversation_id)
        if stay is None or stay.resolve_due_at is None:
            return
        calendar = (await self._settings.current(tx)).calendar
        due = calendar.add(stay.resolve_due_at, calendar.between(since, until))
        await escalations.change(tx, stay.id, resolve_due_at=due, warned_at=None, check_at=None)


async def be(tx: Transaction, staff: StaffView, status: Status, until: datetime | None, now: datetime) -> None:
    """Say whether one is there. A break gives what still waits for an answer back to the queue, in its old place."""
    await presence.choose(tx, staff.id, status, until, now)
    await escalations.look_again(tx, staff.id)
    await audit.note(tx, staff.id, "staff.status", f"staff:{staff.id}", now, {"status": status})


async def gone(tx: Transaction, staff_id: int, by: int | None, now: datetime) -> None:
    """Somebody works here or with conversations no more: all they had is in the queue again, in its old place."""
    await presence.choose(tx, staff_id, "offline", None, now)
    for conversation_id in await ownership.held_by(tx, staff_id):
        await ownership.requeue(tx, conversation_id, now)
        details = {"from": staff_id}
        await audit.note(tx, by, "conversation.requeue", f"conversation:{conversation_id}", now, details)


async def _note(
    tx: Transaction, staff: StaffView, action: str, conversation_id: int, now: datetime, **details: int
) -> None:
    await audit.note(tx, staff.id, f"conversation.{action}", f"conversation:{conversation_id}", now, details)
