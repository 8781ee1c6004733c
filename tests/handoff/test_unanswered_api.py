"""What was missed, over the staff API: put together, taught, answered or dismissed."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.answer_library import Library
from bot.corpora import Corpora
from handoff.api.training import router as training_routes
from handoff.api.unanswered import router
from handoff.knowledge import Knowledge
from handoff.policy import Policy
from handoff.unanswered import Unanswered, spelt
from storage import interpretations
from storage.db import Database
from storage.interpretations import NewInterpretation, Taken
from tests.bot.talking import BOT, shipped
from tests.handoff.api import Colleague, Office, guard_of, office, told
from tests.handoff.test_knowledge_api import DRAFT
from tests.nlu.conftest import write_seed
from tests.nlu.silent import Silent
from tests.storage.people import NOW, conversation

BUS = ["هل عندكم باص ينقل المستفيدين", "فيه باص للنقل عندكم؟"]
KNOWN = {"faq_location": "وين موقعكم | كيف أوصل لكم", "faq_fees": "كم الرسوم"}
OUTSIDE = (("out_of_scope", 0.6), ("faq_location", 0.2), ("faq_contact", 0.1))


async def missed(
    db: Database, *texts: str, miss: str = "out_of_scope", ranking: Any = OUTSIDE, at: datetime = NOW
) -> None:
    for text in texts:
        where = await conversation(db, said=text)
        found = NewInterpretation(1, "missed", at, "out_of_scope", 0.6, ranking, "embedded", miss=miss)
        async with db.transaction() as tx:
            await interpretations.note(tx, [Taken(where, "telegram", "t", [found])])


@pytest.fixture
def unanswered(db: Database, tmp_path: Path) -> Unanswered:
    data = write_seed(tmp_path / "seed.yml", KNOWN)
    corpora = Corpora((data,), (data,))
    knowledge = Knowledge(
        db, Library(shipped(), Silent(), corpora, lambda: NOW), Policy.load(BOT / "knowledge" / "policy.md")
    )
    return Unanswered(db, knowledge, corpora, kept=timedelta(days=90))


@pytest.fixture
def staff_office(db: Database, unanswered: Unanswered) -> Office:
    guard = guard_of(db)
    return office(guard, [router(guard, unanswered), training_routes(guard)])


@pytest.fixture
async def agent(staff_office: Office) -> AsyncIterator[Colleague]:
    async with staff_office.colleague("agent") as colleague:
        yield colleague


def test_keywords_are_spelt_as_people_wrote_them() -> None:
    """Colleagues once read «مباراه»: a form for comparing."""
    texts = ["نتيجة المباراة، متى؟", "متى المباراة", "متى المباراه"]
    assert spelt(["المباراه", "نتيجه", "ذهب"], texts) == ["المباراة", "نتيجة", "ذهب"]


async def open_clusters(agent: Colleague) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await agent.get("/api/unanswered")).json()
    return found


async def test_misses_come_together_with_guesses_and_without_personal_data(
    db: Database, unanswered: Unanswered, agent: Colleague
) -> None:
    await missed(db, *BUS, "كم سعر الذهب اليوم", "باص النقل عندكم متى؟ رقمي 0551234567")
    assert await unanswered.refresh(NOW) == 4
    assert await unanswered.refresh(NOW) == 0
    bus, gold = await open_clusters(agent)
    assert (bus["size"], gold["size"]) == (3, 1)
    assert bus["guesses"][0] == {"intent": "faq_location", "title": "موقعنا", "confidence": 0.2}
    assert "باص" in bus["keywords"]
    assert "0551234567" not in str(bus["examples"])
    assert {e["channel"] for e in bus["examples"]} == {"telegram"}


async def test_a_cluster_keeps_its_number_while_it_grows(
    db: Database, unanswered: Unanswered, agent: Colleague
) -> None:
    await missed(db, *BUS)
    await unanswered.refresh(NOW)
    [before] = await open_clusters(agent)
    await missed(db, "باص ينقل المستفيدين عندكم؟", miss="handoff")
    await unanswered.refresh(NOW)
    [after] = await open_clusters(agent)
    assert (after["id"], after["size"], after["calls"]) == (before["id"], 3, 1)


async def test_small_talk_is_left_out(db: Database, unanswered: Unanswered, agent: Colleague) -> None:
    await missed(db, "هههههه يا حلوكم", ranking=(("out_of_scope", 0.5), ("chitchat", 0.4)))
    await unanswered.refresh(NOW)
    assert await open_clusters(agent) == []


async def test_consoles_are_told_when_misses_come_together_and_are_dealt_with(
    db: Database, unanswered: Unanswered, agent: Colleague
) -> None:
    await missed(db, *BUS)
    assert await told(db, "unanswered") == []
    await unanswered.refresh(NOW)
    assert await told(db, "unanswered") == [{}]
    await unanswered.refresh(NOW)
    assert await told(db, "unanswered") == [{}], "nothing was missed since"
    [cluster] = await open_clusters(agent)
    await agent.post(f"/api/unanswered/{cluster['id']}/dismiss", {"reason": "ليس من خدماتنا"})
    assert await told(db, "unanswered") == [{}] * 2


async def test_what_was_dismissed_does_not_come_back(db: Database, unanswered: Unanswered, agent: Colleague) -> None:
    await missed(db, *BUS)
    await unanswered.refresh(NOW)
    [cluster] = await open_clusters(agent)
    path = f"/api/unanswered/{cluster['id']}/dismiss"
    assert (await agent.post(path, {"reason": "ليس من خدماتنا"})).status_code == 204
    assert (await agent.post(path, {"reason": "مرة أخرى"})).json()["detail"]["code"] == "already_closed"
    await missed(db, "باص ينقل المستفيدين عندكم؟")
    await unanswered.refresh(NOW)
    assert await open_clusters(agent) == []
    [done] = (await agent.get("/api/unanswered", state="done")).json()
    assert (done["state"], done["size"], done["outcome"]) == ("dismissed", 3, {"reason": "ليس من خدماتنا"})


async def test_one_text_cannot_mean_two_things(db: Database, unanswered: Unanswered, agent: Colleague) -> None:
    await missed(db, *BUS)
    await unanswered.refresh(NOW)
    [cluster] = await open_clusters(agent)
    path = f"/api/unanswered/{cluster['id']}/train"
    shipped_text = await agent.post(path, {"intent": "faq_fees", "phrases": ["وين موقعكم؟"]})
    assert (shipped_text.status_code, shipped_text.json()["detail"]["code"]) == (409, "two_meanings")
    assert "faq_location" in shipped_text.json()["detail"]["message"]
    assert (await agent.post("/api/training/phrases", {"intent": "faq_fees", "phrases": BUS})).json() == {"phrases": 2}
    own_text = await agent.post(path, {"intent": "faq_location", "phrases": [BUS[0]]})
    assert "faq_fees" in own_text.json()["detail"]["message"]
    unknown = await agent.post(path, {"intent": "faq-nothing", "phrases": BUS})
    assert unknown.status_code == 422
    nothing = await agent.post(path, {"intent": "faq_fees", "phrases": ["0551234567"]})
    assert nothing.json()["detail"]["code"] == "nothing_to_learn"
    assert [c["id"] for c in await open_clusters(agent)] == [cluster["id"]]


async def test_a_cluster_becomes_a_draft_of_an_answer(db: Database, unanswered: Unanswered, agent: Colleague) -> None:
    await missed(db, *BUS)
    await unanswered.refresh(NOW)
    [cluster] = await open_clusters(agent)
    body = DRAFT | {"intent": "faq_bus", "phrases": BUS, "title_ar": "النقل", "title_en": "Transport"}
    drafted = await agent.post(f"/api/unanswered/{cluster['id']}/answer", body)
    assert drafted.json() == {"intent": "faq_bus", "revision": 1}
    phrases = (await agent.get("/api/training/phrases")).json()
    assert (phrases["counts"], {p["text"] for p in phrases["items"]}) == ({"faq_bus": 2}, set(BUS))
    gone = await agent.send("DELETE", f"/api/training/phrases/{phrases['items'][0]['id']}")
    assert gone.status_code == 204
    assert (await agent.get("/api/training/phrases")).json()["counts"] == {"faq_bus": 1}


async def test_what_was_missed_long_ago_is_forgotten(db: Database, unanswered: Unanswered, agent: Colleague) -> None:
    await missed(db, *BUS)
    await unanswered.refresh(NOW)
    await missed(db, "كم سعر الذهب اليوم", at=NOW + timedelta(days=91))
    await unanswered.refresh(NOW + timedelta(days=91))
    assert [c["keywords"][0] for c in await open_clusters(agent)] == ["الذهب"]


async def test_who_may_teach_and_who_may_train(staff_office: Office) -> None:
    async with staff_office.colleague("committee") as member, staff_office.colleague("agent") as agent:
        assert (await member.get("/api/unanswered")).status_code == 403
        assert (await member.get("/api/training")).status_code == 403
        assert (await agent.get("/api/training")).json() == []
        assert (await agent.post("/api/training")).status_code == 403
        assert (await agent.get("/api/training/1")).json()["detail"]["code"] == "unknown_run"
