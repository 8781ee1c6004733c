"""The trained model: what it knows and how it weighs one text. Pure; numpy only; no scikit-learn.

Two learners look at the same features, a linear one and a network, and their scores are added in the proportion that
made the best probabilities on texts they had not seen. How likely a text is outside is a question of its own (Gate):
the class out_of_scope has one voice in it, and so have the energy of the scores and how much of the text was ever seen.
"""

from dataclasses import dataclass

import numpy as np

from nlu.embedded.features import features
from nlu.embedded.vectors import Floats, Vector, Vectoriser, softmax
from nlu.interpreter import OUT_OF_SCOPE
from nlu.script import Reading

FORMAT = 2
STRANGE = 0.2  # a text of which so little was ever seen is outside, whatever else is found in it


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
    """A logistic regression over `signals`: how likely a text is outside."""

    mean: Floats
    scale: Floats
    weights: Floats
    bias: float

    def outside(self, found: Floats) -> float:
        return float(1 / (1 + np.exp(-(self.weights @ ((found - self.mean) / self.scale) + self.bias))))


@dataclass(frozen=True, slots=True)
class Weights:
    """One row a feature: `linear` has a column for each label, `inner` one for each hidden unit. Half precision.

    `mix`: the share of the linear scores and of the network's in the sum.
    """

    linear: Floats
    linear_bias: Floats
    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats
    mix: tuple[float, float]

    def scores(self, vector: Vector) -> Floats:
        linear = vector.values @ self.linear[vector.columns].astype(np.float32) + self.linear_bias
        hidden = np.maximum(vector.values @ self.inner[vector.columns].astype(np.float32) + self.inner_bias, 0)
        return np.asarray(self.mix[0] * linear + self.mix[1] * (hidden @ self.outer + self.outer_bias), np.float32)


@dataclass(frozen=True, slots=True)
class Weighing:
    """`probabilities` over `Model.labels`, summing to one. `outside`: out of scope, whatever the probabilities say.

    `known`: which share of the text the model had ever met.
    """

    probabilities: Floats
    outside: bool
    known: float


@dataclass(frozen=True, slots=True)
class Model:
    labels: tuple[str, ...]
    vectoriser: Vectoriser
    weights: Weights
    gate: Gate | None
    meta: Meta

    def weigh(self, reading: Reading) -> Weighing:
        vector = self.vectoriser.vector(features(reading))
        scores = self.weights.scores(vector)
        probabilities = softmax(scores)
        if self.gate is None:
            return Weighing(probabilities, False, vector.known)
        outside_at = self.labels.index(OUT_OF_SCOPE)
        outside = self.gate.outside(signals(scores, outside_at, vector.known))
        return Weighing(_shared(probabilities, outside_at, outside), vector.known < STRANGE, vector.known)


def signals(scores: Floats, outside_at: int, known: float) -> Floats:
    """What the gate looks at: the lead of out_of_scope, the energy of the rest, the share of the text ever seen."""
    inside = np.delete(scores, outside_at)
    best = float(inside.max())
    energy = best + float(np.log(np.exp(inside - best).sum()))
    return np.asarray([scores[outside_at] - best, energy, known], np.float32)


def _shared(probabilities: Floats, outside_at: int, outside: float) -> Floats:
    """The gate's probability for out_of_scope; the rest keep their proportions."""
    inside = 1 - float(probabilities[outside_at])
    shared = probabilities * np.float32((1 - outside) / max(inside, 1e-6))
    shared[outside_at] = outside
    return np.asarray(shared / shared.sum(), np.float32)
