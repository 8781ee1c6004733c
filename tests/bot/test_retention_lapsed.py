"""Requests that ended, people who are gone, consents that were replaced: erased when their time is over."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from bot.retention import RetentionJob
from bot.sealing import Sealing
from bot.settings import Retention
from bot.transfers import Transfers
from storage import consents, contacts, holds, ratings, requests, staff
from storage.db import Database
from storage.requests import SYSTEM, Move, RequestView
from tests.storage.people import FIELDS, NOW, VAULT, conversation, later, submitted

YEAR = timedelta(days=365)


def job(db: Database, folder: Path, after: timedelta, erased: list[str] | None = None) -> RetentionJob:
    async def note() -> None:
        (erased if erased is not None else []).append("kept")

    return RetentionJob(db, Transfers(Sealing(VAULT)), Retention(), folder, on_erased=note, now=lambda: NOW + after)


async def person_of(db: Database, where: int) -> int:
    async with db.read() as tx:
        who = await contacts.of_conversation(tx, where)
    assert who
    return who.person_id


async def rejected(db: Database, where: int, *papers: int) -> RequestView:
    made = await submitted(db, where, terms=("ساره",), documents=papers)
    async with db.transaction() as tx:
        for step in (Move("verifying"), Move("under_review"), Move("rejected", "دخل الأسرة كاف")):
            await requests.move(tx, VAULT, made.reference, step, SYSTEM, later())
    return made


async def shown(db: Database, made: RequestView) -> RequestView:
    async with db.read() as tx:
        found = await requests.find(tx, VAULT, made.reference)
    assert found
    return found


async def column(db: Database, query: str) -> list[object]:
    async with db.read() as tx:
        return list((await tx.execute(text(query))).scalars())


async def test_a_request_is_emptied_years_after_it_ended_and_its_steps_stay(db: Database, tmp_path: Path) -> None:
    where = await conversation(db, files=1)
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE attachment SET state='stored', path='paper'"))
        [file] = (await tx.execute(text("SELECT id FROM attachment"))).scalars()
    made = await rejected(db, where, file)
    async with db.transaction() as tx:
        await ratings.rate(tx, VAULT, where, 2, NOW, subject=made.reference, comment="لم أفهم السبب")
    open_one = await submitted(db, where)
    (tmp_path / "paper").write_bytes(b"pdf")
    await job(db, tmp_path, 4.9 * YEAR).once()
    assert (await shown(db, made)).fields == FIELDS
    assert (tmp_path / "paper").exists()
    gone = await job(db, tmp_path, 5.1 * YEAR).once()
    assert (gone["requests"], gone["addresses"]) == (1, 0), "somebody whose request is open is not gone"
    left = await shown(db, made)
    assert (left.fields, left.phone_index, left.status) == ({}, None, "rejected")
    async with db.read() as tx:
        steps = await requests.history(tx, VAULT, left)
    assert [step.to_status for step in steps if step.kind == "move"][-1] == "rejected"
    assert all(not step.note for step in steps)
    assert not (tmp_path / "paper").exists()
    assert await column(db, "SELECT sealed_comment FROM rating") == [None]
    assert (await shown(db, open_one)).fields == FIELDS
    assert not (await job(db, tmp_path, 5.1 * YEAR).due())["requests"]


async def test_who_has_long_gone_is_erased_whole_and_listed(db: Database, tmp_path: Path) -> None:
    gone, here = await conversation(db), await conversation(db, at=NOW + 2 * YEAR)
    erased: list[str] = []
    assert (await job(db, tmp_path, 2.9 * YEAR, erased).once())["addresses"] == 0
    assert erased == []
    assert (await job(db, tmp_path, 3.1 * YEAR, erased).once())["addresses"] == 1
    assert erased == ["kept"], "so that no backup brings them back"
    people = await person_of(db, gone), await person_of(db, here)
    channels = await column(db, "SELECT channel FROM identity ORDER BY id")
    assert channels == ["erased", "telegram"]
    assert await column(db, "SELECT person_id FROM erasure") == [people[0]]
    assert (await job(db, tmp_path, 3.1 * YEAR).once())["addresses"] == 0


async def test_a_request_with_contents_keeps_its_person_until_it_is_emptied(db: Database, tmp_path: Path) -> None:
    where = await conversation(db)
    await rejected(db, where)
    assert (await job(db, tmp_path, 4 * YEAR).once())["addresses"] == 0
    gone = await job(db, tmp_path, 6 * YEAR).once()
    assert (gone["requests"], gone["addresses"]) == (1, 1)


async def test_on_hold_neither_goes(db: Database, tmp_path: Path) -> None:
    where = await conversation(db)
    made = await rejected(db, where)
    async with db.transaction() as tx:
        await staff.add(tx, "a@example.org", "a", "admin", "", NOW)
        await holds.place(tx, VAULT, "قضية", 1, NOW, person=None, request=made.id)
    gone = await job(db, tmp_path, 9 * YEAR).once()
    assert (gone["requests"], gone["addresses"]) == (0, 0)
    assert (await shown(db, made)).fields == FIELDS


async def test_the_consent_that_holds_stays_and_what_it_replaced_goes(db: Database, tmp_path: Path) -> None:
    where = await conversation(db, at=NOW + 4 * YEAR)
    person = await person_of(db, where)
    async with db.transaction() as tx:
        for granted, at in ((True, NOW), (False, NOW + YEAR)):
            await consents.note(tx, person, consents.MESSAGES, granted, "1", "telegram", at)
    assert (await job(db, tmp_path, 4.9 * YEAR).once())["consents"] == 0
    assert (await job(db, tmp_path, 6.5 * YEAR).once())["consents"] == 1
    async with db.read() as tx:
        assert [c.granted for c in await consents.history(tx, person)] == [False]
