"""Legal holds: who may, what is kept, what is on record."""

from pathlib import Path

import pytest

from handoff.api.holds import router as hold_routes
from handoff.privacy import Privacy
from storage import audit
from storage.db import Database
from tests.handoff.api import Office, files_folder, guard_of, office
from tests.handoff.test_privacy_api import erasure, privacy_routers, somebody
from tests.storage.people import NOW, VAULT


@pytest.fixture
def staff_office(db: Database, tmp_path: Path) -> Office:
    guard, privacy = guard_of(db), Privacy(VAULT)
    return office(guard, [*privacy_routers(guard, files_folder(tmp_path)), hold_routes(guard, privacy)])


async def test_who_is_on_hold_is_not_erased_until_it_is_lifted(db: Database, staff_office: Office) -> None:
    where, person = await somebody(db)
    reference = await erasure(db, where, "in_service")
    async with staff_office.colleague("supervisor") as supervisor:
        hold = await supervisor.post("/api/holds", {"subject": f"person:{person}", "reason": "طلبته النيابة"})
        assert hold.status_code == 201
        refused = await supervisor.post(f"/api/people/{person}/erase", {"reference": reference})
        assert (refused.status_code, refused.json()["detail"]["code"]) == (409, "on_hold")
        [shown] = (await supervisor.get("/api/holds")).json()
        assert (shown["person_id"], shown["reason"]) == (person, "طلبته النيابة")
        lift = f"/api/holds/{hold.json()['id']}/lift"
        assert [(await supervisor.post(lift)).status_code for _ in range(2)] == [204, 404]
        erased = await supervisor.post(f"/api/people/{person}/erase", {"reference": reference})
    assert erased.status_code == 204
    async with db.read() as tx:
        actions = [entry.action for entry in await audit.latest(tx)]
    assert {"hold.place", "hold.lift", "person.erase"} <= set(actions)


async def test_holds_are_for_few_and_only_on_what_there_is(db: Database, staff_office: Office) -> None:
    _, person = await somebody(db)
    for role in ("agent", "committee"):
        async with staff_office.colleague(role) as colleague:
            made = await colleague.post("/api/holds", {"subject": f"person:{person}", "reason": "سبب"})
            assert made.status_code == 404
            assert (await colleague.get("/api/holds")).status_code == 404
    async with staff_office.colleague("admin") as admin:
        for subject in ("person:999", "request:MD-2026-ZZZZZZ", "person:x", "7", "person:" + "9" * 40):
            made = await admin.post("/api/holds", {"subject": subject, "reason": "سبب"})
            assert made.status_code == 404, subject


async def test_an_erasure_that_no_code_has_proven_says_how_it_was_verified(db: Database, staff_office: Office) -> None:
    where, person = await somebody(db)
    reference = await erasure(db, where, "in_service")
    async with staff_office.colleague("admin") as admin:
        [phone] = (await admin.get(f"/api/people/{person}")).json()["addresses"][0]["phones"]
        await undo(db, phone["id"])
        path = f"/api/people/{person}/erase"
        refused = await admin.post(path, {"reference": reference, "verified": " "})
        assert (refused.status_code, refused.json()["detail"]["code"]) == (409, "not_verified")
        assert (await admin.post(path, {"reference": reference, "verified": "حضر بهويته"})).status_code == 204


async def undo(db: Database, proof: int) -> None:
    from storage import links

    async with db.transaction() as tx:
        assert await links.undo(tx, proof, NOW)
