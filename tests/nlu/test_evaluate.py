"""The scores are what they are called, on answers small enough to count by hand; and the page shows them."""

import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu import evaluate, report
from nlu.evaluate import Answer, Score, answered, cross_validated, stratified, unseen
from nlu.interpreter import OUT_OF_SCOPE, Entity, Intent, Interpretation
from nlu.training_data import Annotation, Example, load

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def answer(gold: str, got: str, sure: float = 0.95, *, style: str = "", text: str = "نص") -> Answer:
    return Answer(Example(text, gold, style=style), Interpretation(text, Intent(got, sure)))


# Right: greet 2 of 3, thank 1 of 1, out_of_scope 1 of 2. One thank too much, one greet too much.
ANSWERS = [
    answer("greet", "greet", style="msa"),
    answer("greet", "greet", style="dialect"),
    answer("greet", "thank", 0.55, style="dialect", text="هلا <b>والله</b>"),
    answer("thank", "thank", style="msa"),
    answer(OUT_OF_SCOPE, OUT_OF_SCOPE, 0.75, style="msa"),
    answer(OUT_OF_SCOPE, "greet", 0.35, style="msa"),
]


def test_accuracy_in_all_and_by_style() -> None:
    found = evaluate.score_intents(ANSWERS)
    assert (found.overall.right, found.overall.total) == (4, 6)
    assert {style: share.part for style, share in found.styles.items()} == {"dialect": 0.5, "msa": 0.75}


def test_scores_by_intent() -> None:
    found = evaluate.score_intents(ANSWERS).intents
    assert found == {"greet": Score(2, 1, 1), "thank": Score(1, 1, 0), OUT_OF_SCOPE: Score(1, 0, 1)}
    assert (found["thank"].precision, found["thank"].recall) == (0.5, 1)
    assert found["greet"].f1 == pytest.approx(2 / 3)


def test_macro_f1_counts_every_intent_the_same() -> None:
    assert evaluate.score_intents(ANSWERS).macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 2 / 3) / 3)
    strange = [answer("greet", "greet"), answer("greet", "never_asked")]
    assert evaluate.score_intents(strange).macro_f1 == pytest.approx(2 / 3)


def test_out_of_scope() -> None:
    found = evaluate.score_intents(ANSWERS).out_of_scope
    assert found
    assert (found.precision, found.recall) == (1, 0.5)
    assert evaluate.score_intents(ANSWERS[:2]).out_of_scope is None


def test_confusions_the_most_frequent_first() -> None:
    found = evaluate.score_intents([*ANSWERS, answer(OUT_OF_SCOPE, "greet")]).confusions
    assert [(c.gold, c.got, len(c.answers)) for c in found] == [(OUT_OF_SCOPE, "greet", 2), ("greet", "thank", 1)]


def test_calibration() -> None:
    """Three at 0.95 all right, one at 0.75 right, one at 0.55 and one at 0.35 wrong."""
    found = evaluate.score_intents(ANSWERS)
    assert [(b.low, b.total, b.accuracy) for b in found.bins] == [(0.3, 1, 0), (0.5, 1, 0), (0.7, 1, 1), (0.9, 3, 1)]
    assert found.ece == pytest.approx((0.35 + 0.55 + 0.25 + 3 * 0.05) / 6)


@given(st.lists(st.floats(0, 1), min_size=1))
def test_every_answer_is_in_one_bin(sure: list[float]) -> None:
    bins = list(evaluate.reliability([answer("a", "a", s) for s in sure]))
    assert sum(b.total for b in bins) == len(sure)
    assert all(b.low - 1e-9 <= b.confidence <= b.high + 1e-9 for b in bins)
    assert all(a.high <= b.low for a, b in pairwise(bins))


def entities(marked: list[Annotation], found: list[Entity]) -> Answer:
    said = Interpretation("نص", Intent("greet", 1), entities=tuple(found))
    return Answer(Example("نص", "", tuple(marked), annotated=True), said)


@pytest.mark.parametrize(
    ("gold", "got", "score"),
    [
        (Annotation("city", 0, 4, "جدة"), Entity("city", "جدة", 3, 6), Score(1)),
        (Annotation("city", 0, 4, "جدة"), Entity("city", "جدة", 4, 6), Score(0, 1, 1)),
        (Annotation("city", 0, 4, "جدة"), Entity("city", "الرياض", 0, 4), Score(0, 1, 1)),
        (Annotation("number", 0, 4, "5"), Entity("number", 5, 0, 4), Score(1)),
        (Annotation("time", 0, 4), Entity("time", {"from": "15:00", "to": "18:00"}, 0, 4), Score(1)),
        (Annotation("city", 0, 4, "جدة"), Entity("number", 1, 0, 4), Score(0, 0, 1)),
    ],
)
def test_an_entity_is_right_by_kind_value_and_overlap(gold: Annotation, got: Entity, score: Score) -> None:
    assert evaluate.score_entities([entities([gold], [got])]).overall == score


def test_one_found_entity_answers_one_annotation() -> None:
    twice = [Annotation("number", 0, 2, 5), Annotation("number", 1, 3, 5)]
    assert evaluate.score_entities([entities(twice, [Entity("number", 5, 0, 3)])]).overall == Score(1, 0, 1)


def test_entities_where_none_are_count_against() -> None:
    marked = entities([Annotation("city", 0, 1)], [Entity("city", "جدة", 0, 1)])
    found = evaluate.score_entities([marked, entities([], [Entity("city", "أبها", 0, 1)])])
    assert found.overall == Score(1, 1, 0)
    assert [(m.missed, [e.value for e in m.extra]) for m in found.misses] == [((), ["أبها"])]


def test_only_what_the_data_speak_of_is_scored(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    rows = [{"text": "هلا", "intent": "greet"}, {"text": "جدة", "entities": []}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    first, second = load([path])
    assert (first.annotated, second.annotated) == (False, True)
    heard = answered(lambda text, _: Interpretation(text, Intent("greet", 1)), [first, second])
    found = evaluate.evaluate(heard)
    assert found.intents
    assert found.intents.overall.total == 1
    assert found.entities
    assert evaluate.evaluate(heard[:1]).entities is None


def test_each_example_is_asked_at_its_own_time() -> None:
    asked: list[datetime] = []

    def parse(text: str, now: datetime) -> Interpretation:
        asked.append(now)
        return Interpretation(text, Intent("greet", 1))

    answered(parse, [Example("بكرة", "greet", now="2026-01-01T10:00:00+03:00"), Example("بكرة", "greet")], NOW)
    assert asked == [datetime.fromisoformat("2026-01-01T10:00:00+03:00"), NOW]


def test_what_training_has_seen_is_left_out() -> None:
    examples = [Example(text, "affirm") for text in ("نَعَم!", "نعم والله", "إيه")]
    assert [e.text for e in unseen(examples, [Example("نعم", "affirm"), Example("ايه", "deny")])] == ["نعم والله"]


def test_folds_hold_every_example_once_and_every_intent() -> None:
    examples = [Example(str(i), "greet" if i < 30 else "thank") for i in range(40)]
    parts = list(stratified(examples, 5))
    assert sorted(int(e.text) for part in parts for e in part) == list(range(40))
    assert [sum(e.intent == "thank" for e in part) for part in parts] == [2] * 5


def test_nobody_is_asked_what_he_was_taught() -> None:
    examples = [Example(f"{i} {intent}", intent) for i in range(10) for intent in ("greet", "thank")]

    def fit(taught: object) -> evaluate.Parse:
        known = {e.text: e.intent for e in taught}  # type: ignore[attr-defined]
        return lambda text, _: Interpretation(text, Intent(known.get(text, "never seen"), 1))

    parts = cross_validated(examples, 4, fit)
    assert [len(part) for part in parts] == [5] * 4
    assert {a.got for part in parts for a in part} == {"never seen"}


class Page(HTMLParser):
    """Reads a page: balanced, and complete in itself."""

    VOID = ("meta", "br", "input")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.links: list[str] = []
        self.directions: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.links += [name for name, _ in attrs if name in ("src", "href")]
        if tag == "bdi":
            self.directions.append(dict(attrs)["dir"])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_nothing_else() -> None:
    marked = entities([Annotation("city", 0, 1, "جدة")], [Entity("city", "أبها", 0, 1)])
    text = report.page(evaluate.evaluate([*ANSWERS, marked]), "التقييم", ["1 text left out"])
    page = Page(text)
    assert page.open == []
    assert page.seen.count("svg") == 2
    assert page.links == []
    assert "script" not in page.seen
    assert set(page.directions) == {"auto"}
    assert "هلا &lt;b&gt;والله&lt;/b&gt;" in text
    assert "1 text left out" in text


def test_the_pictures_hold_what_was_counted() -> None:
    text = report.page(evaluate.evaluate(ANSWERS), "x")
    assert "greet taken for thank: 1 of 3" in text
    assert text.count('class="dot"') == 4


def test_a_page_without_a_mistake() -> None:
    assert "Nothing was confused." in report.page(evaluate.evaluate(ANSWERS[:1]), "x")


def test_the_lines_for_the_terminal() -> None:
    text = "\n".join(report.lines(evaluate.evaluate(ANSWERS)))
    assert "accuracy 0.6667  macro-F1 0.6667" in text
    assert "dialect 0.500  msa 0.750" in text
    assert "precision 1.000  recall 0.500" in text
    assert "1 greet -> thank: هلا <b>والله</b>" in text
