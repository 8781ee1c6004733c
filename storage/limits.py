"""How fast may we send? One rule (GCRA, the leaky bucket as a meter) kept in memory, or in Redis for many processes.

Redis away: each process keeps its own meter meanwhile; the provider's own 429 remains the last word.
"""

import logging
import time
from typing import Protocol

import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


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


_RESERVE = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local arrival = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now) + ARGV[1]
local wait = math.max(0, arrival - now - ARGV[1] * ARGV[2])
if wait <= tonumber(ARGV[3]) then
  redis.call('SET', KEYS[1], string.format('%.6f', arrival), 'PX', math.ceil((arrival - now) * 1000) + 1000)
end
return string.format('%.6f', wait)
"""


class RedisLimiter:
    """Meters shared by every process. A Redis that failed is left alone for a while: nobody's answer waits for it."""

    ALONE_S = 5.0

    def __init__(self, url: str) -> None:
        once = Retry(NoBackoff(), 0)
        self._client = redis.Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=0.5, retry=once)
        self._alone_until = 0.0
        self._reserve = self._client.register_script(_RESERVE)
        self._alone = LocalLimiter()

    async def reserve(self, key: str, interval: float, burst: int, patience: float) -> float:
        if time.monotonic() >= self._alone_until:
            try:
                return float(await self._reserve(keys=[f"tawasul:rate:{key}"], args=[interval, burst, patience]))
            except (RedisError, OSError) as error:
                self._leave_alone(error)
        return await self._alone.reserve(key, interval, burst, patience)

    def _leave_alone(self, error: Exception) -> None:
        now = time.monotonic()
        if now >= self._alone_until:
            log.warning("redis is away, rates are kept per process: %s", type(error).__name__)
        self._alone_until = now + self.ALONE_S

    async def close(self) -> None:
        await self._client.aclose()
