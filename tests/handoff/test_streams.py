import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest

from handoff import streams as streams_module
from handoff.api.events import written
from handoff.live import Live
from handoff.streams import Streams, Told, may_hear
from storage import console_events, presence, sessions
from storage.console_events import Cursor, Event
from storage.db import Database
from storage.hints import LocalHints
from storage.sessions import NewSession
from storage.staff import SessionView
from tests.storage.people import NOW, colleague, later

_numbers = itertools.count(1)


class Listening:
    """A console's stream, read in the background; of colleagues who come it says nothing."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.ended = asyncio.Event()
        self._news = asyncio.Condition()

    async def follow(self, stream: AsyncIterator[Told | None]) -> None:
        async for told in stream:
            if told is not None and told.kind != "colleague":
                self.told.append(told)
            async with self._news:
                self._news.notify_all()
        self.ended.set()

    async def until(self, count: int) -> list[Told]:
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: len(self.told) >= count), 10)
        return self.told

    def ids(self) -> list[Any]:
        return [t.data["id"] for t in self.told if t.kind == "conversation"]


@pytest.fixture
async def hub(db: Database) -> AsyncIterator[Streams]:
    hints = LocalHints()
    db.on_commit = lambda topics: hints.notify(*topics)
    made = Streams(db, hints, Live(hints), now=lambda: NOW)
    task = asyncio.create_task(made.run())
    yield made
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def signed_in(db: Database, role: str = "agent") -> SessionView:
    staff_id, number = await colleague(db, role=role), next(_numbers)
    new = NewSession(f"hash-{number}", f"session-{number}", staff_id, "password", "t", None, None, later(600))
    async with db.transaction() as tx:
        await sessions.open_session(tx, new, NOW)
        found = await sessions.by_id(tx, new.id, NOW, timedelta(hours=12))
    assert found
    return found


@asynccontextmanager
async def listening(hub: Streams, session: SessionView, after: Cursor | None = None) -> AsyncIterator[Listening]:
    console = Listening()
    task = asyncio.create_task(console.follow(hub.open(session, after, beat=60)))
    await console.until(1)
    yield console
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def happen(db: Database, *numbers: int) -> None:
    for number in numbers:
        async with db.transaction() as tx:
            await console_events.note(tx, [Event("conversation", {"id": number})], NOW)


async def test_every_console_is_told_of_every_change_once(db: Database, hub: Streams) -> None:
    session = await signed_in(db)
    async with listening(hub, session) as first, listening(hub, session) as second:
        await happen(db, 1, 2, 3)
        for console in (first, second):
            await console.until(4)
            assert console.told[0].kind == "ready"
            assert console.ids() == [1, 2, 3]


@asynccontextmanager
async def being_written(db: Database, number: int) -> AsyncIterator[None]:
    """Begun before, committed after; SQLite's one writer begins it after."""
    if db.is_sqlite:
        yield
        await happen(db, number)
        return
    async with db.transaction() as tx:
        await console_events.note(tx, [Event("conversation", {"id": number})], NOW)
        yield


async def test_something_older_that_is_still_being_written_holds_up_nobody(db: Database, hub: Streams) -> None:
    session = await signed_in(db)
    async with listening(hub, session) as console:
        ready = console.told[0].cursor
        async with being_written(db, 1):
            await happen(db, 2)
            await console.until(2)
            assert console.ids() == [2]
            async with listening(hub, session, after=ready) as late:
                await late.until(2)
                assert (late.ids(), late.told[-1].kind) == ([2], "ready"), "it is told of what came before it, too"
        seen = (await console.until(3))[1].cursor
        assert console.ids() == [2, 1], "once, though now its place is settled"
    async with listening(hub, session, after=seen) as back:
        while back.told[-1].kind != "ready":
            await back.until(len(back.told) + 1)
        assert 1 in back.ids(), "who went on from the early one misses nothing"


async def test_a_stream_goes_on_where_it_was_broken_off(db: Database, hub: Streams) -> None:
    session = await signed_in(db)
    async with listening(hub, session) as console:
        await happen(db, 1, 2)
        seen = (await console.until(3))[1].cursor
    await happen(db, 3)
    async with listening(hub, session, after=seen) as console:
        await console.until(3)
        await happen(db, 4)
        await console.until(4)
        assert console.ids() == [2, 3, 4]
        assert [t.kind for t in console.told][2] == "ready"


async def test_the_first_word_is_a_place_to_resume_from(db: Database, hub: Streams) -> None:
    session = await signed_in(db)
    async with listening(hub, session) as console:
        [ready] = console.told
    await happen(db, 1)
    async with listening(hub, session, after=ready.cursor) as console:
        await console.until(2)
        assert console.ids() == [1]


@pytest.mark.parametrize("strange", [Cursor(2**62, 0), Cursor(0, 2**50)])
async def test_a_place_that_is_not_ours_means_fetch_anew(db: Database, hub: Streams, strange: Cursor) -> None:
    if strange.xid == 0 and not db.is_sqlite:
        strange = Cursor(2**61, 5)
    async with listening(hub, await signed_in(db), after=strange) as console:
        await console.until(2)
        assert [t.kind for t in console.told] == ["reset", "ready"]
        await happen(db, 1)
        await console.until(3)
        assert console.ids() == [1]


async def test_who_was_away_too_long_is_told_to_fetch_anew(db: Database, hub: Streams) -> None:
    session = await signed_in(db)
    async with listening(hub, session) as console:
        [ready] = console.told
    await happen(db, 1, 2)
    async with db.transaction() as tx:
        await console_events.prune(tx, later(1), later(1))
    async with listening(hub, session, after=ready.cursor) as console:
        assert console.told[0].kind == "reset"


async def test_too_much_to_catch_up_with_means_fetch_anew(
    db: Database, hub: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams_module, "CATCH_UP", 2)
    session = await signed_in(db)
    async with listening(hub, session) as console:
        [ready] = console.told
    await happen(db, 1, 2, 3)
    async with listening(hub, session, after=ready.cursor) as console:
        assert console.told[0].kind == "reset"


async def test_a_revoked_session_hears_goodbye_and_nothing_more(db: Database, hub: Streams) -> None:
    session, other = await signed_in(db), await signed_in(db)
    async with listening(hub, session) as console, listening(hub, other) as stays:
        async with db.transaction() as tx:
            await sessions.revoke(tx, session.id, NOW, of=session.staff.id)
        await asyncio.wait_for(console.ended.wait(), 5)
        assert console.told[-1] == Told("bye", {"reason": "signed_out"})
        await happen(db, 1)
        await stays.until(2)
        assert (console.ids(), stays.ids()) == ([], [1])


async def test_a_console_that_does_not_keep_up_is_cut(
    db: Database, hub: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams_module, "BACKLOG", 3)
    session = await signed_in(db)
    slow = hub.open(session, None, 60)
    ready = await anext(slow)
    async with listening(hub, session) as quick:
        await happen(db, 1, 2, 3, 4, 5)
        await quick.until(6)
    got = [t.data["id"] async for t in slow if t and t.kind == "conversation"]
    assert got == [1, 2, 3], "it ends by itself, without a goodbye"
    assert ready
    async with listening(hub, session, after=ready.cursor) as back:
        await back.until(6)
        assert back.ids() == [1, 2, 3, 4, 5]


async def test_whose_stream_is_open_is_there(db: Database, hub: Streams) -> None:
    session = await signed_in(db)
    async with listening(hub, session), db.read() as tx:
        [known] = await presence.colleagues(tx, NOW, [session.staff.id])
    assert (known.present, known.status) == (True, "away"), "there, but not yet ready for conversations"


async def test_passing_news_has_no_place_in_the_order(db: Database, hub: Streams) -> None:
    async with listening(hub, await signed_in(db)) as console:
        hub._live.view(7, 3, "نورة", composing=True)
        hub._live.view(7, 3, "نورة", composing=True)
        hub._live.type(7)
        hub._live.leave(7, 3)
        await console.until(4)
    viewing = {"conversation_id": 7, "staff": [{"id": 3, "name": "نورة", "composing": True}]}
    assert console.told[1:] == [
        Told("viewing", viewing),
        Told("typing", {"conversation_id": 7}),
        Told("viewing", {"conversation_id": 7, "staff": []}),
    ]


def test_viewers_who_are_not_heard_of_again_fade() -> None:
    clock = [0.0]
    live = Live(LocalHints(), lambda: clock[0])
    gone: list[int] = []
    live.view(7, 3, "نورة", composing=True)
    live.on_viewing = gone.append
    clock[0] = 10
    assert [(v.name, v.composing) for v in live.viewers(7)] == [("نورة", False)]
    clock[0] = 30
    live.sweep()
    assert (live.viewers(7), gone) == ([], [7])


@pytest.mark.parametrize(
    ("role", "event", "heard"),
    [
        ("agent", Event("message", {"conversation_id": 1, "seq": 1, "author": "visitor"}), True),
        ("committee", Event("message", {"conversation_id": 1, "seq": 1, "author": "visitor"}), False),
        ("committee", Event("colleague", {"staff_id": 1}), False),
        ("committee", console_events.request("MD-2026-AAAAAA", "support_request"), True),
        ("committee", console_events.request("MD-2026-AAAAAA", "complaint"), False),
        ("agent", console_events.request("MD-2026-AAAAAA", "erasure"), False),
        ("supervisor", console_events.request("MD-2026-AAAAAA", "erasure"), True),
        ("agent", console_events.mention(8, 1, 1), False),
        ("agent", console_events.mention(7, 1, 1), True),
        ("committee", Event("training", {"run_id": 1}), False),
        ("agent", console_events.alert("urgent", 1), True),
        ("committee", console_events.alert("urgent", 1), False),
        ("agent", console_events.alert("sla", 1), False),
        ("supervisor", console_events.alert("sla", 1), True),
        ("agent", console_events.alert("sla", 1, 7), True),
        ("supervisor", console_events.alert("sla", 1, 8), False),
    ],
)
def test_consoles_hear_what_their_role_may_see(role: str, event: Event, heard: bool) -> None:
    assert may_hear(role, 7, event) is heard


def test_an_event_is_written_as_browsers_read_it() -> None:
    assert written(Told("conversation", {"id": 5}, Cursor(3, 4))) == b'event: conversation\nid: 3.4\ndata: {"id":5}\n\n'
    assert written(Told("queue")) == b"event: queue\ndata: {}\n\n"
