"""Wake-ups between the parts: hints only. Losing every one of them costs latency, never a message.

`LocalHints` serves one process. `RedisHints` carries the same hints between processes over one publish/subscribe
channel; when Redis is away it stays silent, tries again, and the pollers go on.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator

import redis.asyncio as redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

INBOX, OUTBOX, MEDIA, CONSOLE, DESK = "inbox", "outbox", "media", "console", "desk"
KNOWLEDGE, TRAINING = "knowledge", "training"


def conversation_topic(conversation_id: int) -> str:
    return f"conversation:{conversation_id}"


def composing_topic(conversation_id: int) -> str:
    """A colleague writes to the person at this moment."""
    return f"composing:{conversation_id}"


def staff_topic(staff_id: int) -> str:
    """A session of theirs ended, or what they may do has changed."""
    return f"staff:{staff_id}"


class Subscription:
    """Remembers a hint that came while nobody was waiting."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def poke(self) -> None:
        self._event.set()

    def taken(self) -> bool:
        """Whether there was a hint since the last time."""
        was = self._event.is_set()
        self._event.clear()
        return was

    async def wait(self, timeout: float) -> bool:
        """Until the next hint, or `timeout` seconds; -> whether there was one.

        `asyncio.wait_for` of Python 3.11 forgets a cancellation that comes together with the hint.
        """
        try:
            async with asyncio.timeout(timeout):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True


class LocalHints:
    """Hints within this process."""

    def __init__(self) -> None:
        self._subscriptions: dict[str, set[Subscription]] = defaultdict(set)
        self._listeners: dict[str, Callable[[str], None]] = {}

    def notify(self, *topics: str) -> None:
        self.deliver(topics)

    def listen(self, prefix: str, listener: Callable[[str], None]) -> None:
        """Give `listener` every topic that begins so, whole: for news that are worth nothing a moment later."""
        self._listeners[prefix] = listener

    def deliver(self, topics: tuple[str, ...]) -> None:
        for topic in topics:
            for prefix, listener in self._listeners.items():
                if topic.startswith(prefix):
                    listener(topic)
            for subscription in tuple(self._subscriptions.get(topic, ())):
                subscription.poke()

    @contextlib.contextmanager
    def subscribe(self, topic: str) -> Iterator[Subscription]:
        subscription = Subscription()
        self._subscriptions[topic].add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions[topic].discard(subscription)
            if not self._subscriptions[topic]:
                del self._subscriptions[topic]

    async def start(self) -> None: ...

    async def close(self) -> None: ...


class RedisHints(LocalHints):
    """Hints across processes. Own hints are delivered locally at once and published besides."""

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

    async def _forever(self, step: object) -> None:
        while True:
            try:
                await step()  # type: ignore[operator]
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
