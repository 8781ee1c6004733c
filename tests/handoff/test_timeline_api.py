"""The case view: one ordered line from the event as it came to the last word on our answer, by pages."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import conversations, escalations, outbox, receipts, requests, turns
from storage.conversations import NewMessage, NewPiece, Settled
from storage.db import Database
from storage.escalations import Call
from storage.interpretations import Cited, NewInterpretation
from storage.outbox import Outcome
from storage.receipts import NewStatus
from storage.requests import Move
from tests.handoff.api import Office
from tests.handoff.conversations import message, talk, timeline_office
from tests.storage.people import ID_NUMBER, NOW, VAULT, conversation, later, submitted

LEASE = timedelta(seconds=30)


@pytest.fixture
def staff_office(db: Database, tmp_path: Path) -> Office:
    return timeline_office(db, tmp_path.parent)


async def answered(db: Database) -> int:
    """Somebody asked, the bot understood, decided, answered; the provider took it and says that it was read."""
    where = await conversation(db, said="متى يأتي الرد؟")
    async with db.transaction() as tx:
        [claimed] = await conversations.claim(tx, "w", later(1), limit=1, lease=LEASE)
        heard = NewInterpretation(
            1, "answered", NOW, "faq_decision_time", 0.93, (("faq_decision_time", 0.93), ("request_status", 0.05)),
            "embedded", (Cited("faq_decision_time", (7,), 1),), decided={"owner": "bot"},
        )  # fmt: skip
        said = NewMessage("bot", "خلال أسبوعين", (NewPiece({"text": "خلال أسبوعين"}),))
        ids = tuple(p.inbox_id for p in claimed.pending)
        done = Settled(claimed, {}, ids, (said,), turn_id="t-1", heard=(heard,))
        await turns.settle(tx, "w", [done], later(2))
    async with db.transaction() as tx:
        [due] = await outbox.claim(tx, "w", later(3), limit=10, lease=LEASE)
    async with db.transaction() as tx:
        await outbox.record(tx, [Outcome(due, "sent", later(4), provider_id="p-1", status="sent", status_rank=1)])
        await receipts.apply_statuses(tx, [NewStatus("telegram", "1", "p-1", "read", 4, later(5))], later(5))
    return where


async def shown(staff_office: Office, where: int, role: str = "agent", **query: Any) -> dict[str, Any]:
    async with staff_office.colleague(role) as colleague:
        answer = await colleague.get(f"/api/conversations/{where}/timeline", **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_an_answer_can_be_followed_from_the_event_to_the_last_word(db: Database, staff_office: Office) -> None:
    where = await answered(db)
    items = (await shown(staff_office, where))["items"]
    assert [i["kind"] for i in items] == ["received", "understood", "decided", "said", "attempt", "status"]
    received, understood, decided, said, attempt, status = items
    assert (received["text"], received["seq"], received["failures"]) == ("متى يأتي الرد؟", 1, 0)
    assert received["event"]
    assert (understood["intent"], understood["engine"]) == ("faq_decision_time", "embedded")
    assert understood["ranking"][1] == {"intent": "request_status", "confidence": 0.05}
    assert (decided["outcome"], decided["owner"]) == ("answered", "bot")
    assert decided["cited"] == [{"intent": "faq_decision_time", "sections": [7], "version": 1}]
    assert (said["text"], said["author"], said["seq"]) == ("خلال أسبوعين", "bot", 2)
    assert (attempt["outcome"], attempt["number"], attempt["seq"]) == ("sent", 1, 2)
    assert (status["status"], status["seq"]) == ("read", 2)
    assert {i["turn_id"] for i in items} == {"t-1"}
    assert [i["at"] for i in items] == sorted(i["at"] for i in items)


async def test_colleagues_calls_and_requests_stand_on_the_same_line(db: Database, staff_office: Office) -> None:
    where = await talk(db)
    async with db.transaction() as tx:
        await escalations.call(tx, [Call(where, "urgent_need", 9)], NOW)
    for kind in ("service_request", "erasure"):
        made = await submitted(db, where, type=kind)
        async with db.transaction() as tx:
            await requests.move(tx, VAULT, made.reference, Move("verifying"), requests.SYSTEM, later())
    async with staff_office.colleague("agent", "نورة") as noura, staff_office.colleague("agent", "خالد") as khalid:
        for deed, body in (("claim", {}), ("messages", message()), ("assign", {"staff_id": khalid.account.id})):
            assert (await noura.post(f"/api/conversations/{where}/{deed}", body)).is_success
        assert (await khalid.post(f"/api/conversations/{where}/messages", message("راجعت", note=True))).is_success
        answer = (await noura.get(f"/api/conversations/{where}/timeline")).json()
    items = answer["items"]
    [call] = [i for i in items if i["kind"] == "escalation"]
    assert (call["what"], call["reason"], call["priority"]) == ("opened", "urgent_need", 9)
    deeds = [(i["action"], i["by"], i["to"]) for i in items if i["kind"] == "deed"]
    assert deeds == [("claim", "نورة", None), ("assign", "نورة", "خالد")], "words stand as lines, not as deeds"
    assert [(i["text"], i["note"], i["staff_name"]) for i in items if i["kind"] == "said"] == [
        ("أهلًا، معك نورة", False, "نورة"),
        ("راجعت", True, "خالد"),
    ]
    steps = [(i["type"], i["what"], i["to_status"]) for i in items if i["kind"] == "request"]
    assert steps == [("service_request", "move", "submitted"), ("service_request", "move", "verifying")]
    theirs = (await shown(staff_office, where, "supervisor"))["items"]
    assert {i["type"] for i in theirs if i["kind"] == "request"} == {"service_request", "erasure"}
    assert ID_NUMBER not in str(theirs)


@pytest.mark.parametrize("size", [1, 2, 5])
async def test_pages_hold_every_step_once_and_in_order(db: Database, staff_office: Office, size: int) -> None:
    where = await answered(db)
    await submitted(db, where)
    async with staff_office.colleague("agent") as agent:
        await agent.post(f"/api/conversations/{where}/claim")
        for n in range(3):
            await agent.post(f"/api/conversations/{where}/messages", message(f"رد {n}"))
    whole = (await shown(staff_office, where))["items"]
    pages, cursor = [], None
    while True:
        page = await shown(staff_office, where, limit=size, **({"cursor": cursor} if cursor else {}))
        assert len(page["items"]) <= size
        pages += page["items"]
        if not (cursor := page["cursor"]):
            break
    assert pages == whole
    assert len({i["id"] for i in pages}) == len(pages)


async def test_it_is_for_those_who_may_see_the_conversation(db: Database, staff_office: Office) -> None:
    where = await talk(db)
    async with staff_office.colleague("committee") as committee, staff_office.colleague("admin") as admin:
        assert (await committee.get(f"/api/conversations/{where}/timeline")).status_code == 404
        assert (await admin.get("/api/conversations/999999/timeline")).status_code == 404
        odd = await admin.get(f"/api/conversations/{where}/timeline", cursor="x.y.z")
        assert odd.status_code == 200, "a cursor that is not ours begins at the beginning"
