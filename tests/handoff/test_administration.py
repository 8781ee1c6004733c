"""Accounts of colleagues, the audit log and the channels' health."""

import asyncio
import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from channels.channel import ChannelError
from handoff import auth
from handoff.administration import Administration
from handoff.api.audit import router as audit_routes
from handoff.api.channels import router as channel_routes
from handoff.api.staff import router as staff_routes
from handoff.csv_files import cell
from storage import audit, outgoing, ownership, staff
from storage.conversations import NewMessage, NewPiece
from storage.db import Database
from tests.handoff.api import PASSWORD, Clock, Office, guard_of, office, told
from tests.handoff.conversations import talk
from tests.handoff.test_sign_in import code, tries
from tests.storage.people import NOW, conversation, later

NOURA = {"email": "Noura@Example.org", "name": "نورة", "role": "agent", "skills": ["complaint"], "capacity": 3}


class Provider:
    """A channel that can be checked."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault

    async def check(self) -> str:
        if self.fault:
            raise self.fault
        return "@modeem_bot"


CHANNELS: Any = {"telegram": Provider(), "twilio_sms": Provider(ChannelError("the credentials are refused"))}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ended() -> list[int]:
    return []


@pytest.fixture
def house(db: Database, clock: Clock, ended: list[int]) -> Office:
    guard = guard_of(db, clock, on_ended=ended.append)
    administration = Administration(db, auth.Passwords())
    off = {"whatsapp_cloud": "WHATSAPP_ACCESS_TOKEN"}
    return office(
        guard, [staff_routes(guard, administration), audit_routes(guard), channel_routes(guard, CHANNELS, off)]
    )


async def test_a_new_colleague_changes_the_first_password_before_anything_else(house: Office) -> None:
    async with house.colleague("admin") as admin, house.visitor() as noura:
        made = await admin.post("/api/staff", NOURA)
        assert made.status_code == 201, made.text
        account, password = made.json()["account"], made.json()["password"]
        assert (account["email"], account["skills"], account["capacity"]) == ("noura@example.org", ["complaint"], 3)
        answer = await tries(noura, password, NOURA["email"])
        assert answer.json()["must_change_password"] is True
        token = {"X-CSRF-Token": answer.json()["csrf_token"]}
        assert code(await noura.get("/api/audit")) == (403, "must_change_password")
        change = {"current": password, "new": PASSWORD}
        assert (await noura.post("/api/me/password", json=change, headers=token)).status_code == 204
        assert (await noura.get("/api/me")).json()["must_change_password"] is False
        assert code(await noura.get("/api/audit")) == (403, "not_allowed")
        assert code(await admin.post("/api/staff", NOURA)) == (409, "email_taken")
        assert [c["name"] for c in (await admin.get("/api/staff")).json()] == ["admin", "نورة"]


async def test_a_disabled_colleague_is_out_at_once_and_may_come_back(house: Office, ended: list[int]) -> None:
    async with house.colleague("admin") as admin, house.colleague("agent") as agent:
        path = f"/api/staff/{agent.account.id}"
        disabled = await admin.send("PATCH", path, {"disabled": True})
        assert disabled.json()["disabled_at"] == NOW.isoformat()
        assert ended == [agent.account.id]
        assert code(await agent.get("/api/me")) == (401, "not_signed_in")
        assert (await admin.send("PATCH", path, {"disabled": False})).json()["disabled_at"] is None
        assert code(await agent.get("/api/me")) == (401, "not_signed_in"), "an ended session is never revived"
        async with house.visitor() as again:
            assert code(await tries(again, PASSWORD, agent.account.email)) == (200, "ok")


@pytest.mark.parametrize("changes", [{"disabled": True}, {"role": "committee"}])
async def test_what_a_colleague_had_is_in_the_queue_again_when_they_are_gone(
    db: Database, house: Office, changes: dict[str, Any]
) -> None:
    async with house.colleague("admin") as admin, house.colleague("agent") as agent:
        mine, snoozed, others = [await talk(db) for _ in range(3)]
        async with db.transaction() as tx:
            for where, who in ((mine, agent), (snoozed, agent), (others, admin)):
                await ownership.claim(tx, where, who.account.id, NOW)
            await ownership.snooze(tx, snoozed, later(60))
        expected = {"conversation": {"id": mine}, "queue": {}, "colleague": {"staff_id": agent.account.id}}
        before = {kind: len(await told(db, kind)) for kind in expected}
        await admin.send("PATCH", f"/api/staff/{agent.account.id}", changes)
        async with db.read() as tx:
            owners = {row.id: row.owner for row in await tx.execute(text("SELECT id, owner FROM conversation"))}
        assert owners == {mine: "queued", snoozed: "queued", others: "staff"}
        for kind, data in expected.items():
            assert data in (await told(db, kind))[before[kind] :]


async def test_a_changed_role_counts_from_the_next_call_on(house: Office) -> None:
    async with house.colleague("admin") as admin, house.colleague("agent") as agent:
        assert code(await agent.get("/api/audit")) == (403, "not_allowed")
        changes = {"role": "supervisor", "skills": ["appeal"], "capacity": None}
        changed = await admin.send("PATCH", f"/api/staff/{agent.account.id}", changes)
        assert (changed.json()["skills"], changed.json()["capacity"]) == (["appeal"], None)
        assert (await agent.get("/api/audit")).status_code == 200


@pytest.mark.parametrize("changes", [{"disabled": True}, {"role": "agent"}])
async def test_nobody_locks_themselves_out(house: Office, changes: dict[str, Any]) -> None:
    async with house.colleague("admin") as admin:
        assert code(await admin.send("PATCH", f"/api/staff/{admin.account.id}", changes)) == (409, "own_account")


async def test_of_two_administrators_who_remove_each_other_one_is_left(house: Office, db: Database) -> None:
    async with house.colleague("admin") as one, house.colleague("admin", "two") as two:
        await asyncio.gather(
            one.send("PATCH", f"/api/staff/{two.account.id}", {"disabled": True}),
            two.send("PATCH", f"/api/staff/{one.account.id}", {"role": "agent"}),
        )
    async with db.read() as tx:
        left = [who.id for who in await staff.listed(tx) if who.role == "admin" and not who.disabled_at]
    assert len(left) == 1


async def test_a_lost_phone_and_a_forgotten_password_are_helped_with(house: Office, ended: list[int]) -> None:
    async with house.colleague("admin") as admin, house.colleague("agent") as agent, house.visitor() as again:
        path = f"/api/staff/{agent.account.id}"
        password = (await admin.post(f"{path}/reset-password")).json()["password"]
        assert code(await agent.get("/api/me")) == (401, "not_signed_in")
        assert code(await tries(again, PASSWORD, agent.account.email)) == (401, "wrong_credentials")
        assert (await tries(again, password, agent.account.email)).json()["must_change_password"] is True
        assert (await admin.post(f"{path}/reset-totp")).status_code == 204
        assert code(await again.get("/api/me")) == (401, "not_signed_in")
        assert (await admin.send("DELETE", f"{path}/sessions")).status_code == 204
        assert ended == [agent.account.id] * 3
        for deed in ("reset-password", "reset-totp"):
            assert code(await admin.post(f"/api/staff/99999/{deed}")) == (404, "not_found")


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "no address"},
        {"role": "king"},
        {"name": ""},
        {"capacity": -1},
        {"email": None},
        {"password_hash": "x"},
    ],
)
async def test_an_account_cannot_be_given_nonsense(house: Office, wrong: dict[str, Any]) -> None:
    async with house.colleague("admin") as admin, house.colleague("agent") as agent:
        assert (await admin.send("PATCH", f"/api/staff/{agent.account.id}", wrong)).status_code == 422
        assert (await admin.post("/api/staff", NOURA | wrong)).status_code == 422


async def test_the_trail_is_read_by_what_who_and_when(house: Office, db: Database, clock: Clock) -> None:
    async with house.colleague("admin") as admin:
        async with db.transaction() as tx:
            for n in range(3):
                at = NOW + timedelta(hours=n)
                await audit.note(tx, None, "request.move", f"request:MD-2026-00000{n}", at, {"to": "verifying"})
            await audit.note(tx, admin.account.id, "request_x", "x", NOW)

        async def seen(**query: Any) -> list[str]:
            answer = await admin.get("/api/audit", **query)
            assert answer.status_code == 200, answer.text
            return [e["subject"] for e in answer.json()["items"]]

        assert await seen(subject="request:MD-2026-000001") == ["request:MD-2026-000001"]
        assert len(await seen(action="request")) == 3
        assert len(await seen(action="request.move")) == 3
        assert await seen(action="%") == []
        assert set(await seen(staff=admin.account.id)) == {"x", f"staff:{admin.account.id}"}
        span = {"from": "2026-11-23T10:00:00Z", "to": "2026-11-23T11:00:00Z"}
        assert await seen(**span) == ["request:MD-2026-000001"]
        assert (await admin.get("/api/audit", **{"from": "2026-11-23"})).status_code == 422


async def test_the_trail_goes_on_where_the_last_page_ended(house: Office, db: Database) -> None:
    async with house.colleague("admin") as admin:
        async with db.transaction() as tx:
            for n in range(150):
                await audit.note(tx, None, "test", f"n:{n}", NOW)
        first = (await admin.get("/api/audit", action="test")).json()
        second = (await admin.get("/api/audit", action="test", cursor=first["cursor"])).json()
    assert [len(first["items"]), len(second["items"]), second["cursor"]] == [100, 50, None]
    assert first["items"][-1]["id"] > second["items"][0]["id"]


async def test_the_trail_as_a_table_runs_nothing_in_a_spreadsheet(house: Office, db: Database) -> None:
    async with house.colleague("admin", '=HYPERLINK("http://evil.example")') as admin:
        answer = await admin.get("/api/audit.csv")
        after = (await admin.get("/api/audit", action="audit")).json()["items"]
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    [header, row] = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert dict(zip(header, row, strict=True))["الموظف"] == '\'=HYPERLINK("http://evil.example")'
    assert [e["action"] for e in after] == ["audit.export"]


@pytest.mark.parametrize("value", ["=1+1", "+966", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200f=1", "＝1"])
def test_what_a_spreadsheet_would_run_is_text(value: str) -> None:
    assert cell(value) == f"'{value}"


def test_numbers_and_plain_words_stay_as_they_are() -> None:
    assert [cell(v) for v in (-2, 1.5, None, "نورة", "a=b")] == [-2, 1.5, "", "نورة", "a=b"]


async def test_the_channels_tell_how_they_are(house: Office, db: Database) -> None:
    where = await conversation(db)
    async with db.transaction() as tx:
        await outgoing.post(tx, where, NewMessage("staff", "أهلًا", (NewPiece({"text": "أهلًا"}),)), NOW)
    async with house.colleague("supervisor") as supervisor:
        shown = {c["name"]: c for c in (await supervisor.get("/api/channels")).json()}
        assert shown["whatsapp_cloud"]["on"] is False
        assert shown["whatsapp_cloud"]["missing"] == "WHATSAPP_ACCESS_TOKEN"
        telegram = shown["telegram"]
        assert (telegram["on"], telegram["ok"], telegram["pending"]) == (True, None, 1)
        assert telegram["last_inbound_at"] == NOW.isoformat()
        good = (await supervisor.post("/api/channels/telegram/check")).json()
        bad = (await supervisor.post("/api/channels/twilio_sms/check")).json()
        assert (good["ok"], good["detail"]) == (True, "@modeem_bot")
        assert (bad["ok"], bad["detail"]) == (False, "the credentials are refused")
        kept = {c["name"]: c["checked_at"] for c in (await supervisor.get("/api/channels")).json()}
        assert kept == {"telegram": NOW.isoformat(), "twilio_sms": NOW.isoformat(), "whatsapp_cloud": None}
        assert code(await supervisor.post("/api/channels/whatsapp_cloud/check")) == (409, "channel_off")
        assert code(await supervisor.post("/api/channels/pigeon/check")) == (404, "not_found")
