"""The trained model: what it knows and how it weighs one text. Pure; numpy only; no scikit-learn.

A Weighing holds real probabilities over all labels, out_of_scope among them when the model knows it. Whether a text
is outside is a decision of its own (Gate): the class out_of_scope has one voice in it, and so have the energy of the
scores, the lead of the best intent, and how much of the text was ever seen.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlu.embedded.features import features
from nlu.embedded.vectors import Floats, Vector, Vectoriser
from nlu.interpreter import OUT_OF_SCOPE
from nlu.script import Reading

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Meta:
    """Where a model comes from. `data_digest`: of the examples it was trained on."""

    data_digest: str
    examples: int
    trained_at: str
    versions: dict[str, str]
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Gate:
    """A logistic decision whether a text is outside, over `signals`; `threshold` was chosen on out-of-fold data."""

    mean: Floats
    scale: Floats
    weights: Floats
    bias: float
    threshold: float

    def outside(self, found: Floats) -> float:
        return float(1 / (1 + np.exp(-(self.weights @ ((found - self.mean) / self.scale) + self.bias))))


@dataclass(frozen=True, slots=True)
class Weighing:
    """`probabilities` over `Model.labels`, summing to one. `outside`: the gate's decision."""

    probabilities: Floats
    outside: bool
    known: float


@dataclass(frozen=True, slots=True)
class Model:
    """`weights`: one row a feature, one column a label. `temperature` makes probabilities of scores."""

    labels: tuple[str, ...]
    vectoriser: Vectoriser
    weights: Floats
    bias: Floats
    temperature: float
    gate: Gate | None
    meta: Meta

    def weigh(self, reading: Reading) -> Weighing:
        vector = self.vectoriser.vector(features(reading))
        scores = self.scores(vector)
        probabilities = softmax(scores / self.temperature)
        if self.gate is None:
            return Weighing(probabilities, False, vector.known)
        outside_at = self.labels.index(OUT_OF_SCOPE)
        outside = self.gate.outside(signals(scores, probabilities, outside_at, vector.known, len(vector.columns)))
        return Weighing(_shared(probabilities, outside_at, outside), outside >= self.gate.threshold, vector.known)

    def scores(self, vector: Vector) -> Floats:
        return np.asarray(vector.values @ self.weights[vector.columns] + self.bias, np.float32)


def softmax(scores: npt.NDArray[np.floating]) -> Floats:
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), np.float32)


def signals(scores: Floats, probabilities: Floats, outside_at: int, known: float, size: int) -> Floats:
    """What the gate looks at, for one text."""
    inside = np.delete(probabilities, outside_at)
    best, second = np.sort(inside)[[-1, -2]]
    outside = float(probabilities[outside_at])
    in_scores = np.delete(scores, outside_at)
    energy = float(np.log(np.exp(in_scores - in_scores.max()).sum()) + in_scores.max())
    lead = float(scores[outside_at] - in_scores.max())
    return np.asarray(
        [
            np.log(outside + 1e-6) - np.log(best + 1e-6),
            best,
            best - second,
            outside,
            energy,
            lead,
            known,
            np.log1p(size),
        ],
        np.float32,
    )


def _shared(probabilities: Floats, outside_at: int, outside: float) -> Floats:
    """The gate's probability for out_of_scope; the rest keep their proportions."""
    inside = 1 - float(probabilities[outside_at])
    shared = probabilities * np.float32((1 - outside) / max(inside, 1e-6))
    shared[outside_at] = outside
    return np.asarray(shared, np.float32)
