"""Replies written after WhatsApp's 24 hours: they wait for the person's answer, and go out once, in their order."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from handoff.parking import ParkedSender
from storage import parked
from storage.db import Database
from tests.handoff.api import Colleague, Office
from tests.handoff.channels import real_channels
from tests.handoff.conversations import code, conversation_office, message, talk
from tests.storage.people import NOW, later

LONG_AGO = later(-25 * 60)


@pytest.fixture
def staff_office(db: Database, tmp_path: Path) -> Office:
    return conversation_office(db, tmp_path.parent)


@pytest.fixture
def sender(db: Database, tmp_path: Path) -> ParkedSender:
    return ParkedSender(db, real_channels(tmp_path))


async def shut(db: Database, who: Colleague) -> int:
    """A conversation of theirs to which nothing but a template may go."""
    where = await talk(db, channel="whatsapp_cloud", at=LONG_AGO)
    assert (await who.post(f"/api/conversations/{where}/claim")).is_success
    assert code(await who.post(f"/api/conversations/{where}/messages", message())) == (409, "window_closed")
    return where


async def park(who: Colleague, where: int, *texts: str) -> list[int]:
    path = f"/api/conversations/{where}/parked"
    answers = [await who.post(path, {"client_id": f"client-{said}", "text": said}) for said in texts]
    assert [a.status_code for a in answers] == [201] * len(texts)
    return [a.json()["id"] for a in answers]


async def waiting(who: Colleague, where: int) -> list[str]:
    return [p["text"] for p in (await who.get(f"/api/conversations/{where}/parked")).json()]


async def answers(db: Database, where: int) -> None:
    """The person writes again, and so opens the window."""
    query = "UPDATE identity SET window_from = :now WHERE id = (SELECT identity_id FROM conversation WHERE id = :i)"
    async with db.transaction() as tx:
        await tx.execute(text(query), {"now": NOW, "i": where})


async def said(db: Database, where: int) -> list[str]:
    query = "SELECT text FROM message WHERE conversation_id = :i AND author = 'staff' ORDER BY seq"
    async with db.read() as tx:
        return list((await tx.execute(text(query), {"i": where})).scalars())


async def test_what_waits_is_sent_once_and_in_order_when_they_answer(
    db: Database, staff_office: Office, sender: ParkedSender
) -> None:
    async with staff_office.colleague("agent", "نورة") as agent:
        where = await shut(db, agent)
        await park(agent, where, "أولًا", "ثانيًا", "أولًا")
        await sender.once(NOW)
        assert (await waiting(agent, where), await said(db, where)) == (["أولًا", "ثانيًا"], [])
        await answers(db, where)
        await asyncio.gather(*(sender.once(NOW) for _ in range(3)))
        assert (await waiting(agent, where), await said(db, where)) == ([], ["أولًا", "ثانيًا"])
        late = {"client_id": "client-أولًا", "text": "أولًا"}
        assert code(await agent.post(f"/api/conversations/{where}/parked", late)) == (409, "no_longer_waiting")
        [line] = [x for x in (await agent.get(f"/api/conversations/{where}/messages")).json() if x["text"] == "أولًا"]
    assert (line["details"]["staff_name"], line["delivery"]["state"]) == ("نورة", "pending")
    async with db.read() as tx:
        left = (await tx.execute(text("SELECT DISTINCT text FROM parked"))).scalars().all()
    assert left == [""], "the transcript has the words now"


async def test_what_is_taken_back_or_passed_over_is_never_sent(
    db: Database, staff_office: Office, sender: ParkedSender
) -> None:
    async with staff_office.colleague("agent") as agent:
        where, ended = await shut(db, agent), await shut(db, agent)
        first, _ = await park(agent, where, "سأتأكد", "تم")
        await park(agent, ended, "انتهت")
        taken_back = f"/api/conversations/{where}/parked/{first}"
        assert (await agent.delete(taken_back)).status_code == 204
        assert (await agent.delete(taken_back)).status_code == 404
        assert (await agent.post(f"/api/conversations/{ended}/resolve")).is_success
        for one in (where, ended):
            await answers(db, one)
        await sender.once(NOW)
        assert (await said(db, where), await said(db, ended)) == (["تم"], [])
        assert await waiting(agent, ended) == []


async def test_only_whoever_has_the_conversation_may_leave_a_reply(db: Database, staff_office: Office) -> None:
    async with staff_office.colleague("agent", "أ") as mine, staff_office.colleague("agent", "ب") as other:
        where = await shut(db, mine)
        path = f"/api/conversations/{where}/parked"
        body: dict[str, Any] = {"client_id": "client-of-another", "text": "أهلًا {first_name}"}
        assert code(await other.post(path, body)) == (409, "held_by_another")
        assert code(await mine.post(path, body)) == (422, "placeholder_left")
        [kept] = await park(mine, where, "أهلًا")
        assert code(await other.delete(f"{path}/{kept}")) == (409, "held_by_another")
    async with db.transaction() as tx:
        await parked.forget(tx, [where])
        assert await parked.waiting(tx, where) == []
