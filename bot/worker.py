"""The worker: claims conversations that are due, takes their turns, and commits them together.

A turn that fails is tried again a little later; after `MAX_FAILURES` its first event is set aside, counted, and the
conversation goes on: one poison message never stops its neighbours.
"""

import asyncio
import logging
import os
import socket
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.ingest import utc_now
from bot.metrics import Metrics
from bot.turn import Turns
from storage import conversations, turns
from storage.conversations import Claimed, Settled
from storage.db import Database, Fault, fault_of, told
from storage.hints import INBOX, OUTBOX, LocalHints, conversation_topic

log = logging.getLogger(__name__)
BATCH = 32
LEASE = timedelta(seconds=30)
POLL_S = 0.5
MAX_FAILURES = 3


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"


class Worker:
    """Takes turns until stopped."""

    def __init__(
        self,
        db: Database,
        hints: LocalHints,
        turns: Turns,
        metrics: Metrics,
        *,
        name: str | None = None,
        lease: timedelta = LEASE,
        now: Callable[[], datetime] = utc_now,
        on_claimed: Callable[[Claimed], None] | None = None,
    ) -> None:
        self._db, self._hints, self._turns, self._metrics = db, hints, turns, metrics
        self._name, self._lease = name or worker_name(), lease
        self._now, self._on_claimed = now, on_claimed
        self._beginning = asyncio.Lock()

    async def run(self) -> None:
        with self._hints.subscribe(INBOX) as wakeup:
            while True:
                try:
                    busy = await self.once()
                except Exception as error:
                    log.error("the worker's round failed: %s", told(error))
                    busy = 0
                    await asyncio.sleep(POLL_S)
                if not busy:
                    await wakeup.wait(POLL_S)

    async def once(self) -> int:
        """One round; -> how many conversations were claimed."""
        async with self._db.transaction() as tx:
            claimed = await conversations.claim(tx, self._name, self._now(), limit=BATCH, lease=self._lease)
        if not claimed:
            return 0
        for c in claimed:
            if self._on_claimed:
                self._on_claimed(c)
        results = await asyncio.gather(*(self._take(c) for c in claimed), return_exceptions=True)
        await self._settle([r for r in results if isinstance(r, Settled)])
        for c, r in zip(claimed, results, strict=True):
            if isinstance(r, BaseException):
                await self._failed(c, r, Fault.DATA if isinstance(r, OSError) else fault_of(r))
        return len(claimed)

    async def _take(self, claimed: Claimed) -> Settled:
        """All at once, where understanding is a server's; between two beginnings what has come in has its moment."""
        async with self._beginning:
            await asyncio.sleep(0)
        return await self._turns.take(claimed, self._now())

    async def _settle(self, settled: Sequence[Settled]) -> None:
        """Commit together; if the database refuses the batch, one by one, so that only the culprit fails."""
        if not settled:
            return
        try:
            async with self._db.transaction() as tx:
                done = await turns.settle(tx, self._name, settled, self._now())
        except Exception as error:
            if len(settled) == 1:
                await self._failed(settled[0].claimed, error, fault_of(error))
                return
            for one in settled:
                await self._settle([one])
            return
        self._announce([s for s in settled if s.claimed.id in done])

    def _announce(self, settled: Sequence[Settled]) -> None:
        now = self._now()
        for s in settled:
            for p in s.claimed.pending:
                self._metrics.turn_seconds.labels(s.claimed.channel).observe((now - p.received_at).total_seconds())
        spoke = [s for s in settled if s.messages]
        if spoke:
            self._hints.notify(OUTBOX, *(conversation_topic(s.claimed.id) for s in spoke))

    async def _failed(self, claimed: Claimed, error: BaseException, fault: Fault) -> None:
        """Count it against the first pending event; set that aside when it keeps failing.

        Not the database's troubles: they say nothing of the event, and everybody has them.
        """
        log.error("turn failed", exc_info=error, extra={"conversation_id": claimed.id})
        first, now = claimed.pending[0], self._now()
        async with self._db.transaction() as tx:
            if fault is not Fault.DATA:
                await conversations.release(tx, claimed, now + timedelta(seconds=1))
            elif first.failures + 1 >= MAX_FAILURES:
                await conversations.set_aside(tx, first.inbox_id, type(error).__name__, now)
                self._metrics.set_aside.labels(claimed.channel).inc()
                await conversations.release(tx, claimed, now)
            else:
                retry_at = now + timedelta(seconds=2**first.failures)
                await conversations.note_failure(tx, claimed, first.inbox_id, type(error).__name__, retry_at)
