"""What several processes share over Redis: the wake-ups and the meters. Imported only where REDIS_URL names one.

Redis away costs time and no message: hints fall silent while the pollers go on, each process keeps meters of its own,
and the provider's 429 remains the last word.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable

import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from storage.hints import LocalHints
from storage.limits import LocalLimiter

log = logging.getLogger(__name__)


class RedisHints(LocalHints):
    """Hints across processes, on one publish/subscribe channel. Own hints are delivered here at once besides."""

    CHANNEL = "tawasul:hints"

    def __init__(self, url: str) -> None:
        super().__init__()
        self._client = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=None)
        self._outgoing: asyncio.Queue[str] = asyncio.Queue(maxsize=10_000)
        self._tasks: list[asyncio.Task[None]] = []

    def notify(self, *topics: str) -> None:
        self.deliver(topics)
        for topic in topics:
            with contextlib.suppress(asyncio.QueueFull):
                self._outgoing.put_nowait(topic)

    async def start(self) -> None:
        self._tasks = [asyncio.create_task(self._forever(step)) for step in (self._publish, self._listen)]

    async def _forever(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await step()
            except (RedisError, OSError) as error:
                log.warning("redis is away, polling goes on: %s", type(error).__name__)
                await asyncio.sleep(1)

    async def _publish(self) -> None:
        topics = [await self._outgoing.get()]
        while not self._outgoing.empty():
            topics.append(self._outgoing.get_nowait())
        await self._client.publish(self.CHANNEL, "\n".join(dict.fromkeys(topics)))

    async def _listen(self) -> None:
        async with self._client.pubsub() as pubsub:
            await pubsub.subscribe(self.CHANNEL)
            async for message in pubsub.listen():
                if message["type"] == "message":
                    self.deliver(tuple(message["data"].decode().split("\n")))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()


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
