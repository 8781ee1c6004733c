"""A checked send on its way into the ledger: faults first, then the provider's refusals, then the record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from channels.simulator.call import CUT, Answer
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


class Manners(Protocol):
    """How one provider words its answers."""

    def error(self, refused: Refused) -> Answer:
        """The error's status and body."""

    def limited(self, fault: Fault) -> Answer:
        """429."""

    def broken(self, status: int) -> Answer:
        """5xx."""


Announce = Callable[[Sent, str | None, int | None], None]
"""Schedules a message's statuses: (sent, callback, code of a failure or None)."""


def accept(
    world: World,
    manners: Manners,
    announce: Announce,
    order: Order,
    *,
    check: Callable[[], None],
    late: Callable[[], int | None],
    receipt: Callable[[Sent], Answer],
    provider_id: str,
) -> Answer:
    """One send from beginning to end.

    `check` raises Refused for what the provider refuses at once; `late` gives the code of what it refuses afterwards.
    """
    fault = world.faults.take(order.channel, order.to)
    if fault and not _recorded(fault):
        return _early(manners, fault)
    try:
        check()
    except Refused as refused:
        return manners.error(refused)
    sent = Sent(
        order.channel, order.to, order.text, order.buttons, order.raw, world.now(), provider_id, order.kind, order.media
    )
    world.ledger.record(sent)
    answer = replace(receipt(sent), early=f"{sent.channel}/{provider_id}")
    announce(sent, order.callback, fault.code if fault and fault.kind is FaultKind.FAIL else late())
    return _late(manners, fault, answer)


def _recorded(fault: Fault) -> bool:
    kinds = {FaultKind.SLOW, FaultKind.DROP, FaultKind.MALFORMED, FaultKind.FAIL}
    return fault.recorded or fault.kind in kinds


def _early(manners: Manners, fault: Fault) -> Answer:
    """Answers for sends that were not accepted."""
    match fault.kind:
        case FaultKind.RATE_LIMIT:
            return manners.limited(fault)
        case FaultKind.REJECT:
            return manners.error(Refused(fault.code, fault.detail, status=fault.status))
        case FaultKind.REFUSE:
            return CUT
        case _:
            return manners.broken(fault.status)


def _late(manners: Manners, fault: Fault | None, answer: Answer) -> Answer:
    """Answers for sends that were accepted, whatever the caller gets to see."""
    match fault.kind if fault else None:
        case FaultKind.SLOW:
            return replace(answer, delay=fault.seconds if fault else 0.0)
        case FaultKind.DROP:
            return replace(answer, cut=True)
        case FaultKind.MALFORMED:
            return replace(answer, body=answer.body[: len(answer.body) // 2])
        case FaultKind.SERVER_ERROR:
            return replace(manners.broken(fault.status if fault else 500), early=answer.early)
        case _:
            return answer
