import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from storage import audit, conversations, outbox, turns
from storage.conversations import NewMessage, NewPiece, Settled
from storage.db import Database
from storage.talks import Talk
from tests.handoff.api import Office, files_folder
from tests.handoff.conversations import code, conversation_office, listed, message, talk
from tests.storage.people import NOW, conversation, submitted

LEASE = timedelta(seconds=30)


class Hears:
    """What the bot would be told of."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, int]] = []

    async def released(self, tx: Any, talk: Talk, now: Any, *, drop_form: bool = False) -> None:
        self.heard.append(("dropped" if drop_form else "released", talk.id))

    async def resolved(self, tx: Any, talk: Talk, now: Any) -> None:
        self.heard.append(("resolved", talk.id))


@pytest.fixture
def hears() -> Hears:
    return Hears()


@pytest.fixture
def staff_office(db: Database, tmp_path: Path, hears: Hears) -> Office:
    return conversation_office(db, tmp_path, hears)


async def row(db: Database, where: int) -> Any:
    async with db.read() as tx:
        return (await tx.execute(text("SELECT * FROM conversation WHERE id = :i"), {"i": where})).one()


async def test_of_many_who_claim_at_once_one_gets_it(db: Database, staff_office: Office) -> None:
    where = await talk(db)
    async with staff_office.colleague("agent", "a") as a, staff_office.colleague("agent", "b") as b:
        answers = await asyncio.gather(*(who.post(f"/api/conversations/{where}/claim") for who in (a, b) * 4))
        winners = {x.json()["assignee"]["id"] for x in answers if x.is_success}
    assert len(winners) == 1
    assert {code(x) for x in answers if not x.is_success} == {(409, "held_by_another")}
    assert (await row(db, where)).epoch == 1, "the epoch rises once, however often it is claimed"


async def test_nothing_of_the_bot_goes_out_after_the_claim(db: Database, staff_office: Office) -> None:
    where = await conversation(db)
    async with db.transaction() as tx:
        [first] = await conversations.claim(tx, "w", NOW, limit=1, lease=LEASE)
        said = NewMessage("bot", "جواب", (NewPiece({"text": "جواب"}),))
        await turns.settle(tx, "w", [Settled(first, {}, tuple(p.inbox_id for p in first.pending), (said,))], NOW)
    async with staff_office.colleague("agent") as agent:
        assert (await agent.post(f"/api/conversations/{where}/claim")).is_success
    async with db.transaction() as tx:
        assert await outbox.claim(tx, "w", NOW, limit=10, lease=LEASE) == []


async def test_a_turn_under_way_is_void_after_the_claim(db: Database, staff_office: Office) -> None:
    where = await conversation(db)
    async with db.transaction() as tx:
        [turn] = await conversations.claim(tx, "w", NOW, limit=1, lease=LEASE)
    async with staff_office.colleague("agent") as agent:
        assert (await agent.post(f"/api/conversations/{where}/claim")).is_success
    async with db.transaction() as tx:
        said = NewMessage("bot", "جواب", (NewPiece({"text": "جواب"}),))
        assert await turns.settle(tx, "w", [Settled(turn, {}, (), (said,))], NOW) == set()


async def test_a_reply_goes_out_once_however_often_it_is_sent(db: Database, staff_office: Office) -> None:
    where = await talk(db)
    body = message()
    async with staff_office.colleague("agent", "نورة") as agent:
        await agent.post(f"/api/conversations/{where}/claim")
        path = f"/api/conversations/{where}/messages"
        answers = await asyncio.gather(*(agent.post(path, body) for _ in range(4)))
        shown = (await agent.get(path)).json()
    assert {a.status_code for a in answers} == {201}
    assert len({a.text for a in answers}) == 1
    assert [(m["author"], m["text"]) for m in shown] == [("visitor", "السلام عليكم"), ("staff", body["text"])]
    assert shown[1]["delivery"] == {"state": "pending", "status": None, "error": None}
    assert shown[1]["details"]["staff_name"] == "نورة"
    async with db.transaction() as tx:
        [due] = await outbox.claim(tx, "w", NOW, limit=10, lease=LEASE)
    assert (due.purpose, due.channel, due.body["text"]) == ("reply", "telegram", body["text"])


async def test_only_who_holds_it_replies_and_anybody_notes(db: Database, staff_office: Office) -> None:
    where = await talk(db)
    path = f"/api/conversations/{where}/messages"
    async with staff_office.colleague("agent", "a") as a, staff_office.colleague("agent", "b") as b:
        assert code(await a.post(path, message())) == (409, "not_held")
        await a.post(f"/api/conversations/{where}/claim")
        assert code(await b.post(path, message())) == (409, "held_by_another")
        assert (await b.post(path, message("راجعت ملفه", note=True))).status_code == 201
        shown = (await a.get(path)).json()
    assert [(m["note"], m["text"]) for m in shown[1:]] == [(True, "راجعت ملفه")]
    async with db.read() as tx:
        assert (await tx.execute(text("SELECT count(*) FROM outbox"))).scalar_one() == 0


@pytest.mark.parametrize(
    "body", [{"text": "   "}, {"text": "", "note": True}, {"client_id": "x", "text": "a"}, {"attachment_id": "1"}]
)
async def test_an_empty_or_odd_message_is_none(db: Database, staff_office: Office, body: dict[str, Any]) -> None:
    where = await talk(db)
    async with staff_office.colleague("agent") as agent:
        await agent.post(f"/api/conversations/{where}/claim")
        assert (await agent.post(f"/api/conversations/{where}/messages", message() | body)).status_code == 422


async def test_after_a_day_only_a_template_goes_out(db: Database, staff_office: Office) -> None:
    where = await talk(db, channel="whatsapp_cloud", address="966551234567", at=NOW - timedelta(hours=25))
    path = f"/api/conversations/{where}/messages"
    template = {"name": "follow_up", "language": "ar", "variables": ["سارة"]}
    async with staff_office.colleague("agent") as agent:
        await agent.post(f"/api/conversations/{where}/claim")
        assert code(await agent.post(path, message())) == (409, "window_closed")
        assert (await agent.post(path, message("", template=template))).status_code == 201
    async with db.read() as tx:
        [body] = (await tx.execute(text("SELECT body FROM outbox"))).scalars()
    assert "follow_up" in str(body)


async def test_it_goes_back_to_the_bot_or_ends_by_whoever_has_it(
    db: Database, staff_office: Office, hears: Hears
) -> None:
    where = await talk(db)
    path = f"/api/conversations/{where}"
    async with staff_office.colleague("agent", "a") as a, staff_office.colleague("agent", "b") as b:
        assert code(await a.post(f"{path}/release")) == (409, "not_held")
        await a.post(f"{path}/claim")
        assert code(await b.post(f"{path}/release")) == (409, "held_by_another")
        assert code(await b.post(f"{path}/resolve")) == (409, "held_by_another")
        back = await a.post(f"{path}/release")
        assert (back.json()["owner"], back.json()["assignee"]) == ("bot", None)
        await a.post(f"{path}/claim")
        assert (await a.post(f"{path}/resolve")).json()["owner"] == "closed"
        for what in ("claim", "resolve"):
            assert code(await a.post(f"{path}/{what}")) == (409, "closed")
    assert hears.heard == [("released", where), ("resolved", where)]
    assert (await row(db, where)).epoch == 4
    async with db.read() as tx:
        deeds = [e.action for e in reversed(await audit.of_subject(tx, f"conversation:{where}"))]
    assert deeds == [f"conversation.{what}" for what in ("claim", "release", "claim", "resolve")]


async def test_a_message_that_just_came_in_keeps_it_open(db: Database, staff_office: Office) -> None:
    where = await talk(db, address="7")
    async with staff_office.colleague("agent") as agent:
        await agent.post(f"/api/conversations/{where}/claim")
        await conversation(db, address="7", said="لحظة")
        assert code(await agent.post(f"/api/conversations/{where}/resolve")) == (409, "just_spoken")


async def test_what_is_written_after_the_end_begins_anew(db: Database, staff_office: Office) -> None:
    where = await talk(db, address="7")
    async with staff_office.colleague("agent") as agent:
        await agent.post(f"/api/conversations/{where}/resolve")
    assert await conversation(db, address="7") != where


async def test_a_colleague_is_given_a_conversation(db: Database, staff_office: Office) -> None:
    where = await talk(db)
    path = f"/api/conversations/{where}/assign"
    async with (
        staff_office.colleague("agent", "a") as a,
        staff_office.colleague("agent", "b") as b,
        staff_office.colleague("supervisor") as head,
        staff_office.colleague("committee") as member,
    ):
        assert (await a.post(path, {"staff_id": b.account.id})).json()["assignee"]["id"] == b.account.id
        assert code(await a.post(path, {"staff_id": a.account.id})) == (409, "held_by_another")
        assert (await head.post(path, {"staff_id": a.account.id})).json()["assignee"]["id"] == a.account.id
        for nobody in (99_999, member.account.id):
            assert code(await head.post(path, {"staff_id": nobody})) == (422, "unknown_staff")


async def test_one_conversation_comes_with_the_persons_requests(db: Database, staff_office: Office) -> None:
    where = await talk(db)
    request = await submitted(db, where)
    hidden = await submitted(db, where, type="erasure", fields={})
    async with staff_office.colleague("agent") as agent, staff_office.colleague("admin") as admin:
        by_agent = (await agent.get(f"/api/conversations/{where}")).json()
        by_admin = (await admin.get(f"/api/conversations/{where}")).json()
    assert [r["reference"] for r in by_agent["requests"]] == [request.reference]
    assert {r["reference"] for r in by_admin["requests"]} == {request.reference, hidden.reference}
    assert by_agent["person"]["name"] == "سارة"


async def test_what_is_not_there_or_not_for_this_role_looks_alike(db: Database, staff_office: Office) -> None:
    where = await talk(db, files=1)
    async with staff_office.colleague("committee") as member:
        for what in ("", "/messages", "/files/1"):
            unseen = await member.get(f"/api/conversations/{where}{what}")
            absent = await member.get(f"/api/conversations/99999{what}")
            assert (unseen.status_code, unseen.content) == (404, absent.content)
        for what in ("claim", "release", "resolve"):
            assert (await member.post(f"/api/conversations/{where}/{what}")).status_code == 404
        assert (await member.post(f"/api/conversations/{where}/messages", message())).status_code == 404
        assert await listed(member) == []


async def test_a_file_comes_through_its_own_conversation_only(
    db: Database, staff_office: Office, tmp_path: Path
) -> None:
    where, other = await talk(db, files=1), await talk(db)
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE attachment SET state = 'stored', path = 'abc', mime = 'application/pdf'"))
    (files_folder(tmp_path) / "abc").write_bytes(b"pdf")
    async with staff_office.colleague("agent") as agent:
        [line] = (await agent.get(f"/api/conversations/{where}/messages")).json()
        [file] = line["attachments"]
        answer = await agent.get(file["url"])
        assert (answer.content, answer.headers["x-content-type-options"]) == (b"pdf", "nosniff")
        assert (await agent.get(f"/api/conversations/{other}/files/{file['id']}")).status_code == 404


async def test_a_transcript_is_read_forwards_and_backwards(db: Database, staff_office: Office) -> None:
    where = await talk(db, address="7", said="1")
    for n in range(2, 7):
        await conversation(db, address="7", said=str(n))
    path = f"/api/conversations/{where}/messages"
    async with staff_office.colleague("agent") as agent:
        assert [m["text"] for m in (await agent.get(path)).json()] == list("123456")
        assert [m["text"] for m in (await agent.get(path, after=4)).json()] == list("56")
        assert [m["text"] for m in (await agent.get(path, before=3)).json()] == list("12")


async def test_a_form_goes_on_or_is_dropped_on_purpose(db: Database, staff_office: Office, hears: Hears) -> None:
    async with staff_office.colleague("agent") as agent:
        for body in ({}, {"form": "resume"}, {"form": "drop"}):
            where = await talk(db)
            await agent.post(f"/api/conversations/{where}/claim")
            assert (await agent.post(f"/api/conversations/{where}/release", body)).is_success
        assert (await agent.post(f"/api/conversations/{where}/release", {"form": "burn"})).status_code == 422
    assert [what for what, _ in hears.heard] == ["released", "released", "dropped"]


async def test_a_note_may_go_with_a_deed(db: Database, staff_office: Office) -> None:
    async with staff_office.colleague("agent", "a") as a, staff_office.colleague("agent", "b") as b:
        where = await talk(db)
        path = f"/api/conversations/{where}"
        await a.post(f"{path}/claim")
        given = {"staff_id": b.account.id, "note": "يعرف الملف"}
        assert (await a.post(f"{path}/assign", given)).json()["sla"]["why_assigned"]["how"] == "given"
        assert (await b.post(f"{path}/resolve", {"note": "انتهى"})).json()["sla"]["state"] in ("met", "breached")
        shown = (await a.get(f"{path}/messages")).json()
    assert [(m["text"], m["note"]) for m in shown[1:]] == [("يعرف الملف", True), ("انتهى", True)]


async def test_what_comes_after_the_end_follows_what_was_before(db: Database, staff_office: Office) -> None:
    first = await talk(db, address="966500000001")
    async with staff_office.colleague("agent") as agent:
        await agent.post(f"/api/conversations/{first}/claim")
        await agent.post(f"/api/conversations/{first}/resolve")
        again = await talk(db, address="966500000001")
        shown = (await agent.get(f"/api/conversations/{again}")).json()
    assert (again != first, shown["follows_id"]) == (True, first)
