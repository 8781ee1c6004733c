"""Lock-out: tries are counted against what tries, and the waits grow.

| who tries                                  | counted against        | free | then waits           |
|--------------------------------------------|------------------------|------|----------------------|
| a browser that this account signed in with | that browser           | 5    | 30 s, doubling to 15 min |
| any other                                  | the account            | 5    | 1 min, doubling to 1 h |
|                                            | and its network        | 20   | 1 min, doubling to 1 h |

So a stranger shuts out at most strangers: whoever has signed in here before gets in with the right password, whatever
others try at their account or from their network. Failures are forgotten a day after the last. A good try gives back
its own count, and clears the account's or the browser's; a network's stays, or one good account would feed many tries.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from handoff.auth.errors import LockedOut
from storage import trials
from storage.db import Transaction

FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    free: int
    first: timedelta
    longest: timedelta

    def wait(self, failures: int) -> timedelta:
        """How long nobody may try after so many failures in a row."""
        over = failures - self.free
        return min(self.first * 2 ** min(over, 20), self.longest) if over >= 0 else timedelta()


_RULES = {
    "account": Rule(5, timedelta(minutes=1), timedelta(hours=1)),
    "network": Rule(20, timedelta(minutes=1), timedelta(hours=1)),
    "device": Rule(5, timedelta(seconds=30), timedelta(minutes=15)),
    "session": Rule(5, timedelta(seconds=30), timedelta(minutes=15)),
}


def keys(email: str, address: str | None, device: str | None) -> tuple[str, ...]:
    """What a try is counted against. E-mails stand here hashed: many are of people who do not work here."""
    if device is not None:
        return (f"device|{device}",)
    return _hashed("account", email.casefold()), _hashed("network", network(address))


def network(address: str | None) -> str:
    """What one customer of a provider holds: an IPv4 address, or an IPv6 network of 64 bits."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(IPv6Address(int(found) >> 64 << 64))
    return str(found)


def _hashed(kind: str, what: str) -> str:
    return f"{kind}|{hashlib.sha256(what.encode()).hexdigest()}"


async def count(tx: Transaction, counted: tuple[str, ...], now: datetime) -> None:
    """Before each try, good or not. Raises LockedOut; then the transaction must not commit."""
    await trials.forget(tx, now - 2 * FORGOTTEN)
    for key in sorted(counted):  # in one order, so that two never wait for each other
        tried = await trials.count(tx, key, now, FORGOTTEN)
        if isinstance(tried, datetime):
            raise LockedOut(round((tried - now).total_seconds()))
        wait = _RULES[key.partition("|")[0]].wait(tried)
        if wait:
            await trials.lock(tx, key, now + wait)


async def forgive(tx: Transaction, counted: tuple[str, ...], *, clear: bool) -> None:
    """After a good try; `clear` when it went all the way."""
    for key in sorted(counted):
        if clear and not key.startswith("network|"):
            await trials.clear(tx, key)
        else:
            await trials.forgive(tx, key)
