"""Learning a model from labelled utterances. The only part of the engine that needs SciPy and scikit-learn.

The order: augment, learn the vocabulary, score some examples by learners that have not seen them, learn from these
scores how far probabilities can be believed and what lies outside, then fit once more on everything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from nlu.embedded import calibration, network, store, vectors
from nlu.embedded.augment import variants
from nlu.embedded.features import features
from nlu.embedded.model import Meta, Model, Weights
from nlu.embedded.vectors import Bag, Floats, Vectoriser
from nlu.interpreter import OUT_OF_SCOPE
from nlu.script import read
from nlu.training_data import Example, digest, load

BLOCKS = {"c": 1.0, "w": 1.0, "d": 1.0, "r": 1.0, "p": 0.7, "l": 1.0}
PARTS = 4  # one of so many is held apart to learn how far to believe the rest
SEED = 7
PENALTY = 0.5
VARIANTS_COUNT = 0.3
_MANY = 4000  # so many examples can afford to forget what only one of them has

Matrix = Any  # scipy.sparse.csr_matrix; SciPy brings no types
Labels = npt.NDArray[np.int64]
Chosen = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Table:
    """Examples as numbers. `clean` has a row for each target; `extra` are variants of the rows named by `origin`."""

    clean: Matrix
    targets: Labels
    extra: Matrix
    origin: Labels
    careful: Chosen
    labels: int

    def part(self, chosen: Labels) -> "Table":
        """The chosen examples with their own variants; `origin` then counts within the part."""
        mine = np.flatnonzero(np.isin(self.origin, chosen))
        place = np.full(len(self.targets), -1)
        place[chosen] = np.arange(len(chosen))
        extra, origin = self.extra[mine], place[self.origin[mine]]
        return Table(self.clean[chosen], self.targets[chosen], extra, origin, self.careful[mine], self.labels)

    def joined(self, *, careful: bool = False) -> tuple[Matrix, Labels, Floats]:
        """Rows, targets and how much each row counts; with all variants or the careful ones."""
        some = np.flatnonzero(self.careful) if careful else np.arange(len(self.origin))
        rows = scipy.sparse.vstack([self.clean, self.extra[some]]).tocsr()
        importance = np.ones(rows.shape[0], np.float32)
        importance[len(self.targets) :] = VARIANTS_COUNT
        return rows, np.concatenate([self.targets, self.targets[self.origin[some]]]), importance


@dataclass(frozen=True, slots=True)
class Learners:
    linear: Floats
    linear_bias: Floats
    layers: network.Layers

    def scores(self, rows: Matrix) -> tuple[Floats, Floats]:
        return np.asarray(rows @ self.linear + self.linear_bias, np.float32), self.layers.scores(rows)


def train(data: Iterable[Path], out: Path) -> Model:
    """Trains on the files and folders and writes the model. Raises DataError for data that cannot be read."""
    model = learn(load(data))
    store.save(model, out)
    return model


def learn(examples: Sequence[Example]) -> Model:
    """The same data give the same model."""
    labels = tuple(sorted({example.intent for example in examples}))
    vectoriser, table = prepared(examples, labels)
    apart = _held_apart(table)
    mix = calibration.mix(apart.linear, apart.layers, apart.targets)
    gate = None
    if OUT_OF_SCOPE in labels:
        scores = mix[0] * apart.linear + mix[1] * apart.layers
        gate = calibration.gate(scores, apart.targets, labels.index(OUT_OF_SCOPE), apart.known)
    return Model(labels, vectoriser, _weights(_fit(table), mix), gate, _meta(examples))


def prepared(examples: Sequence[Example], labels: Sequence[str]) -> tuple[Vectoriser, Table]:
    """The vocabulary of the examples, and the examples with their noisy variants as numbers."""
    place = {label: i for i, label in enumerate(labels)}
    targets = np.array([place[example.intent] for example in examples], np.int64)
    varied = variants(examples, SEED)
    bags = [features(read(example.text)) for example in examples]
    vectoriser = vectors.fit(bags, BLOCKS, rarest=2 if len(examples) > _MANY else 1)
    extra = matrix(vectoriser, [features(read(variant.text)) for variant in varied])
    origin = np.array([variant.origin for variant in varied], np.int64)
    careful = np.array([variant.careful for variant in varied], np.bool_)
    return vectoriser, Table(matrix(vectoriser, bags), targets, extra, origin, careful, len(labels))


def matrix(vectoriser: Vectoriser, bags: Sequence[Bag]) -> Matrix:
    rows = [vectoriser.vector(bag) for bag in bags]
    starts = np.concatenate([[0], np.cumsum([len(row.columns) for row in rows])]).astype(np.int64)
    columns = np.concatenate([np.zeros(0, np.int64), *(row.columns for row in rows)])
    values = np.concatenate([np.zeros(0, np.float32), *(row.values for row in rows)])
    return scipy.sparse.csr_matrix((values, columns, starts), shape=(len(rows), vectoriser.size), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Apart:
    """Examples scored by learners that saw neither them nor their variants; `known`: which share of each they knew."""

    targets: Labels
    linear: Floats
    layers: Floats
    known: Floats


def _held_apart(table: Table) -> Apart:
    parts = StratifiedKFold(PARTS, shuffle=True, random_state=SEED)
    inside, outside = next(parts.split(table.clean, table.targets))
    part, rows = table.part(inside), table.clean[outside]
    linear, layers = _fit(part).scores(rows)
    return Apart(table.targets[outside], linear, layers, _known(part.clean, rows))


def _known(seen: Matrix, rows: Matrix) -> Floats:
    """Which share of the features of each row some seen row has."""
    met = np.asarray(seen.sum(axis=0)).ravel() > 0
    present = rows.sign()
    return np.asarray((present @ met) / np.maximum(1, np.diff(rows.indptr)), np.float32)


def _fit(table: Table) -> Learners:
    """Slips and Arabizi are left to the network: the linear learner would take four times as long and gain nothing."""
    rows, targets, importance = table.joined(careful=True)
    learner = LinearSVC(C=PENALTY, random_state=SEED).fit(rows, targets, sample_weight=importance)
    linear, bias = np.zeros((rows.shape[1], table.labels), np.float32), np.full(table.labels, -1, np.float32)
    linear[:, learner.classes_], bias[learner.classes_] = learner.coef_.T, learner.intercept_
    layers = network.fit(*table.joined(), table.labels, network.Plan(seed=SEED))
    return Learners(linear, bias, layers)


def _weights(learners: Learners, mix: tuple[float, float]) -> Weights:
    layers = learners.layers
    return Weights(
        linear=learners.linear.astype(np.float16),
        linear_bias=learners.linear_bias,
        inner=layers.inner.astype(np.float16),
        inner_bias=layers.inner_bias,
        outer=layers.outer,
        outer_bias=layers.outer_bias,
        mix=mix,
    )


def _meta(examples: Sequence[Example]) -> Meta:
    versions = {name: version(name) for name in ("numpy", "scikit-learn", "scipy")}
    return Meta(digest(examples), len(examples), datetime.now(UTC).isoformat(timespec="seconds"), versions)
