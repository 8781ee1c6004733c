"""The embedded engine learns, remembers safely, and never falls over."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.embedded import store
from nlu.embedded.engine import EmbeddedInterpreter
from nlu.embedded.train import train
from nlu.interpreter import OUT_OF_SCOPE, Context, Interpreter
from tests.nlu.conftest import NOW, SEED, write_seed


@pytest.fixture(scope="session")
def engine(seed_model: Path) -> EmbeddedInterpreter:
    return EmbeddedInterpreter.load(seed_model)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("متى يجي الرد على طلبي؟", "faq_decision_time"),
        ("مَن يقرّر قبول الطلب", "faq_who_decides"),
        ("abi akalem mwathaf", "request_human"),
        ("hfyn h;gl l,/t", "request_human"),
        ("السلام عليكم، كم مدة دراسة الطلب؟", "faq_decision_time"),
        ("what is the capital of Spain", OUT_OF_SCOPE),
    ],
)
async def test_it_understands_what_it_was_taught(engine: EmbeddedInterpreter, text: str, intent: str) -> None:
    found = await engine.interpret(text, now=NOW)
    assert found.intent.name == intent
    assert found.ranking[0] == found.intent


def test_it_keeps_the_protocol(engine: EmbeddedInterpreter) -> None:
    assert isinstance(engine, Interpreter)


def test_probabilities_sum_to_one(engine: EmbeddedInterpreter) -> None:
    from nlu.script import read

    texts = ("متى تردون", "وش نتيجة المباراة", "كلام ما له معنى أبد")
    for weighing in engine.model.weigh([read(text) for text in texts]):
        assert weighing.probabilities.sum() == pytest.approx(1, abs=1e-4)


def test_a_greeting_does_not_hide_the_need(engine: EmbeddedInterpreter) -> None:
    found = engine.parse("السلام عليكم. متى تفتحون؟ شكرا لكم", now=NOW)
    assert found.intent.name == "faq_working_hours"
    assert found.needs[0] == "faq_working_hours"
    assert {"greet", "thank"} <= set(found.needs)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("ايوه", "affirm"),
        ("👍", "affirm"),
        ("لا والله", "deny"),
        ("no thanks", "deny"),
        ("موافقة", "affirm"),
        ("مو صح", "deny"),
    ],
)
def test_an_open_question_takes_yes_and_no(engine: EmbeddedInterpreter, text: str, intent: str) -> None:
    assert engine.parse(text, now=NOW, context=Context("confirm")).intent.name == intent


@pytest.mark.parametrize(
    ("text", "title"),
    [("٢", "طلب دعم"), ("الثاني", "طلب دعم"), ("دعم", "طلب دعم"), ("الأخير", "شكوى"), ("طلب", None), ("٩", None)],
)
def test_a_choice_is_named_by_place_or_title(engine: EmbeddedInterpreter, text: str, title: str | None) -> None:
    found = engine.parse(text, now=NOW, context=Context("choice", ("طلب خدمة", "طلب دعم", "شكوى")))
    assert found.values("choice") == ((title,) if title else ())


def test_an_attestation_is_a_yes(engine: EmbeddedInterpreter) -> None:
    assert engine.parse("أقر بصحة البيانات", now=NOW, context=Context("attestation")).intent.name == "affirm"


def test_two_questions_are_two_needs(engine: EmbeddedInterpreter) -> None:
    found = engine.parse("كم ياخذ الطلب وقت؟ ومين اللي يوافق على الطلبات؟", now=NOW)
    assert {"faq_decision_time", "faq_who_decides"} <= set(found.needs)


def test_a_fields_value_is_no_need(engine: EmbeddedInterpreter) -> None:
    found = engine.parse("أحتاج مساعدة مالية لأسرتي", now=NOW, context=Context("description"))
    assert (found.intent.name, found.needs) == (OUT_OF_SCOPE, ())


def test_a_field_can_be_interrupted(engine: EmbeddedInterpreter) -> None:
    assert engine.parse("ومن يقرر قبول الطلب؟", now=NOW, context=Context("city")).intent.name == "faq_who_decides"


@given(st.text(alphabet=st.characters(), max_size=80))
def test_no_text_breaks_it(engine: EmbeddedInterpreter, text: str) -> None:
    found = engine.parse(text, now=NOW)
    assert found.text == text
    assert 0 <= found.intent.confidence <= 1


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "؟" * 100_000, "السلام عليكم. " * 8000, "ا" * 100_000])
def test_extreme_texts_are_answered(engine: EmbeddedInterpreter, text: str) -> None:
    assert engine.parse(text, now=NOW).intent.name


def test_the_same_data_give_the_same_model(seed_data: Path, seed_model: Path, tmp_path: Path) -> None:
    again = train([seed_data], tmp_path / "again.npz")
    first = store.load(seed_model)
    assert np.array_equal(again.weights.inner, first.weights.inner)
    assert again.meta.data_digest == first.meta.data_digest


def test_a_damaged_model_is_refused(seed_model: Path, tmp_path: Path) -> None:
    with np.load(seed_model, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    arrays["outer_bias"] = arrays["outer_bias"] + 1
    np.savez(tmp_path / "bad.npz", **arrays)
    with pytest.raises(store.StoreError, match="damaged"):
        store.load(tmp_path / "bad.npz")


def test_half_a_model_is_refused(seed_model: Path, tmp_path: Path) -> None:
    whole = seed_model.read_bytes()
    (tmp_path / "half.npz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(store.StoreError, match="can be read"):
        store.load(tmp_path / "half.npz")


def test_a_model_of_another_format_says_so(seed_model: Path, tmp_path: Path) -> None:
    model = store.load(seed_model)
    store.save(replace(model, meta=replace(model.meta, format=1)), tmp_path / "old.npz")
    with pytest.raises(store.StoreError, match="train again"):
        store.load(tmp_path / "old.npz")


def test_a_pickle_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "evil.npz", described=np.array([{"a": 1}], dtype=object))
    with pytest.raises(store.StoreError, match="can be read"):
        store.load(tmp_path / "evil.npz")


def test_a_missing_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(store.StoreError, match="no model at"):
        EmbeddedInterpreter.load(tmp_path / "none.npz")


def test_a_new_model_is_taken_up_without_a_restart(seed_model: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    shutil.copy(seed_model, path)
    running = EmbeddedInterpreter.load(path)
    assert running.reload() is False
    data = write_seed(
        tmp_path / "more.yml", SEED | {"goodbye": "مع السلامة | في أمان الله | وداعا | باي | أشوفكم على خير"}
    )
    train([data], path)
    assert running.reload() is True
    assert "goodbye" in running.model.labels


def test_answering_needs_neither_scikit_learn_nor_scipy(seed_model: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from nlu.embedded.engine import EmbeddedInterpreter\n"
        f"EmbeddedInterpreter.load(Path({str(seed_model)!r})).parse('متى تردون', now=datetime.now(UTC))\n"
        "assert not {'sklearn', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
