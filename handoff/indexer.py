"""The job that takes the words of conversations, so that they are found."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from handoff.folding import phone_forms, references, terms
from storage import words
from storage.db import Database, told
from storage.words import Unread

log = logging.getLogger(__name__)
_OWN_WORDS = frozenset({"visitor", "staff"})


class Indexer:
    """Keeps the words up with what is said, a little behind and never in the way: it rests longer than it works."""

    EVERY_S, SWEEP_EVERY, OVERLAP = 1.0, timedelta(hours=1), timedelta(minutes=2)
    BATCH, REST = 25, 3.0

    def __init__(self, db: Database, now: Callable[[], datetime]) -> None:
        self._db, self._now = db, now
        self._since: datetime | None = None
        self._swept_at: datetime | None = None

    async def run(self) -> None:
        while True:
            began = time.monotonic()
            try:
                busy = await self.once()
            except Exception as error:
                log.error("words could not be taken: %s", told(error))
                busy = 0
            worked = time.monotonic() - began
            await asyncio.sleep(max(self.REST * worked, 0.02) if busy else self.EVERY_S)

    async def once(self) -> int:
        """One batch; -> how many conversations it took words from."""
        now = self._now()
        if self._swept_at is None or now - self._swept_at >= self.SWEEP_EVERY:
            self._since = None
        async with self._db.read() as tx:
            due = await words.pending(tx, self._since, limit=self.BATCH)
        if due:
            return await self._take(due)
        if self._since is None:
            self._swept_at = now
        self._since = now - self.OVERLAP
        return 0

    async def _take(self, due: list[int]) -> int:
        async with self._db.transaction() as tx:
            if not await words.alone(tx):
                return 0
            taken = await words.unread(tx, due)
            await words.add(
                tx, {t.conversation_id: _words(t) for t in taken}, {t.conversation_id: t.upto for t in taken}
            )
        return len(taken)


def _words(talk: Unread) -> Iterable[str]:
    """What people said, by its words; what the bot said, by its references alone: it says the same to all."""
    found: set[str] = set()
    for author, text in talk.lines:
        found |= terms(text) if author in _OWN_WORDS else references(text)
    for name in talk.filenames:
        found |= terms(name)
    if talk.fresh:
        found |= terms(talk.name or "") | phone_forms(talk.address) | terms(talk.address)
    return found
