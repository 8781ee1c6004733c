"""Who somebody is, as colleagues see it: what proves them, what links them, and all that went before."""

from collections.abc import Iterator
from typing import Any

import pytest

from handoff.api.people import router
from handoff.people import People
from storage import contacts, links
from storage.db import Database
from storage.models import Person, table_of
from tests.handoff.api import Office, guard_of, office
from tests.handoff.test_privacy_api import erasure, somebody
from tests.storage.people import FIELDS, ID_NUMBER, NOW, VAULT, conversation


@pytest.fixture
def staff_office(db: Database) -> Office:
    guard = guard_of(db)
    return office(guard, [router(guard, People(VAULT))])


async def seen(staff_office: Office, person: int, role: str = "agent") -> dict[str, Any]:
    async with staff_office.colleague(role) as colleague:
        answer = await colleague.get(f"/api/people/{person}")
    assert answer.status_code == 200, answer.text
    assert ID_NUMBER not in answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_an_agent_sees_who_somebody_is_and_what_went_before(db: Database, staff_office: Office) -> None:
    where, person = await somebody(db)
    shown = await seen(staff_office, person)
    assert shown["name"] == "سارة"
    [request] = shown["requests"]
    assert (request["type"], request["status"]) == ("service_request", "closed")
    assert [(t["id"], t["channel"], t["owner"]) for t in shown["conversations"]] == [(where, "telegram", "bot")]
    assert [(c["purpose"], c["granted"]) for c in shown["consents"]] == [("data", True)]
    assert [(r["score"], r["comment"]) for r in shown["ratings"]] == [(5, "شكرًا من سارة")]
    assert shown["on_hold"] is None


async def test_addresses_and_phones_are_told_by_their_last_digits(db: Database, staff_office: Office) -> None:
    _, person = await somebody(db)
    shown = await seen(staff_office, person)
    [address] = shown["addresses"]
    [phone] = address["phones"]
    assert (phone["method"], phone["others"]) == ("otp", [])
    for number in (address["address"], phone["phone"]):
        assert number.endswith("4567")
    assert not any("966551" in word for word in strings(shown))


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


async def test_who_proved_the_same_phone_is_shown_as_linked_until_it_is_undone(
    db: Database, staff_office: Office
) -> None:
    _, person = await somebody(db)
    other = await conversation(db, channel="whatsapp_cloud", address="966500000099")
    async with db.transaction() as tx:
        who = await contacts.of_conversation(tx, other)
        assert who
        await links.prove(tx, VAULT, who.identity_id, FIELDS["mobile"], "otp", NOW)
    [phone] = (await seen(staff_office, person))["addresses"][0]["phones"]
    [linked] = phone["others"]
    assert (linked["person_id"], linked["channel"]) == (who.person_id, "whatsapp_cloud")
    assert linked["address"].endswith("0099")
    async with db.transaction() as tx:
        assert await links.undo(tx, phone["id"], NOW)
    assert (await seen(staff_office, person, "supervisor"))["addresses"][0]["phones"] == []


async def test_wishes_about_ones_own_data_and_holds_are_shown_to_those_who_care_for_them(
    db: Database, staff_office: Office
) -> None:
    where, person = await somebody(db)
    await erasure(db, where)
    assert [r["type"] for r in (await seen(staff_office, person))["requests"]] == ["service_request"]
    shown = await seen(staff_office, person, "supervisor")
    assert {r["type"] for r in shown["requests"]} == {"service_request", "erasure"}
    assert shown["on_hold"] is False


async def test_the_committee_and_who_asks_for_nobody_get_nothing(db: Database, staff_office: Office) -> None:
    _, person = await somebody(db)
    async with staff_office.colleague("committee") as committee:
        assert (await committee.get(f"/api/people/{person}")).status_code == 404
    async with staff_office.colleague("admin") as admin:
        assert (await admin.get("/api/people/999999")).status_code == 404


async def test_somebody_who_never_talked_with_us_is_for_those_who_care_for_data(
    db: Database, staff_office: Office
) -> None:
    async with db.transaction() as tx:
        rows = table_of(Person)
        made = await tx.execute(rows.insert().values(created_at=NOW).returning(rows.c.id))
        person = made.scalar_one()
    async with staff_office.colleague("agent") as agent:
        assert (await agent.get(f"/api/people/{person}")).status_code == 404
    assert (await seen(staff_office, person, "admin"))["addresses"] == []
