"""Delivery: the only caller of `send`. Every attempt is on record before its call; every outcome after it.

| outcome                      | then                                                                        |
|------------------------------|-----------------------------------------------------------------------------|
| sent                         | the provider's id is kept; status callbacks raise its status                |
| nothing was written          | again, backing off, for a day (codes: ten minutes)                          |
| told to wait                 | again when told                                                             |
| refused                      | failed, with the reason; a blocked or invalid recipient is remembered       |
| 5xx, time-out, connection lost | `unknown`: settled by a callback or a look-up, never resent blindly       |
"""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.ingest import utc_now
from bot.metrics import Metrics
from channels.channel import Ambiguous, Channel, NotSent, RateLimited, Rejected, SendError, WindowClosed
from channels.message import Piece
from storage import outbox, people, receipts
from storage.db import Database, told
from storage.hints import OUTBOX, LocalHints
from storage.limits import RateLimiter
from storage.outbox import Due, Outcome

log = logging.getLogger(__name__)
BATCH = 64
IN_FLIGHT = 128
LEASE = timedelta(seconds=90)  # longer than any channel's time-outs together
POLL_S = 0.5
LONGEST_PAUSE_S = 300
KEPT_TRYING = timedelta(hours=24)  # as long as WhatsApp's window: an answer is worth its while for a day
KEPT_TRYING_CODES = timedelta(minutes=10)
SHORT_WAIT_S = 1.0
BURST = 4


class Delivery:
    """Sends what is due until stopped."""

    def __init__(
        self,
        db: Database,
        hints: LocalHints,
        channels: Mapping[str, Channel],
        limiter: RateLimiter,
        metrics: Metrics,
        *,
        name: str,
        lease: timedelta = LEASE,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._db, self._hints, self._channels, self._limiter = db, hints, channels, limiter
        self._metrics, self._name, self._lease, self._now = metrics, name, lease, now
        self._outcomes: asyncio.Queue[Outcome] = asyncio.Queue()
        self._sending: set[asyncio.Task[None]] = set()
        self._saturated: dict[str, datetime] = {}  # channels at their account's speed: until when to leave them alone

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._record_forever())
            group.create_task(self._claim_forever())

    async def _claim_forever(self) -> None:
        with self._hints.subscribe(OUTBOX) as wakeup:
            while True:
                try:
                    claimed = await self._claim()
                except Exception as error:
                    log.error("delivery could not claim: %s", told(error))
                    claimed = 0
                if not claimed:
                    await wakeup.wait(POLL_S)

    async def _claim(self) -> int:
        room = min(BATCH, IN_FLIGHT - len(self._sending))
        if room <= 0:
            await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)
            return 1
        due: list[Due] = []
        try:
            async with self._db.transaction() as tx:
                now = self._now()
                full = [name for name, until in self._saturated.items() if until > now]
                due = await outbox.claim(tx, self._name, now, limit=room, lease=self._lease, without=full)
        except asyncio.CancelledError:  # a stop in the middle of the commit: what is claimed was surely not sent
            for one in due:
                self._outcomes.put_nowait(self._again(one, "deferred", 0))
            raise
        for one in due:
            task = asyncio.create_task(self._attempt(one))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return len(due)

    async def _attempt(self, due: Due) -> None:
        began = self._now()
        outcome = await self._send(due)
        self._metrics.sends.labels(due.channel, outcome.outcome).inc()
        self._metrics.send_seconds.labels(due.channel).observe((self._now() - began).total_seconds())
        self._outcomes.put_nowait(outcome)

    async def _send(self, due: Due) -> Outcome:
        channel = self._channels.get(due.channel)
        if channel is None:
            return self._refused(due, Rejected("this channel is switched off", reason="configuration"))
        if wait := await self._wait(channel, due):
            return self._again(due, "deferred", wait)
        if due.lease_until - self._now() < self._lease / 2:  # held up so long that others may soon think it sent
            return self._again(due, "deferred", 0)
        try:
            piece = _piece(due)
            self._check_window(channel, piece, due)
            receipt = await channel.send(piece, to=due.address, outbox_id=str(due.id))
        except NotSent as error:
            return self._unreached(due, error)
        except RateLimited as error:
            return self._again(due, "retry", error.retry_after, error)
        except Rejected as error:
            return self._refused(due, error)
        except Ambiguous as error:
            return self._unknown(due, error)
        except Exception as error:  # a channel's own fault: nobody knows how far the call came
            log.exception("send failed unexpectedly", extra={"channel": due.channel})
            return self._unknown(due, Ambiguous(type(error).__name__))
        return Outcome(due, "sent", self._now(), receipt.provider_id, receipt.status, receipt.status.rank)

    async def _wait(self, channel: Channel, due: Due) -> float:
        """Keep to the account's and the recipient's speed; -> seconds to put the message off, when that is long."""
        features, wait = channel.features, 0.0
        if features.per_recipient_interval:
            key = f"{due.channel}:{due.address}"
            wait = await self._limiter.reserve(key, features.per_recipient_interval, BURST, SHORT_WAIT_S)
        if wait <= SHORT_WAIT_S:
            key = f"{due.channel}:{due.account}"
            whole = await self._limiter.reserve(key, 1 / features.per_second, BURST, SHORT_WAIT_S)
            if whole > SHORT_WAIT_S:
                self._saturated[due.channel] = self._now() + timedelta(seconds=whole - SHORT_WAIT_S / 2)
            wait = max(wait, whole)
        if wait > SHORT_WAIT_S:
            return wait
        await asyncio.sleep(wait)
        return 0.0

    def _check_window(self, channel: Channel, piece: Piece, due: Due) -> None:
        hours = channel.features.window_hours
        if hours is None or not piece.needs_window:
            return
        if due.window_from is None or self._now() - due.window_from >= timedelta(hours=hours):
            raise WindowClosed(f"more than {hours} hours since their last message")

    def _again(self, due: Due, outcome: str, seconds: float, error: SendError | None = None) -> Outcome:
        code, detail = (error.code, error.detail) if error else (None, None)
        next_at = self._now() + timedelta(seconds=seconds)
        return Outcome(due, outcome, self._now(), next_at=next_at, error_code=code, error_detail=detail)

    def _unreached(self, due: Due, error: NotSent) -> Outcome:
        """Nothing was written, so nothing can be doubled: again, until the message has lost its worth."""
        if self._now() - due.created_at >= (KEPT_TRYING_CODES if due.purpose == "otp" else KEPT_TRYING):
            return self._refused(due, Rejected(error.detail, code=error.code, reason="unreachable"))
        pause = min(2 ** min(due.attempt, 10), LONGEST_PAUSE_S)
        return self._again(due, "retry", pause * random.uniform(0.5, 1), error)  # noqa: S311

    def _refused(self, due: Due, error: Rejected) -> Outcome:
        if error.reason == "configuration":
            log.error("the provider refuses our configuration", extra={"channel": due.channel, "code": error.code})
        return Outcome(
            due,
            "failed",
            self._now(),
            error_code=error.code,
            error_reason=error.reason,
            error_detail=error.detail,
        )

    def _unknown(self, due: Due, error: Ambiguous) -> Outcome:
        return Outcome(due, "unknown", self._now(), error_code=error.code, error_detail=error.detail)

    async def _record_forever(self) -> None:
        """Outcomes are written together, as many as have come; an outcome is never dropped."""
        while True:
            batch = [await self._outcomes.get()]
            while len(batch) < BATCH and not self._outcomes.empty():
                batch.append(self._outcomes.get_nowait())
            try:
                if not await self._recorded(batch):
                    await asyncio.sleep(POLL_S)
                    await self._record_apart(batch)
            except asyncio.CancelledError:  # a stop: `drain` records them, again if need be, to the same effect
                for outcome in batch:
                    self._outcomes.put_nowait(outcome)
                raise
            self._hints.notify(OUTBOX)  # the next message of these conversations may go

    async def _record_apart(self, batch: list[Outcome]) -> None:
        """One by one, so that an outcome which the database refuses holds up no other; it is tried again."""
        for outcome in batch:
            if not await self._recorded([outcome]):
                self._outcomes.put_nowait(outcome)

    async def _recorded(self, batch: list[Outcome]) -> bool:
        try:
            async with self._db.transaction() as tx:
                await outbox.record(tx, batch)
                for o in batch:
                    if o.outcome == "failed" and o.error_reason in receipts.REMEMBERED:
                        await people.set_blocked(tx, o.due.identity_id, o.error_reason, o.at)
        except Exception as error:
            log.error("outcomes could not be recorded: %s", told(error))
            return False
        return True

    async def drain(self, seconds: float = 10) -> None:
        """Before a stop: let the calls under way end and be recorded."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=seconds)
        left = [self._outcomes.get_nowait() for _ in range(self._outcomes.qsize())]
        if left:
            await self._recorded(left)


def _piece(due: Due) -> Piece:
    return Piece(due.body["text"], due.body["body"], due.body["needs_window"])
