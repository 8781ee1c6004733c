"""The inbox: what is listed, in which order, for whose eyes, and under which labels."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from storage import audit, outgoing
from storage.conversations import NewMessage
from storage.db import Database
from storage.models import Conversation, table_of
from storage.models_desk import Escalation
from tests.handoff.api import Colleague, Office
from tests.handoff.conversations import code, conversation_office, listed, message, queue, talk
from tests.storage.people import FIELDS, NOW, conversation, later, submitted


@pytest.fixture
def staff_office(db: Database, tmp_path: Path) -> Office:
    return conversation_office(db, tmp_path.parent)


async def counts(who: Colleague) -> dict[str, int]:
    found: dict[str, int] = (await who.get("/api/conversations/counts")).json()
    return found


async def change(db: Database, where: int, **values: Any) -> None:
    table = table_of(Conversation)
    async with db.transaction() as tx:
        await tx.execute(table.update().where(table.c.id == where).values(**values))


async def one(who: Colleague, where: int) -> dict[str, Any]:
    found: dict[str, Any] = (await who.get(f"/api/conversations/{where}")).json()
    return found


async def test_lists_are_narrowed_and_ordered_for_work(db: Database, staff_office: Office) -> None:
    first = await talk(db, at=later(1))
    second = await talk(db, channel="webchat", at=later(2))
    waiting = [await talk(db, at=later(n)) for n in (3, 4, 5)]
    for where, priority, minutes in zip(waiting, (0, 0, 9), (20, 10, 30), strict=True):
        await queue(db, where, priority, minutes)
    ended = await talk(db, at=later(6))
    await change(db, ended, owner="closed", closed_at=later(7))
    everything = [ended, *reversed(waiting), second, first]
    async with staff_office.colleague("agent") as agent:
        await agent.post(f"/api/conversations/{first}/claim")
        assert await listed(agent, owner="queued") == [waiting[2], waiting[1], waiting[0]]
        assert await listed(agent) == everything
        assert await listed(agent, sort="oldest") == everything[::-1]
        assert await listed(agent, owner="open") == everything[1:]
        assert await listed(agent, owner="open", sort="urgent") == [waiting[2], first, second, waiting[1], waiting[0]]
        assert await listed(agent, assignee="me") == [first]
        assert await listed(agent, assignee=str(agent.account.id), owner="bot") == []
        assert await listed(agent, channel="webchat") == [second]
        assert (await agent.get("/api/conversations", sort="random")).status_code == 422
        expected = {"mine": 1, "queue": 3, "all": 5, "bot": 1, "unread": 4, "snoozed": 0}
        assert await counts(agent) == expected


async def test_who_is_owed_an_answer_soonest_comes_first(db: Database, staff_office: Office) -> None:
    made = [await talk(db, at=later(n)) for n in range(4)]
    clocks = ((made[0], 30, None, 400), (made[1], 10, 5, 90), (made[2], 20, None, 300))
    for where, first, replied, resolve in clocks:
        await queue(db, where)
        await escalated(db, where, later(first), later(replied) if replied else None, later(resolve))
    async with staff_office.colleague("agent") as agent:
        assert await listed(agent, sort="due") == [made[2], made[0], made[1], made[3]]


async def escalated(db: Database, where: int, first: datetime, replied: datetime | None, resolve: datetime) -> None:
    values = {"first_reply_due_at": first, "first_replied_at": replied, "resolve_due_at": resolve}
    async with db.transaction() as tx:
        row = table_of(Escalation).insert().values(conversation_id=where, opened_at=NOW, queued_since=NOW, **values)
        await tx.execute(row)


@pytest.mark.parametrize("query", [{}, {"owner": "queued"}, {"sort": "oldest"}, {"sort": "due"}, {"owner": "open"}])
async def test_pages_follow_each_other_without_losing_anybody(
    db: Database, staff_office: Office, monkeypatch: pytest.MonkeyPatch, query: dict[str, str]
) -> None:
    monkeypatch.setattr("storage.talks.listed.__kwdefaults__", {"limit": 3})
    made = [await talk(db, at=later(n // 2)) for n in range(8)]
    for n, where in enumerate(made):
        if n % 3 or query.get("owner") == "queued":
            await queue(db, where, n % 2, n // 3)
    seen: list[int] = []
    cursor: str | None = ""
    async with staff_office.colleague("agent") as agent:
        while cursor is not None:
            page = (await agent.get("/api/conversations", **query, cursor=cursor)).json()
            seen += [c["id"] for c in page["items"]]
            cursor = page["cursor"]
    assert len(seen) == 8
    assert sorted(seen) == sorted(made)


@pytest.mark.parametrize("cursor", ["nonsense", "recent.1", "urgent.1.2.3", "recent.-1.5", "recent." + "9" * 18 + ".1"])
async def test_a_cursor_of_another_list_begins_anew(db: Database, staff_office: Office, cursor: str) -> None:
    where = await talk(db)
    async with staff_office.colleague("agent") as agent:
        assert await listed(agent, cursor=cursor) == [where]


async def test_what_waits_for_my_eyes_is_unread(db: Database, staff_office: Office) -> None:
    waiting, held, by_the_bot = await talk(db, address="1"), await talk(db, address="2"), await talk(db)
    await queue(db, waiting)
    async with staff_office.colleague("agent", "a") as a, staff_office.colleague("agent", "b") as b:
        await a.post(f"/api/conversations/{held}/claim")
        assert set(await listed(a, unread=True)) == {waiting, held}
        assert await listed(b, unread=True) == [waiting], "a colleague's own is not mine to read"
        assert not (await one(a, by_the_bot))["unread"]
        for where in (waiting, held):
            assert (await a.post(f"/api/conversations/{where}/read", {"seq": 1})).status_code == 204
        assert await listed(a, unread=True) == []
        assert await listed(b, unread=True) == [waiting], "what one has read the other has not"
        await a.post(f"/api/conversations/{held}/messages", message())
        assert await listed(a, unread=True) == [], "one's own words need no reading"
        await conversation(db, address="2", said="شكرًا")
        assert await listed(a, unread=True) == [held]
        assert (await counts(a))["unread"] == 1
        await a.post(f"/api/conversations/{held}/read", {"seq": 3})
        await a.post(f"/api/conversations/{held}/read", {"seq": 0})
        assert await listed(a, unread=True) == [held], "marked unread again"


async def test_labels_are_stuck_on_and_looked_for(db: Database, staff_office: Office) -> None:
    where, other = await talk(db, at=later(1)), await talk(db)
    async with staff_office.colleague("supervisor") as head, staff_office.colleague("agent") as agent:
        rent = (await head.post("/api/labels", {"name": "إيجار", "colour": "#e03131"})).json()
        urgent = (await head.post("/api/labels", {"name": "متابعة"})).json()
        assert code(await head.post("/api/labels", {"name": "ايجار"})) == (409, "name_taken"), "however it is spelt"
        both = await agent.put(f"/api/conversations/{where}/labels", {"labels": [rent["id"], urgent["id"]]})
        await agent.put(f"/api/conversations/{other}/labels", {"labels": [rent["id"]]})
        assert [label["name"] for label in both.json()] == ["إيجار", "متابعة"]
        assert (await one(agent, where))["labels"] == both.json()
        assert await listed(agent, label=rent["id"]) == [where, other]
        assert await listed(agent, label=[rent["id"], urgent["id"]]) == [where]
        counted = (await agent.get("/api/labels")).json()
        assert [(label["name"], label["conversations"]) for label in counted] == [("إيجار", 2), ("متابعة", 1)]
        missing = await agent.put(f"/api/conversations/{where}/labels", {"labels": [9999]})
        assert code(missing) == (422, "unknown_label")
        assert len((await one(agent, where))["labels"]) == 2, "nothing has changed"
        changed = await head.patch(f"/api/labels/{rent['id']}", {"name": "سكن"})
        assert changed.json() == {"id": rent["id"], "name": "سكن", "colour": "#e03131"}
        assert code(await head.patch(f"/api/labels/{rent['id']}", {"name": "متابعه"})) == (409, "name_taken")
        assert (await head.delete(f"/api/labels/{urgent['id']}")).status_code == 204
        assert [label["name"] for label in (await one(agent, where))["labels"]] == ["سكن"]
    async with db.read() as tx:
        deeds = [e.action for e in await audit.of_subject(tx, f"conversation:{where}")]
    assert deeds == ["conversation.labels"]


async def test_labels_are_made_by_supervisors(db: Database, staff_office: Office) -> None:
    where = await talk(db)
    async with staff_office.colleague("agent") as agent, staff_office.colleague("committee") as member:
        assert code(await agent.post("/api/labels", {"name": "إيجار"})) == (403, "not_allowed")
        assert code(await agent.delete("/api/labels/1")) == (403, "not_allowed")
        assert (await member.get("/api/labels")).json() == []
        assert (await member.put(f"/api/conversations/{where}/labels", {"labels": []})).status_code == 404
        assert (await member.post(f"/api/conversations/{where}/read", {"seq": 1})).status_code == 404
        assert set((await counts(member)).values()) == {0}


@pytest.mark.parametrize("body", [{"name": " "}, {"name": "س" * 41}, {"name": "س", "colour": "red"}, {}])
async def test_an_odd_label_is_none(staff_office: Office, body: dict[str, str]) -> None:
    async with staff_office.colleague("admin") as admin:
        assert (await admin.post("/api/labels", body)).status_code == 422


async def test_what_is_put_off_can_be_listed_apart(db: Database, staff_office: Office) -> None:
    asleep, awake, woken = [await talk(db, at=later(n)) for n in range(3)]
    for where in (asleep, awake, woken):
        await queue(db, where)
    await change(db, asleep, snoozed_until=NOW + timedelta(days=1))
    await change(db, woken, snoozed_until=NOW - timedelta(minutes=1))
    async with staff_office.colleague("agent") as agent:
        assert await listed(agent, snoozed=True) == [asleep]
        assert set(await listed(agent, snoozed=False)) == {awake, woken}
        assert (await counts(agent))["snoozed"] == 1
        shown = await one(agent, asleep)
    assert shown["snoozed_until"] == "2026-11-24T09:00:00+00:00"


async def test_a_row_tells_who_spoke_last_and_when(db: Database, staff_office: Office) -> None:
    where = await talk(db, said="متى يبدأ التسجيل؟", at=later(5))
    async with staff_office.colleague("agent") as agent:
        await agent.post(f"/api/conversations/{where}/messages", message("سألت الإدارة", note=True))
        shown = await one(agent, where)
    at = later(5).isoformat()
    assert shown["last_message"] == {"author": "visitor", "text": "متى يبدأ التسجيل؟", "kind": "text", "at": at}


async def test_a_row_shows_what_people_say_and_not_the_bot(db: Database, staff_office: Office) -> None:
    where = await talk(db, said="متى يبدأ التسجيل؟")
    async with db.transaction() as tx:
        await outgoing.post(tx, where, NewMessage("bot", "يبدأ التسجيل في محرم.", ()), later(1))
    async with staff_office.colleague("agent") as agent:
        assert (await one(agent, where))["last_message"]["text"] == "متى يبدأ التسجيل؟"
        await agent.post(f"/api/conversations/{where}/claim")
        await agent.post(f"/api/conversations/{where}/messages", message("بعد العيد"))
        assert (await one(agent, where))["last_message"]["text"] == "بعد العيد"


async def test_who_has_no_name_is_called_by_the_one_in_their_request(db: Database, staff_office: Office) -> None:
    named, other, nobody = [await talk(db, channel="webchat", name=None) for _ in range(3)]
    await submitted(db, named)
    await submitted(db, other, on_behalf={"relation": "mother", "said": "عن والدتي"})
    async with staff_office.colleague("agent") as agent:
        names = [(await one(agent, where))["person"]["name"] for where in (named, other, nobody)]
    assert names == [FIELDS["full_name"], None, None], "another's name is not theirs"


async def test_who_never_wrote_is_not_listed(db: Database, staff_office: Office) -> None:
    where = await talk(db)
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE conversation SET last_inbound_at = NULL"))
    async with staff_office.colleague("agent") as agent:
        assert await listed(agent) == []
        assert (await one(agent, where))["id"] == where
