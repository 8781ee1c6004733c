"""A model is known by what it is made of: trained anew when that changes, and only then."""

from pathlib import Path

import pytest

from nlu.rasa.environment import EnvironmentMissing, _uv, environ
from nlu.rasa.training import digest

CONFIG = "recipe: default.v1\npipeline: [{name: WhitespaceTokenizer}]\npolicies: []\norganisation: {name: مديم}\n"
DATA = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - مرحبا\n'


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    config, data, domain = (tmp_path / name for name in ("config.yml", "data.yml", "domain.yml"))
    config.write_text(CONFIG)
    data.write_text(DATA)
    domain.write_text("intents: [greet]\n")
    return config, data, domain


@pytest.mark.parametrize(
    ("which", "old", "new"),
    [(0, "WhitespaceTokenizer", "Other"), (1, "مرحبا", "هلا"), (2, "greet", "thank")],
)
def test_it_changes_with_each_ingredient(files: tuple[Path, Path, Path], which: int, old: str, new: str) -> None:
    before = digest(*files)
    files[which].write_text(files[which].read_text().replace(old, new))
    assert digest(*files) != before


def test_the_gateway_s_own_settings_do_not_matter(files: tuple[Path, Path, Path]) -> None:
    before = digest(*files)
    files[0].write_text(CONFIG.replace("مديم", "أخرى") + "webchat: {token_hours: 1}\n")
    assert digest(*files) == before


def test_rasa_is_told_no_secret_of_the_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "s")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "t")
    assert not {"SECRET_KEY", "TWILIO_AUTH_TOKEN"} & set(environ())
    assert environ()["RASA_TELEMETRY_ENABLED"] == "false"


def test_without_uv_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("nlu.rasa.environment.ROOT", tmp_path)
    with pytest.raises(EnvironmentMissing, match="uv"):
        _uv()
