from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from handoff.api.colleagues import router as colleague_routes
from handoff.api.desk import router as desk_routes
from handoff.api.handling import router as handling_routes
from handoff.api.standing import Standings
from handoff.desk_config import Desk as DeskConfig
from handoff.desk_settings import DeskSettings
from handoff.handling import Handling
from handoff.live import Live
from handoff.talks import Talks
from storage import ownership, presence
from storage.db import Database
from storage.hints import LocalHints
from storage.talks import Talk
from tests.handoff.api import Office, guard_of, office
from tests.handoff.channels import real_channels
from tests.handoff.conversations import code, queue, talk
from tests.storage.people import NOW, later


class Heard:
    """Which conversations' people were shown that somebody writes."""

    def __init__(self) -> None:
        self.ids: list[int] = []

    async def __call__(self, talk: Talk) -> None:
        self.ids.append(talk.id)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def desk_office(db: Database, tmp_path: Path, heard: Heard) -> Office:
    guard, settings, talks = guard_of(db), DeskSettings(DeskConfig()), Talks(real_channels(tmp_path))
    return office(
        guard,
        [
            desk_routes(guard, settings),
            colleague_routes(guard, talks, settings, Live(LocalHints()), heard),
            handling_routes(guard, talks, Handling(talks, settings), Standings(settings)),
        ],
    )


async def held(db: Database, who: int) -> int:
    where = await talk(db)
    async with db.transaction() as tx:
        await ownership.claim(tx, where, who, NOW)
    return where


async def audited(db: Database, subject: str) -> list[str]:
    query = text("SELECT action FROM audit WHERE subject = :s ORDER BY id")
    async with db.read() as tx:
        return list((await tx.execute(query, {"s": subject})).scalars())


async def test_supervisors_change_the_hours_and_everybody_sees_them(db: Database, desk_office: Office) -> None:
    async with desk_office.colleague("supervisor") as boss, desk_office.colleague("agent") as agent:
        hours = (await agent.get("/api/desk/hours")).json()
        assert hours["week"]["sunday"] == [{"start": "08:00", "end": "16:00"}]
        hours["week"]["friday"] = [{"start": "14:00", "end": "17:00"}]
        assert code(await agent.put("/api/desk/hours", hours)) == (403, "not_allowed")
        assert (await boss.put("/api/desk/hours", hours)).is_success
        calendar = await agent.get("/api/desk/calendar", **{"from": "2026-11-27", "to": "2026-11-27"})
        assert calendar.json() == [
            {
                "date": "2026-11-27",
                "hijri": "1448-06-17",
                "spans": [{"start": "14:00", "end": "14:43"}, {"start": "15:03", "end": "17:00"}],
                "source": "week",
                "name": None,
            }
        ]
    assert await audited(db, "desk:hours") == ["desk.change"]


async def test_a_day_is_entered_and_taken_back(db: Database, desk_office: Office) -> None:
    path = "/api/desk/days"
    async with desk_office.colleague("supervisor") as boss:
        body = {"date": "2026-09-23", "name": "مناوبة", "spans": ["09:00-12:00"]}
        assert (await boss.post(path, body)).json()["source"] == "override"
        special = {d["date"]: d for d in (await boss.get(path, year=2026)).json()}
        assert special["2026-09-23"]["spans"] == [{"start": "09:00", "end": "12:00"}]
        assert special["2026-02-22"] | {"hijri": None} == {
            "date": "2026-02-22", "hijri": None, "spans": [], "source": "computed", "name": "founding_day",
        }  # fmt: skip
        assert (await boss.delete(f"{path}/2026-09-23")).status_code == 204
        again = {d["date"]: d for d in (await boss.get(path, year=2026)).json()}
        assert again["2026-09-23"]["source"] == "computed"
        assert (await boss.delete(f"{path}/2026-09-23")).status_code == 404
    assert await audited(db, "desk:day:2026-09-23") == ["desk.change"] * 2


@pytest.mark.parametrize(
    "asked", [{"from": "2026-01-02", "to": "2026-01-01"}, {"from": "2026-01-01", "to": "2028-01-01"}]
)
async def test_the_calendar_is_told_for_a_sensible_time(db: Database, desk_office: Office, asked: Any) -> None:
    async with desk_office.colleague("agent") as agent:
        assert code(await agent.get("/api/desk/calendar", **asked)) == (422, "bad_range")


async def test_targets_that_change_hold_for_promises_that_still_run(db: Database, desk_office: Office) -> None:
    async with desk_office.colleague("supervisor") as boss:
        where = await held(db, boss.account.id)
        async with db.transaction() as tx:
            await tx.execute(text("UPDATE escalation SET first_reply_due_at = opened_at, check_at = opened_at"))
        practice = (await boss.get("/api/desk/practice")).json()
        practice["targets"]["normal"]["first_reply"] = 60
        assert (await boss.put("/api/desk/practice", practice)).json() == practice
        standing = (await boss.get(f"/api/conversations/{where}/standing")).json()
    assert standing["sla"]["first_reply_due_at"] is None, "the desk reckons it anew at its next look"


async def test_what_is_put_back_keeps_its_place_and_leaves_a_note(db: Database, desk_office: Office) -> None:
    async with desk_office.colleague("agent", "a") as a, desk_office.colleague("agent", "b") as b:
        where = await held(db, a.account.id)
        path = f"/api/conversations/{where}/requeue"
        assert code(await b.post(path)) == (409, "held_by_another")
        standing = (await a.post(path, {"reason": "يحتاج إلى مختص"})).json()
        assert (standing["owner"], standing["assignee_id"], standing["sla"]["position"]) == ("queued", None, 1)
        assert standing["sla"]["requeues"] == 1
        assert code(await a.post(path)) == (409, "not_held")
    async with db.read() as tx:
        note = (await tx.execute(text("SELECT text FROM message WHERE kind = 'note'"))).scalar_one()
    assert note == "يحتاج إلى مختص"
    assert "conversation.requeue" in await audited(db, f"conversation:{where}")


async def test_a_person_may_judge_the_need_otherwise(db: Database, desk_office: Office) -> None:
    async with desk_office.colleague("agent") as agent:
        first, urgent = await talk(db), await talk(db)
        await queue(db, first, minutes=-5)
        await queue(db, urgent, priority=100)
        path = f"/api/conversations/{urgent}/priority"
        lowered = (await agent.post(path, {"priority": 0, "reason": "سؤال عام"})).json()
        assert (lowered["priority"], lowered["priority_reason"]) == (0, "سؤال عام")
        assert (await agent.post(path, {"priority": 101, "reason": "x"})).status_code == 422
        assert (await agent.post(path, {"priority": 5, "reason": ""})).status_code == 422
    assert await audited(db, f"conversation:{urgent}") == ["conversation.priority"]


async def test_what_is_put_off_rests_until_then(db: Database, desk_office: Office) -> None:
    async with desk_office.colleague("agent") as agent:
        where = await held(db, agent.account.id)
        path = f"/api/conversations/{where}/snooze"
        assert code(await agent.post(path, {"until": NOW.isoformat()})) == (422, "not_ahead")
        until = later(60)
        assert (await agent.post(path, {"until": until.isoformat()})).json()["snoozed_until"] == until.isoformat()
        assert (await agent.post(path, {"until": None})).json()["snoozed_until"] is None
        mine = (await agent.get("/api/colleagues")).json()
    assert [c["load"] for c in mine] == [1]


async def test_one_says_whether_one_is_there(db: Database, desk_office: Office) -> None:
    async with desk_office.colleague("agent", "نورة") as agent, desk_office.colleague("committee") as other:
        async with db.transaction() as tx:
            await presence.seen(tx, [agent.account.id], NOW)
        assert (await agent.put("/api/me/status", {"status": "online"})).json()["status"] == "online"
        on_break = {"status": "break", "until": later(15).isoformat()}
        assert (await agent.put("/api/me/status", on_break)).json()["until"] == later(15).isoformat()
        late = {"status": "break", "until": later(-1).isoformat()}
        assert code(await agent.put("/api/me/status", late)) == (422, "not_ahead")
        [nora, _] = sorted((await agent.get("/api/colleagues")).json(), key=lambda c: c["id"])
        assert (nora["name"], nora["status"], nora["capacity"], nora["load"]) == ("نورة", "break", 4, 0)
        assert code(await other.get("/api/colleagues")) == (403, "not_allowed")
    assert "staff.status" in await audited(db, f"staff:{agent.account.id}")


async def test_colleagues_see_who_looks_and_who_writes(db: Database, desk_office: Office, heard: Heard) -> None:
    async with (
        desk_office.colleague("agent", "أ") as a,
        desk_office.colleague("agent", "ب") as b,
        desk_office.colleague("committee") as other,
    ):
        where = await held(db, a.account.id)
        path = f"/api/conversations/{where}/presence"
        assert (await a.post(path, {"composing": True})).json() == []
        assert (await b.post(path, {"composing": True})).json() == [
            {"id": a.account.id, "name": "أ", "composing": True}
        ]
        assert heard.ids == [where], "the person sees whoever has the conversation write, nobody else"
        assert (await a.post(path, {"composing": True, "note": True})).status_code == 200
        assert heard.ids == [where], "a note is nothing that the person should wait for"
        assert (await b.post(f"{path}/override", {"staff_id": a.account.id})).status_code == 204
        assert "conversation.write_over" in await audited(db, f"conversation:{where}")
        assert (await a.delete(path)).status_code == 204
        assert (await b.post(path)).json() == []
        assert (await other.post(path)).status_code == 404


async def test_the_committee_learns_colleagues_names_and_nothing_else(desk_office: Office) -> None:
    async with desk_office.colleague("committee") as member:
        assert code(await member.get("/api/colleagues")) == (403, "not_allowed")
        names = await member.get("/api/colleagues/names")
        assert names.json() == [{"id": member.account.id, "name": member.account.name}]
