"""Answers over the staff API: drafted, judged, made live and taken back."""

import asyncio
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.answer_library import Library, Watcher, answers_of
from bot.corpora import Corpora
from bot.dialogue.decide import Dialogue
from handoff.api.knowledge import router
from handoff.knowledge import Knowledge
from handoff.policy import Policy
from nlu.interpreter import Context, Intent, Interpretation
from storage import audit, revisions
from storage.db import Database
from storage.hints import LocalHints
from tests.bot.talking import BOT, NOW, PHRASES, dialogue
from tests.handoff.api import Colleague, Office, guard_of, office, told
from tests.handoff.test_support import GOOD_AR, GOOD_EN, QUOTE
from tests.nlu.conftest import write_seed
from tests.nlu.silent import Silent

QUESTION = "faq_decision_time"
PATH = f"/api/knowledge/{QUESTION}"
DRAFT = {"ar": GOOD_AR, "en": GOOD_EN, "sections": [7], "quote": QUOTE, "note": "أوضح"}
UNSUPPORTED = DRAFT | {"ar": f"{GOOD_AR}\nوالرد على الطلب بعد ثلاثة أيام من التقديم."}
ASKED = {QUESTION: "كم ياخذ الطلب وقت | مدة الرد كم", "faq_who_decides": "من يقرر", "out_of_scope": "كم سعر الذهب"}


class Listening(Silent):
    """Hears the phrases that tests of the dialogue use."""

    async def interpret(self, text: str, *, now: Any, context: Context = Context()) -> Interpretation:
        name = next((name for phrase, name in PHRASES.items() if phrase in text), "out_of_scope")
        return Interpretation(text, Intent(name, 0.9), (Intent(name, 0.9),), needs=(name,))


@cache
def shared_dialogue() -> Dialogue:
    """One for all of these tests, which publish into it one after the other."""
    return dialogue()


class Desk:
    """The office with a library of its own; `says` is what the assistant answers now."""

    def __init__(self, db: Database, data: Path) -> None:
        self.dialogue = shared_dialogue()
        self.dialogue.answers.adopt([])
        library = Library(self.dialogue, Listening(), Corpora((data,), (data,)), lambda: NOW)
        knowledge = Knowledge(db, library, Policy.load(BOT / "knowledge" / "policy.md"))
        self.watcher = Watcher(db, LocalHints(), {revisions.ANSWERS: answers_of(library)})
        guard = guard_of(db)
        self.office: Office = office(guard, [router(guard, knowledge)])

    async def says(self, intent: str = QUESTION) -> tuple[str, int]:
        await self.watcher.once()
        answer = self.dialogue.answers.answer(intent, "ar")
        return answer.text, answer.cited.version


@pytest.fixture
def desk(db: Database, tmp_path: Path) -> Desk:
    return Desk(db, write_seed(tmp_path / "seed.yml", ASKED))


@pytest.fixture
async def agent(desk: Desk) -> AsyncIterator[Colleague]:
    async with desk.office.colleague("agent") as colleague:
        yield colleague


@pytest.fixture
async def supervisor(desk: Desk) -> AsyncIterator[Colleague]:
    async with desk.office.colleague("supervisor", "نورة") as colleague:
        yield colleague


async def drafted(colleague: Colleague, draft: dict[str, Any] = DRAFT, path: str = PATH, **more: Any) -> int:
    answer = await colleague.send("PUT", f"{path}/draft", draft | more)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["revision"])


async def test_every_question_is_listed_with_what_is_said_now(agent: Colleague) -> None:
    rows = {row["intent"]: row for row in (await agent.get("/api/knowledge")).json()}
    row = rows[QUESTION]
    assert (row["version"], row["source"], row["sections"], row["draft"]) == (1, "file", [7], None)
    assert "أسبوعين" in row["live"]["ar"]
    assert row["title"] == {"ar": "مدة الرد على الطلب", "en": "Time to an answer"}
    assert rows["faq_fees"]["config"] == "organisation.fees"


async def test_one_question_shows_the_policy_it_rests_on(agent: Colleague) -> None:
    whole = (await agent.get(PATH)).json()
    [section] = whole["policy"]
    assert section["number"] == 7
    assert whole["quote"] in section["text"]
    assert [(v["number"], v["source"], v["live"]) for v in whole["versions"]] == [(1, "file", True)]
    assert (await agent.get("/api/knowledge/faq_nothing")).status_code == 404
    assert (await agent.get("/api/knowledge/policy")).json()[6]["text"] == section["text"]


async def test_a_draft_is_judged_and_goes_live_everywhere_with_the_next_version(
    db: Database, desk: Desk, agent: Colleague, supervisor: Colleague
) -> None:
    before, _ = await desk.says()
    revision = await drafted(agent)
    judged = (await agent.post(f"{PATH}/evaluate")).json()
    assert (judged["ok"], judged["problems"]) == (True, [])
    assert {(q["text"], q["before"], q["after"]) for q in judged["questions"]} == {
        ("كم ياخذ الطلب وقت", QUESTION, QUESTION),
        ("مدة الرد كم", QUESTION, QUESTION),
    }
    assert "".join(c["text"] for c in judged["diff"]["ar"] if c["kind"] != "removed") == GOOD_AR
    assert judged["lengths"]["ar"]["segments"] > 1
    assert (await desk.says())[0] == before
    published = await supervisor.post(f"{PATH}/publish", {"revision": revision})
    assert published.json() == {"version": 2}
    text, version = await desk.says()
    assert (text.splitlines()[0], version) == (GOOD_AR, 2)
    assert "القسم ٧" in text
    row = (await agent.get(PATH)).json()
    assert (row["version"], row["source"], row["draft"], row["versions"][0]["by"]) == (2, "console", None, "نورة")
    async with db.read() as tx:
        noted = await audit.of_subject(tx, f"answer:{QUESTION}")
    assert [(e.action, e.staff_name) for e in noted] == [("answer.publish", "نورة"), ("answer.draft", "agent")]


async def test_what_nothing_supports_does_not_go_live_whoever_tries(desk: Desk, supervisor: Colleague) -> None:
    revision = await drafted(supervisor, UNSUPPORTED)
    before = await desk.says()
    refused = await supervisor.post(f"{PATH}/publish", {"revision": revision})
    assert (refused.status_code, refused.json()["detail"]["code"]) == (409, "not_supported")
    problems = refused.json()["detail"]["problems"]
    assert [(p["code"], p["locale"]) for p in problems if p["severity"] == "error"] == [
        ("figure_unsupported", "ar"),
        ("languages_differ", None),
    ]
    assert await desk.says() == before


async def test_an_earlier_version_is_said_again_down_to_the_files(desk: Desk, supervisor: Colleague) -> None:
    first = await desk.says()
    for number, ar in ((2, GOOD_AR), (3, f"{GOOD_AR} وموقعنا: {{website}}")):
        en = GOOD_EN if number == 2 else f"{GOOD_EN} {{website}}"
        revision = await drafted(supervisor, ar=ar, en=en)
        answer = await supervisor.post(f"{PATH}/publish", {"revision": revision})
        assert answer.json() == {"version": number}, answer.text
    assert (await desk.says())[1] == 3
    assert (await supervisor.post(f"{PATH}/revert", {"version": 2})).json() == {"version": 2}
    assert (await desk.says())[1] == 2
    await supervisor.post(f"{PATH}/revert", {"version": 1})
    assert await desk.says() == first
    assert (await supervisor.post(f"{PATH}/revert", {"version": 9})).json()["detail"]["code"] == "unknown_version"
    assert await desk.says() == first
    revision = await drafted(supervisor)
    assert (await supervisor.post(f"{PATH}/publish", {"revision": revision})).json() == {"version": 4}


async def test_consoles_are_told_of_every_change_of_an_answer(db: Database, desk: Desk, supervisor: Colleague) -> None:
    revision = await drafted(supervisor)
    assert await told(db, "knowledge") == [{}]
    await supervisor.post(f"{PATH}/publish", {"revision": revision})
    await supervisor.post(f"{PATH}/revert", {"version": 1})
    await drafted(supervisor)
    await supervisor.delete(f"{PATH}/draft")
    assert await told(db, "knowledge") == [{}] * 5
    await supervisor.post(f"{PATH}/evaluate", {"wording": DRAFT})
    assert len(await told(db, "knowledge")) == 5, "nothing has changed"


async def test_two_colleagues_do_not_write_over_each_other(agent: Colleague, supervisor: Colleague) -> None:
    revision = await drafted(agent, revision=0)
    assert await drafted(supervisor, revision=revision) == revision + 1
    late = await agent.send("PUT", f"{PATH}/draft", DRAFT | {"revision": revision})
    assert (late.status_code, late.json()["detail"]["code"]) == (409, "answer_changed")
    twice = await asyncio.gather(*(supervisor.post(f"{PATH}/publish", {"revision": revision + 1}) for _ in range(2)))
    assert sorted(a.status_code for a in twice) in ([200, 404], [200, 409])


@pytest.mark.parametrize(("role", "status"), [("agent", 403), ("committee", 403), ("supervisor", 200), ("admin", 200)])
async def test_who_may_make_an_answer_live(desk: Desk, role: str, status: int) -> None:
    async with desk.office.colleague("supervisor", "mona") as mona, desk.office.colleague(role, "x") as colleague:
        revision = await drafted(mona)
        assert (await colleague.post(f"{PATH}/publish", {"revision": revision})).status_code == status
        assert (await colleague.post(f"{PATH}/revert", {"version": 1})).status_code == status
        saved = await colleague.send("PUT", f"{PATH}/draft", DRAFT)
        assert saved.status_code == (403 if role == "committee" else 200)
        judged = await colleague.post(f"{PATH}/evaluate", {"wording": DRAFT})
        assert judged.status_code == (403 if role == "committee" else 200)


async def test_a_question_of_staffs_own_gets_a_name_and_titles(desk: Desk, supervisor: Colleague) -> None:
    path = "/api/knowledge/faq_committee"
    await drafted(supervisor, path=path)
    judged = (await supervisor.post(f"{path}/evaluate")).json()
    assert [p["code"] for p in judged["problems"]] == ["title_missing", "title_missing", "not_asked_yet"]
    revision = await drafted(supervisor, path=path, title_ar="لجنة البحث", title_en="The committee")
    assert (await supervisor.post(f"{path}/publish", {"revision": revision})).json() == {"version": 2}
    assert (await desk.says("faq_committee"))[0].startswith(GOOD_AR)
    assert desk.dialogue.texts.button("ar", "faq_committee") == "لجنة البحث"
    row = (await supervisor.get(path)).json()
    assert (row["title"]["ar"], row["source"], row["version"]) == ("لجنة البحث", "console", 2)
    await supervisor.post(f"{path}/revert", {"version": 1})
    assert "faq_committee" in desk.dialogue.answers


@pytest.mark.parametrize("name", ["request_status", "greet", "committee", "faq_", "FAQ_X"])
async def test_a_name_that_means_something_else_is_no_question(supervisor: Colleague, name: str) -> None:
    answer = await supervisor.send("PUT", f"/api/knowledge/{name}/draft", DRAFT)
    assert answer.status_code in (404, 422)


async def test_a_draft_can_be_thrown_away(agent: Colleague) -> None:
    await drafted(agent)
    assert (await agent.send("DELETE", f"{PATH}/draft")).status_code == 204
    assert (await agent.get(PATH)).json()["draft"] is None
    assert (await agent.send("DELETE", f"{PATH}/draft")).json()["detail"]["code"] == "no_draft"
    assert (await agent.post(f"{PATH}/evaluate")).json()["detail"]["code"] == "no_draft"


async def test_an_open_brace_or_an_unknown_placeholder_is_told_not_thrown(agent: Colleague) -> None:
    for ar in ("نص {", "رسومنا {unknown}"):
        judged = (await agent.post(f"{PATH}/evaluate", {"wording": DRAFT | {"ar": ar}})).json()
        assert [p["code"] for p in judged["problems"]] == ["unsayable"], ar


async def test_a_published_answer_whose_placeholder_is_gone_gives_way_to_the_file(
    db: Database, desk: Desk, supervisor: Colleague
) -> None:
    before = await desk.says()
    revision = await drafted(supervisor)
    await supervisor.post(f"{PATH}/publish", {"revision": revision})
    async with db.transaction() as tx:
        await tx.exec_driver_sql("UPDATE answer_version SET ar = 'هاتفنا {hotline}'")
    assert await desk.says() == before
