"""Load on a gateway: signed messages from many people, and how fast they are acknowledged and answered.

    python -m channels.simulator.load --gateway http://127.0.0.1:8000 --messages 3000 --rate 300

The gateway must send to this simulator (`Simulator.environment`). With a rate, times count from when a message was due,
not from when a connection was free, so that a stalled gateway cannot hide its delays.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field

import orjson
import uvloop

from channels.simulator.errors import NothingReceived
from channels.simulator.ledger import CHANNELS, Sent, address
from channels.simulator.simulator import Simulator
from channels.simulator.webhook import Webhook

QUESTIONS = (
    "السلام عليكم، كيف أقدّم طلب خدمة؟",
    "ما حقوق المستفيد عندكم؟",
    "كم تستغرق دراسة الطلب؟",
    "أبغى أكلم موظف لو سمحتوا",
)


@dataclass(frozen=True, slots=True)
class Load:
    """What to post: `messages` from `senders` people in turn over `connections`, at `rate` a second or flat out.

    `conversing`: a connection posts again once its last message has a reply, as people do, so that no queue builds up.
    `patience`: seconds to wait, after the last post, without any new reply; conversing, for each reply.
    """

    channels: tuple[str, ...] = ("telegram",)
    messages: int = 1000
    senders: int = 1000
    connections: int = 32
    rate: float | None = None
    conversing: bool = False
    texts: tuple[str, ...] = QUESTIONS
    patience: float = 5.0
    first_sender: int = 10_000_000


@dataclass(frozen=True, slots=True)
class Times:
    """Latencies in seconds."""

    p50: float = 0.0
    p99: float = 0.0
    longest: float = 0.0

    @classmethod
    def of(cls, values: Sequence[float]) -> "Times":
        if not values:
            return cls()
        ordered = sorted(values)
        return cls(_rank(ordered, 0.5), _rank(ordered, 0.99), ordered[-1])


def _rank(ordered: Sequence[float], share: float) -> float:
    """The nearest-rank percentile."""
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What came of it. `acknowledged` are 2xx; `answered` messages got a first reply; `sends` counts all that came."""

    posted: int
    acknowledged: int
    other: dict[str, int]
    acks_per_second: float
    ack: Times
    answered: int
    sends: int
    replies_per_second: float
    reply: Times = field(default_factory=Times)

    def line(self) -> str:
        """One line for people."""
        trouble = f", others {self.other}" if self.other else ""
        return (
            f"acknowledged {self.acknowledged}/{self.posted}{trouble} at {self.acks_per_second:.0f}/s, "
            f"p50 {self.ack.p50 * 1000:.1f} ms, p99 {self.ack.p99 * 1000:.1f} ms; "
            f"answered {self.answered} at {self.replies_per_second:.0f}/s, "
            f"p50 {self.reply.p50 * 1000:.0f} ms, p99 {self.reply.p99 * 1000:.0f} ms"
        )


@dataclass(slots=True)
class _Post:
    webhook: Webhook
    due: float = 0.0
    acknowledged: float = 0.0
    outcome: str = ""


async def run_load(simulator: Simulator, load: Load) -> LoadReport:
    """Post everything, wait for the replies, report. The simulator must be serving and know its gateway."""
    posts = [_Post(webhook) for webhook in _drafts(simulator, load)]
    before = len(simulator.sent)
    began = time.monotonic()
    for number, post in enumerate(posts):
        post.due = began + number / load.rate if load.rate else 0.0
    waiting = iter(posts)
    await asyncio.gather(*(_work(simulator, waiting, load) for _ in range(load.connections)))
    posted = time.monotonic()
    await _patiently(simulator, before, len(posts), load.patience)
    return _report(posts, simulator.sent[before:], began, posted)


def _drafts(simulator: Simulator, load: Load) -> Iterator[Webhook]:
    """Signed beforehand: the signing shall not slow the posting."""
    for number in range(load.messages):
        channel = load.channels[number % len(load.channels)]
        person = load.first_sender + number % load.senders
        sender = str(person) if channel == "telegram" else f"9665{person:08d}"
        yield simulator.draft.say(channel, sender, load.texts[number % len(load.texts)])


async def _work(simulator: Simulator, waiting: Iterator[_Post], load: Load) -> None:
    for post in waiting:
        person = post.webhook.channel, post.webhook.sender
        heard = len(simulator.sent_to(*person))
        ahead = post.due - time.monotonic()
        if ahead > 0:
            await asyncio.sleep(ahead)
        post.due = post.due or time.monotonic()
        try:
            delivery = await simulator.post(post.webhook)
            post.outcome = str(delivery.status)
        except (OSError, TimeoutError) as error:
            post.outcome = type(error).__name__
        post.acknowledged = time.monotonic()
        if load.conversing and post.outcome.startswith("2"):
            with suppress(NothingReceived):
                await simulator.wait_for(*person, heard + 1, load.patience)


async def _patiently(simulator: Simulator, before: int, wanted: int, patience: float) -> None:
    """Until nothing has come for a while: a short one once every message can have its reply (which may be in parts)."""
    last, seen = time.monotonic(), len(simulator.sent)
    while time.monotonic() - last < (patience if seen - before < wanted else min(patience, 1.0)):
        await asyncio.sleep(0.02)
        if len(simulator.sent) != seen:
            last, seen = time.monotonic(), len(simulator.sent)


def _report(posts: Sequence[_Post], sent: Sequence[Sent], began: float, posted: float) -> LoadReport:
    good = [post for post in posts if post.outcome.startswith("2")]
    pairs = _answers(good, sent)
    replied = max((reply.tick for _, reply in pairs), default=began)
    return LoadReport(
        posted=len(posts),
        acknowledged=len(good),
        other=dict(Counter(post.outcome for post in posts if not post.outcome.startswith("2"))),
        acks_per_second=len(good) / max(posted - began, 1e-9),
        ack=Times.of([post.acknowledged - post.due for post in good]),
        answered=len(pairs),
        sends=len(sent),
        replies_per_second=len(pairs) / max(replied - began, 1e-9),
        reply=Times.of([reply.tick - post.due for post, reply in pairs]),
    )


def _answers(posts: Sequence[_Post], sent: Sequence[Sent]) -> list[tuple[_Post, Sent]]:
    """Each message with the first reply to its sender that no earlier message has taken."""
    replies: dict[tuple[str, str], list[Sent]] = defaultdict(list)
    for message in reversed(sent):
        replies[message.channel, address(message.to)].append(message)
    pairs = []
    for post in sorted(posts, key=lambda post: post.due):
        left = replies.get((post.webhook.channel, address(post.webhook.sender)), [])
        while left and left[-1].tick < post.due:
            left.pop()
        if left:
            pairs.append((post, left.pop()))
    return pairs


def main() -> None:
    """Serve the providers, put the load on a gateway that is already running, print the report."""
    parser = argparse.ArgumentParser(prog="python -m channels.simulator.load", description=__doc__)
    parser.add_argument("--gateway", default="http://127.0.0.1:8000")
    parser.add_argument("--port", type=int, default=9000, help="where the gateway sends")
    parser.add_argument("--channel", action="append", choices=CHANNELS, help="repeatable; default: telegram")
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--senders", type=int, default=1000)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--rate", type=float, default=None, help="messages a second; default: as fast as they go")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    channels = tuple(arguments.channel or ("telegram",))
    load = Load(channels, arguments.messages, arguments.senders, arguments.connections, arguments.rate)
    report = uvloop.run(_serve_and_run(arguments.gateway, arguments.port, load))
    text = orjson.dumps(asdict(report), option=orjson.OPT_INDENT_2).decode() if arguments.json else report.line()
    sys.stdout.write(text + "\n")


async def _serve_and_run(gateway: str, port: int, load: Load) -> LoadReport:
    async with Simulator(gateway=gateway, port=port) as simulator:
        return await run_load(simulator, load)


if __name__ == "__main__":
    main()
