"""Learning a model from labelled utterances. The only part of the engine that needs SciPy and scikit-learn.

The order: augment, learn the vocabulary, score every example by a model that has not seen it (out of fold), learn from
these scores how far probabilities can be believed and what lies outside, then fit once more on everything.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from nlu.embedded import calibration, store
from nlu.embedded.augment import variants
from nlu.embedded.features import features
from nlu.embedded.model import Meta, Model
from nlu.embedded.vectors import Bag, Floats, Vectoriser, fit
from nlu.interpreter import OUT_OF_SCOPE
from nlu.script import read
from nlu.training_data import Example, digest, load

BLOCKS = {"c": 1.0, "w": 1.0, "k": 1.0, "l": 1.0}
FOLDS = 5
SEED = 7
PENALTY = 0.5
NOISY_WEIGHT = 0.5

Matrix = Any  # scipy.sparse.csr_matrix; SciPy brings no types
Labels = npt.NDArray[np.int64]


def train(data: Iterable[Path], out: Path) -> Model:
    """Trains on the files and folders and writes the model. Raises DataError for data that cannot be read."""
    model = learn(load(data))
    store.save(model, out)
    return model


def learn(examples: Sequence[Example]) -> Model:
    """The same data give the same model."""
    labels = tuple(sorted({example.intent for example in examples}))
    targets = np.array([labels.index(example.intent) for example in examples])
    noisy = [(i, text) for i, example in enumerate(examples) for text in variants(example.text, seed=SEED + i)]
    bags = [features(read(example.text)) for example in examples]
    noisy_bags = [features(read(text)) for _, text in noisy]
    vectoriser = fit(bags, BLOCKS)
    clean, extra = matrix(vectoriser, bags), matrix(vectoriser, noisy_bags)
    origin = np.array([i for i, _ in noisy], dtype=np.int64)
    scores, known = _out_of_fold(clean, extra, origin, targets, len(labels))
    temperature = calibration.temperature(scores, targets)
    gate = (
        calibration.gate(scores, targets, labels.index(OUT_OF_SCOPE), temperature, known, sizes(clean))
        if OUT_OF_SCOPE in labels
        else None
    )
    weights, bias = _fit(clean, extra, targets, targets[origin], len(labels))
    return Model(labels, vectoriser, weights, bias, temperature, gate, _meta(examples))


def matrix(vectoriser: Vectoriser, bags: Sequence[Bag]) -> Matrix:
    vectors = [vectoriser.vector(bag) for bag in bags]
    starts = np.concatenate([[0], np.cumsum([len(vector.columns) for vector in vectors])])
    columns = np.concatenate([vector.columns for vector in vectors]) if vectors else np.zeros(0, np.int64)
    values = np.concatenate([vector.values for vector in vectors]) if vectors else np.zeros(0, np.float32)
    return scipy.sparse.csr_matrix((values, columns, starts), shape=(len(vectors), vectoriser.size), dtype=np.float32)


def sizes(rows: Matrix) -> npt.NDArray[np.int64]:
    return np.asarray(np.diff(rows.indptr), np.int64)


def _out_of_fold(clean: Matrix, extra: Matrix, origin: Labels, targets: Labels, labels: int) -> tuple[Floats, Floats]:
    """Scores of every example by a model that saw neither it nor its variants; and the share of it that was known."""
    scores = np.zeros((len(targets), labels), np.float32)
    known = np.zeros(len(targets), np.float32)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for inside, outside in folds.split(clean, targets):
        mine = np.isin(origin, inside)
        weights, bias = _fit(clean[inside], extra[mine], targets[inside], targets[origin[mine]], labels)
        met = np.asarray(clean[inside].sum(axis=0)).ravel() > 0
        scores[outside] = clean[outside] @ weights + bias
        binary = clean[outside].copy()
        binary.data[:] = 1
        known[outside] = (binary @ met) / np.maximum(1, sizes(binary))
    return scores, known


def _fit(clean: Matrix, extra: Matrix, targets: Labels, extra_targets: Labels, labels: int) -> tuple[Floats, Floats]:
    rows = scipy.sparse.vstack([clean, extra]).tocsr() if extra.shape[0] else clean
    importance = np.concatenate([np.ones(len(targets)), np.full(len(extra_targets), NOISY_WEIGHT)])
    learner = LinearSVC(C=PENALTY, random_state=SEED)
    learner.fit(rows, np.concatenate([targets, extra_targets]), sample_weight=importance)
    weights = np.zeros((rows.shape[1], labels), np.float32)
    bias = np.full(labels, -1.0, np.float32)
    weights[:, learner.classes_] = learner.coef_.T
    bias[learner.classes_] = learner.intercept_
    return weights, bias


def _meta(examples: Sequence[Example]) -> Meta:
    versions = {name: version(name) for name in ("numpy", "scikit-learn", "scipy")}
    return Meta(digest(examples), len(examples), datetime.now(UTC).isoformat(timespec="seconds"), versions)
