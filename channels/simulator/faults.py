"""Troubles on order: what a provider does wrong on the next calls, for whom, and how often."""

import random
from dataclasses import dataclass
from enum import StrEnum

from channels.simulator.ledger import address


class FaultKind(StrEnum):
    """How a send goes wrong. `DROP` and `SLOW` have accepted the message; `REFUSE` has not."""

    RATE_LIMIT = "rate_limit"  # 429 with the provider's way of saying how long to wait
    SERVER_ERROR = "server_error"  # 5xx; the message is recorded only if the fault says so
    SLOW = "slow"  # accepted at once, answered late
    DROP = "drop"  # accepted, then the connection is cut before the answer
    REFUSE = "refuse"  # the connection is cut, nothing is accepted
    MALFORMED = "malformed"  # accepted, and the answer's body is broken
    REJECT = "reject"  # the provider's error with the given code
    FAIL = "fail"  # accepted, then a `failed` status with the given code


@dataclass(frozen=True, slots=True)
class Fault:
    """One trouble. Prefer the functions below, which fill in just what each kind needs."""

    kind: FaultKind
    status: int = 503
    retry_after: float = 1.0
    seconds: float = 0.0
    code: int = 0
    detail: str = ""
    recorded: bool = False


def rate_limit(retry_after: float = 1.0, code: int = 0) -> Fault:
    """429 (at Meta, its error 130429 unless another code is given), with the time to wait."""
    return Fault(FaultKind.RATE_LIMIT, status=429, retry_after=retry_after, code=code)


def server_error(status: int = 503, *, recorded: bool = False) -> Fault:
    """A 5xx; `recorded` makes it the nastier one that has accepted the message all the same."""
    return Fault(FaultKind.SERVER_ERROR, status=status, recorded=recorded)


def slow(seconds: float) -> Fault:
    """Accept, then answer only after so many seconds."""
    return Fault(FaultKind.SLOW, seconds=seconds)


def drop() -> Fault:
    """Accept, then cut the connection before answering."""
    return Fault(FaultKind.DROP)


def refuse() -> Fault:
    """Cut the connection without accepting."""
    return Fault(FaultKind.REFUSE)


def malformed() -> Fault:
    """Accept, and answer with half a body."""
    return Fault(FaultKind.MALFORMED)


def reject(code: int, status: int = 400, detail: str = "") -> Fault:
    """Answer with the provider's error of that code (for Telegram: its HTTP status, `detail` the description)."""
    return Fault(FaultKind.REJECT, code=code, status=status, detail=detail)


def fail(code: int) -> Fault:
    """Accept, then report `failed` with that code by a status callback."""
    return Fault(FaultKind.FAIL, code=code)


@dataclass(slots=True)
class _Rule:
    fault: Fault
    channel: str | None
    to: str | None
    left: int | None
    chance: float

    def fits(self, channel: str, to: str) -> bool:
        return self.left != 0 and self.channel in (None, channel) and self.to in (None, address(to))


class Faults:
    """The queue of faults. The first rule that fits a send is used up once; with a chance, dice decide (seeded)."""

    def __init__(self, seed: int = 0) -> None:
        self._rules: list[_Rule] = []
        self._dice = random.Random(seed)  # noqa: S311 - reproducible noise, not a secret

    def add(
        self,
        fault: Fault,
        *,
        channel: str | None = None,
        to: str | None = None,
        times: int | None = 1,
        chance: float = 1.0,
    ) -> None:
        """Make the next `times` fitting sends fail so (None: until cleared)."""
        self._rules.append(_Rule(fault, channel, None if to is None else address(to), times, chance))

    def clear(self) -> None:
        """All is well again."""
        self._rules.clear()

    def take(self, channel: str, to: str) -> Fault | None:
        """The fault that befalls this send, if any; it is used up."""
        for rule in self._rules:
            if rule.fits(channel, to) and (rule.chance >= 1 or self._dice.random() < rule.chance):
                self._use(rule)
                return rule.fault
        return None

    def _use(self, rule: _Rule) -> None:
        if rule.left is not None:
            rule.left -= 1
            if rule.left == 0:
                self._rules.remove(rule)
