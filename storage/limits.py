"""How fast may we send? One rule (GCRA, the leaky bucket as a meter) kept in memory; for many processes, in Redis."""

import time
from typing import Protocol


class RateLimiter(Protocol):
    async def reserve(self, key: str, interval: float, burst: int, patience: float) -> float:
        """Take a slot, `interval` seconds apart after `burst` free ones; -> seconds to wait before using it.

        A wait beyond `patience` takes nothing: whoever is put off comes again, and must not have paid for it.
        """

    async def close(self) -> None: ...


class LocalLimiter:
    """One process's meters; those at rest are forgotten."""

    def __init__(self) -> None:
        self._arrivals: dict[str, float] = {}

    async def reserve(self, key: str, interval: float, burst: int, patience: float) -> float:
        now = time.monotonic()
        arrival = max(self._arrivals.get(key, now), now) + interval
        wait = max(0.0, arrival - now - interval * burst)
        if wait > patience:
            return wait
        self._arrivals[key] = arrival
        if len(self._arrivals) > 10_000:
            self._arrivals = {k: a for k, a in self._arrivals.items() if a > now}
        return wait

    async def close(self) -> None: ...
