"""What a turn inside a form costs, against a policy answer: the whole turn, from the claim to the commit, on SQLite.

The same number of messages of each kind, taken one by one and in turns, so that what else the machine does meanwhile
falls on both alike. The clock runs only while the worker works; receiving and sending are the same for both.
"""

import logging
import statistics
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot import settings
from bot.bootstrap import Gateway, build
from bot.ingest import new_event
from channels.message import Inbound, Kind, Sender
from storage import inbox

ROUNDS = 40  # people of each kind; one whole form each
LIMIT = 1.3
QUESTIONS = ("متى يأتيني الرد على طلبي؟", "من يدرس طلبي؟", "كيف أقدم طلب؟", "ما حقوقي كمستفيد؟", "كيف أتواصل معكم؟")
OPENING = "أبغى أقدم طلب خدمة"
ANSWERS = (
    "سارة بنت محمد القحطاني",
    "١٠٥٢٣٤٥٦٧٣",
    "٠٥٥١٢٣٤٥٦٧",
    "الرياض",
    "جهاز",
    "أحتاج جهاز حاسب لدراسة ابنتي في الجامعة",
    "نعم",
    "أقر بصحة البيانات",
)
SECURE = ("telegram", ANSWERS[:1])  # where the ID is asked on a one-time page: the turn that makes the page
POLICY, WITHIN, SENT, PAGE = "a policy answer", "an answer in a form", "the last one: a request", "with a one-time page"


@dataclass(slots=True)
class Bench:
    gateway: Gateway
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    async def turn(self, who: Sender, text: str, kind: str | None, channel: str = "webchat") -> None:
        """One message and its turn; `kind` None: not counted."""
        key = uuid.uuid4().hex
        now = self.gateway.ingest._now()
        event = new_event(
            Inbound(channel, "site", key, Kind.TEXT, who, message_id=key, text=text), self.gateway.ingest._sealing, now
        )
        async with self.gateway.db.transaction() as tx:
            await inbox.record(tx, [event], now)
        began = time.perf_counter()
        claimed = await self.gateway.worker.once()
        took = time.perf_counter() - began
        assert claimed == 1, claimed
        if kind:
            self.seconds[kind].append(took)


def _kinds() -> Iterator[tuple[str, str]]:
    for answer in ANSWERS[:-1]:
        yield answer, WITHIN
    yield ANSWERS[-1], SENT


async def _round(bench: Bench) -> None:
    """A form, and as many questions by somebody else, turn about."""
    asker, applicant, elsewhere = (Sender(uuid.uuid4().hex) for _ in range(3))
    await bench.turn(asker, "السلام عليكم", None)
    await bench.turn(applicant, OPENING, None)
    for number, (answer, kind) in enumerate(_kinds()):
        await bench.turn(asker, QUESTIONS[number % len(QUESTIONS)], POLICY)
        await bench.turn(applicant, answer, kind)
    channel, answers = SECURE
    await bench.turn(elsewhere, OPENING, None, channel)
    for answer in answers:
        await bench.turn(elsewhere, answer, PAGE, channel)


async def bench() -> list[str]:
    """-> the table's lines."""
    logging.getLogger().setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="tawasul-bench-") as folder:
        gateway = await build(settings.load(_environment(Path(folder))))
        try:
            bench = Bench(gateway)
            await _round(bench)
            bench.seconds.clear()
            for _ in range(ROUNDS):
                await _round(bench)
        finally:
            await gateway.close()
    return _table(bench.seconds)


def _environment(folder: Path) -> dict[str, str]:
    """Telegram is on, and nothing is ever sent to it."""
    telegram = {"TELEGRAM_BOT_TOKEN": "1:bench", "TELEGRAM_WEBHOOK_SECRET": "bench"}
    database = {"DATABASE_URL": f"sqlite:///{folder}/bench.db", "DATA_DIR": str(folder)}
    return {**telegram, **database, "ADMIN_PASSWORD": "a-password-for-the-bench"}


def _table(seconds: Mapping[str, list[float]]) -> list[str]:
    floor = statistics.mean(seconds[POLICY])
    title = f"a turn, from claim to commit (SQLite; {ROUNDS} service requests and as many questions)"
    head = f"{'':26}{'turns':>7}{'mean ms':>9}{'p50 ms':>8}{'p95 ms':>8}{'of policy':>11}"
    lines = [_line(name, seconds[name], floor) for name in (POLICY, WITHIN, SENT, PAGE)]
    whole = _line("a form as a whole", seconds[WITHIN] + seconds[SENT], floor)
    return ["", title, head, *lines, f"{whole}   (aim: at most {LIMIT})"]


def _line(name: str, took: list[float], floor: float) -> str:
    mean, middle = statistics.mean(took) * 1000, statistics.median(took) * 1000
    p95 = sorted(took)[int(len(took) * 0.95)] * 1000
    return f"{name:26}{len(took):7}{mean:9.1f}{middle:8.1f}{p95:8.1f}{mean / 1000 / floor:11.2f}"
