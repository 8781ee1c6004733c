"""The inbox with 50,000 conversations: how long its lists, its counts and a search take, on both databases.

Filled in bulk, without the spine: 8 messages a conversation, their words taken as the indexer would. A fraction waits,
a fraction is in colleagues' hands, one in six is with the bot, the rest has ended. Every figure is the slowest of
ROUNDS, each on a connection of the pool, as the console's own calls.
"""

import itertools
import random
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Table, text

from handoff.api.rows import Rows
from handoff.api.standing import Standings
from handoff.desk_config import Desk
from handoff.desk_settings import DeskSettings
from handoff.folding import phone_forms, terms
from handoff.inbox import Inbox, Wish
from handoff.live import Live
from handoff.search import Finder
from handoff.talks import Talks
from storage import migrations
from storage import staff as accounts
from storage.crypto import Vault
from storage.db import Database
from storage.hints import LocalHints
from storage.models import Conversation, Identity, Message, Person, table_of
from storage.models_inbox import SearchMark, SearchWord
from storage.models_requests import Assignment
from storage.staff import StaffView
from tests.servers import Postgres

TALKS, MESSAGES, ROUNDS = 50_000, 8, 5
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
VOCABULARY = (
    "أحتاج", "مساعدة", "إيجار", "البيت", "متأخر", "دفع", "الكهرباء", "فاتورة", "ماء", "أطفال", "مدرسة", "حقيبة",
    "ملابس", "شتوية", "أسرة", "أرملة", "مطلقة", "علاج", "دواء", "موعد", "مستشفى", "راتب", "دين", "سداد", "وظيفة",
    "تدريب", "دورة", "جهاز", "غسالة", "ثلاجة", "مكيف", "أثاث", "سلة", "غذائية", "رمضان", "زكاة", "تبرع", "مشروع",
)  # fmt: skip
NAMES = ("سارة", "نورة", "محمد", "عبدالله", "فاطمة", "خالد", "هند", "منيرة", "سعد", "ليلى")
RARE = "زرافة"


def rows(number: int, chance: random.Random) -> dict[str, list[dict[str, Any]]]:
    """One conversation with everything around it."""
    at = NOW - timedelta(minutes=number)
    owner = "queued" if number % 250 == 0 else "staff" if number % 40 == 1 else "bot" if number % 6 == 2 else "closed"
    name, address = f"{chance.choice(NAMES)} {chance.choice(NAMES)}", f"9665{number:08d}"
    said = [" ".join(chance.choices(VOCABULARY, k=8)) for _ in range(MESSAGES)]
    if number % 5000 == 7:
        said[0] += f" {RARE}"
    key = f"whatsapp_cloud|1|{address}"
    found = set().union(*(terms(s) for s in said[::2]), terms(name), phone_forms(address))
    talk = {"id": number, "identity_id": number, "owner": owner, "next_seq": MESSAGES + 1, "last_inbound_at": at}
    talk |= {"queued_at": at if owner == "queued" else None, "priority": number % 3, "state": {}, "created_at": at}
    lines = [
        {"conversation_id": number, "seq": n, "author": "bot" if n % 2 == 0 else "visitor", "kind": "text", "text": s}
        | {"buttons": [], "details": {}, "at": at, "created_at": at}
        for n, s in enumerate(said, 1)
    ]
    who = {"id": number, "person_id": number, "key": key, "channel": "whatsapp_cloud", "account": "1"}
    return {
        "person": [{"id": number, "display_name": name, "locale": "ar", "created_at": at}],
        "identity": [who | {"address": address, "window_from": at, "created_at": at}],
        "conversation": [talk],
        "message": lines,
        "search_word": [{"conversation_id": number, "word": w} for w in sorted(found)],
        "search_mark": [{"conversation_id": number, "seq": MESSAGES}],
        "assignment": [{"conversation_id": number, "staff_id": 1, "by_staff_id": 1, "at": at}]
        if owner == "staff"
        else [],
    }


TABLES: dict[str, Table] = {
    table.name: table
    for table in map(table_of, (Person, Identity, Conversation, Message, SearchWord, SearchMark, Assignment))
}


async def fill(db: Database, talks: int) -> StaffView:
    chance = random.Random(5)
    async with db.transaction() as tx:
        await accounts.add(tx, "agent@example.org", "نورة", "agent", "no password", NOW)
    for numbers in _portions(range(1, talks + 1), 1000):
        portion: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
        for number in numbers:
            for name, made in rows(number, chance).items():
                portion[name] += made
        async with db.transaction() as tx:
            for name, table in TABLES.items():
                for part in _portions(portion[name], 1000):
                    await tx.execute(table.insert(), part)
    async with db.transaction() as tx:
        if not db.is_sqlite:
            await tx.execute(text("SET LOCAL statement_timeout = 0"))
        await tx.execute(text("ANALYZE"))
        found = await accounts.by_email(tx, "agent@example.org")
    assert found
    return found


def _portions(items: Any, size: int) -> Iterator[list[Any]]:
    stream = iter(items)
    while part := list(itertools.islice(stream, size)):
        yield part


QUESTIONS: dict[str, Wish] = {
    "all": Wish(),
    "open, not ended": Wish("open"),
    "queue": Wish("queued"),
    "with the bot": Wish("bot"),
    "mine": Wish(assignee_id=1),
    "unread": Wish(unread=True),
    "search: a common word": Wish(asked="إيجار"),
    "search: two common words": Wish(asked="ايجار كهرب"),
    "search: one letter": Wish(asked="ا"),
    "search: a rare word": Wish(asked="زرافه"),
    "search: common and rare": Wish(asked="البيت زراف"),
    "search: nothing": Wish(asked="كركدن"),
    "search: a phone": Wish(asked="0500012345"),
    "search: a name in the queue": Wish("queued", asked="سارة"),
}


async def measured(db: Database, staff: StaffView) -> dict[str, float]:
    """-> {question: milliseconds}."""
    vault = Vault(["a-secret-for-benchmarks-that-is-long-enough"])
    inbox = Inbox(Talks({}), Finder(vault))
    rows = Rows(Standings(DeskSettings(Desk())), Live(LocalHints()), vault)

    async def ask(wish: Wish) -> None:
        async with db.read() as tx:
            page = await inbox.listed(tx, staff, wish, None, NOW)
            await rows.shown(tx, staff, page.items, NOW)

    async def count() -> None:
        async with db.read() as tx:
            await inbox.counts(tx, staff, NOW)

    found = {name: await _slowest(lambda w=wish: ask(w)) for name, wish in QUESTIONS.items()}  # type: ignore[misc]
    return found | {"counts": await _slowest(count)}


async def _slowest(ask: Callable[[], Awaitable[None]]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await ask()
        times.append((time.perf_counter() - began) * 1000)
    return max(times)


@asynccontextmanager
async def filled(url: str, talks: int) -> AsyncIterator[tuple[Database, StaffView]]:
    db = Database(url)
    try:
        await migrations.upgrade(db)
        yield db, await fill(db, talks)
    finally:
        await db.close()


async def bench(talks: int = TALKS) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="tawasul-inbox-") as folder, Postgres.running() as server:
        async with filled(f"sqlite:///{folder}/inbox.db", talks) as (db, staff):
            small = await measured(db, staff)
        with server.database() as url:
            async with filled(url, talks) as (db, staff):
                grown = await measured(db, staff)
    lines = [f"inbox of {talks:,} conversations, slowest of {ROUNDS}, ms", f"{'':32}{'SQLite':>10}{'PostgreSQL':>12}"]
    return lines + [f"{name:32}{small[name]:10.0f}{grown[name]:12.0f}" for name in small]
