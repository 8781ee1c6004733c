"""The desk over a real database, its clock in the test's hands: nothing moves but by `look`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from handoff.desk import Desk
from handoff.desk_config import Desk as DeskConfig
from handoff.desk_settings import DeskSettings
from handoff.outlook import Outlook
from storage import conversations, escalations, presence, turns
from storage.conversations import Owner, Settled
from storage.db import Database
from storage.escalations import EscalationView
from storage.hints import LocalHints
from tests.handoff.channels import real_channels
from tests.storage.people import colleague, conversation

OPEN = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # a Tuesday, nine in Riyadh, when nobody prays
LEASE = timedelta(seconds=30)


class Plain:
    """Words by which a test tells what was told."""

    def place(self, locale: str, outlook: Outlook, now: datetime) -> str:
        return f"{locale}:{outlook.position}:{outlook.wait_minutes}:{outlook.opening and 'closed'}"


@dataclass(slots=True)
class Office:
    """`now` is the desk's clock; `at` moves it on."""

    db: Database
    desk: Desk
    settings: DeskSettings
    now: datetime = OPEN
    people: dict[str, int] = field(default_factory=dict)

    async def look(self, minutes: float = 0) -> None:
        """Time passes, and the desk looks around."""
        self.now += timedelta(minutes=minutes)
        await self.desk.once()

    async def comes(self, name: str, *, role: str = "agent", status: Any = "online", **columns: Any) -> int:
        """A colleague opens the console and says what they are."""
        if name not in self.people:
            self.people[name] = await colleague(self.db, name, role)
        who = self.people[name]
        async with self.db.transaction() as tx:
            await presence.seen(tx, [who], self.now)
            await presence.choose(tx, who, status, None, self.now)
            for column, value in columns.items():
                await tx.execute(text(f"UPDATE staff SET {column} = :v WHERE id = :i"), {"v": value, "i": who})
        return who

    async def still_there(self, *names: str) -> None:
        async with self.db.transaction() as tx:
            await presence.seen(tx, [self.people[name] for name in names], self.now)

    async def calls(self, priority: int = 0, reason: str = "request_human", told: Any = None) -> int:
        """Somebody new writes, and the bot calls for a person."""
        where = await conversation(self.db, at=self.now)
        async with self.db.transaction() as tx:
            [taken] = await conversations.claim(tx, "w", self.now, limit=1, lease=LEASE)
            owner = Owner("queued", reason, priority, told)
            done = tuple(p.inbox_id for p in taken.pending)
            await turns.settle(tx, "w", [Settled(taken, {}, done, (), owner)], self.now)
        return where

    async def stay(self, where: int) -> EscalationView:
        async with self.db.read() as tx:
            return (await escalations.latest(tx, [where]))[where]

    async def holder(self, where: int) -> int | None:
        found = await self.stay(where)
        return found.staff_id if found.owner == "staff" else None

    async def told(self, where: int) -> Sequence[str]:
        query = "SELECT text FROM message WHERE conversation_id = :i AND author = 'system' ORDER BY seq"
        async with self.db.read() as tx:
            return list((await tx.execute(text(query), {"i": where})).scalars())

    async def audit(self, where: int) -> list[str]:
        query = "SELECT action FROM audit WHERE subject = :s ORDER BY id"
        async with self.db.read() as tx:
            return list((await tx.execute(text(query), {"s": f"conversation:{where}"})).scalars())


def office(db: Database, folder: Path, **practice: Any) -> Office:
    config = DeskConfig.model_validate({"practice": practice})
    settings = DeskSettings(config)
    made = Office(db, None, settings)  # type: ignore[arg-type]
    made.desk = Desk(db, LocalHints(), settings, real_channels(folder), Plain(), now=lambda: made.now)
    return made
