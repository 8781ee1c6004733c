"""Reports: counted alike by both databases, in Riyadh's days, for those who may see them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.settings import Price
from handoff.api.reports import router
from handoff.csv_files import cell
from handoff.reports import Reports
from storage import interpretations, ratings
from storage.db import Database
from storage.interpretations import Cited, NewInterpretation, Taken
from storage.models import Base, table_of
from storage.models_desk import Escalation
from storage.models_outbox import Outbox
from tests.handoff.api import Colleague, Office, guard_of, office
from tests.storage.people import NOW, VAULT, conversation, later, submitted

LATE = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)  # half past one of the 23rd in Riyadh
PRICES = {
    "twilio_sms": {"segment": Price(amount=0.2, currency="SAR")},
    "whatsapp_cloud": {"service": Price(amount=0, currency="SAR"), "utility": None},
}


async def heard(db: Database, *outcomes: str, at: datetime = NOW, channel: str = "telegram", **more: Any) -> int:
    where = await conversation(db, channel=channel)
    async with db.transaction() as tx:
        for seq in range(2, len(outcomes) + 1):
            await tx.execute(
                text(
                    "INSERT INTO message (conversation_id, seq, author, kind, text, at, created_at)"
                    " SELECT conversation_id, :seq, author, kind, text, at, created_at FROM message"
                    " WHERE conversation_id = :where AND seq = 1"
                ),
                {"seq": seq, "where": where},
            )
        found = [
            NewInterpretation(
                seq,
                outcome,
                at,
                cited=(Cited("faq_fees", (), 1),) if outcome == "answered" else (),
                **more,
                miss="out_of_scope" if outcome == "missed" else None,
            )
            for seq, outcome in enumerate(outcomes, 1)
        ]
        await interpretations.note(tx, [Taken(where, channel, "t", found)])
    return where


@pytest.fixture
def staff_office(db: Database) -> Office:
    guard = guard_of(db)
    return office(guard, [router(guard, Reports(PRICES, lambda intent: f"سؤال {intent}"))])


@pytest.fixture
async def supervisor(staff_office: Office) -> AsyncIterator[Colleague]:
    async with staff_office.colleague("supervisor") as colleague:
        yield colleague


async def report(colleague: Colleague, name: str, **asked: str) -> dict[str, Any]:
    answer = await colleague.get(f"/api/reports/{name}", **asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_volumes_are_counted_by_riyadhs_days_and_hours(db: Database, supervisor: Colleague) -> None:
    await heard(db, "answered", "answered")
    await heard(db, "talked", at=LATE, channel="twilio_sms")
    await heard(db, "talked", at=NOW - timedelta(days=60))
    found = await report(supervisor, "volumes")
    assert [(r["day"], r["channel"], r["messages"], r["conversations"]) for r in found["series"]] == [
        ("2026-11-23", "telegram", 2, 1),
        ("2026-11-23", "twilio_sms", 1, 1),
    ]
    assert found["hours"] == [{"hour": 1, "messages": 1}, {"hour": 12, "messages": 2}]
    assert found["series"][0]["hijri"] == "١٣ جمادى الآخرة ١٤٤٨"
    assert found["totals"] == {"messages": 3, "by_channel": {"telegram": 2, "twilio_sms": 1}}
    assert (found["from"], found["to"]) == ("2026-10-25", "2026-11-23")


async def test_a_talk_is_contained_when_no_person_was_needed_and_nothing_missed(
    db: Database, supervisor: Colleague
) -> None:
    await heard(db, "missed", "answered")
    await heard(db, "answered", "missed")
    await heard(db, "missed", "queued")
    await heard(db, "staff")
    found = await report(supervisor, "containment")
    assert found["totals"] == {"talks": 4, "contained": 1, "to_people": 2, "missed": 1, "share": 0.25}


async def test_waiting_times_are_held_against_what_was_promised(db: Database, supervisor: Colleague) -> None:
    for reply, ended in ((5, 60), (25, None)):
        values = {"opened_at": NOW, "queued_since": NOW, "told": {}, "first_reply_due_at": later(10)}
        values |= {"first_replied_at": later(reply), "ended_at": later(ended) if ended else None}
        await put(db, Escalation, conversation_id=await conversation(db), **values)
    found = (await report(supervisor, "times"))["totals"]
    assert (found["escalations"], found["replied"], found["reply_late"], found["resolved"]) == (2, 2, 1, 1)
    assert (found["first_reply_s"], found["resolution_s"]) == (900.0, 3600.0)


async def put(db: Database, model: type[Base], **values: Any) -> None:
    async with db.transaction() as tx:
        await tx.execute(table_of(model).insert(), values)


async def test_ratings_questions_and_requests(db: Database, supervisor: Colleague) -> None:
    where = await heard(db, "answered")
    async with db.transaction() as tx:
        await ratings.rate(tx, VAULT, where, 5, NOW, subject="a")
        await ratings.rate(tx, VAULT, where, 2, NOW, subject="b")
    await submitted(db)
    assert (await report(supervisor, "satisfaction"))["totals"] == {
        "ratings": 2,
        "average": 3.5,
        "scores": {"1": 0, "2": 1, "3": 0, "4": 0, "5": 1},
    }
    [question] = (await report(supervisor, "questions"))["rows"]
    assert question == {"intent": "faq_fees", "title": "سؤال faq_fees", "asked": 1, "unhelpful": 0}
    [row] = (await report(supervisor, "requests"))["rows"]
    assert row == {"type": "service_request", "status": "submitted", "age": "3", "requests": 1}


async def test_a_cost_is_told_only_where_its_price_is_known(db: Database, supervisor: Colleague) -> None:
    same = {"message_seq": 1, "account": "1", "address": "x", "author": "bot", "purpose": "reply", "body": {}}
    pieces = (("twilio_sms", 3, False), ("whatsapp_cloud", 1, False), ("whatsapp_cloud", 1, True))
    for channel, segments, template in pieces:
        told = {"channel": channel, "segments": segments, "template": template, "state": "sent"}
        await put(db, Outbox, conversation_id=await conversation(db), next_at=NOW, created_at=NOW, **same, **told)
    found = await report(supervisor, "cost")
    assert [(r["channel"], r["messages"], r["segments"], r["cost"]) for r in found["rows"]] == [
        ("twilio_sms", 1, 3, 0.6),
        ("whatsapp_cloud", 2, 2, None),
    ]
    assert found["totals"]["cost"] is None


async def test_a_table_for_excel_reads_arabic_and_runs_nothing(db: Database, supervisor: Colleague) -> None:
    await heard(db, "answered")
    answer = await supervisor.get("/api/reports/questions.csv")
    assert answer.content.startswith("\ufeff".encode())
    assert answer.headers["content-type"].startswith("text/csv")
    assert "سؤال faq_fees" in answer.text
    assert answer.text.splitlines()[0].removeprefix("\ufeff") == "رمز السؤال,مرات السؤال,لم تُفد,السؤال"
    await supervisor.patch("/api/me", {"locale": "en"})
    assert (await supervisor.get("/api/reports/questions.csv")).text.startswith(
        "\ufeffintent,asked,unhelpful,title\r\n"
    )
    assert [cell(v) for v in ("=1+1", " @x", "+966", "-5", 7, "نص")] == ["'=1+1", "' @x", "'+966", "'-5", 7, "نص"]


async def test_who_may_see_reports_and_which_range(staff_office: Office, supervisor: Colleague) -> None:
    async with staff_office.colleague("agent") as agent:
        assert (await agent.get("/api/reports/volumes")).status_code == 403
    asked = {"from": "2026-11-23", "to": "2026-11-01"}
    assert (await supervisor.get("/api/reports/cost", **asked)).json()["detail"]["code"] == "bad_range"
    assert (await supervisor.get("/api/reports/nothing.csv")).status_code == 422
