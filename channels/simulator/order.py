"""A checked send on its way into the ledger: faults first, then the provider's refusals, then the record."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from channels.simulator.call import CUT, Answer, Call
from channels.simulator.errors import Refused
from channels.simulator.faults import Fault, FaultKind
from channels.simulator.ledger import Sent
from channels.simulator.world import World


@dataclass(frozen=True, slots=True)
class Order:
    """What one call asks to send. `callback` is where statuses go (Twilio) or what they echo (Meta)."""

    channel: str
    to: str
    text: str
    raw: Mapping[str, Any]
    kind: str = "text"
    buttons: tuple[tuple[str, str], ...] = ()
    media: tuple[str, ...] = ()
    callback: str | None = None


Announce = Callable[[Sent, str | None, int | None], None]
"""Schedules a message's statuses: (sent, callback, code of a failure or None)."""

Fetch = Callable[[str], Awaitable[bool]]
"""Fetches the file behind a URL, as providers do; False where there is none."""


class Provider(ABC):
    """What the three APIs share: one way from a call to the ledger. Each words its own answers."""

    nonsense: Refused

    def __init__(self, world: World, announce: Announce, fetch: Fetch) -> None:
        self.world = world
        self._announce = announce
        self._fetch = fetch

    async def handle(self, call: Call) -> Answer:
        """One call; refusals, and parameters of the wrong shape, come back in the provider's words."""
        try:
            return await self.route(call)
        except Refused as refused:
            return self.error(refused)
        except (AttributeError, KeyError, TypeError, ValueError):
            return self.error(self.nonsense)

    @abstractmethod
    async def route(self, call: Call) -> Answer:
        """Check the credentials, find the method, do it. Raises Refused."""

    @abstractmethod
    def error(self, refused: Refused) -> Answer:
        """The error's status and body."""

    @abstractmethod
    def limited(self, fault: Fault) -> Answer:
        """429."""

    @abstractmethod
    def broken(self, status: int) -> Answer:
        """5xx."""

    @abstractmethod
    def receipt(self, sent: Sent) -> Answer:
        """The answer to an accepted message."""

    @abstractmethod
    def unfetched(self, order: Order) -> int:
        """The code of the failed status where a file's URL gave nothing; or Refused, if that is told at once."""

    async def accept(
        self, order: Order, provider_id: str, *, check: Callable[[], None], late: Callable[[], int | None]
    ) -> Answer:
        """One send from beginning to end.

        `check` raises Refused for what is refused at once; `late` gives the code of what is refused afterwards.
        """
        fault = self.world.faults.take(order.channel, order.to) or self._too_fast(order)
        if fault and not _recorded(fault):
            return self._early(fault)
        try:
            check()
            fetched = all([await self._fetch(url) for url in order.media if "://" in url])
            code = None if fetched else self.unfetched(order)
        except Refused as refused:
            return self.error(refused)
        sent = self._sent(order, provider_id)
        self.world.ledger.record(sent)
        answer = replace(self.receipt(sent), early=f"{sent.channel}/{provider_id}")
        failing = fault.code if fault and fault.kind is FaultKind.FAIL else code or late()
        self._announce(sent, order.callback, failing)
        return self._late(fault, answer)

    def _too_fast(self, order: Order) -> Fault | None:
        world = self.world
        return world.pace.exceeded(order.channel, order.to, world.now()) if world.options.paced else None

    def _sent(self, order: Order, provider_id: str) -> Sent:
        shown = (order.channel, order.to, order.text, order.buttons, order.raw)
        return Sent(*shown, self.world.now(), provider_id, order.kind, order.media)

    def _early(self, fault: Fault) -> Answer:
        """Answers for sends that were not accepted."""
        match fault.kind:
            case FaultKind.RATE_LIMIT:
                return self.limited(fault)
            case FaultKind.REJECT:
                return self.error(Refused(fault.code, fault.detail, status=fault.status))
            case FaultKind.REFUSE:
                return CUT
            case _:
                return self.broken(fault.status)

    def _late(self, fault: Fault | None, answer: Answer) -> Answer:
        """Answers for sends that were accepted, whatever the caller gets to see."""
        if fault is None:
            return answer
        match fault.kind:
            case FaultKind.SLOW:
                return replace(answer, delay=fault.seconds)
            case FaultKind.DROP:
                return replace(answer, cut=True)
            case FaultKind.MALFORMED:
                return replace(answer, body=answer.body[: len(answer.body) // 2])
            case FaultKind.SERVER_ERROR:
                return replace(self.broken(fault.status), early=answer.early)
            case _:
                return answer


def _recorded(fault: Fault) -> bool:
    kinds = {FaultKind.SLOW, FaultKind.DROP, FaultKind.MALFORMED, FaultKind.FAIL}
    return fault.recorded or fault.kind in kinds
