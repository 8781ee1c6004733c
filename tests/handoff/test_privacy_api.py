from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter
from sqlalchemy import text

from handoff.api.people import router as people_routes
from handoff.api.privacy import router
from handoff.api.session import Guard
from handoff.people import People
from handoff.privacy import Privacy
from storage import audit, consents, contacts, inbox, links, outgoing, ratings, requests
from storage.conversations import NewMessage, NewPiece
from storage.db import Database
from storage.inbox import NewEvent
from storage.people import Address
from storage.requests import Move
from tests.handoff.api import Office, files_folder, guard_of, office
from tests.storage.people import FIELDS, ID_NUMBER, NOW, VAULT, conversation, later, submitted

WORDS = "أنا سارة القحطاني من الرياض"


@cache
def opened(db: Database, folder: Path) -> Office:
    guard = guard_of(db)
    return office(guard, privacy_routers(guard, files_folder(folder)))


@pytest.fixture
def staff_office(db: Database, tmp_path: Path) -> Office:
    return opened(db, tmp_path.parent)


def privacy_routers(guard: Guard, files: Path) -> list[APIRouter]:
    return [people_routes(guard, People(VAULT)), router(guard, Privacy(VAULT), VAULT, files)]


async def somebody(db: Database, address: str = "966551234567") -> tuple[int, int]:
    """-> (conversation, person) of somebody who did everything one can do here."""
    where = await conversation(db, address=address, said=WORDS, files=1)
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE attachment SET state='stored', path='abc', mime='application/pdf'"))
        [file] = (await tx.execute(text("SELECT max(id) FROM attachment"))).scalars()
        who = await contacts.of_conversation(tx, where)
        assert who
        await links.prove(tx, VAULT, who.identity_id, FIELDS["mobile"], "otp", NOW)
        await consents.note(tx, who.person_id, consents.DATA, True, "2026-11", "telegram", NOW)
        await ratings.rate(tx, VAULT, where, 5, NOW, subject="x", comment="شكرًا من سارة")
        reply = NewMessage("staff", "أهلًا سارة", (NewPiece({"text": "أهلًا سارة"}),))
        await outgoing.post(tx, where, reply, NOW)
    done = await submitted(db, where, documents=(file,), terms=("ساره",))
    async with db.transaction() as tx:
        await requests.move(tx, VAULT, done.reference, Move("closed", f"مكرر {ID_NUMBER}"), requests.SYSTEM, later())
    return where, who.person_id


async def erasure(db: Database, where: int, *way: str) -> str:
    asked = await submitted(db, where, type="erasure", fields={"topic": "حذف بياناتي", "mobile": FIELDS["mobile"]})
    for status in way:
        async with db.transaction() as tx:
            await requests.move(tx, VAULT, asked.reference, Move(status), requests.SYSTEM, later())
    return asked.reference


async def everything(db: Database) -> str:
    """All rows of all tables, as text."""
    from storage.models import Base

    async with db.read() as tx:
        rows = [str(tuple(row)) for table in Base.metadata.sorted_tables for row in await tx.execute(table.select())]
    return "\n".join(rows)


async def test_a_copy_holds_what_a_person_gave_us_and_is_on_record(db: Database, staff_office: Office) -> None:
    where, person = await somebody(db)
    async with db.transaction() as tx:
        await outgoing.post(tx, where, NewMessage("staff", "ملاحظة داخلية", (), kind="note"), NOW)
    async with staff_office.colleague("supervisor") as supervisor:
        answer = await supervisor.get(f"/api/people/{person}/export")
    copy = answer.json()
    assert answer.headers["content-disposition"].startswith("attachment")
    assert copy["requests"][0]["fields"] == FIELDS
    assert [m["text"] for m in copy["conversations"][0]["messages"]] == [WORDS, "أهلًا سارة"]
    assert copy["addresses"][0]["verified_phones"][0]["phone"] == FIELDS["mobile"]
    assert copy["ratings"][0]["comment"] == "شكرًا من سارة"
    assert copy["consents"][0]["purpose"] == "data"
    assert "ملاحظة داخلية" not in answer.text
    async with db.read() as tx:
        assert [e.action for e in await audit.of_subject(tx, f"person:{person}")] == ["person.export"]


async def test_after_an_erasure_nothing_of_the_person_is_left(
    db: Database, staff_office: Office, tmp_path: Path
) -> None:
    where, person = await somebody(db)
    reference = await erasure(db, where, "in_service")
    file = files_folder(tmp_path.parent) / "abc"
    file.write_bytes(b"pdf")
    async with staff_office.colleague("supervisor") as supervisor:
        answer = await supervisor.post(f"/api/people/{person}/erase", {"reference": reference})
        assert answer.status_code == 204, answer.text
        again = await supervisor.get(f"/api/people/{person}/export")
    assert not file.exists()
    left = await everything(db)
    phone_index = requests.phone_index(VAULT, FIELDS["mobile"])
    for gone in ("سارة", "القحطاني", "966551234567", ID_NUMBER, phone_index):
        assert gone not in left
    assert reference in left, "that there was a request stays"
    assert all(r["fields"] == {} for r in again.json()["requests"])
    assert again.json()["ratings"][0]["comment"] is None


async def test_who_writes_again_after_an_erasure_is_somebody_new(db: Database, staff_office: Office) -> None:
    where, person = await somebody(db)
    reference = await erasure(db, where, "completed")
    async with staff_office.colleague("admin") as admin:
        assert (await admin.post(f"/api/people/{person}/erase", {"reference": reference})).status_code == 204
    event = NewEvent(Address("telegram", "1", "966551234567"), "again", "text", "مرحبا", {}, later())
    async with db.transaction() as tx:
        [recorded] = await inbox.record(tx, [event], later())
        who = await contacts.of_conversation(tx, recorded.conversation_id)
    assert who
    assert who.person_id != person
    assert recorded.seq == 1


async def test_others_are_left_alone(db: Database, staff_office: Office) -> None:
    where, person = await somebody(db)
    _, other = await somebody(db, "966500000007")
    reference = await erasure(db, where, "in_service")
    async with staff_office.colleague("admin") as admin:
        before = (await admin.get(f"/api/people/{other}/export")).json()
        await admin.post(f"/api/people/{person}/erase", {"reference": reference})
        after = (await admin.get(f"/api/people/{other}/export")).json()
    assert after == before


async def linked(db: Database, address: str = "966500000044") -> tuple[int, int]:
    """-> (conversation, person) of an account on another channel that has proven the same phone."""
    where = await conversation(db, channel="whatsapp_cloud", address=address, said=WORDS)
    async with db.transaction() as tx:
        who = await contacts.of_conversation(tx, where)
        assert who
        await links.prove(tx, VAULT, who.identity_id, FIELDS["mobile"], "otp", NOW)
    return where, who.person_id


async def test_accounts_of_the_same_person_on_other_channels_go_with_them(db: Database, staff_office: Office) -> None:
    where, person = await somebody(db)
    _, same = await linked(db)
    _, relative = await linked(db, "966500000055")
    reference = await erasure(db, where, "in_service")
    async with staff_office.colleague("supervisor") as supervisor:
        answer = await supervisor.post(f"/api/people/{person}/erase", {"reference": reference, "also": [same]})
        assert answer.status_code == 204, answer.text
        shown = (await supervisor.get(f"/api/people/{relative}")).json()
    left = await everything(db)
    assert "966500000044" not in left
    assert shown["addresses"][0]["address"].endswith("0055"), "who merely shares the phone stays"
    async with db.read() as tx:
        assert [e.action for e in await audit.of_subject(tx, f"person:{same}")] == ["person.erase"]


async def test_a_phone_to_which_only_we_wrote_goes_with_whom_it_was_known_from(
    db: Database, staff_office: Office
) -> None:
    where, person = await somebody(db)
    async with db.transaction() as tx:
        noticed = await outgoing.identity_at(tx, "twilio_sms", "1", FIELDS["mobile"], NOW)
        talk = await outgoing.open_conversation(tx, noticed, NOW)
        await outgoing.post(tx, talk, NewMessage("system", "لديك جديد", (NewPiece({"text": "لديك جديد"}),)), NOW)
    reference = await erasure(db, where, "in_service")
    async with staff_office.colleague("supervisor") as supervisor:
        answer = await supervisor.post(f"/api/people/{person}/erase", {"reference": reference})
    assert answer.status_code == 204, answer.text
    assert FIELDS["mobile"] not in await everything(db)


async def test_a_phone_whose_owner_has_written_stays(db: Database, staff_office: Office) -> None:
    where, person = await somebody(db)
    await conversation(db, channel="twilio_sms", address=FIELDS["mobile"])
    reference = await erasure(db, where, "in_service")
    async with staff_office.colleague("supervisor") as supervisor:
        assert (await supervisor.post(f"/api/people/{person}/erase", {"reference": reference})).status_code == 204
    assert FIELDS["mobile"] in await everything(db)


async def test_nobody_else_is_erased_with_somebody(db: Database, staff_office: Office) -> None:
    where, person = await somebody(db)
    stranger = await conversation(db, address="966500000066")
    async with db.read() as tx:
        who = await contacts.of_conversation(tx, stranger)
        assert who
    reference = await erasure(db, where, "in_service")
    async with staff_office.colleague("supervisor") as supervisor:
        before = await everything(db)
        body = {"reference": reference, "also": [who.person_id]}
        answer = await supervisor.post(f"/api/people/{person}/erase", body)
        assert (answer.status_code, answer.json()["detail"]["code"]) == (409, "not_linked")
        assert await everything(db) == before


async def test_an_open_request_of_the_other_account_stops_all_of_it(db: Database, staff_office: Office) -> None:
    where, person = await somebody(db)
    other, same = await linked(db)
    await submitted(db, other)
    reference = await erasure(db, where, "in_service")
    async with staff_office.colleague("supervisor") as supervisor:
        answer = await supervisor.post(f"/api/people/{person}/erase", {"reference": reference, "also": [same]})
        assert (answer.status_code, answer.json()["detail"]["code"]) == (409, "still_open")
        assert (await supervisor.get(f"/api/people/{person}")).json()["name"] == "سارة"


@pytest.mark.parametrize("case", ["not under way", "another person", "another type", "still open", "nonsense"])
async def test_nothing_is_erased_without_a_verified_wish(db: Database, staff_office: Office, case: str) -> None:
    where, person = await somebody(db)
    codes = {"still open": "still_open"}
    if case == "not under way":
        reference = await erasure(db, where)
    elif case == "another person":
        reference = await erasure(db, await conversation(db), "in_service")
    elif case == "another type":
        reference = (await submitted(db, where)).reference
    elif case == "still open":
        reference = await erasure(db, where, "in_service")
        await submitted(db, where)
    else:
        reference = "MD-0000"
    async with staff_office.colleague("admin") as admin:
        before = await everything(db)
        answer = await admin.post(f"/api/people/{person}/erase", {"reference": reference})
        after = await everything(db)
    assert (answer.status_code, answer.json()["detail"]["code"]) == (409, codes.get(case, "not_asked_for"))
    assert after == before


async def test_such_wishes_are_for_few_and_others_see_nothing(db: Database, staff_office: Office) -> None:
    where, person = await somebody(db)
    reference = await erasure(db, where, "in_service")
    for role in ("agent", "committee"):
        async with staff_office.colleague(role) as colleague:
            assert (await colleague.get(f"/api/people/{person}/export")).status_code == 404
            erased = await colleague.post(f"/api/people/{person}/erase", {"reference": reference})
            assert erased.status_code == 404
            unlinked = await colleague.post(f"/api/people/{person}/links/1/undo")
            assert unlinked.status_code == 404
    async with staff_office.colleague("admin") as admin:
        assert (await admin.get("/api/people/99999")).status_code == 404


async def test_a_link_is_taken_back_by_staff(db: Database, staff_office: Office) -> None:
    _, person = await somebody(db)
    async with staff_office.colleague("supervisor") as supervisor:
        shown = (await supervisor.get(f"/api/people/{person}")).json()
        [phone] = shown["addresses"][0]["phones"]
        assert phone["phone"].endswith("4567")
        assert "55123" not in phone["phone"]
        path = f"/api/people/{person}/links/{phone['id']}/undo"
        _, other = await somebody(db, "966500000007")
        assert (await supervisor.post(f"/api/people/{other}/links/{phone['id']}/undo")).status_code == 404
        assert (await supervisor.post(path)).status_code == 204
        assert (await supervisor.post(path)).status_code == 404
        assert (await supervisor.get(f"/api/people/{person}")).json()["addresses"][0]["phones"] == []


async def test_ratings_are_counted_and_read(db: Database, staff_office: Office) -> None:
    where = await conversation(db)
    async with db.transaction() as tx:
        for n, score in enumerate((5, 4, 4, 1)):
            await ratings.rate(tx, VAULT, where, score, NOW, subject=f"s{n}", comment="تعليق" if n == 3 else None)
        await ratings.rate(tx, VAULT, where, 1, NOW - timedelta(days=40), subject="old")
    async with staff_office.colleague("agent") as agent:
        shown: dict[str, Any] = (await agent.get("/api/ratings")).json()
    assert (shown["count"], shown["average"]) == (4, 3.5)
    assert shown["scores"] == {"1": 1, "2": 0, "3": 0, "4": 2, "5": 1}
    assert shown["items"][1]["comment"] == "تعليق"
