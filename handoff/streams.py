"""The event streams of consoles: one reader a process, whatever is read handed to every stream that may hear it.

A stream begins where the present ends, or goes on where it was broken off. What is committed is told at once, while
something older may still be being written (PostgreSQL): it carries the place up to which nothing can come any more, so
that who goes on from there may be told twice and misses nothing. What is passing (who looks, who types) has no place in
the order. A stream that does not keep up is cut; it comes back and catches up from the database.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from handoff import roles
from handoff.live import Live
from storage import console_events, presence, sessions
from storage.console_events import Cursor, Event
from storage.db import Database, finish, told
from storage.hints import CONSOLE, LocalHints
from storage.staff import SessionView

log = logging.getLogger(__name__)
POLL_S = 1.0
WATCH_S = 2.0
SEEN_EVERY_S = 10.0
PRUNE_EVERY_S = 600.0
READ_AT_ONCE = 500
KEPT = timedelta(hours=24)
BACKLOG = 500  # events that may wait for one stream
CATCH_UP = 2000  # further behind it is quicker to fetch all anew
_LEARNING = frozenset({"training", "knowledge", "unanswered"})


@dataclass(frozen=True, slots=True)
class Told:
    """An event on its way to one console. `cursor`: where to go on from after it; without one it is passing."""

    kind: str
    data: dict[str, Any] = field(default_factory=dict)
    cursor: Cursor | None = None


class Stream:
    """One console's stream. `seen`: up to where it was told."""

    def __init__(self, session: SessionView) -> None:
        self.session_id, self.staff_id, self.role = session.id, session.staff.id, session.staff.role
        self.seen = Cursor(0, 0)
        self._waiting: asyncio.Queue[Told | None] = asyncio.Queue(BACKLOG + 2)

    @property
    def full(self) -> bool:
        return self._waiting.qsize() >= BACKLOG

    def put(self, told: Told | None) -> None:
        with suppress(asyncio.QueueFull):
            self._waiting.put_nowait(told)

    async def next(self, timeout: float) -> Told | None:
        """The next event, None at the end. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            return await self._waiting.get()


def may_hear(role: str, staff_id: int, event: Event) -> bool:
    if event.staff_id not in (None, staff_id):
        return False
    if event.kind == "request":
        return roles.may_see_request(role, event.scope or "")
    if event.kind == "alert" and event.data["kind"] == "sla" and event.staff_id is None:
        return roles.may_reassign(role)
    if event.kind in _LEARNING:
        return roles.may_edit_knowledge(role)
    return roles.may_see_conversations(role)


class Streams:
    """`run` must be running for streams to move."""

    def __init__(
        self,
        db: Database,
        hints: LocalHints,
        live: Live,
        *,
        now: Callable[[], datetime],
        idle: timedelta = timedelta(hours=12),
    ) -> None:
        self._db, self._hints, self._live, self._now, self._idle = db, hints, live, now, idle
        self._streams: set[Stream] = set()
        self._cursor: Cursor | None = None  # None while nobody listens
        self._early: dict[Cursor, Event] = {}  # told already, and still beyond the cursor
        self._reading = asyncio.Lock()
        live.on_viewing, live.on_typing = self._viewing, self._typing

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._read_forever())
            group.create_task(self._watch_forever())

    # --- reading

    async def _read_forever(self) -> None:
        async with self._db.transaction() as tx:
            await console_events.forget_elsewhere(tx)
        with self._hints.subscribe(CONSOLE) as wakeup:
            while True:
                try:
                    while await self._read():
                        pass
                except Exception as error:
                    log.error("the events of consoles could not be read: %s", told(error))
                await wakeup.wait(POLL_S)

    async def _read(self) -> bool:
        """Hand out what there is; -> whether there may be more."""
        async with self._reading:
            if not self._streams or self._cursor is None:
                self._cursor = None
                self._early.clear()
                return False
            limit = READ_AT_ONCE + len(self._early)
            async with self._db.read() as tx:
                batch = await console_events.after(tx, self._cursor, limit=limit)
            for noted in batch.events:
                self._cursor = noted.cursor
                if self._early.pop(noted.cursor, None) is None:
                    self._hand_out(noted.event, noted.cursor, noted.cursor)
            for noted in batch.early:
                if noted.cursor not in self._early:
                    self._early[noted.cursor] = noted.event
                    self._hand_out(noted.event, noted.cursor, self._cursor)
        return len(batch.events) + len(batch.early) >= limit

    def _hand_out(self, event: Event, place: Cursor | None = None, cursor: Cursor | None = None) -> None:
        """`place`: its own in the order; None: passing. `cursor`: up to where all is told with it."""
        said = Told(event.kind, dict(event.data), cursor)
        for stream in tuple(self._streams):
            if stream.full:
                self._end(stream)
            elif may_hear(stream.role, stream.staff_id, event) and (place is None or place > stream.seen):
                stream.put(said)

    def _end(self, stream: Stream, reason: str | None = None) -> None:
        """`reason`: told to its console; one that is cut for slowness just breaks off, and comes back."""
        self._streams.discard(stream)
        if reason:
            stream.put(Told("bye", {"reason": reason}))
        stream.put(None)

    # --- streams

    async def open(self, session: SessionView, after: Cursor | None, beat: float) -> AsyncIterator[Told | None]:
        """What this console is told; None every `beat` seconds of silence, so that the connection is known to live."""
        stream = Stream(session)
        try:
            early = await finish(self._begin(stream))
            async for caught_up in self._catch_up(stream, after, early):
                yield caught_up
            while True:
                try:
                    following = await stream.next(beat)
                except TimeoutError:
                    yield None
                    continue
                if following is None:
                    return
                yield following
        finally:
            self._streams.discard(stream)

    async def _begin(self, stream: Stream) -> list[Told]:
        """-> what others have been told already of what stands beyond its beginning."""
        async with self._db.transaction() as tx:
            await presence.seen(tx, [stream.staff_id], self._now())
        async with self._reading:
            if self._cursor is None:
                async with self._db.read() as tx:
                    self._cursor = await console_events.end(tx)
            stream.seen = self._cursor
            self._streams.add(stream)
            early = [e for e in self._early.values() if may_hear(stream.role, stream.staff_id, e)]
            return [Told(e.kind, dict(e.data), stream.seen) for e in early]

    async def _catch_up(self, stream: Stream, after: Cursor | None, early: list[Told]) -> AsyncIterator[Told]:
        """From where it was broken off to where its live part begins; `reset` where that cannot be had any more."""
        missed = await finish(self._missed(stream, after)) if after else []
        for told_now in [*(missed if missed is not None else [Told("reset", {}, stream.seen)]), *early]:
            yield told_now
        yield Told("ready", {}, stream.seen)

    async def _missed(self, stream: Stream, after: Cursor) -> list[Told] | None:
        """None: too old, too much, or not a place of ours."""
        start, found = stream.seen, list[Told]()
        async with self._db.read() as tx:
            if after < await console_events.pruned(tx) or after > await console_events.end(tx):
                return None
            stream.seen = max(start, after)
            while after < start:
                batch = [n for n in (await console_events.after(tx, after)).events if n.cursor <= start]
                if not batch:
                    break
                after = batch[-1].cursor
                heard = [n for n in batch if may_hear(stream.role, stream.staff_id, n.event)]
                found += [Told(n.event.kind, dict(n.event.data), n.cursor) for n in heard]
                if len(found) > CATCH_UP:
                    return None
        return found

    # --- passing news

    def _viewing(self, conversation_id: int) -> None:
        viewers = [{"id": v.id, "name": v.name, "composing": v.composing} for v in self._live.viewers(conversation_id)]
        self._hand_out(Event("viewing", {"conversation_id": conversation_id, "staff": viewers}))

    def _typing(self, conversation_id: int) -> None:
        self._hand_out(Event("typing", {"conversation_id": conversation_id}))

    # --- watching

    async def _watch_forever(self) -> None:
        """Sessions that ended, colleagues who are there, viewers who have gone, rows that nobody needs any more."""
        loop = asyncio.get_running_loop()
        seen_at = pruned_at = loop.time()
        while True:
            await asyncio.sleep(WATCH_S)
            try:
                self._live.sweep()
                await self.watch()
                if loop.time() - seen_at >= SEEN_EVERY_S:
                    seen_at = loop.time()
                    await self._note_presence()
                if loop.time() - pruned_at >= PRUNE_EVERY_S:
                    pruned_at = loop.time()
                    await self._prune()
            except Exception as error:
                log.error("the streams could not be watched: %s", told(error))

    async def watch(self) -> None:
        """End the streams of sessions that are no longer good; a new role holds from now on."""
        streams = tuple(self._streams)
        if not streams:
            return
        async with self._db.read() as tx:
            good = await sessions.roles(tx, {s.session_id for s in streams}, self._now(), self._idle)
        for stream in streams:
            if stream.session_id in good:
                stream.role = good[stream.session_id]
            else:
                self._end(stream, "signed_out")

    async def _note_presence(self) -> None:
        if there := {s.staff_id for s in self._streams}:
            async with self._db.transaction() as tx:
                await presence.seen(tx, there, self._now())

    async def _prune(self) -> None:
        gone = 1
        while gone:
            async with self._db.transaction() as tx:
                gone = await console_events.prune(tx, self._now() - KEPT, self._now())
