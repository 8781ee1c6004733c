"""Who looks at a conversation and who types in it: passing news, kept in memory and carried by hints, never stored.

Without Redis each process knows its own alone.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import orjson

from storage.hints import LocalHints

PREFIX = "live:"
VIEWED_FOR_S = 25.0  # consoles say every ten seconds what they look at
TYPED_FOR_S = 6.0


@dataclass(frozen=True, slots=True)
class Viewer:
    id: int
    name: str
    composing: bool


@dataclass(slots=True)
class _Seen:
    viewer: Viewer
    at: float


class Live:
    """`on_viewing`, `on_typing` are called with the conversation of which something is new."""

    def __init__(self, hints: LocalHints, clock: Callable[[], float] = time.monotonic) -> None:
        self._hints, self._clock = hints, clock
        self._views: dict[int, dict[int, _Seen]] = {}
        self.on_viewing: Callable[[int], None] = lambda _: None
        self.on_typing: Callable[[int], None] = lambda _: None
        hints.listen(PREFIX, self._heard)

    def view(self, conversation_id: int, staff_id: int, name: str, *, composing: bool) -> None:
        """A colleague has the conversation open, and perhaps writes in it."""
        self._tell({"c": conversation_id, "s": staff_id, "n": name, "w": composing})

    def leave(self, conversation_id: int, staff_id: int) -> None:
        self._tell({"c": conversation_id, "s": staff_id})

    def type(self, conversation_id: int) -> None:
        """The person writes."""
        self._tell({"c": conversation_id})

    def viewers(self, conversation_id: int) -> list[Viewer]:
        """By name; who has not been heard of for a while is no viewer any more, and soon not composing."""
        now, seen = self._clock(), self._views.get(conversation_id, {})
        there = [s for s in seen.values() if now - s.at < VIEWED_FOR_S]
        found = [Viewer(s.viewer.id, s.viewer.name, s.viewer.composing and now - s.at < TYPED_FOR_S) for s in there]
        return sorted(found, key=lambda v: (v.name, v.id))

    def composing(self, conversation_id: int) -> bool:
        return any(v.composing for v in self.viewers(conversation_id))

    def sweep(self) -> None:
        """Forget who has gone, and say so."""
        now = self._clock()
        for conversation_id, seen in tuple(self._views.items()):
            gone = [key for key, s in seen.items() if now - s.at >= VIEWED_FOR_S]
            for key in gone:
                del seen[key]
            if not seen:
                del self._views[conversation_id]
            if gone:
                self.on_viewing(conversation_id)

    def _tell(self, news: dict[str, object]) -> None:
        self._hints.notify(PREFIX + orjson.dumps(news).decode())

    def _heard(self, topic: str) -> None:
        news = orjson.loads(topic.removeprefix(PREFIX))
        conversation_id, staff_id = news["c"], news.get("s")
        if staff_id is None:
            self.on_typing(conversation_id)
            return
        seen = self._views.setdefault(conversation_id, {})
        before = seen.get(staff_id)
        if "n" in news:
            seen[staff_id] = _Seen(Viewer(staff_id, news["n"], news["w"]), self._clock())
        else:
            seen.pop(staff_id, None)
        after = seen.get(staff_id)
        if (before and before.viewer) != (after and after.viewer):
            self.on_viewing(conversation_id)
