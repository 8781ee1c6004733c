"""Carries webhooks to the gateway: what people do, at once; statuses late, repeated and shuffled, as ordered."""

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from channels.simulator.errors import NotAcknowledged
from channels.simulator.http_client import HttpClient
from channels.simulator.ledger import Sent
from channels.simulator.webhook import Delivery, People, Webhook
from channels.simulator.world import World


@dataclass(frozen=True, slots=True)
class StatusPlan:
    """Which statuses follow an accepted message, and how badly they travel.

    `delay`: seconds between two of them, drawn from this range. `copies`: each arrives so often. `shuffled`: in random
    order (seeded). `early`: they arrive before the send's own answer. `held`: they wait for `release`. `attempts`: how
    often a status is posted until the gateway answers 2xx.
    """

    steps: tuple[str, ...] = ("sent", "delivered")
    delay: tuple[float, float] = (0.0, 0.0)
    copies: int = 1
    shuffled: bool = False
    early: bool = False
    held: bool = False
    attempts: int = 3
    seed: int = 0


LOOPBACK = ("127.0.0.1", "localhost", "::1")
SILENT = StatusPlan(steps=())


class Courier:
    """Posts webhooks. `gateway` is where it really connects, whatever public URL was signed; None: nowhere."""

    def __init__(self, world: World, people: Mapping[str, People], gateway: str | None) -> None:
        self.world = world
        self.people = people
        self.gateway = gateway
        self.client = HttpClient()
        self.home: asyncio.AbstractEventLoop | None = None
        self._held: list[Callable[[], None]] = []
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.plan = StatusPlan()

    @property
    def plan(self) -> StatusPlan:
        return self._plan

    @plan.setter
    def plan(self, plan: StatusPlan) -> None:
        self._plan = plan
        self._dice = random.Random(plan.seed)  # noqa: S311 - reproducible noise, not a secret

    async def post(self, webhook: Webhook) -> Delivery:
        """Post once. Raises OSError or TimeoutError when the gateway is not there."""
        if webhook.opens_window:
            self.world.heard_from(webhook.channel, webhook.sender, webhook.at)
        began = time.monotonic()
        response = await self.client.request("POST", self._target(webhook.url), webhook.headers, webhook.body)
        return Delivery(webhook, response.status, response.body, time.monotonic() - began, response.headers)

    async def fetch(self, url: str) -> bool:
        """Fetch a file that a send points at, once, as the providers do. Only from the gateway and from loopback."""
        ours = self.gateway is not None and url.startswith(f"{self.world.public_url}/")
        if not self.world.options.fetch_media or not (ours or urlsplit(url).hostname in LOOPBACK):
            return True
        try:
            response = await self.client.request("GET", self._target(url) if ours else url)
        except (OSError, TimeoutError):
            return False
        if response.status != 200:
            return False
        self.world.keep_file(url, response.body, response.headers.get("content-type", "application/octet-stream"))
        return True

    def _target(self, url: str) -> str:
        if self.gateway is None:
            raise ConnectionRefusedError("the simulator was given no gateway")
        parts = urlsplit(url)
        return self.gateway + parts.path + (f"?{parts.query}" if parts.query else "")

    def announce(self, sent: Sent, callback: str | None, code: int | None) -> None:
        """Plan a message's statuses; with a code it ends as failed."""
        steps = ("failed",) if code else self._steps(sent.channel)
        if self.gateway is None or not steps:
            return self._remember(sent, steps, code)
        start = partial(self._start, sent, steps, callback, code)
        return self._held.append(start) if self.plan.held else start()

    def _steps(self, channel: str) -> tuple[str, ...]:
        """SMS are never read."""
        return tuple(s for s in self.plan.steps if s != "read" or channel != "twilio_sms")

    def _start(self, sent: Sent, steps: tuple[str, ...], callback: str | None, code: int | None) -> None:
        key = f"{sent.channel}/{sent.provider_id}"
        task = asyncio.get_running_loop().create_task(self._report(sent, steps, callback, code))
        self._tasks[key] = task
        task.add_done_callback(lambda _: self._tasks.pop(key, None))

    async def report(self, sent: Sent, steps: tuple[str, ...]) -> None:
        """Post these statuses of a message now."""
        await self._report(sent, steps, callback_of(sent), None)

    async def _report(self, sent: Sent, steps: tuple[str, ...], callback: str | None, code: int | None) -> None:
        self._remember(sent, steps, code)
        order = [step for step in steps for _ in range(self.plan.copies)]
        if self.plan.shuffled:
            self._dice.shuffle(order)
        for step in order:
            webhook = self.people[sent.channel].status(sent, step, callback, code)
            if webhook is None:
                return
            if self.plan.delay[1]:
                await asyncio.sleep(self._dice.uniform(*self.plan.delay))
            await self._try(webhook)

    def _remember(self, sent: Sent, steps: tuple[str, ...], code: int | None) -> None:
        if steps:
            self.world.statuses[sent.provider_id] = (steps[-1], code)

    async def insist(self, webhook: Webhook, within: float) -> Delivery:
        """Post again and again, a little more slowly each time, until 2xx. Raises NotAcknowledged."""
        deadline, pause, last = time.monotonic() + within, 0.05, "nothing"
        while time.monotonic() < deadline:
            try:
                delivery = await self.post(webhook)
            except (OSError, TimeoutError) as error:
                last = type(error).__name__
            else:
                if 200 <= delivery.status < 300:
                    return delivery
                last = str(delivery.status)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 1.0)
        raise NotAcknowledged(f"{webhook.channel} {webhook.message_id}: {last} after {within} s")

    async def _try(self, webhook: Webhook) -> None:
        """A status: so many attempts as planned, then given up."""
        for attempt in range(self.plan.attempts):
            try:
                delivery = await self.post(webhook)
            except (OSError, TimeoutError):
                await asyncio.sleep(0.1 * 2**attempt)
                continue
            if 200 <= delivery.status < 300:
                return

    def release(self) -> None:
        """Let go of the statuses that were held back; in the simulator's own loop, whoever asks."""
        held, self._held = self._held, []
        for start in held:
            if self._at_home():
                start()
            elif self.home:
                self.home.call_soon_threadsafe(start)

    def _at_home(self) -> bool:
        return self.home in (None, asyncio.get_running_loop())

    async def settled(self, key: str | None = None) -> None:
        """Wait until the statuses of one message, or all, have been posted."""
        if self.home and not self._at_home():
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self.settled(key), self.home))
            return
        tasks = [self._tasks[key]] if key in self._tasks else [] if key else list(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks)

    async def close(self) -> None:
        for task in list(self._tasks.values()):
            task.cancel()
        await self.settled()
        await self.client.close()


def callback_of(sent: Sent) -> str | None:
    """Where a message's statuses go (Twilio), or what they echo (Meta)."""
    value = sent.raw.get("StatusCallback") or sent.raw.get("biz_opaque_callback_data")
    return None if value is None else str(value)
