"""Replies that no channel takes now: kept, and sent in their order when the person has answered the template.

ParkingError
└── UnknownParked   nothing of this number waits here
"""

import logging
from collections.abc import Mapping
from datetime import datetime

from channels.channel import Channel
from channels.message import Outbound
from handoff.folding import terms
from handoff.notifications import message_of
from handoff.placeholders import left_in
from handoff.talks import NothingToSay, PlaceholderLeft, Talks, signed, window_open
from storage import audit, escalations, outgoing, ownership, parked, talks, words
from storage.db import Database, Transaction, hint, told
from storage.hints import OUTBOX, conversation_topic
from storage.parked import DROPPED, SENT, ParkedView
from storage.staff import StaffView
from storage.talks import Talk

log = logging.getLogger(__name__)


class ParkingError(Exception):
    """Root of the errors of replies that wait."""


class UnknownParked(ParkingError):
    """Nothing of this number waits here."""


class Parking:
    """What colleagues do with texts that wait."""

    def __init__(self, desk: Talks) -> None:
        self._desk = desk

    async def waiting(self, tx: Transaction, staff: StaffView, conversation_id: int) -> list[ParkedView]:
        talk = await self._desk.visible(tx, staff, conversation_id)
        return await parked.waiting(tx, talk.id)

    async def park(
        self, tx: Transaction, staff: StaffView, conversation_id: int, client_id: str, text: str, now: datetime
    ) -> ParkedView | None:
        """By whoever has the conversation. None: this one has ceased to wait. Raises what a reply would.

        Where the window is open after all it goes out within seconds.
        """
        talk = await self._desk.visible(tx, staff, conversation_id)
        await ownership.require_holder(tx, talk.id, staff.id)
        if not text.strip():
            raise NothingToSay(NothingToSay.__doc__)
        if left := left_in(text):
            raise PlaceholderLeft(f"{PlaceholderLeft.__doc__} {{{left[0]}}}")
        await audit.note(tx, staff.id, "conversation.park", f"conversation:{talk.id}", now)
        return await parked.park(tx, talk.id, staff.id, client_id, text, now)

    async def withdraw(
        self, tx: Transaction, staff: StaffView, conversation_id: int, parked_id: int, now: datetime
    ) -> None:
        """By whoever has the conversation, or a supervisor. Raises UnknownParked."""
        talk = await self._desk.own(tx, staff, conversation_id)
        if parked_id not in {p.id for p in await parked.waiting(tx, talk.id)}:
            raise UnknownParked(UnknownParked.__doc__)
        if await parked.end(tx, parked_id, DROPPED, now):
            await audit.note(tx, staff.id, "conversation.unpark", f"conversation:{talk.id}", now)


class ParkedSender:
    """Sends what waits once the channel takes it; several of these send it once."""

    def __init__(self, db: Database, channels: Mapping[str, Channel]) -> None:
        self._db, self._channels = db, channels

    async def once(self, now: datetime) -> None:
        async with self._db.read() as tx:
            due = [where for where in await parked.conversations(tx) if await self._ripe(tx, where, now)]
        for where in due:
            try:
                async with self._db.transaction() as tx:
                    await self._settle(tx, where, now)
            except Exception as error:
                log.error("a reply that waited was not sent: %s", told(error), extra={"conversation_id": where})

    async def _ripe(self, tx: Transaction, where: int, now: datetime) -> bool:
        talk = await talks.find(tx, where)
        return talk is not None and (self._over(talk) or self._open(talk, now))

    def _over(self, talk: Talk) -> bool:
        """The conversation went on without it."""
        return talk.owner in ("bot", "closed")

    def _open(self, talk: Talk, now: datetime) -> bool:
        channel = self._channels.get(talk.channel)
        return channel is not None and window_open(channel, talk, now)

    async def _settle(self, tx: Transaction, where: int, now: datetime) -> None:
        talk = await talks.find(tx, where)
        for one in await parked.waiting(tx, where):
            over = talk is None or self._over(talk)
            if await parked.end(tx, one.id, DROPPED if over else SENT, now) and talk is not None and not over:
                await self._send(tx, talk, one, now)

    async def _send(self, tx: Transaction, talk: Talk, one: ParkedView, now: datetime) -> None:
        reply = message_of(
            self._channels[talk.channel], Outbound(one.text), "reply", author="staff", client_id=one.client_id
        )
        posted = await outgoing.post(tx, talk.id, signed(reply, one.staff_id, one.staff_name), now)
        await parked.became(tx, one.id, posted.seq)
        await words.add(tx, {talk.id: terms(one.text)})
        await escalations.replied(tx, talk.id, one.staff_id, now)
        hint(tx, OUTBOX, conversation_topic(talk.id))
