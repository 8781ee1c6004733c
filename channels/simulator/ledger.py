"""What the gateway sent: the record that tests and benchmarks read."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from channels.simulator.errors import NoSuchButton, NothingReceived

CHANNELS = ("twilio_sms", "twilio_whatsapp", "telegram", "whatsapp_cloud")


@dataclass(frozen=True, slots=True)
class Sent:
    """One message that a provider accepted. `to` is a bare number or chat id, `tick` the machine's monotonic clock.

    `kind` is text, buttons, list, template, location, contacts or the kind of the media; `media` holds ids of files
    uploaded to the simulator, or URLs. `tick` compares across processes of one machine, for latencies.
    """

    channel: str
    to: str
    text: str
    buttons: tuple[tuple[str, str], ...]
    raw: Mapping[str, Any]
    at: datetime
    provider_id: str
    kind: str = "text"
    media: tuple[str, ...] = ()
    tick: float = field(default_factory=time.monotonic)


def address(to: str) -> str:
    """One spelling for an address however it was written: `whatsapp:+9665…`, `+9665…` and `9665…` are one person."""
    return to.removeprefix("whatsapp:").removeprefix("+")


class Ledger:
    """All sent messages in order, findable by recipient, with waiting."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self._to: dict[tuple[str, str], list[Sent]] = defaultdict(list)
        self._by_id: dict[str, Sent] = {}
        self._waiting: list[asyncio.Future[None]] = []

    def record(self, sent: Sent) -> None:
        """Keep a message and wake whoever waits, in whichever thread's loop."""
        self.sent.append(sent)
        self._to[sent.channel, address(sent.to)].append(sent)
        self._by_id[f"{sent.channel}/{sent.provider_id}"] = sent
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            future.get_loop().call_soon_threadsafe(_wake, future)

    def to(self, channel: str | None = None, to: str | None = None) -> Sequence[Sent]:
        """Messages to one person, or on one channel, or all, in the order in which they were accepted."""
        if channel is not None and to is not None:
            return tuple(self._to.get((channel, address(to)), ()))
        wanted = None if to is None else address(to)
        return [
            sent
            for sent in self.sent
            if channel in (None, sent.channel) and (wanted is None or address(sent.to) == wanted)
        ]

    def get(self, channel: str, provider_id: str) -> Sent | None:
        """The message with this provider id, if it was ours."""
        return self._by_id.get(f"{channel}/{provider_id}")

    def button(self, channel: str, to: str, choice: str) -> tuple[Sent, str, str]:
        """The newest button offered to this person with that title or payload -> (message, title, payload)."""
        for sent in reversed(self.to(channel, to)):
            for title, payload in sent.buttons:
                if choice in (title, payload):
                    return sent, title, payload
        raise NoSuchButton(f"{channel} {to} was never offered {choice!r}")

    async def wait_for(self, channel: str | None, to: str | None, count: int, timeout: float) -> Sequence[Sent]:
        """At least `count` messages, or NothingReceived with what did arrive."""
        deadline = time.monotonic() + timeout
        while len(found := self.to(channel, to)) < count:
            left = deadline - time.monotonic()
            if left <= 0 or not await self._changed(left):
                raise NothingReceived(f"{len(found)} of {count} messages to {channel} {to} within {timeout} s: {found}")
        return found

    async def _changed(self, seconds: float) -> bool:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        done, _ = await asyncio.wait([future], timeout=seconds)
        return bool(done)


def _wake(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)
