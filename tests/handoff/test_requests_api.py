from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import text

from handoff.api.requests import router
from handoff.requests import COMPLAINT_PRIORITY, Workflow
from storage import audit, requests
from storage.db import Database
from storage.requests import RequestView
from tests.handoff.api import Office, files_folder, guard_of, office
from tests.storage.people import ID_NUMBER, NOW, VAULT, conversation, later, new_request

WORKFLOW = Workflow(VAULT)


@cache
def opened(db: Database, folder: Path) -> Office:
    guard = guard_of(db)
    return office(guard, [router(guard, WORKFLOW, files_folder(folder))])


@pytest.fixture
def staff_office(db: Database, tmp_path: Path) -> Office:
    return opened(db, tmp_path.parent)


async def submit(db: Database, where: int | None = None, **changes: object) -> RequestView:
    new = await new_request(db, where or await conversation(db), **changes)
    async with db.transaction() as tx:
        return await WORKFLOW.submit(tx, new, NOW)


async def test_a_request_is_shown_whole_with_its_sensitive_fields_masked(db: Database, staff_office: Office) -> None:
    made = await submit(db)
    async with staff_office.colleague("admin") as admin:
        answer = await admin.get(f"/api/requests/{made.reference}")
    shown = answer.json()
    assert (shown["reference"], shown["type"], shown["status"]) == (made.reference, "service_request", "submitted")
    assert shown["fields"]["mobile"] == "+966551234567"
    assert shown["fields"]["national_id"] == {"value": "••••••5673", "masked": True}
    assert ID_NUMBER not in answer.text
    assert shown["earliest_decision_date"] == "2026-12-07"
    assert shown["person"] == {"id": made.person_id, "name": "سارة", "channel": "telegram"}
    assert shown["attestation"]["text"] == "أقر بصحة البيانات"
    assert [(e["from"], e["to"], e["by"]["kind"]) for e in shown["history"]] == [(None, "submitted", "person")]


async def test_a_reference_is_read_as_people_write_it(db: Database, staff_office: Office) -> None:
    made = await submit(db)
    async with staff_office.colleague("admin") as admin:
        answer = await admin.get(f"/api/requests/{made.reference.lower().replace('-', ' ')}")
    assert answer.json()["reference"] == made.reference


async def test_a_legal_step_is_taken_and_written_down(db: Database, staff_office: Office) -> None:
    made = await submit(db)
    async with staff_office.colleague("agent", "نورة") as agent:
        answer = await agent.post(f"/api/requests/{made.reference}/status", {"status": "verifying", "reason": "للتحقق"})
    assert answer.status_code == 200
    assert answer.json()["status"] == "verifying"
    last = answer.json()["history"][-1]
    assert (last["from"], last["to"], last["by"]["name"], last["reason"]) == (
        "submitted",
        "verifying",
        "نورة",
        "للتحقق",
    )
    async with db.read() as tx:
        [entry] = await audit.of_subject(tx, f"request:{made.reference}")
    assert (entry.action, entry.staff_name) == ("request.move", "نورة")


@pytest.mark.parametrize(
    ("role", "way", "body", "status", "code"),
    [
        ("admin", [], {"status": "completed"}, 409, "illegal_move"),
        ("admin", ["under_review"], {"status": "rejected"}, 422, "reason_missing"),
        ("admin", [], {"status": "incomplete", "reason": " "}, 422, "reason_missing"),
        ("agent", ["under_review"], {"status": "accepted"}, 403, "not_allowed"),
        ("supervisor", ["under_review"], {"status": "accepted"}, 403, "not_allowed"),
        ("committee", ["under_review", "accepted"], {"status": "in_service"}, 403, "not_allowed"),
        ("agent", [], {"status": "withdrawn", "reason": "طلب"}, 403, "not_allowed"),
        ("admin", ["verifying"], {"status": "under_review", "version": 1}, 409, "stale"),
    ],
)
async def test_what_may_not_be_done_changes_nothing(
    db: Database, staff_office: Office, role: str, way: list[str], body: dict[str, object], status: int, code: str
) -> None:
    made = await submit(db)
    for to in way:
        async with db.transaction() as tx:
            await requests.move(tx, VAULT, made.reference, requests.Move(to), requests.SYSTEM, later())
    async with staff_office.colleague(role) as colleague:
        answer = await colleague.post(f"/api/requests/{made.reference}/status", body)
        after = (await colleague.get(f"/api/requests/{made.reference}")).json()
    assert (answer.status_code, answer.json()["detail"]["code"]) == (status, code)
    assert after["status"] == (way or ["submitted"])[-1]
    assert after["version"] == len(way) + 1


async def test_the_committee_decides_with_a_reason(db: Database, staff_office: Office) -> None:
    made = await submit(db)
    async with staff_office.colleague("agent") as agent, staff_office.colleague("committee") as member:
        assert (await agent.post(f"/api/requests/{made.reference}/status", {"status": "under_review"})).is_success
        body = {"status": "rejected", "reason": "الدخل أعلى من الحد", "message": "نعتذر عن تلبية الطلب"}
        answer = await member.post(f"/api/requests/{made.reference}/status", body)
        assert answer.json()["history"][-1]["message"] == "نعتذر عن تلبية الطلب"
        again = await member.post(
            f"/api/requests/{made.reference}/status", {"status": "under_review", "reason": "تظلم"}
        )
    assert again.json()["status"] == "under_review"


async def test_something_missing_without_a_name_asks_for_documents(db: Database, staff_office: Office) -> None:
    made = await submit(db)
    async with staff_office.colleague("agent") as agent:
        body = {"status": "incomplete", "reason": "ينقص عقد الإيجار"}
        answer = await agent.post(f"/api/requests/{made.reference}/status", body)
    assert answer.json()["missing"] == ["documents"]


@pytest.mark.parametrize("status", ["nonsense", "", None])
async def test_an_unknown_status_is_no_step(db: Database, staff_office: Office, status: object) -> None:
    made = await submit(db)
    async with staff_office.colleague("admin") as admin:
        assert (await admin.post(f"/api/requests/{made.reference}/status", {"status": status})).status_code == 422


async def test_nobody_without_session_or_token_sees_or_does_anything(db: Database, staff_office: Office) -> None:
    made = await submit(db)
    async with staff_office.visitor() as stranger:
        for path in ("/api/requests", f"/api/requests/{made.reference}"):
            assert (await stranger.get(path)).status_code == 401
        assert (
            await stranger.post(f"/api/requests/{made.reference}/status", json={"status": "verifying"})
        ).status_code == 401
    async with staff_office.colleague("admin") as admin:
        admin.csrf = "wrong"
        assert (await admin.post(f"/api/requests/{made.reference}/status", {"status": "verifying"})).status_code == 403


async def test_what_a_role_may_not_see_looks_like_what_is_not_there(db: Database, staff_office: Office) -> None:
    complaint = await submit(db, type="complaint", fields={"description": "تأخر"})
    erasure = await submit(db, type="erasure", fields={"topic": "حذف بياناتي"})
    for role, hidden in (("committee", complaint), ("committee", erasure), ("agent", erasure)):
        async with staff_office.colleague(role) as colleague:
            unseen = await colleague.get(f"/api/requests/{hidden.reference}")
            absent = await colleague.get("/api/requests/MD-2026-000000")
            assert (unseen.status_code, unseen.content) == (404, absent.content)
            assert (
                await colleague.post(f"/api/requests/{hidden.reference}/status", {"status": "in_service"})
            ).status_code == 404
            listed = (await colleague.get("/api/requests")).json()["items"]
            assert hidden.reference not in {r["reference"] for r in listed}
            assert (await colleague.get("/api/requests", type=hidden.type)).json()["items"] == []


async def test_complaints_stand_first(db: Database, staff_office: Office) -> None:
    complaint = await submit(db, type="complaint", fields={"description": "تأخر"})
    await submit(db)
    async with staff_office.colleague("agent") as agent:
        items = (await agent.get("/api/requests")).json()["items"]
    assert (items[0]["reference"], items[0]["priority"]) == (complaint.reference, COMPLAINT_PRIORITY)


@pytest.mark.parametrize("asked", ["ساره القحطاني", "سَارَة", "٠٥٥١٢٣٤٥٦٧", "+966 55 123 4567", ID_NUMBER, "reference"])
async def test_staff_find_a_request_by_whatever_they_know(db: Database, staff_office: Office, asked: str) -> None:
    made = await submit(db)
    await submit(db, fields={"full_name": "عبدالله الشهري", "mobile": "+966501112223"})
    async with staff_office.colleague("agent") as agent:
        q = made.reference if asked == "reference" else asked
        found = (await agent.get("/api/requests", q=q)).json()["items"]
    assert [r["reference"] for r in found] == [made.reference]


async def test_a_clear_look_is_for_some_roles_and_on_record(db: Database, staff_office: Office) -> None:
    made = await submit(db)
    path = f"/api/requests/{made.reference}/reveal"
    async with staff_office.colleague("agent") as agent, staff_office.colleague("supervisor") as supervisor:
        assert (await agent.post(path, {"fields": ["national_id"]})).status_code == 403
        answer = await supervisor.post(path, {"fields": ["national_id", "iban"], "reason": "مطابقة"})
    assert answer.json() == {"fields": {"national_id": ID_NUMBER}}
    async with db.read() as tx:
        [entry] = await audit.of_subject(tx, f"request:{made.reference}")
    assert (entry.action, entry.details["fields"]) == ("request.reveal", ["national_id"])
    assert ID_NUMBER not in str(entry)


async def test_a_file_comes_as_a_download_and_only_through_its_own_request(
    db: Database, staff_office: Office, tmp_path: Path
) -> None:
    where = await conversation(db, files=1)
    async with db.transaction() as tx:
        [file] = (await tx.execute(text("SELECT id FROM attachment"))).scalars()
        await tx.execute(text("UPDATE attachment SET state='stored', path='abc', mime='application/pdf', size=3"))
    (files_folder(tmp_path.parent) / "abc").write_bytes(b"pdf")
    mine, other = await submit(db, where, documents=(file,)), await submit(db)
    async with staff_office.colleague("agent") as agent:
        shown = (await agent.get(f"/api/requests/{mine.reference}")).json()["documents"]
        answer = await agent.get(shown[0]["url"])
        assert (answer.content, answer.headers["x-content-type-options"]) == (b"pdf", "nosniff")
        assert answer.headers["content-disposition"].startswith("attachment")
        foreign = await agent.get(f"/api/requests/{other.reference}/documents/{file}")
    assert foreign.status_code == 404


async def test_a_request_is_given_to_a_colleague_who_works_here(db: Database, staff_office: Office) -> None:
    made = await submit(db)
    async with staff_office.colleague("supervisor") as supervisor, staff_office.colleague("agent") as agent:
        path = f"/api/requests/{made.reference}/assign"
        assert (await supervisor.post(path, {"staff_id": agent.account.id})).json()["assignee_id"] == agent.account.id
        assert (await supervisor.post(path, {"staff_id": 99_999})).status_code == 422


async def test_a_role_is_offered_only_the_steps_it_may_take(db: Database, staff_office: Office) -> None:
    made, offered = await submit(db), {}
    for role in ("agent", "committee", "admin"):
        async with staff_office.colleague(role) as colleague:
            await colleague.post(f"/api/requests/{made.reference}/status", {"status": "under_review"})
            shown = (await colleague.get(f"/api/requests/{made.reference}")).json()
        offered[role] = set(shown["next_statuses"])
        assert set(shown["need_reason"]) <= offered[role]
    assert offered["agent"] == {"verifying", "incomplete"}
    assert offered["committee"] == {"verifying", "incomplete", "accepted", "rejected"}
    assert offered["admin"] == offered["committee"] | {"withdrawn"}
