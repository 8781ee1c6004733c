"""The entrance: what channels have read becomes rows, gathered into as few commits as the moment allows.

A caller's `accept` returns only after its own events are committed, so an acknowledgement is a promise kept. While one
commit is on its way to the disk the next batch gathers behind it; nobody waits for a timer. What people say goes before
what the bot and delivery have to write: people wait for it at their consoles. What providers say of our own messages,
three times as often, is committed apart and stands in line.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.dialogue.masking import masked
from bot.metrics import Metrics
from bot.sealing import Sealing
from channels.channel import Channel
from channels.codec import storable
from channels.message import ANSWERABLE, Attachment, Event, Ignored, Inbound, Status, StatusUpdate
from storage import inbox, receipts
from storage.db import Database, Fault, fault_of, told
from storage.hints import INBOX, MEDIA, LocalHints, conversation_topic
from storage.inbox import NewAttachment, NewEvent, Recorded
from storage.people import Address
from storage.receipts import NewStatus

log = logging.getLogger(__name__)
MAX_BATCH = 200
PATIENCE_S = 10.0  # providers hang up after 10 to 15 seconds, and learn nothing from that
MAX_DATABASE_ID = 2**63 - 1


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class _Waiting:
    events: list[NewEvent]
    statuses: list[NewStatus]
    done: "asyncio.Future[list[Recorded]]"


class Ingest:
    """Gathers events and commits them; `run` must be running for `accept` to return."""

    def __init__(
        self,
        db: Database,
        hints: LocalHints,
        metrics: Metrics,
        channels: Mapping[str, Channel],
        sealing: Sealing,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._db, self._hints, self._metrics, self._channels = db, hints, metrics, channels
        self._sealing, self._now = sealing, now
        self._said: asyncio.Queue[_Waiting] = asyncio.Queue()
        self._statuses: asyncio.Queue[_Waiting] = asyncio.Queue()

    async def accept(self, events: Sequence[Event]) -> list[Recorded]:
        """Commit events; -> where each `Inbound` stands, in order. Raises what the database raised.

        Raises TimeoutError after PATIENCE_S: they may be committed all the same, and are known when they come again.
        """
        now = self._now()
        new = [new_event(e, self._sealing, now) for e in events if isinstance(e, Inbound)]
        statuses = [new_status(e, self._reason(e), now) for e in events if isinstance(e, StatusUpdate)]
        self._count(events)
        waiting = [_put(self._said, new, [])] if new else []
        waiting += [_put(self._statuses, [], statuses)] if statuses else []
        async with asyncio.timeout(PATIENCE_S):
            return [recorded for stored in await asyncio.gather(*waiting) for recorded in stored]

    def _reason(self, update: StatusUpdate) -> str | None:
        channel = self._channels.get(update.channel)
        return channel.reason(update.error_code) if channel and update.status is Status.FAILED else None

    def _count(self, events: Sequence[Event]) -> None:
        for e in events:
            if isinstance(e, Inbound):
                self._metrics.events.labels(e.channel, e.kind).inc()
            elif isinstance(e, StatusUpdate):
                self._metrics.statuses.labels(e.channel, e.status).inc()
            elif isinstance(e, Ignored):
                self._metrics.events.labels("any", "ignored").inc()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for queue in (self._said, self._statuses):
                group.create_task(self._store_forever(queue))

    async def _store_forever(self, queue: "asyncio.Queue[_Waiting]") -> None:
        while True:
            batch = [await queue.get()]
            while len(batch) < MAX_BATCH and not queue.empty():
                batch.append(queue.get_nowait())
            await self._commit_or_split(batch)

    async def _commit_or_split(self, batch: list[_Waiting]) -> None:
        """One bad event must not take its neighbours down: a failed batch is tried again one by one.

        When the database is away that would only make everybody wait longer for the same answer.
        """
        try:
            await self._commit(batch)
        except Exception as error:
            if len(batch) == 1 or fault_of(error) is Fault.AWAY:
                self._fail(batch, error)
                return
            for waiting in batch:
                await self._commit_or_split([waiting])

    def _fail(self, batch: list[_Waiting], error: Exception) -> None:
        log.error("%d requests could not be stored: %s", len(batch), told(error))
        for waiting in batch:
            if not waiting.done.done():
                waiting.done.set_exception(error)

    async def _commit(self, batch: list[_Waiting]) -> None:
        events = [e for w in batch for e in w.events]
        statuses = [s for w in batch for s in w.statuses]
        recorded: list[Recorded] = []
        now = self._now()
        async with self._db.transaction(first=bool(events)) as tx:
            if events:
                recorded = await inbox.record(tx, events, now)
            if statuses:
                await receipts.apply_statuses(tx, statuses, now)
        self._answer(batch, recorded)
        self._count_again(events, recorded)
        self._wake(events, recorded)

    def _answer(self, batch: list[_Waiting], recorded: list[Recorded]) -> None:
        rest = iter(recorded)
        for waiting in batch:
            answer = [next(rest) for _ in waiting.events]
            with contextlib.suppress(asyncio.InvalidStateError):  # the caller may have gone away
                waiting.done.set_result(answer)

    def _count_again(self, events: list[NewEvent], recorded: list[Recorded]) -> None:
        """In memory alone: a provider repeats itself while we are slow, the wrong moment for one more write."""
        for event, where in zip(events, recorded, strict=True):
            if not where.fresh:
                self._metrics.redeliveries.labels(event.sender.channel).inc()

    def _wake(self, events: list[NewEvent], recorded: list[Recorded]) -> None:
        fresh = [(e, r) for e, r in zip(events, recorded, strict=True) if r.fresh]
        if fresh:
            self._hints.notify(INBOX, *{conversation_topic(r.conversation_id) for _, r in fresh})
        if any(e.attachments for e, _ in fresh):
            self._hints.notify(MEDIA)


def _put(
    queue: "asyncio.Queue[_Waiting]", events: list[NewEvent], statuses: list[NewStatus]
) -> "asyncio.Future[list[Recorded]]":
    done: asyncio.Future[list[Recorded]] = asyncio.get_running_loop().create_future()
    queue.put_nowait(_Waiting(events, statuses, done))
    return done


def new_event(inbound: Inbound, sealing: Sealing, now: datetime) -> NewEvent:
    """The storable form of an event; a provider time in the future counts as now."""
    safe = storable(inbound)
    sender, (text, details) = safe.sender, sealing.transcript(safe)
    return NewEvent(
        sender=Address(
            safe.channel,
            safe.account,
            sender.address,
            sender.aliases,
            sender.name,
            sender.locale,
            sender.verified_phone,
        ),
        event_key=safe.event_key,
        kind=safe.kind,
        text=text,
        payload=sealing.payload(safe),
        at=min(safe.at, now) if safe.at else now,
        opens_window=safe.kind in ANSWERABLE,
        provider_id=safe.message_id,
        client_id=safe.extra.get("client_id"),
        details=details,
        attachments=tuple(_new_attachment(a) for a in safe.attachments),
    )


def _new_attachment(a: Attachment) -> NewAttachment:
    return NewAttachment(a.kind, a.source, a.mime, masked(a.filename or "") or None, a.sha256)


def new_status(update: StatusUpdate, reason: str | None, now: datetime) -> NewStatus:
    own = update.outbox_id or ""
    outbox_id = int(own) if own.isascii() and own.isdigit() and int(own) <= MAX_DATABASE_ID else None
    return NewStatus(
        channel=update.channel,
        account=update.account,
        provider_id=storable(update.provider_id),
        status=update.status,
        rank=update.status.rank,
        at=min(update.at, now) if update.at else now,
        outbox_id=outbox_id,
        error_code=storable(update.error_code),
        error_reason=reason,
    )
