"""How well the shipped engine understands what it was not trained on: the least that is allowed.

Some short held-out lines («نعم») cannot but stand in the training data too; the same is asked without them.
"""

from collections.abc import Sequence

import pytest

from bot.settings import ROOT
from nlu.embedded.engine import EmbeddedInterpreter
from nlu.evaluate import Answer, EntityScores, IntentScores, answered, score_entities, score_intents, unseen
from nlu.training_data import Example, load

SETS = ROOT / "nlu" / "evaluation"
STYLES = {"msa", "dialect", "short", "long", "noisy", "arabizi", "english"}
# All but full_name, which is only read where the dialogue asks for it: tests/nlu/test_entities.py.
KINDS = {
    "national_id", "mobile", "iban", "email", "reference", "date", "time", "number", "money", "city", "rating",
}  # fmt: skip


def ask(interpreter: EmbeddedInterpreter, examples: Sequence[Example]) -> list[Answer]:
    return answered(lambda text, now: interpreter.parse(text, now=now), examples)


@pytest.fixture(scope="module")
def heldout() -> tuple[Example, ...]:
    return load([SETS / "intents.jsonl"])


@pytest.fixture(scope="module")
def fresh(heldout: tuple[Example, ...]) -> list[Example]:
    """The held-out lines whose normal form is not in the training data."""
    return unseen(heldout, load([ROOT / "nlu" / "data"]))


@pytest.fixture(scope="module")
def intents(interpreter: EmbeddedInterpreter, heldout: tuple[Example, ...]) -> IntentScores:
    return score_intents(ask(interpreter, heldout))


@pytest.fixture(scope="module")
def entities(interpreter: EmbeddedInterpreter) -> EntityScores:
    return score_entities(ask(interpreter, load([SETS / "entities.jsonl"])))


def test_accuracy(intents: IntentScores) -> None:
    assert intents.overall.total == 934
    assert intents.overall.part >= 0.93


@pytest.mark.thorough
def test_accuracy_on_what_training_does_not_hold(interpreter: EmbeddedInterpreter, fresh: list[Example]) -> None:
    assert len(fresh) > 840
    assert score_intents(ask(interpreter, fresh)).overall.part >= 0.92


def test_no_style_is_left_behind(intents: IntentScores) -> None:
    assert set(intents.styles) == STYLES
    assert {style: share.part for style, share in intents.styles.items() if share.part < 0.85} == {}


def test_what_lies_outside_is_seen_to_lie_there(intents: IntentScores) -> None:
    found = intents.out_of_scope
    assert found
    assert found.support == 150
    assert found.recall >= 0.85
    assert found.precision >= 0.85


def test_confidence_can_be_believed(intents: IntentScores) -> None:
    assert intents.ece <= 0.05


def test_entities(entities: EntityScores) -> None:
    assert entities.overall.support > 300
    assert entities.overall.f1 >= 0.93


def test_no_kind_of_entity_is_left_behind(entities: EntityScores) -> None:
    assert set(entities.kinds) == KINDS
    assert {kind: score.f1 for kind, score in entities.kinds.items() if score.f1 < 0.80} == {}
