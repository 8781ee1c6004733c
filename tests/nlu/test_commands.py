"""`tawasul nlu parse` and `test`: the promises that other programs build on."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.settings import ROOT
from nlu import commands
from nlu.embedded.engine import EmbeddedInterpreter
from nlu.training_data import DataError
from tests.nlu.conftest import NOW, SEED, write_seed

KEYS = {"text", "intent", "intent_ranking", "entities", "language", "needs", "candidates"}


def parse(model: Path, lines: list[str], now: datetime | None = None) -> list[dict[str, Any]]:
    out = io.StringIO()
    commands.parse(model, now, iter(lines), out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def row(**keys: Any) -> str:
    return json.dumps(keys, ensure_ascii=False) + "\n"


def test_lines_are_answered_in_their_order(seed_model: Path) -> None:
    texts = ["السلام عليكم", "متى تردون علي", "شكرا لكم", "كم سعر الدولار", "\u2028\x85", "سطر\nوآخر", "\ud800"]
    found = parse(seed_model, [json.dumps({"text": text}) for text in texts])
    assert [answer["text"] for answer in found] == texts
    wanted = ["greet", "faq_decision_time", "thank", "out_of_scope"]
    assert [answer["intent"]["name"] for answer in found[:4]] == wanted


def test_an_answer_has_the_agreed_shape(seed_model: Path) -> None:
    (found,) = parse(seed_model, [row(text="السلام عليكم، جوالي ٠٥٠١٢٣٤٥٦٧")])
    assert set(found) == KEYS
    assert set(found["intent"]) == {"name", "confidence"}
    assert all(set(each) == {"name", "confidence"} for each in found["intent_ranking"])
    assert found["entities"] == [
        {"entity": "mobile", "value": "+966501234567", "start": 20, "end": 30, "confidence": 1.0}
    ]


def test_other_keys_are_ignored(seed_model: Path) -> None:
    line = row(text="شكرا لكم", intent="greet", entities=[{"no": "matter"}], style=7)
    plain, other = parse(seed_model, [row(text="شكرا لكم"), line])
    assert plain == other


def test_days_count_from_the_line_s_own_time_unless_one_is_given(seed_model: Path) -> None:
    def day(line: str, now: datetime | None) -> str:
        (found,) = parse(seed_model, [line], now)
        value: str = found["entities"][0]["value"]
        return value

    line = row(text="كلموني بكرة", now="2026-11-23T10:00:00+03:00")
    assert day(line, None) == "2026-11-24"
    assert day(line, NOW) == "2025-03-04"
    assert day(row(text="كلموني بكرة"), NOW.replace(tzinfo=None)) == "2025-03-04"
    assert day(row(text="كلموني بكرة", now="2026-11-23T22:30:00Z"), None) == "2026-11-25"


@pytest.mark.parametrize(
    "bad", ["not json", "[]", '"text"', "{}", '{"text": 7}', '{"text": "هلا", "now": "yesterday"}', '{"text": "هلا"']
)
def test_a_bad_line_gives_an_error_in_its_place(seed_model: Path, bad: str) -> None:
    first, error, last = parse(seed_model, [row(text="هلا"), bad + "\n", row(text="شكرا لكم")])
    assert (first["text"], last["text"]) == ("هلا", "شكرا لكم")
    assert list(error) == ["error"]
    assert error["error"]


def test_empty_lines_are_passed_over(seed_model: Path) -> None:
    assert len(parse(seed_model, ["\n", row(text="هلا"), "  \n"])) == 1


def test_any_engine_answers_alike(seed_model: Path) -> None:
    out = io.StringIO()
    commands.parse_with(EmbeddedInterpreter.load(seed_model), NOW, iter([row(text="شكرا لكم")]), out)
    assert json.loads(out.getvalue()) == parse(seed_model, [row(text="شكرا لكم")])[0]


@contextmanager
def process(model: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "bot.cli", "nlu", "parse", "--model", str(model), *more]
    environment = os.environ | {"PYTHONUTF8": "1"}
    environment.pop("PYTHONUNBUFFERED", None)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True) as started:
        try:
            yield started
        finally:
            started.kill()


@pytest.mark.thorough
def test_the_command_answers_each_line_before_the_next_one_comes(seed_model: Path) -> None:
    with process(seed_model, "--now", "2026-11-23T10:00:00") as running:
        assert running.stdin
        assert running.stdout
        for text, value in (("كلموني بكرة", "2026-11-24"), ("كلموني أمس", "2026-11-22")):
            running.stdin.write(row(text=text))
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["entities"][0]["value"] == value
        running.stdin.close()
        assert running.stdout.read() == ""
        assert running.wait(10) == 0


@pytest.mark.thorough
def test_the_command_says_what_is_wrong_with_a_model(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot.cli", "nlu", "parse", "--model", str(tmp_path / "none.npz")]
    done = subprocess.run(command, cwd=ROOT, input="", capture_output=True, text=True)
    assert done.returncode == 2
    assert "no model at" in done.stderr


def scored(model: Path, data: Path, **more: Any) -> str:
    out = io.StringIO()
    commands.test(model, [data], more.pop("page", None), out, **more)
    return out.getvalue()


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    asked = {"السلام عليكم": "greet", "شكراً لكم!": "thank", "متى تفتحون أبوابكم": "faq_working_hours"}
    path.write_text("".join(row(text=text, intent=intent, style="msa") for text, intent in asked.items()))
    return path


def test_a_model_is_scored_on_json_lines(seed_model: Path, rows: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    found = scored(seed_model, rows, page=page)
    assert "intents: 3 texts  accuracy 1.0000  macro-F1 1.0000" in found
    assert "by style: msa 1.000" in found
    assert "<svg" in page.read_text(encoding="utf-8")


def test_a_model_is_scored_on_rasa_s_yaml(seed_model: Path, tmp_path: Path) -> None:
    data = write_seed(tmp_path / "more.yml", {"thank": "شكرا لكم | جزاكم الله خيرا", "greet": "متى تفتحون"})
    found = scored(seed_model, data)
    assert "intents: 3 texts  accuracy 0.6667" in found
    assert "1 greet -> faq_working_hours: متى تفتحون" in found


def test_texts_seen_in_training_can_be_left_out(seed_model: Path, seed_data: Path, rows: Path) -> None:
    found = scored(seed_model, rows, exclude_seen=[seed_data])
    assert found.startswith("2 texts left out: seen in training\nintents: 1 texts")
    with pytest.raises(DataError, match="every example is among the training data"):
        scored(seed_model, seed_data, exclude_seen=[seed_data])


@pytest.mark.thorough
def test_training_can_be_cross_validated(seed_model: Path, seed_data: Path) -> None:
    found = scored(seed_model, seed_data, folds=4)
    assert found.startswith("4 folds: accuracy 0.")
    assert f"intents: {sum(len(texts.split('|')) for texts in SEED.values())} texts" in found


def test_data_that_cannot_be_read_are_named(seed_model: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"text": "هلا", "intent": "greet"}\n{"intent": "greet"}\n')
    with pytest.raises(DataError, match=r"bad\.jsonl:2: not an example"):
        scored(seed_model, tmp_path / "bad.jsonl")


def test_without_any_time_it_is_today_in_riyadh(seed_model: Path) -> None:
    before = datetime.now(ZoneInfo("Asia/Riyadh")).date()
    (found,) = parse(seed_model, [row(text="كلموني اليوم")])
    assert found["entities"][0]["value"] in {str(before), str(datetime.now(ZoneInfo("Asia/Riyadh")).date())}
