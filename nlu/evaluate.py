"""How well an engine understands: pure scores of its answers to labelled examples.

Nothing here knows an engine: `answered` takes any function from a text and a time to an Interpretation.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from typing import TypeVar

from nlu.interpreter import OUT_OF_SCOPE, Entity, Interpretation
from nlu.training_data import Annotation, Example, sameness

K = TypeVar("K")
Parse = Callable[[str, datetime], Interpretation]
Fit = Callable[[Sequence[Example]], Parse]
BINS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    example: Example
    found: Interpretation

    @property
    def gold(self) -> str:
        return self.example.intent

    @property
    def got(self) -> str:
        return self.found.intent.name

    @property
    def right(self) -> bool:
        return self.gold == self.got


@dataclass(frozen=True, slots=True)
class Score:
    """Of one label: how often it was rightly found, wrongly found, and missed. What was never asked scores 1."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def support(self) -> int:
        return self.right + self.missed

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.support if self.support else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.extra + self.missed) if self != Score() else 1.0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.extra + other.extra, self.missed + other.missed)


@dataclass(frozen=True, slots=True)
class Share:
    right: int
    total: int

    @property
    def part(self) -> float:
        return self.right / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies from `low` up to `high`: how sure they were, and how often right."""

    low: float
    high: float
    total: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Confusion:
    gold: str
    got: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class IntentScores:
    """`ece`: the expected calibration error, by how much confidence and accuracy differ on average."""

    overall: Share
    macro_f1: float
    styles: dict[str, Share]
    intents: dict[str, Score]
    confusions: tuple[Confusion, ...]
    bins: tuple[Bin, ...]
    ece: float

    @property
    def out_of_scope(self) -> Score | None:
        return self.intents.get(OUT_OF_SCOPE)


@dataclass(frozen=True, slots=True)
class Miss:
    """One text whose entities are not those of its annotation."""

    text: str
    missed: tuple[Annotation, ...]
    extra: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class EntityScores:
    overall: Score
    kinds: dict[str, Score]
    misses: tuple[Miss, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`intents` and `entities` are None where the data say nothing of them."""

    intents: IntentScores | None
    entities: EntityScores | None


def evaluate(answers: Sequence[Answer]) -> Evaluation:
    labelled = [answer for answer in answers if answer.gold]
    annotated = [answer for answer in answers if answer.example.annotated]
    return Evaluation(score_intents(labelled) if labelled else None, score_entities(annotated) if annotated else None)


def answered(parse: Parse, examples: Iterable[Example], now: datetime | None = None) -> list[Answer]:
    """Each example put to the engine at its own time, or at `now`."""
    today = now or datetime.now(UTC)
    return [Answer(e, parse(e.text, datetime.fromisoformat(e.now) if e.now else today)) for e in examples]


def unseen(examples: Iterable[Example], training: Iterable[Example]) -> list[Example]:
    """The examples whose text, in its normal form, is not among the training data."""
    seen = {sameness(example.text) for example in training}
    return [example for example in examples if sameness(example.text) not in seen]


def cross_validated(examples: Sequence[Example], folds: int, fit: Fit) -> list[list[Answer]]:
    """By fold, the answers of an engine that was fitted on all the other folds."""
    parts = list(stratified(examples, folds))
    return [answered(fit([e for other in parts if other is not part for e in other]), part) for part in parts if part]


def stratified(examples: Sequence[Example], folds: int, seed: int = 7) -> Iterator[list[Example]]:
    """Parts in which every intent has its share; the same for the same data."""
    by_intent: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_intent[example.intent].append(example)
    chance = random.Random(seed)  # noqa: S311
    dealt = [e for intent in sorted(by_intent) for e in chance.sample(by_intent[intent], len(by_intent[intent]))]
    for fold in range(folds):
        yield dealt[fold::folds]


def score_intents(answers: Sequence[Answer]) -> IntentScores:
    """Macro-F1 is the mean over the intents that the data hold, each counting the same."""
    bins = tuple(reliability(answers))
    intents = _by_intent(answers)
    asked = [score.f1 for score in intents.values() if score.support]
    return IntentScores(
        overall=_share(answers),
        macro_f1=sum(asked) / len(asked),
        styles={style: _share(mine) for style, mine in sorted(_grouped(answers, lambda a: a.example.style).items())},
        intents=intents,
        confusions=tuple(_confusions(answers)),
        bins=bins,
        ece=sum(b.total * abs(b.confidence - b.accuracy) for b in bins) / len(answers),
    )


def reliability(answers: Sequence[Answer]) -> Iterator[Bin]:
    """Bins of equal width, the empty ones left out."""
    filled = _grouped(answers, lambda answer: min(int(answer.found.intent.confidence * BINS), BINS - 1))
    for index, mine in sorted(filled.items()):
        sure = sum(answer.found.intent.confidence for answer in mine) / len(mine)
        yield Bin(index / BINS, (index + 1) / BINS, len(mine), sure, _share(mine).part)


def score_entities(answers: Sequence[Answer]) -> EntityScores:
    """Right is an entity of the same kind and value that overlaps; only kinds that the data hold are judged."""
    kinds = {annotation.entity for answer in answers for annotation in answer.example.entities}
    scores = {kind: Score() for kind in sorted(kinds)}
    misses = []
    for answer in answers:
        hits, missed, extra = _matched(answer, kinds)
        for part, found in ((Score(1), hits), (Score(0, 1), extra), (Score(0, 0, 1), missed)):
            for item in found:
                scores[item.entity] += part
        if missed or extra:
            misses.append(Miss(answer.example.text, tuple(missed), tuple(extra)))
    return EntityScores(reduce(Score.__add__, scores.values(), Score()), scores, tuple(misses))


def _matched(answer: Answer, kinds: set[str]) -> tuple[list[Entity], list[Annotation], list[Entity]]:
    """-> what was rightly found, what was missed, what was found beside."""
    left = [entity for entity in answer.found.entities if entity.entity in kinds]
    hits, missed = [], []
    for annotation in answer.example.entities:
        hit = next((entity for entity in left if _same(annotation, entity)), None)
        if hit:
            left.remove(hit)
            hits.append(hit)
        else:
            missed.append(annotation)
    return hits, missed, left


def _same(gold: Annotation, got: Entity) -> bool:
    overlap = gold.start < got.end and got.start < gold.end
    equal = gold.value is None or gold.value == got.value or str(gold.value) == str(got.value)
    return overlap and gold.entity == got.entity and equal


def _by_intent(answers: Sequence[Answer]) -> dict[str, Score]:
    scores: dict[str, Score] = defaultdict(Score)
    for answer in answers:
        if answer.right:
            scores[answer.gold] += Score(1)
        else:
            scores[answer.gold] += Score(0, 0, 1)
            scores[answer.got] += Score(0, 1)
    return dict(sorted(scores.items()))


def _confusions(answers: Sequence[Answer]) -> Iterator[Confusion]:
    """The most frequent first."""
    wrong = _grouped((a for a in answers if not a.right), lambda a: (a.gold, a.got))
    for (gold, got), mine in sorted(wrong.items(), key=lambda item: (-len(item[1]), item[0])):
        yield Confusion(gold, got, tuple(mine))


def _share(answers: Sequence[Answer]) -> Share:
    return Share(sum(answer.right for answer in answers), len(answers))


def _grouped(answers: Iterable[Answer], key: Callable[[Answer], K]) -> dict[K, list[Answer]]:
    groups: dict[K, list[Answer]] = defaultdict(list)
    for answer in answers:
        groups[key(answer)].append(answer)
    return groups
