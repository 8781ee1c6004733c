"""Wake-ups between the parts: hints only. Losing every one of them costs latency, never a message.

`LocalHints` serves one process, `storage.redis` carries the same hints between several.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterator

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
