"""Handing conversations out: the most urgent first, then who has waited longest, to whoever is at work and has room."""

from dataclasses import replace
from datetime import datetime, timedelta

from handoff import sla
from handoff.desk_settings import DeskRules, DeskSettings
from handoff.outlooks import at_work
from handoff.routing import Choice, Colleague, Need, choose
from storage import audit, ownership, queue
from storage.db import Database, Transaction
from storage.queue import Waiting


class Dispatch:
    """Gives. Of several processes one at a time does, and a conversation in other hands at that moment is left out."""

    def __init__(self, db: Database, settings: DeskSettings) -> None:
        self._db, self._settings = db, settings

    async def hand_out(self, now: datetime) -> int:
        """-> how many found somebody."""
        if not await self._worth_while(now):
            return 0
        async with self._db.transaction() as tx:
            await queue.hold(tx)
            rules = await self._settings.current(tx)
            there, given = {c.id: c for c in await at_work(tx, rules, now)}, 0
            for waiting in await queue.waiting(tx):
                choice = choose(_need(waiting, rules, now), there.values(), rules.practice.distress_limit)
                if choice and await self._give(tx, waiting, choice, now):
                    there[choice.staff_id] = _busier(there[choice.staff_id], waiting, now)
                    given += 1
        return given

    async def _worth_while(self, now: datetime) -> bool:
        """Asked without holding anything up: most of the time nobody waits, or everybody is busy."""
        async with self._db.read() as tx:
            rules = await self._settings.current(tx)
            if not rules.practice.assign or await queue.place_of_new(tx, 0) == 1:
                return False
            return any(c.has_room for c in await at_work(tx, rules, now))

    async def _give(self, tx: Transaction, waiting: Waiting, choice: Choice, now: datetime) -> bool:
        if not await ownership.give(tx, waiting.conversation_id, choice.staff_id, choice.why, now):
            return False
        subject = f"conversation:{waiting.conversation_id}"
        await audit.note(tx, None, "conversation.give", subject, now, {"staff_id": choice.staff_id, **choice.why})
        return True


def _need(w: Waiting, rules: DeskRules, now: datetime) -> Need:
    patience = timedelta(minutes=rules.practice.skill_patience)
    insists = rules.calendar.between(w.queued_since, now) < patience
    return Need(w.skill, sla.is_urgent(w.priority), w.known, w.passed_by, insists)


def _busier(c: Colleague, given: Waiting, now: datetime) -> Colleague:
    heavier = c.distress + sla.is_urgent(given.priority)
    return replace(c, load=c.load + 1, distress=heavier, last_given_at=now)
