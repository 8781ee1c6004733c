"""Many people who each ask once, behind providers that deliver every webhook again until it is acknowledged."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from itertools import count
from typing import Protocol

from sqlalchemy import text

from channels.simulator import Simulator, Webhook
from storage.db import Database
from tests.waiting import until

QUESTION = "متى يأتيني الرد على طلبي؟"
CHANNELS = ("telegram", "whatsapp_cloud", "twilio_whatsapp")
_numbers = count(1)


class Place(Protocol):
    """Where the product runs: in this process or in others."""

    @property
    def simulator(self) -> Simulator: ...

    @property
    def db(self) -> Database: ...


class Crowd:
    """Writes, insists, and knows in the end who was answered."""

    def __init__(self, site: Place) -> None:
        self.site = site
        self.said: list[Webhook] = []
        self.waiting: list[Webhook] = []

    def question(self, channel: str, *, picture: bytes | None = None) -> Webhook:
        """Somebody new asks, with a picture or without."""
        number, draft = next(_numbers), self.site.simulator.draft
        sender = str(8_000_000 + number) if channel == "telegram" else f"9665{number:08d}"
        if picture:
            webhook = draft.send_media(channel, sender, picture, "image/png", caption=QUESTION)
        else:
            webhook = draft.say(channel, sender, QUESTION)
        self.said.append(webhook)
        return webhook

    async def ask(self, webhooks: Iterable[Webhook]) -> None:
        """Deliver at once; what is not acknowledged is kept for later."""
        await asyncio.gather(*(self._deliver(webhook) for webhook in webhooks))

    async def _deliver(self, webhook: Webhook) -> None:
        try:
            acknowledged = 200 <= (await self.site.simulator.post(webhook)).status < 300
        except (OSError, TimeoutError):
            acknowledged = False
        if not acknowledged:
            self.waiting.append(webhook)

    @asynccontextmanager
    async def asking(self, pause: float = 0.02) -> AsyncIterator[None]:
        """Meanwhile new people ask, on every channel; on leaving, whatever is under way is seen to its end."""
        over = asyncio.Event()

        async def ask() -> None:
            while not over.is_set():
                await asyncio.gather(self.ask(map(self.question, CHANNELS)), asyncio.sleep(pause))

        task = asyncio.create_task(ask())
        try:
            yield
        finally:
            over.set()
            await task

    async def insist(self) -> None:
        """Until the last webhook is acknowledged."""

        async def all_acknowledged() -> bool:
            again, self.waiting = self.waiting, []
            await self.ask(again)
            return not self.waiting

        await until(all_acknowledged)

    async def quiet(self) -> None:
        """Until every event has had its turn and every message has left, failed, or become `unknown`."""

        async def nothing_left() -> bool:
            return not await self._left()

        await until(nothing_left)

    async def _left(self) -> dict[str, int]:
        """Events are counted first: a turn that ends between the two readings has left its messages for the second."""
        events = text("SELECT count(*) FROM inbox WHERE done_at IS NULL AND set_aside_at IS NULL")
        async with self.site.db.read() as tx:
            waiting = (await tx.execute(events)).scalar_one()
            states = {state: n for state, n in (await tx.execute(_STATES)).all() if state in ("pending", "sending")}
        return states | ({"events": waiting} if waiting else {})

    async def verdict(self) -> Counter[str]:
        """How everybody fared: `answered` once, or `unknown` and heard at most once. Anything else is a fault."""
        async with self.site.db.read() as tx:
            rows = (await tx.execute(text("SELECT channel, address, state FROM outbox"))).all()
        states: dict[tuple[str, str], list[str]] = {}
        for channel, address, state in rows:
            states.setdefault((channel, address), []).append(state)
        return Counter(self._fate(w, states.get((w.channel, w.sender), [])) for w in self.said)

    def _fate(self, webhook: Webhook, states: list[str]) -> str:
        heard = len(self.site.simulator.sent_to(webhook.channel, webhook.sender))
        if (states, heard) == (["sent"], 1):
            return "answered"
        if states == ["unknown"] and heard <= 1:
            return "unknown"
        return f"fault: {states} and heard {heard} times"


_STATES = text("SELECT state, count(*) FROM outbox GROUP BY state")
