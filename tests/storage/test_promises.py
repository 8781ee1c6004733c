"""Ratings, consents and links between identities."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from storage import consents, contacts, links, ratings, requests
from storage.db import Database
from tests.storage.people import NOW, VAULT, conversation, later

PHONE = "+966551234567"


# --- ratings


async def rate(db: Database, where: int, score: int, at: int = 0, **more: str | None) -> bool:
    async with db.transaction() as tx:
        return await ratings.rate(tx, VAULT, where, score, later(at), **more)


async def kept(db: Database) -> list[tuple[str, int, str | None]]:
    async with db.read() as tx:
        return [(r.subject, r.score, r.comment) for r in await ratings.latest(tx, VAULT)]


async def test_one_thing_is_rated_once_and_a_comment_joins_it(db: Database) -> None:
    where = await conversation(db)
    assert await rate(db, where, 4, subject="MD-2026-7K3QXA")
    assert await rate(db, where, 4, subject="MD-2026-7K3QXA", comment="خدمة طيبة")
    assert not await rate(db, where, 1, subject="MD-2026-7K3QXA")
    assert not await rate(db, where, 4, subject="MD-2026-7K3QXA", comment="وأكثر")
    assert await kept(db) == [("MD-2026-7K3QXA", 4, "خدمة طيبة")]


async def test_nobody_else_comments_on_ones_rating(db: Database) -> None:
    mine, other = await conversation(db), await conversation(db)
    await rate(db, mine, 5, subject="MD-2026-7K3QXA")
    assert not await rate(db, other, 5, subject="MD-2026-7K3QXA", comment="ليس لي")
    assert await kept(db) == [("MD-2026-7K3QXA", 5, None)]


async def test_the_service_as_a_whole_is_rated_once_a_day_by_each(db: Database) -> None:
    mine, other = await conversation(db), await conversation(db)
    assert [await rate(db, who, 3) for who in (mine, other, mine)] == [True, True, False]
    assert await rate(db, mine, 2, at=24 * 60)


async def test_ratings_at_the_same_moment_are_one(db: Database) -> None:
    where = await conversation(db)
    answers = await asyncio.gather(*(rate(db, where, n, subject="x") for n in (1, 2, 3, 4, 5)))
    assert answers.count(True) == 1
    assert len(await kept(db)) == 1


@pytest.mark.parametrize("score", [0, 6, -1])
async def test_only_one_to_five_is_a_rating(db: Database, score: int) -> None:
    where = await conversation(db)
    with pytest.raises(ValueError, match="1 to 5"):
        await rate(db, where, score)


async def test_comments_are_sealed_and_scores_counted(db: Database) -> None:
    where = await conversation(db)
    await rate(db, where, 5, subject="a", comment="رقمي 1052345673")
    await rate(db, where, 1, subject="b")
    async with db.read() as tx:
        stored = str((await tx.execute(text("SELECT * FROM rating"))).all())
        spread = await ratings.distribution(tx, NOW, NOW + timedelta(days=1))
    assert "1052345673" not in stored
    assert spread == {1: 1, 2: 0, 3: 0, 4: 0, 5: 1}


# --- consents


async def person(db: Database, where: int) -> contacts.Contact:
    async with db.read() as tx:
        found = await contacts.of_conversation(tx, where)
    assert found
    return found


async def test_the_ledger_keeps_every_change_and_the_last_word_holds(db: Database) -> None:
    who = (await person(db, await conversation(db))).person_id
    async with db.transaction() as tx:
        for minute, granted in enumerate((True, True, False, True)):
            await consents.note(tx, who, consents.MESSAGES, granted, "2026-11", "telegram", later(minute))
        await consents.note(tx, who, consents.DATA, True, "2026-11", "telegram", NOW)
        held, ledger = await consents.current(tx, who), await consents.history(tx, who)
    assert {name: view.granted for name, view in held.items()} == {"messages": True, "data": True}
    assert [(c.granted, c.at) for c in ledger if c.purpose == "messages"] == [
        (True, later(0)),
        (False, later(2)),
        (True, later(3)),
    ]


# --- links


async def prove(db: Database, identity: int, phone: str = PHONE, at: int = 0) -> None:
    async with db.transaction() as tx:
        await links.prove(tx, VAULT, identity, phone, "otp", later(at))


async def test_the_same_proven_phone_links_identities_and_undoing_unlinks_them(db: Database) -> None:
    telegram, page = await person(db, await conversation(db)), await conversation(db, channel="webchat")
    on_page = await person(db, page)
    await prove(db, telegram.identity_id)
    await prove(db, on_page.identity_id)
    async with db.read() as tx:
        [linked] = await links.linked(tx, telegram.identity_id, later())
        [proof] = await links.proofs(tx, VAULT, on_page.identity_id, later())
    assert (linked.identity_id, linked.channel, linked.conversation_id) == (on_page.identity_id, "webchat", page)
    assert (proof.phone, proof.method) == (PHONE, "otp")
    async with db.transaction() as tx:
        assert await links.undo(tx, proof.id, later())
        assert not await links.undo(tx, proof.id, later())
        assert await links.linked(tx, telegram.identity_id, later()) == []
        assert await links.holders(tx, requests.phone_index(VAULT, PHONE), later()) == [telegram.identity_id]
    assert (await person(db, page)).person_id == on_page.person_id, "people are never merged"


async def test_a_proof_ends_and_can_be_renewed(db: Database) -> None:
    who = (await person(db, await conversation(db))).identity_id
    await prove(db, who)
    end = NOW + links.LASTS
    async with db.read() as tx:
        assert await links.proven_indexes(tx, who, end - timedelta(seconds=1))
        assert not await links.proven_indexes(tx, who, end)
    await prove(db, who, at=60)
    async with db.read() as tx:
        assert len(await links.proofs(tx, VAULT, who, end)) == 1


async def test_other_phones_link_nobody_and_none_stands_in_clear(db: Database) -> None:
    one, other = await person(db, await conversation(db)), await person(db, await conversation(db))
    await prove(db, one.identity_id)
    await prove(db, other.identity_id, "+966500000009")
    async with db.read() as tx:
        assert await links.linked(tx, one.identity_id, later()) == []
        stored = str((await tx.execute(text("SELECT * FROM phone_proof"))).all())
    assert "551234567" not in stored
