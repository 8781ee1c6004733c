"""From a question that nobody could answer to its answer: clustered, taught, trained, live in every process."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.corpora import Corpora
from bot.ingest import utc_now
from nlu.embedded.engine import EmbeddedInterpreter
from nlu.embedded.train import train
from tests.gateway import Running, started
from tests.handoff.api import told
from tests.nlu.conftest import SEED, write_seed
from tests.people import Visitor
from tests.waiting import until

MISSED = ("البوابة مفتوحة ولا مقفلة", "البوابة مقفلة؟")
PHRASES = [*MISSED, "هل البوابة مفتوحة", "البوابة مفتوحة الحين، رقمي 0551234567"]
MEANT = "faq_working_hours"


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A small corpus, and the model made of it: the shipped ones of this gateway."""
    folder = tmp_path_factory.mktemp("seed")
    data = write_seed(folder / "seed.yml", SEED)
    train([data], folder / "model.npz")
    return data, folder / "model.npz"


@dataclass(slots=True)
class House:
    """`api` answers HTTP, `worker` takes turns and trains: two processes, or one that is both."""

    api: Running
    worker: Running
    staff: httpx.AsyncClient

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        return await self.staff.post(path, json=body or {})

    async def answer_to(self, said: str) -> str:
        visitor = Visitor(self.api)
        return (await visitor.asks(said)).text


@pytest.fixture
async def house(seed: tuple[Path, Path], database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    data, model = seed
    async with AsyncExitStack() as stack:

        async def start(**parts: bool) -> Running:
            engine, corpora = EmbeddedInterpreter.load(model), Corpora((data,), (data,))
            return await stack.enter_async_context(
                started(database_url, tmp_path, interpreter=engine, corpora=corpora, **parts)
            )

        if database_url.startswith("sqlite"):
            api = worker = await start()
        else:
            api, worker = await start(worker=False), await start(api=False)
        staff = await stack.enter_async_context(httpx.AsyncClient(base_url=api.url))
        signed = await staff.post(
            "/api/auth/login", json={"email": "admin@localhost", "password": "a-password-for-tests"}
        )
        assert signed.status_code == 200, signed.text
        staff.headers["X-CSRF-Token"] = signed.json()["csrf_token"]
        yield House(api, worker, staff)


@pytest.mark.thorough
@pytest.mark.timeout(300)  # trainings let everything else go first
async def test_a_question_is_missed_taught_trained_and_answered_without_a_restart(house: House) -> None:
    missed = [await house.answer_to(said) for said in MISSED]
    assert all("خارج ما نستطيع الإجابة عنه" in text for text in missed)
    cluster = await one_cluster(house)
    assert (cluster["size"], cluster["state"]) == (2, "open")
    assert {e["text"] for e in cluster["examples"]} == set(MISSED)
    assert "البوابة" in cluster["keywords"]
    taught = await house.post(f"/api/unanswered/{cluster['id']}/train", {"intent": MEANT, "phrases": PHRASES})
    assert taught.json() == {"phrases": 4}, taught.text
    assert await clusters(house) == []
    kept = (await house.staff.get("/api/training/phrases")).json()["items"]
    assert "0551234567" not in str(kept)
    run = await trained(house)
    assert (run["state"], run["progress"], run["phrases"], run["error"]) == ("evaluated", 1.0, 4, None)
    assert run["before"]["phrases_right"] < run["after"]["phrases_right"] == 4
    assert MISSED[0] in {c["text"] for c in run["changed"] if c["after"] == MEANT and c["source"] == "phrase"}
    assert "خارج ما نستطيع الإجابة عنه" in await house.answer_to(MISSED[0])
    live = await house.post(f"/api/training/{run['id']}/activate", {"accept_worse": True})
    assert live.json()["state"] == "live", live.text
    await until(lambda: answered(house, "لم تُسجَّل"))
    undone = await house.post(f"/api/training/{run['id']}/undo")
    assert undone.json()["state"] == "undone"
    steps = await told(house.api.db, "training")
    assert {step["run_id"] for step in steps} == {run["id"]}
    running = [step["progress"] for step in steps if step["state"] == "running"]
    assert len(running) > 3
    assert running == sorted(running), "consoles watch it advance"
    assert [step["state"] for step in steps if step["state"] != "running"] == ["evaluated", "live", "undone"]
    await until(lambda: answered(house, "خارج ما نستطيع الإجابة عنه"))


@pytest.mark.thorough
async def test_an_answer_is_published_in_one_process_and_said_in_the_other(house: House) -> None:
    wording = {
        "ar": "تدرس لجنة البحث طلبك، والرد بقبوله أو رفضه بعد أسبوعين على الأقل.",
        "en": "The research committee studies your request; its answer takes at least two weeks.",
        "sections": [7],
        "quote": "طلبه سيرفع للجنة البحث لدراسة طلبه والرد عليه بشأن قبوله أو رفضه خلال مدة لا تقل عن أسبوعين",
    }
    saved = await house.staff.put("/api/knowledge/faq_decision_time/draft", json=wording)
    path = "/api/knowledge/faq_decision_time/publish"
    published = await house.post(path, {"revision": saved.json()["revision"]})
    assert published.json() == {"version": 2}, published.text
    visitor = Visitor(house.api)

    async def said() -> bool:
        return wording["ar"] in (await visitor.asks("متى يجيني الرد على طلبي")).text

    await until(said)
    [row] = await visitor.rows(
        "SELECT answer, version FROM interpretation WHERE conversation_id = :conversation ORDER BY seq DESC LIMIT 1"
    )
    assert (row.answer, row.version) == ("faq_decision_time", 2)


async def test_one_training_runs_at_a_time_and_one_whose_process_died_has_failed(house: House) -> None:
    async with house.worker.db.transaction() as tx:
        await tx.exec_driver_sql(
            "INSERT INTO training_run (state, step, progress, phrases, staff_id, lease_owner, lease_until, changed,"
            " started_at) VALUES ('running', 'varying', 0.1, 0, 1, 'dead', '2099-01-01 00:00:00', '[]',"
            " '2026-01-01 00:00:00')"
        )
    assert (await house.post("/api/training")).json()["detail"]["code"] == "already_training"
    async with house.worker.db.transaction() as tx:
        await tx.exec_driver_sql("UPDATE training_run SET lease_until = '2026-01-01 00:00:00'")
    await house.worker.gateway.learning.training.once()
    [run] = (await house.staff.get("/api/training")).json()
    assert await told(house.api.db, "training") == [{"run_id": run["id"], "state": "failed", "progress": 1.0}]
    assert (run["state"], run["error"]) == ("failed", "the process that trained has ended")


async def clusters(house: House) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await house.staff.get("/api/unanswered")).json()
    return found


async def one_cluster(house: House) -> dict[str, Any]:
    await house.worker.gateway.learning.unanswered.refresh(utc_now())
    [cluster] = await clusters(house)
    return cluster


async def trained(house: House) -> dict[str, Any]:
    begun = await house.post("/api/training")
    assert begun.status_code == 201, begun.text

    async def finished() -> dict[str, Any] | None:
        run: dict[str, Any] = (await house.staff.get(f"/api/training/{begun.json()['id']}")).json()
        return None if run["state"] == "running" else run

    return await until(finished, 280) or {}


async def answered(house: House, words: str) -> bool:
    return words in await house.answer_to(MISSED[0])
