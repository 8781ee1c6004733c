"""Staff's side with 50,000 conversations: how long lists, counts, searches and reports take, on both databases.

Every figure is the slowest of ROUNDS, each on a connection of the pool, as the console's own calls; lists with all that
is shown in their rows.
"""

import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from handoff.api.rows import Rows
from handoff.api.standing import Standings
from handoff.desk_config import Desk
from handoff.desk_settings import DeskSettings
from handoff.inbox import Inbox, Wish
from handoff.live import Live
from handoff.reports import Range, Reports
from handoff.search import Finder
from handoff.talks import Talks
from storage.crypto import Vault
from storage.db import Database, Transaction
from storage.hints import LocalHints
from storage.staff import StaffView
from tests.bench.filling import NOW, filled
from tests.servers import Postgres

TALKS, ROUNDS = 50_000, 5
Ask = Callable[[Transaction], Awaitable[object]]
QUESTIONS: dict[str, Wish] = {
    "all": Wish(),
    "open, not ended": Wish("open"),
    "queue": Wish("queued"),
    "with the bot": Wish("bot"),
    "by what is owed": Wish("open", order="due"),
    "mine": Wish(assignee_id=1),
    "unread": Wish(unread=True),
    "search: a common word": Wish(asked="إيجار"),
    "search: two common words": Wish(asked="ايجار كهرب"),
    "search: two that never meet": Wish(asked="مزرعة قارب"),
    "search: a word of last season": Wish(asked="هلال"),
    "search: season and common": Wish(asked="هلال إيجار"),
    "search: one letter": Wish(asked="ا"),
    "search: a rare word": Wish(asked="زرافه"),
    "search: common and rare": Wish(asked="البيت زراف"),
    "search: nothing": Wish(asked="كركدن"),
    "search: a phone": Wish(asked="0500012345"),
    "search: a name in the queue": Wish("queued", asked="سارة"),
}
DAYS = (30, 365)


async def measured(db: Database, staff: StaffView) -> dict[str, float]:
    """-> {question: milliseconds}."""
    found = {}
    for name, ask in _asked(staff).items():
        found[name] = await _slowest(db, ask)
    return found


def _asked(staff: StaffView) -> dict[str, Ask]:
    vault = Vault(["a-secret-for-benchmarks-that-is-long-enough"])
    inbox, reports = Inbox(Talks({}), Finder(vault)), Reports({}, str)
    rows = Rows(Standings(DeskSettings(Desk())), Live(LocalHints()), vault)

    async def ask(tx: Transaction, wish: Wish) -> None:
        page = await inbox.listed(tx, staff, wish, None, NOW)
        await rows.shown(tx, staff, page.items, NOW)

    def report(name: str, days: int) -> Ask:
        last = NOW.date()
        return lambda tx: getattr(reports, name)(tx, Range(last - timedelta(days=days - 1), last))

    lists: dict[str, Ask] = {name: lambda tx, w=wish: ask(tx, w) for name, wish in QUESTIONS.items()}  # type: ignore[misc]
    made = {f"{name}, {days} days": report(name, days) for days in DAYS for name in ("volumes", "containment")}
    return lists | {"counts": lambda tx: inbox.counts(tx, staff, NOW)} | made


async def _slowest(db: Database, ask: Ask) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        async with db.read() as tx:
            await ask(tx)
        times.append((time.perf_counter() - began) * 1000)
    return max(times)


async def bench(talks: int = TALKS) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="tawasul-inbox-") as folder, Postgres.running() as server:
        async with filled(f"sqlite:///{folder}/inbox.db", talks) as (db, staff):
            small = await measured(db, staff)
        with server.database() as url:
            async with filled(url, talks) as (db, staff):
                grown = await measured(db, staff)
    lines = [f"inbox of {talks:,} conversations, slowest of {ROUNDS}, ms", f"{'':32}{'SQLite':>10}{'PostgreSQL':>12}"]
    return lines + [f"{name:32}{small[name]:10.0f}{grown[name]:12.0f}" for name in small]
