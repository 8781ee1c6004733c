"""Who is at work, and what that means for somebody who waits: read from the database, reckoned elsewhere."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from handoff import sla
from handoff.desk_settings import DeskRules, DeskSettings
from handoff.outlook import Outlook, outlook, usual_handling
from handoff.routing import Colleague
from storage import presence, queue
from storage.db import Transaction
from storage.requests import RIYADH


async def at_work(tx: Transaction, rules: DeskRules, now: datetime) -> list[Colleague]:
    """Colleagues who said that they are there, whose console is open, and who are given conversations at all."""
    midnight = datetime.combine(now.astimezone(RIYADH).date(), time(), RIYADH)
    today = await presence.given(tx, midnight, sla.URGENT)
    found = []
    for c in await presence.colleagues(tx, now):
        capacity = rules.practice.capacity_of(c.role, c.capacity)
        if c.status == "online" and capacity > 0:
            had = today.get(c.id, presence.Given(0, None))
            found.append(Colleague(c.id, c.skills, capacity, c.load, had.distress, had.last_at))
    return found


class Outlooks:
    """What can be told of a place in the queue."""

    def __init__(self, settings: DeskSettings) -> None:
        self._settings = settings

    async def of_new(self, tx: Transaction, priority: int, now: datetime) -> Outlook:
        """For one who would begin to wait now."""
        return (await self._at(tx, [await queue.place_of_new(tx, priority)], now))[0]

    async def of(self, tx: Transaction, conversation_ids: Sequence[int], now: datetime) -> dict[int, Outlook]:
        """-> {conversation: its outlook}, of those that are in the queue."""
        places = await queue.positions(tx, conversation_ids)
        found = await self._at(tx, list(places.values()), now) if places else []
        return dict(zip(places, found, strict=True))

    async def _at(self, tx: Transaction, positions: Sequence[int], now: datetime) -> list[Outlook]:
        rules = await self._settings.current(tx)
        there = await at_work(tx, rules, now)
        handling = usual_handling(await queue.last_stays(tx), timedelta(minutes=rules.practice.handling))
        opening = rules.calendar.next_opening(now)
        return [outlook(position, there, handling, opening, now) for position in positions]
