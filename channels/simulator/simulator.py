"""The simulator as tests and benchmarks hold it: start it, order troubles, act as people, read what was sent."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from typing import Self, Unpack

import uvloop

from channels.simulator.acts import Drafts
from channels.simulator.app import ProviderApp
from channels.simulator.control import Control
from channels.simulator.courier import Courier, StatusPlan
from channels.simulator.credentials import SimulatorCredentials
from channels.simulator.faults import Fault
from channels.simulator.http_client import Response
from channels.simulator.ledger import Sent, address
from channels.simulator.server import LoopbackServer
from channels.simulator.twilio_content import add_choices
from channels.simulator.webhook import Delivery, Stamp, Webhook
from channels.simulator.world import Options, Standing, World, utc_now


class Simulator:
    """Twilio, Telegram and Meta on one loopback port.

    `async with Simulator(gateway=…) as simulator:` serves it in the running loop, `with simulator.in_thread():` in a
    loop of its own. `gateway` is where webhooks are posted, `public_url` what they are signed for (default: the same).
    `draft` makes the same signed webhooks as the methods below, without posting them.
    """

    def __init__(
        self,
        *,
        gateway: str | None = None,
        public_url: str | None = None,
        credentials: SimulatorCredentials | None = None,
        clock: Callable[[], datetime] = utc_now,
        options: Options | None = None,
        statuses: StatusPlan | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.credentials = credentials or SimulatorCredentials()
        self.world = World(self.credentials, clock, options=options or Options())
        self.draft = Drafts(self.world, public_url or gateway or "http://127.0.0.1:8000")
        self.courier = Courier(self.world, self.draft.people, gateway)
        self.courier.plan = statuses or StatusPlan()
        self.faults = self.world.faults
        self.app = ProviderApp(self.world, self.courier, Control(self))
        self._server = LoopbackServer(self.app, host, port)

    # life --------------------------------------------------------------------------------------------------------
    async def __aenter__(self) -> Self:
        await self._server.open()
        self.world.base = self._server.base
        self.courier.home = asyncio.get_running_loop()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.courier.close()
        await self._server.close()

    @contextmanager
    def in_thread(self) -> Iterator[Self]:
        """Serve from a thread of its own, for callers that block."""
        loop = uvloop.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self.__aenter__(), loop).result(10)
            try:
                yield self
            finally:
                asyncio.run_coroutine_threadsafe(self.__aexit__(), loop).result(10)
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            loop.close()

    @asynccontextmanager
    async def outage(self) -> AsyncIterator[None]:
        """The providers are unreachable meanwhile: connections are cut and new ones refused."""
        await self._server.close()
        try:
            yield
        finally:
            await self._server.open()

    @property
    def base(self) -> str:
        return self._server.base

    @property
    def gateway(self) -> str | None:
        return self.courier.gateway

    def connect(self, gateway: str, public_url: str | None = None) -> None:
        """Name the gateway once its port is known."""
        self.courier.gateway = gateway
        self.draft.public(public_url or gateway)

    def environment(self) -> dict[str, str]:
        """The variables that point a gateway at this simulator."""
        return self.credentials.environment(self.base)

    # what was sent -----------------------------------------------------------------------------------------------
    @property
    def sent(self) -> list[Sent]:
        return self.world.ledger.sent

    def sent_to(self, channel: str | None = None, to: str | None = None) -> Sequence[Sent]:
        return self.world.ledger.to(channel, to)

    async def wait_for(
        self, channel: str | None = None, to: str | None = None, count: int = 1, timeout: float = 10.0
    ) -> Sequence[Sent]:
        """At least `count` messages to this person. Raises NothingReceived."""
        return await self.world.ledger.wait_for(channel, to, count, timeout)

    # scenario ----------------------------------------------------------------------------------------------------
    def fault(
        self,
        fault: Fault,
        *,
        channel: str | None = None,
        to: str | None = None,
        times: int | None = 1,
        chance: float = 1.0,
    ) -> None:
        """The next `times` sends (None: all) on that channel, to that person, go wrong."""
        self.faults.add(fault, channel=channel, to=to, times=times, chance=chance)

    def statuses(self, plan: StatusPlan) -> None:
        """How statuses travel from now on."""
        self.courier.plan = plan

    def release_statuses(self) -> None:
        """Let go of statuses that a `held` plan kept back."""
        self.courier.release()

    async def settled(self) -> None:
        """Wait until every planned status has been posted."""
        await self.courier.settled()

    def stand(self, channel: str, to: str, standing: Standing | None) -> None:
        """Make a person blocked, opted out or unknown; None: normal again. Tells the gateway nothing."""
        if standing is None:
            self.world.standing.pop((channel, address(to)), None)
        else:
            self.world.standing[channel, address(to)] = standing

    def add_choice_content(self, number: int) -> str:
        """A ContentSid at Twilio for that many choices: variables are the text, then each choice's title and id."""
        return add_choices(self.world, number)

    def advance(self, by: timedelta) -> None:
        """Move the simulated time, for the 24-hour window and for media links."""
        self.world.skew += by

    def open_window(self, channel: str, to: str, at: datetime | None = None) -> None:
        """As if this person had just written."""
        self.world.heard_from(channel, to, at or self.world.now())

    # people ------------------------------------------------------------------------------------------------------
    async def post(self, webhook: Webhook) -> Delivery:
        """Post a drafted webhook, again if wanted: the same ids are a redelivery."""
        return await self.courier.post(webhook)

    async def insist(self, webhook: Webhook, within: float = 30.0) -> Delivery:
        """Post until the gateway answers 2xx, as Telegram and Meta do. Raises NotAcknowledged."""
        return await self.courier.insist(webhook, within)

    async def say(self, channel: str, sender: str, text: str, **stamp: Unpack[Stamp]) -> Delivery:
        return await self.post(self.draft.say(channel, sender, text, **stamp))

    async def press(self, channel: str, sender: str, choice: str, **stamp: Unpack[Stamp]) -> Delivery:
        """Press the newest button with that title or payload. Raises NoSuchButton."""
        return await self.post(self.draft.press(channel, sender, choice, **stamp))

    async def send_media(
        self,
        channel: str,
        sender: str,
        content: bytes,
        mime: str,
        *,
        kind: str = "",
        filename: str | None = None,
        caption: str = "",
        **stamp: Unpack[Stamp],
    ) -> Delivery:
        """Send a file; the simulator serves its bytes. `kind` is image, audio, voice, video or document."""
        draft = self.draft.send_media(
            channel, sender, content, mime, kind=kind, filename=filename, caption=caption, **stamp
        )
        return await self.post(draft)

    async def send_location(
        self, channel: str, sender: str, latitude: float, longitude: float, name: str = "", **stamp: Unpack[Stamp]
    ) -> Delivery:
        return await self.post(self.draft.send_location(channel, sender, latitude, longitude, name, **stamp))

    async def send_contact(
        self, channel: str, sender: str, name: str, phone: str, *, own: bool = False, **stamp: Unpack[Stamp]
    ) -> Delivery:
        return await self.post(self.draft.send_contact(channel, sender, name, phone, own=own, **stamp))

    async def react(self, channel: str, sender: str, target: str, emoji: str, **stamp: Unpack[Stamp]) -> Delivery:
        """React to a message; an empty emoji takes the reaction back."""
        return await self.post(self.draft.react(channel, sender, target, emoji, **stamp))

    async def edit(self, channel: str, sender: str, target: str, text: str, **stamp: Unpack[Stamp]) -> Delivery:
        return await self.post(self.draft.edit(channel, sender, target, text, **stamp))

    async def delete(self, channel: str, sender: str, target: str, **stamp: Unpack[Stamp]) -> Delivery:
        return await self.post(self.draft.delete(channel, sender, target, **stamp))

    async def stop(self, channel: str, sender: str, **stamp: Unpack[Stamp]) -> Delivery:
        """Opt out in the provider's own way: STOP, a blocked bot, Meta's marketing preference."""
        self.stand(channel, sender, Standing.BLOCKED if channel == "telegram" else Standing.OPTED_OUT)
        return await self.post(self.draft.stop(channel, sender, **stamp))

    async def start(self, channel: str, sender: str, **stamp: Unpack[Stamp]) -> Delivery:
        """Take `stop` back."""
        self.stand(channel, sender, None)
        return await self.post(self.draft.start(channel, sender, **stamp))

    async def read(self, sent: Sent) -> None:
        """The person read this message: its `read` status goes out."""
        await self.courier.report(sent, ("read",))

    async def handshake(self, verify_token: str | None = None, challenge: str = "1158201444") -> Response:
        """Meta's GET that a webhook URL must echo."""
        token = self.credentials.whatsapp_verify_token if verify_token is None else verify_token
        query = f"hub.mode=subscribe&hub.verify_token={token}&hub.challenge={challenge}"
        return await self.courier.client.request("GET", f"{self.gateway}/webhooks/whatsapp?{query}")
