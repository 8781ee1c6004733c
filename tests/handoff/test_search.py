"""Conversations are found by what was said, by whom, from where, and by what stands sealed in their requests."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from handoff.indexer import Indexer
from storage import links, outgoing, privacy, talks, words
from storage.conversations import NewMessage
from storage.db import Database
from storage.requests import RequestView
from storage.talks import TalkFilters
from storage.words import Search
from tests.handoff.api import Colleague, Office
from tests.handoff.conversations import conversation_office, indexed, listed, message, queue, talk
from tests.storage.people import ID_NUMBER, NOW, VAULT, conversation, later, submitted


@pytest.fixture
def staff_office(db: Database, tmp_path: Path) -> Office:
    return conversation_office(db, tmp_path.parent)


async def found(who: Colleague, asked: str, **query: Any) -> list[int]:
    return await listed(who, q=asked, **query)


async def in_search(db: Database) -> set[str]:
    async with db.read() as tx:
        return set((await tx.execute(text("SELECT word FROM search_word"))).scalars())


async def person_of(db: Database, where: int) -> int:
    async with db.read() as tx:
        seen = await talks.find(tx, where)
    assert seen
    return seen.person_id


async def test_it_is_found_by_words_name_phone_and_file(db: Database, staff_office: Office) -> None:
    rent = await talk(db, address="966551112222", said="تأخرت في دفع الإيجار", at=later(1))
    other = await talk(db, address="966553334444", said="سؤال عن ١٠٠% من المبلغ", files=1)
    await indexed(db)
    async with staff_office.colleague("agent") as agent:
        assert await found(agent, "ايجار") == [rent]
        assert await found(agent, "دفع الايجا") == [rent], "the last word may be unfinished"
        assert await found(agent, "دفع المبلغ") == [], "all words have to be there"
        assert await found(agent, "سارة") == [rent, other]
        assert await found(agent, "٠٥٥١١١") == [rent]
        assert await found(agent, "+966 55 333 4444") == [other]
        assert await found(agent, "pdf") == [other]
        assert await found(agent, "١٠٠%") == [other]
        for nothing in ("%", "' OR 1=1 --", "_", "\\"):
            assert await found(agent, nothing) == []
        assert await found(agent, "سارة", owner="queued") == [], "within the filters"


async def test_what_a_colleague_writes_is_found_at_once(db: Database, staff_office: Office) -> None:
    where = await talk(db)
    async with staff_office.colleague("agent") as agent:
        await agent.post(f"/api/conversations/{where}/messages", message("راجعت عقد الكهرباء", note=True))
        assert await found(agent, "كهرباء") == [where]


async def test_what_the_bot_says_to_everybody_is_not_looked_through(db: Database, staff_office: Office) -> None:
    where = await talk(db)
    async with db.transaction() as tx:
        said = NewMessage("bot", "وصلنا طلبك، ورقمه MD-2026-7K3Q9Z، وسنرد قريبًا", ())
        await outgoing.post(tx, where, said, NOW)
    await indexed(db)
    async with staff_office.colleague("agent") as agent:
        assert await found(agent, "قريبا") == []
        assert await found(agent, "md٢٠٢٦7k3q9z") == [where]
        assert await found(agent, "7K3Q") == [where]


async def test_it_is_found_by_what_is_sealed_in_a_request(db: Database, staff_office: Office) -> None:
    where, later_talk = await talk(db, address="966550000001"), await talk(db, address="966550000009")
    made: RequestView = await submitted(db, where, terms=("ساره", "القحطاني", ID_NUMBER))
    async with db.transaction() as tx:
        proving = await talks.find(tx, later_talk)
        assert proving
        await links.prove(tx, VAULT, proving.identity_id, "+966551234567", "otp", NOW)
    async with staff_office.colleague("agent") as agent:
        assert await found(agent, ID_NUMBER) == [where]
        assert await found(agent, "القحطاني سارة") == [where]
        assert await found(agent, made.reference.lower()) == [where]
        assert set(await found(agent, "0551234567")) == {where, later_talk}
        assert await found(agent, ID_NUMBER[:9]) == [], "whole or not at all"
    assert ID_NUMBER not in await in_search(db)


async def test_a_role_finds_nothing_by_what_it_may_not_see(db: Database, staff_office: Office) -> None:
    where = await talk(db)
    hidden = await submitted(db, where, type="erasure", fields={"topic": "حذف"})
    async with staff_office.colleague("agent") as agent, staff_office.colleague("admin") as admin:
        assert await found(agent, hidden.reference) == []
        assert await found(admin, hidden.reference) == [where]


async def test_a_common_word_is_found_beside_a_rare_one(
    db: Database, staff_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.words.matching.__kwdefaults__", {"common": 2})
    made = [await talk(db, said=f"طلب عن {what}", at=later(n)) for n, what in enumerate(["كراسي", "تموين"] * 3)]
    for where in made[:2]:
        await queue(db, where)
    await indexed(db)
    rare = await talk(db, said="طلب أسرة وحيدة", at=later(9))
    await indexed(db)
    async with staff_office.colleague("agent") as agent:
        assert await found(agent, "طلب") == [rare, *reversed(made)]
        assert await found(agent, "طلب تموين") == made[5::-2]
        assert await found(agent, "طلب وحيدة") == [rare]
        assert await found(agent, "طلب تموين", owner="queued") == [made[1]]


@pytest.mark.parametrize("walked", [1, 4, 100])
@pytest.mark.parametrize("order", ["recent", "oldest"])
async def test_pages_of_common_words_have_no_gaps_and_no_doubles(
    db: Database, monkeypatch: pytest.MonkeyPatch, walked: int, order: str
) -> None:
    """However many of a page are found by walking, and the rest by their words."""
    monkeypatch.setattr("storage.words.matching.__kwdefaults__", {"common": 1})
    monkeypatch.setattr(talks, "WALKED", walked)
    made = [await talk(db, said=f"طلب طلبات {what}", at=later(n)) for n, what in enumerate(["كراسي", "تموين"] * 5)]
    for where in made[1:8:3]:
        await queue(db, where)
    await indexed(db)
    pages, cursor = list[list[int]](), None
    while not pages or cursor:
        async with db.read() as tx:
            filters = TalkFilters(NOW, search=Search(("تموين", "طلب")))
            page = await talks.listed(tx, filters, order, cursor, limit=2)
        pages.append([t.id for t in page.items])
        cursor = page.cursor
    wanted = made[1::2] if order == "oldest" else made[::-2]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [one for page in pages for one in page] == wanted


async def test_what_comes_later_is_taken_up(db: Database) -> None:
    clock = [NOW]
    indexer = Indexer(db, lambda: clock[0])
    await talk(db, address="7", said="أول كلامي")
    while await indexer.once():
        pass
    clock[0] = later(5)
    await conversation(db, address="7", said="ثم سألت", at=later(5))
    assert await indexer.once() == 1
    assert await indexer.once() == 0
    assert {"كلامي", "سالت"} <= await in_search(db)


async def test_what_was_missed_is_swept_up_within_the_hour(db: Database) -> None:
    clock = [NOW]
    indexer = Indexer(db, lambda: clock[0])
    assert await indexer.once() == 0
    await talk(db, said="رسالة متأخرة", at=NOW - timedelta(days=1))
    clock[0] = later(59)
    assert await indexer.once() == 0, "only what is new is looked at"
    clock[0] = later(61)
    assert await indexer.once() == 1


async def test_who_was_erased_is_found_no_more(db: Database, staff_office: Office) -> None:
    where = await talk(db, said="كلام خاص")
    await indexed(db)
    person = await person_of(db, where)
    async with db.transaction() as tx:
        await privacy.erase(tx, VAULT, person, NOW)
    assert await in_search(db) == set()
    async with db.transaction() as tx:
        assert await words.unread(tx, [where]) == [], "nor are their words ever taken again"


async def test_an_erasure_waits_for_words_being_taken_and_removes_them(db: Database) -> None:
    where = await talk(db, said="كلام خاص")
    person = await person_of(db, where)

    async def erase() -> None:
        async with db.transaction() as tx:
            await privacy.erase(tx, VAULT, person, NOW)

    async with db.transaction() as tx:
        [taken] = await words.unread(tx, [where])
        erasing = asyncio.create_task(erase())
        await asyncio.sleep(0.05)
        await words.add(tx, {where: ["خاص"]}, {where: taken.upto})
    await erasing
    assert await in_search(db) == set()
