"""Requests as a table, on paper and counted: masked, on record, for those who may see them."""

import re
from collections.abc import AsyncIterator

import pytest

from handoff.api.request_exports import router
from handoff.requests import Workflow
from storage import audit
from storage.db import Database
from tests.handoff.api import Colleague, Office, guard_of, office
from tests.storage.people import ID_NUMBER, VAULT, submitted

HOSTILE = "<script>alert(1)</script>=HYPERLINK"


@pytest.fixture
def staff_office(db: Database) -> Office:
    guard = guard_of(db)
    return office(guard, [router(guard, Workflow(VAULT))])


@pytest.fixture
async def agent(staff_office: Office) -> AsyncIterator[Colleague]:
    async with staff_office.colleague("agent") as colleague:
        yield colleague


async def test_the_table_holds_what_the_list_holds_and_runs_nothing(db: Database, agent: Colleague) -> None:
    made = await submitted(db, fields={"full_name": f"={HOSTILE}", "national_id": ID_NUMBER, "city": "الرياض"})
    answer = await agent.get("/api/requests.csv")
    assert answer.content.startswith("\ufeff".encode())
    assert f"{made.reference},طلب خدمة,مُقدَّم,'={HOSTILE},الرياض" in answer.text
    assert ID_NUMBER not in answer.text
    async with db.read() as tx:
        [entry] = await audit.of_subject(tx, "requests")
    assert (entry.action, entry.details) == ("request.export", {"count": 1})


async def test_a_printed_request_is_arabic_masked_and_loads_nothing(db: Database, agent: Colleague) -> None:
    made = await submitted(db, fields={"full_name": HOSTILE, "national_id": ID_NUMBER, "description": "أحتاج جهازًا"})
    answer = await agent.get(f"/api/requests/{made.reference}/print")
    assert '<html lang="ar" dir="rtl">' in answer.text
    assert "أحتاج جهازًا" in answer.text
    assert "••••••5673" in answer.text
    assert ID_NUMBER not in answer.text
    assert "<script" not in answer.text
    policy = answer.headers["content-security-policy"]
    [nonce] = re.findall(r"style-src 'nonce-([\w-]+)'", policy)
    assert "default-src 'none'" in policy
    assert f'<style nonce="{nonce}">' in answer.text
    assert not re.findall(r"(?:src|href|url)\s*[=(]", answer.text)
    assert (await agent.get("/api/requests/MD-2026-000000/print")).status_code == 404


async def test_the_board_counts_what_the_role_may_see(db: Database, staff_office: Office, agent: Colleague) -> None:
    await submitted(db)
    await submitted(db, type="complaint", fields={"description": "تأخر"})
    await submitted(db, type="erasure", fields={"topic": "حذف بياناتي"})
    found = (await agent.get("/api/requests/counts")).json()
    assert found == {
        "statuses": {"submitted": 2},
        "types": {"complaint": 1, "service_request": 1},
        "total": 2,
    }
    async with staff_office.colleague("committee") as member:
        assert (await member.get("/api/requests/counts")).json()["types"] == {"service_request": 1}
