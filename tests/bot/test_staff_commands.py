from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.servers import prepare

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    prepare(f"sqlite:///{tmp_path}/tawasul.db")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "")

    def command(*words: str, given: str | None = None) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["staff", *words], input=given)
        return result.exit_code, result.output

    return command


def test_an_account_is_made_listed_shut_out_and_helped(run: Run) -> None:
    secret = "قهوة سعودية في الصباح\n"
    assert run("add", "noura@example.org", "--role", "admin", "--password-stdin", given=secret)[0] == 0
    code, said = run("add", "hind@example.org", "--role", "agent", "--name", "هند")
    assert code == 0 and "password (shown once)" in said
    assert run("list")[1].splitlines() == ["noura@example.org\tadmin\tnoura", "hind@example.org\tagent\tهند"]
    assert "to be changed at the next sign-in" in run("reset-password", "hind@example.org")[1]
    assert "no second factor" in run("reset-totp", "hind@example.org")[1]
    assert run("disable", "hind@example.org")[0] == 0
    assert run("list")[1].splitlines()[1] == "hind@example.org\tagent\tهند\tdisabled"
    assert run("enable", "hind@example.org")[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("disable", "nobody@example.org"), "nobody@example.org: has no account"),
        (("disable", "noura@example.org"), "last administrator"),
        (("add", "x@example.org", "--role", "king"), "must be one of agent, supervisor, committee, admin"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(run: Run, words: tuple[str, ...], said: str) -> None:
    run("add", "noura@example.org", "--role", "admin")
    code, answer = run(*words)
    assert code == 2
    assert said in answer
