"""The trained model: what it knows and how it weighs one text. Pure; numpy only; no scikit-learn.

Two learners look at the same features, a linear one and a network, and their scores are added in the proportion that
made the best probabilities on texts they had not seen. How likely a text is outside is a question of its own (Gate):
the class out_of_scope has one voice in it, and so have the energy of the scores and how much of the text was ever seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlu.embedded.features import features
from nlu.embedded.vectors import Floats, Rows, Vectoriser, softmax
from nlu.interpreter import OUT_OF_SCOPE
from nlu.script import Reading

FORMAT = 3
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
    """`first`: one row a feature, a column for each label, then one for each hidden unit. Half precision.

    They lie side by side because what a row costs is finding it.
    """

    first: Floats
    linear_bias: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats

    @property
    def linear(self) -> Floats:
        return self.first[:, : len(self.linear_bias)]

    @property
    def inner(self) -> Floats:
        return self.first[:, len(self.linear_bias) :]

    def scores(self, rows: Rows) -> tuple[Floats, Floats]:
        """By the linear learner, by the network: a row a text, a column a label."""
        columns, place = np.unique(rows.columns, return_inverse=True)
        texts = np.zeros((len(rows.known), len(columns)), np.float32)
        texts[rows.texts, place] = rows.values
        first = texts @ self.first[columns].astype(np.float32)
        linear = first[:, : len(self.linear_bias)] + self.linear_bias
        hidden = np.maximum(first[:, len(self.linear_bias) :] + self.inner_bias, 0)
        return linear, hidden @ self.outer + self.outer_bias


@dataclass(frozen=True, slots=True)
class Opinion:
    """The second opinion: a linear layer over the vectors of an encoder.

    `mix` and `gate` are those of the three voices together; the vectors have `mean` taken off and are of length one.
    """

    encoder: str
    mean: Floats
    weights: Floats
    bias: Floats
    mix: tuple[float, float, float]
    gate: Gate | None

    def scores(self, vectors: Floats) -> Floats:
        return np.asarray(centred(vectors, self.mean) @ self.weights + self.bias, np.float32)


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
    """`mix`: the share of the linear scores and of the network's in the sum."""

    labels: tuple[str, ...]
    vectoriser: Vectoriser
    weights: Weights
    mix: tuple[float, float]
    gate: Gate | None
    meta: Meta
    opinion: Opinion | None = None

    def weigh(self, readings: Sequence[Reading], sentence: Floats | None = None) -> list[Weighing]:
        """Each text for itself. `sentence`: the first one's vector by the encoder that `opinion` names, where a second
        opinion of it is wanted.
        """
        rows = self.vectoriser.rows([features(reading) for reading in readings])
        linear, layers = self.weights.scores(rows)
        scores = self.mix[0] * linear + self.mix[1] * layers
        found = [self._weighing(row, self.gate, known) for row, known in zip(scores, rows.known, strict=True)]
        if sentence is not None and self.opinion is not None:
            mix, third = self.opinion.mix, self.opinion.scores(sentence)
            both = mix[0] * linear[0] + mix[1] * layers[0] + mix[2] * third
            found[0] = self._weighing(both, self.opinion.gate, rows.known[0])
        return found

    def _weighing(self, scores: Floats, gate: Gate | None, known: float) -> Weighing:
        probabilities = softmax(scores)
        if gate is None:
            return Weighing(probabilities, False, known)
        outside_at = self.labels.index(OUT_OF_SCOPE)
        outside = gate.outside(signals(scores, outside_at, known))
        return Weighing(_shared(probabilities, outside_at, outside), known < STRANGE, known)


def centred(vectors: Floats, mean: Floats) -> Floats:
    moved = vectors - mean
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-9), np.float32)


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
