"""Duplicates, reorderings and crashes in any order give what doing one thing after the other would have given.

The model: people send numbered messages; workers claim, decide, settle, send and record, die between any two steps or
come too late. Each answer tells how many messages its conversation had seen, so that a lost, doubled or misplaced turn
shows in its words.
"""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from storage import conversations, inbox, outbox, turns, unknowns
from storage.conversations import Claimed, NewMessage, NewPiece, Settled
from storage.db import Database
from storage.inbox import NewEvent
from storage.outbox import Due, Outcome
from storage.people import Address
from tests.servers import prepare

pytestmark = pytest.mark.thorough

T = TypeVar("T")
LEASE = timedelta(seconds=30)
PEOPLE = ("966550000001", "966550000002", "966550000003")
WORKERS = ("first", "second")
FATES = ("sent", "retry", "sent late", "retry late", "lost", "unknown")


class Spine:
    """SQLite stands in for both databases here: what it promises is the storage's rules, which are the same."""

    def __init__(self) -> None:
        self.turns: list[tuple[str, Claimed]] = []
        self.sends: list[Due] = []
        self.runner, self.folder = asyncio.Runner(), TemporaryDirectory()
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        url = f"sqlite:///{self.folder.name}/model.db"
        prepare(url)
        self.db = Database(url)
        self.arrived: dict[str, list[str]] = defaultdict(list)
        self.provider: dict[str, list[str]] = defaultdict(list)
        self.overtaken: set[tuple[str, str]] = set()
        self.delivered: list[NewEvent] = []

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(coroutine)

    # what people and providers do -----------------------------------------------------------------------------
    def write(self, person: str, count: int) -> None:
        """New messages, in one webhook or several."""
        events = []
        for _ in range(count):
            said = f"رسالة {len(self.arrived[person]) + 1}"
            self.arrived[person].append(said)
            key = f"{person}-{said}"
            events.append(NewEvent(Address("telegram", "1", person), key, "text", said, {"text": said}, self.now))
        self.delivered += events
        self.deliver(events)

    def deliver_again(self, which: list[int]) -> None:
        """Old webhooks come again, many, mixed and in any order."""
        if self.delivered:
            self.deliver([self.delivered[n % len(self.delivered)] for n in which])

    def deliver(self, events: list[NewEvent]) -> None:
        async def deliver() -> None:
            async with self.db.transaction() as tx:
                await inbox.record(tx, events, self.now)

        self.run(deliver())

    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.expire()

    # what workers do; what stays in hand to the end was in the hands of a worker that died -----------------------
    def take_turns(self, worker: str, at_once: bool) -> None:
        """Claim what is due, and settle it at once or keep it in hand."""
        claimed = self.claimed_by(worker)
        for one in claimed if at_once else ():
            self.settle(worker, one)
        self.turns += [] if at_once else [(worker, one) for one in claimed]

    def claimed_by(self, worker: str) -> list[Claimed]:
        async def claim() -> list[Claimed]:
            async with self.db.transaction() as tx:
                return await conversations.claim(tx, worker, self.now, limit=3, lease=LEASE, per_conversation=2)

        return self.run(claim())

    def settle_kept_turn(self, which: int, late: bool) -> None:
        """In time, or so late that another has taken the conversation and settled it."""
        if not self.turns:
            return
        turn = self.turns.pop(which % len(self.turns))
        if late:
            self.now += LEASE + timedelta(seconds=1)
            for claimed in self.claimed_by("other"):
                self.settle("other", claimed)
        self.settle(*turn)

    def settle(self, worker: str, claimed: Claimed) -> None:
        async def settle() -> None:
            async with self.db.transaction() as tx:
                await turns.settle(tx, worker, [decide(claimed)], self.now)

        self.run(settle())

    def make_sends(self, worker: str, fates: list[str]) -> None:
        """Claim what is due; so many meet their fates at once, the rest stay in hand."""
        due = self.run(self._claimed_sends(worker))
        for one, fate in zip(due, fates, strict=False):
            self.send(one, fate)
        self.sends += due[len(fates) :]

    async def _claimed_sends(self, worker: str) -> list[Due]:
        async with self.db.transaction() as tx:
            return await outbox.claim(tx, worker, self.now, limit=3, lease=LEASE)

    def make_kept_send(self, which: int, fate: str) -> None:
        if self.sends:
            self.send(self.sends.pop(which % len(self.sends)), fate)

    def send(self, due: Due, fate: str) -> None:
        """The call to the provider and what is recorded of it: at once, or after others gave the worker up."""
        outcome, _, late = fate.partition(" ")
        if self.now >= due.lease_until:  # nobody begins to send past the lease
            return
        if outcome != "retry":
            self.provider[due.address].append(due.body["text"])
        if late:
            self.now = due.lease_until + timedelta(seconds=1)
            self.expire()
            self.ask_the_provider()
            self.sends += self.run(self._claimed_sends("other"))
        if outcome != "lost":
            provider_id = f"p{due.id}.{due.attempt}" if outcome == "sent" else None
            next_at = self.now + timedelta(seconds=60) if outcome == "retry" else None
            self.record(Outcome(due, outcome, self.now, provider_id, next_at=next_at))

    def record(self, outcome: Outcome) -> None:
        async def record() -> None:
            async with self.db.transaction() as tx:
                await outbox.record(tx, [outcome])
                await outbox.record(tx, [outcome])  # the first commit's answer was lost

        self.run(record())

    def ask_the_provider(self) -> None:
        """What became of the unknown: found there, or surely not there and due again."""

        async def ask() -> None:
            async with self.db.transaction() as tx:
                for lost in await unknowns.between(tx, self.now - timedelta(hours=9), self.now):
                    known = lost.body["text"] in self.provider[lost.address]
                    if not known and (await tx.execute(_OVERTOOK, {"here": lost.conversation_id, "id": lost.id})).all():
                        self.overtaken.add((lost.address, lost.body["text"]))
                    await unknowns.resolve(tx, lost.id, f"found{lost.id}" if known else None, self.now)

        self.run(ask())

    def expire(self) -> None:
        async def expire() -> None:
            async with self.db.transaction() as tx:
                await outbox.expire(tx, self.now)

        self.run(expire())

    # what must hold -----------------------------------------------------------------------------------------------
    def nothing_is_said_twice_or_out_of_order(self) -> None:
        """An unknown send holds up nobody; if it turns out never to have arrived, it is better late than never."""
        for person, heard in self.provider.items():
            expected = serial(self.arrived[person])
            assert len(heard) == len(set(heard)), heard
            places = [expected.index(said) for said in heard if (person, said) not in self.overtaken]
            assert places == sorted(places), heard

    def close(self) -> None:
        self.run(self.db.close())
        self.runner.close()
        self.folder.cleanup()

    def finish(self) -> None:
        """A healthy worker does what is left."""
        for _ in range(200):
            self.now += timedelta(seconds=100)
            self.expire()
            turns = self.run(self._all_turns())
            sends = self.run(self._claimed_sends("last"))
            for turn in turns:
                self.settle("last", turn)
            for due in sends:
                self.provider[due.address].append(due.body["text"])
                self.record(Outcome(due, "sent", self.now, f"p{due.id}.{due.attempt}"))
            if not turns and not sends:
                return
        raise AssertionError("work never ends")

    async def _all_turns(self) -> list[Claimed]:
        async with self.db.transaction() as tx:
            return await conversations.claim(tx, "last", self.now, limit=9, lease=LEASE)

    def compare(self) -> None:
        """The transcript is the serial one; whoever did not hear an answer has it shown as unknown."""
        rows = self.run(self._outbox())
        for person, said in self.arrived.items():
            mine = [(words, state) for address, words, state in rows if address == person]
            assert [words for words, _ in mine] == serial(said)
            for words, state in mine:
                assert state in ("sent", "unknown")
                assert state == "unknown" or words in self.provider[person]
        self.nothing_is_said_twice_or_out_of_order()

    async def _outbox(self) -> list[tuple[str, str, str]]:
        async with self.db.read() as tx:
            found = await tx.execute(text("SELECT address, body, state FROM outbox ORDER BY conversation_id, id"))

            return [(row.address, orjson.loads(row.body)["text"], row.state) for row in found]


def decide(claimed: Claimed) -> Settled:
    """One answer a message, with its number in the conversation as far as the state knows."""
    seen = claimed.state.get("seen", 0)
    texts = [f"{seen + n}: {p.payload['text']}" for n, p in enumerate(claimed.pending, 1)]
    messages = tuple(NewMessage("bot", t, (NewPiece({"text": t}),)) for t in texts)
    done = tuple(p.inbox_id for p in claimed.pending)
    return Settled(claimed, {"seen": seen + len(texts)}, done, messages)


def serial(said: list[str]) -> list[str]:
    return [f"{n}: {words}" for n, words in enumerate(said, 1)]


person, worker, which = st.sampled_from(PEOPLE), st.sampled_from(WORKERS), st.integers(0, 20)
steps = st.one_of(
    st.tuples(st.just("write"), person, st.integers(1, 3)),
    st.tuples(st.just("deliver_again"), st.lists(which, min_size=1, max_size=5)),
    st.tuples(st.just("take_turns"), worker, st.booleans()),
    st.tuples(st.just("settle_kept_turn"), which, st.booleans()),
    st.tuples(st.just("make_sends"), worker, st.lists(st.sampled_from(FATES), max_size=3)),
    st.tuples(st.just("make_kept_send"), which, st.sampled_from(FATES)),
    st.tuples(st.just("ask_the_provider")),
    st.tuples(st.just("wait"), st.sampled_from([1, 31, 95])),
)


_OVERTOOK = text("SELECT id FROM outbox WHERE conversation_id = :here AND id > :id AND attempts > 0")
LOST_AND_OVERTAKEN: list[tuple[Any, ...]] = [
    ("write", PEOPLE[0], 2),
    ("take_turns", "first", True),
    ("make_sends", "second", []),
    ("wait", 31),
    ("make_sends", "first", ["unknown"]),
    ("ask_the_provider",),
]


@example(LOST_AND_OVERTAKEN)
@given(st.lists(steps, min_size=20, max_size=35))
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_happens_in_whatever_order_ends_as_if_nothing_had(story: list[tuple[Any, ...]]) -> None:
    spine = Spine()
    try:
        for act, *arguments in story:
            getattr(spine, act)(*arguments)
            spine.nothing_is_said_twice_or_out_of_order()
        spine.finish()
        spine.compare()
    finally:
        spine.close()
