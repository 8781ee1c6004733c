"""The desk: hands conversations out, keeps promises in sight, and tells people who wait where they stand.

It wakes when something changes, and looks around by itself every few seconds: hints may be lost, and time passes.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from channels.channel import Channel
from channels.message import Outbound
from handoff.desk_settings import DeskRules, DeskSettings
from handoff.dispatch import Dispatch
from handoff.notifications import message_of
from handoff.outlook import Outlook, changed_much
from handoff.outlooks import Outlooks
from handoff.parking import ParkedSender
from handoff.talks import window_open
from handoff.watch import Look, look
from storage import audit, console_events, escalations, outgoing, ownership, presence, queue, talks
from storage.db import Database, Transaction, hint, told
from storage.escalations import EscalationView
from storage.hints import DESK, OUTBOX, LocalHints, conversation_topic

log = logging.getLogger(__name__)
POLL_S = 2.0
GONE_AFTER = timedelta(seconds=45)  # a console that was closed, or lost its network, for so long


class Words(Protocol):
    """What people who wait are told."""

    def place(self, locale: str, outlook: Outlook, now: datetime) -> str: ...


class Desk:
    """Runs in every working process; together they do the work once."""

    def __init__(
        self,
        db: Database,
        hints: LocalHints,
        settings: DeskSettings,
        channels: Mapping[str, Channel],
        words: Words,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._db, self._hints, self._settings, self._channels = db, hints, settings, channels
        self._words, self._now = words, now
        self._dispatch, self._outlooks = Dispatch(db, settings), Outlooks(settings)
        self._parked = ParkedSender(db, channels)

    async def run(self) -> None:
        with self._hints.subscribe(DESK) as wakeup:
            while True:
                try:
                    await self.once()
                except Exception as error:
                    log.error("the desk could not look around: %s", told(error))
                await wakeup.wait(POLL_S)

    async def once(self) -> None:
        now = self._now()
        await self._settle_presence(now)
        async with self._db.read() as tx:
            strays, due = await queue.stray(tx), await escalations.due(tx, now)
        if strays:
            async with self._db.transaction() as tx:
                await queue.adopt(tx, strays, now)
            due += [row.id for row in strays]
        for conversation_id in due:
            await self._attend(conversation_id, now)
        await self._dispatch.hand_out(now)
        await self._parked.once(now)

    async def _settle_presence(self, now: datetime) -> None:
        async with self._db.read() as tx:
            overdue = await presence.overdue(tx, now - GONE_AFTER, now)
        if overdue:
            async with self._db.transaction() as tx:
                await presence.settle(tx, now - GONE_AFTER, now)

    async def _attend(self, conversation_id: int, now: datetime) -> None:
        async with self._db.transaction() as tx:
            e = await escalations.attend(tx, conversation_id, now)
            if e is None:
                return
            if e.owner not in ("queued", "staff"):
                outcome = "resolved" if e.owner == "closed" else "released"
                await escalations.end(tx, conversation_id, outcome, now)
                return
            rules = await self._settings.current(tx)
            e = await self._promised(tx, e, rules)
            holder = await presence.colleagues(tx, now, [e.staff_id]) if e.staff_id else []
            await self._act(tx, e, look(e, holder[0] if holder else None, rules, now), now)
            if e.owner == "queued":
                await self._tell(tx, e, rules, now)

    async def _promised(self, tx: Transaction, e: EscalationView, rules: DeskRules) -> EscalationView:
        """With the ends of its clocks and the skill it asks for, where nobody has set them yet."""
        if e.first_reply_due_at is not None and e.resolve_due_at is not None:
            return e
        clocks = rules.sla.clocks(e.opened_at, e.priority)
        values: dict[str, Any] = {
            "first_reply_due_at": clocks.first_reply_due_at,
            "resolve_due_at": clocks.resolve_due_at,
            "skill": rules.practice.skills.get(e.reason or ""),
        }
        await escalations.change(tx, e.id, **values)
        return await escalations.open_one(tx, e.conversation_id) or e

    async def _act(self, tx: Transaction, e: EscalationView, seen: Look, now: datetime) -> None:
        changes: dict[str, Any] = {"check_at": seen.check_at}
        changes |= {"warned_at": now} if seen.warn else {}
        changes |= {"breached_at": now} if seen.breach else {}
        await escalations.change(tx, e.id, **changes)
        if seen.wake:
            await ownership.snooze(tx, e.conversation_id, None)
        if seen.warn or seen.breach or seen.wake:
            await console_events.note(tx, [console_events.conversation(e.conversation_id)], now)
        if seen.warn:
            await console_events.note(tx, [console_events.alert("sla", e.conversation_id, e.staff_id)], now)
        if seen.requeue:
            await ownership.requeue(tx, e.conversation_id, now, passed=seen.passed)
            details = {"staff_id": e.staff_id, "unanswered": seen.passed}
            await audit.note(tx, None, "conversation.requeue", f"conversation:{e.conversation_id}", now, details)

    # --- telling

    async def _tell(self, tx: Transaction, e: EscalationView, rules: DeskRules, now: datetime) -> None:
        """Once, and again when it has changed much; never often."""
        known, times = Outlook.read(e.told), e.told.get("times", 0)
        patience = timedelta(minutes=rules.practice.tell_every)
        if times >= rules.practice.tell_at_most or (e.told_at and now - e.told_at < patience):
            return
        found = (await self._outlooks.of(tx, [e.conversation_id], now)).get(e.conversation_id)
        if found is None or (known and not changed_much(known, found)):
            return
        if await self._said(tx, e, found, now):
            kept = {"locale": e.told.get("locale"), **found.written(), "times": times + 1}
            await escalations.change(tx, e.id, told=kept, told_at=now)

    async def _said(self, tx: Transaction, e: EscalationView, found: Outlook, now: datetime) -> bool:
        talk = await talks.find(tx, e.conversation_id)
        channel = self._channels.get(talk.channel) if talk else None
        if talk is None or channel is None or talk.blocked or not window_open(channel, talk, now):
            return False
        locale = e.told.get("locale") or ("en" if (talk.locale or "").startswith("en") else "ar")
        text = self._words.place(locale, found, now)
        await outgoing.post(tx, talk.id, message_of(channel, Outbound(text), "service"), now)
        hint(tx, OUTBOX, conversation_topic(talk.id))
        return True
