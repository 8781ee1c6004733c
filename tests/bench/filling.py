"""A database with many conversations in it, filled in bulk, without the spine: for what staff's side is measured on.

One conversation every ten minutes, so that 50,000 are most of a year. 8 messages each, their words taken as the indexer
would, the visitor's understood. A fraction waits, a fraction is in colleagues' hands, one in six is with the bot, the
rest has ended.
"""

import itertools
import random
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Table, text

from handoff.folding import phone_forms, terms
from storage import migrations
from storage import staff as accounts
from storage.db import Database
from storage.models import Conversation, Identity, Message, Person, table_of
from storage.models_desk import Escalation
from storage.models_inbox import SearchMark, SearchWord
from storage.models_knowledge import InterpretationRow
from storage.models_requests import Assignment
from storage.staff import StaffView

MESSAGES, EVERY = 8, timedelta(minutes=10)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
VOCABULARY = (
    "أحتاج", "مساعدة", "إيجار", "البيت", "متأخر", "دفع", "الكهرباء", "فاتورة", "ماء", "أطفال", "مدرسة", "حقيبة",
    "ملابس", "شتوية", "أسرة", "أرملة", "مطلقة", "علاج", "دواء", "موعد", "مستشفى", "راتب", "دين", "سداد", "وظيفة",
    "تدريب", "دورة", "جهاز", "غسالة", "ثلاجة", "مكيف", "أثاث", "سلة", "غذائية", "رمضان", "زكاة", "تبرع", "مشروع",
)  # fmt: skip
NAMES = ("سارة", "نورة", "محمد", "عبدالله", "فاطمة", "خالد", "هند", "منيرة", "سعد", "ليلى")
RARE, SEASONAL, APART = "زرافة", "هلال", ("مزرعة", "قارب")
_AT_ONCE = 1000  # conversations of one commit, rows of one statement


def owner_of(number: int) -> str:
    return "queued" if number % 250 == 0 else "staff" if number % 40 == 1 else "bot" if number % 6 == 2 else "closed"


def rows(number: int, talks: int, chance: random.Random) -> dict[str, list[dict[str, Any]]]:
    """One conversation with everything around it."""
    at, owner = NOW - number * EVERY, owner_of(number)
    name, address = f"{chance.choice(NAMES)} {chance.choice(NAMES)}", f"9665{number:08d}"
    said = [" ".join(chance.choices(VOCABULARY, k=8)) for _ in range(MESSAGES)]
    said[0] += "".join(f" {word}" for word in _besides(number, talks))
    found = set().union(*(terms(s) for s in said[::2]), terms(name), phone_forms(address))
    who = {"id": number, "person_id": number, "key": f"whatsapp_cloud|1|{address}", "channel": "whatsapp_cloud"}
    talk = {"id": number, "identity_id": number, "owner": owner, "next_seq": MESSAGES + 1, "last_inbound_at": at}
    talk |= {"queued_at": at if owner == "queued" else None, "priority": number % 3, "state": {}, "created_at": at}
    lines = [
        {"conversation_id": number, "seq": n, "author": "bot" if n % 2 == 0 else "visitor", "kind": "text", "text": s}
        | {"buttons": [], "details": {}, "at": at, "created_at": at}
        for n, s in enumerate(said, 1)
    ]
    held = owner == "staff"
    return {
        "person": [{"id": number, "display_name": name, "locale": "ar", "created_at": at}],
        "identity": [who | {"account": "1", "address": address, "window_from": at, "created_at": at}],
        "conversation": [talk],
        "message": lines,
        "interpretation": [_understood(number, seq, at, owner) for seq in range(1, MESSAGES, 2)],
        "escalation": [_stay(number, at, held)] if owner in ("queued", "staff") else [],
        "assignment": [{"conversation_id": number, "staff_id": 1, "by_staff_id": 1, "at": at}] if held else [],
        "search_word": [{"conversation_id": number, "word": w} for w in sorted(found)],
        "search_mark": [{"conversation_id": number, "seq": MESSAGES}],
    }


def _besides(number: int, talks: int) -> Iterator[str]:
    """Ten conversations have a rare word, a twentieth that of a season, two thirds one of a pair that never meets."""
    if number % 5000 == 7:
        yield RARE
    if number > talks * 0.95:
        yield SEASONAL
    if number % 3 < len(APART):
        yield APART[number % 3]


def _understood(number: int, seq: int, at: datetime, owner: str) -> dict[str, Any]:
    last, missed = seq == MESSAGES - 1, (number + seq) % 7 == 0
    outcome = owner if last and owner in ("queued", "staff") else "missed" if missed else "answered"
    intent = f"question_{number % 40}"
    guesses = [{"intent": f"question_{(number + n) % 40}", "confidence": 0.9 / (n + 1)} for n in range(5)]
    cited = [] if missed else [{"intent": intent, "sections": [3, 4], "version": 1}]
    values = {"conversation_id": number, "seq": seq, "channel": "whatsapp_cloud", "intent": intent, "confidence": 0.9}
    values |= {
        "ranking": guesses,
        "engine": "embedded",
        "outcome": outcome,
        "cited": cited,
        "turn_id": f"{number}-{seq}",
    }
    values |= {"answer": None if missed else intent, "version": None if missed else 1}
    values |= {"decided": {"owner": owner, "reason": None, "priority": 0, "form": None, "asks": None}}
    return values | {"miss": "out_of_scope" if missed else None, "at": at + timedelta(seconds=20 * seq)}


def _stay(number: int, at: datetime, held: bool) -> dict[str, Any]:
    values = {"conversation_id": number, "opened_at": at, "reason": "asked", "priority": number % 3, "queued_since": at}
    values |= {"first_reply_due_at": at + timedelta(minutes=15), "resolve_due_at": at + timedelta(hours=8)}
    values |= {"waiting_since": at, "staff_id": 1 if held else None, "assigned_at": at if held else None}
    return values | {"assigned_why": {"how": "claimed"} if held else None, "requeues": 0, "told": {}}


_MODELS = (Person, Identity, Conversation, Message, InterpretationRow, Escalation, Assignment, SearchWord, SearchMark)
_TABLES: dict[str, Table] = {table.name: table for table in map(table_of, _MODELS)}


@asynccontextmanager
async def filled(url: str, talks: int) -> AsyncIterator[tuple[Database, StaffView]]:
    db = Database(url)
    try:
        await migrations.upgrade(db)
        yield db, await fill(db, talks)
    finally:
        await db.close()


async def fill(db: Database, talks: int) -> StaffView:
    """-> the colleague who has all that staff have."""
    chance = random.Random(5)
    async with db.transaction() as tx:
        await accounts.add(tx, "agent@example.org", "نورة", "agent", "no password", NOW)
    for numbers in _portions(range(1, talks + 1)):
        portion: dict[str, list[dict[str, Any]]] = {name: [] for name in _TABLES}
        for number in numbers:
            for name, made in rows(number, talks, chance).items():
                portion[name] += made
        async with db.transaction() as tx:
            for name, table in _TABLES.items():
                for part in _portions(portion[name]):
                    await tx.execute(table.insert(), part)
    async with db.transaction() as tx:
        if not db.is_sqlite:
            await tx.execute(text("SET LOCAL statement_timeout = 0"))
        await tx.execute(text("ANALYZE"))
        found = await accounts.by_email(tx, "agent@example.org")
    assert found
    return found


def _portions(items: Iterable[Any]) -> Iterator[list[Any]]:
    stream = iter(items)
    while part := list(itertools.islice(stream, _AT_ONCE)):
        yield part
