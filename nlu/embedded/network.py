"""A network of one hidden layer over sparse features: what the linear model cannot say, words that count only together.

Only the weights of the features that a batch has are read and written, and of these only one average a feature is kept,
which is what makes it fast without a deep-learning library. The same seed gives the same network. It starts close to
nothing, so that what it becomes depends on the data more than on where it began; and several that began elsewhere are
put side by side, for what is left of chance evens out.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from nlu.embedded.vectors import Columns, Floats, softmax

Matrix = Any  # scipy.sparse.csr_matrix; SciPy brings no types
Labels = npt.NDArray[np.int64]

_MANY = 8000
_B1, _B2, _TINY = np.float32(0.9), np.float32(0.999), np.float32(1e-8)
_B3 = np.float32(0.99)
_START = np.float32(0.01)


@dataclass(frozen=True, slots=True)
class Plan:
    """`steps`: how many examples are looked at in all. `dropped`: which share of the features is hidden each time.

    `members`: how many networks of `hidden` units are trained, to be one in the end.
    """

    members: int = 2
    hidden: int = 64
    steps: int = 84_000
    fewest_epochs: int = 3
    most_epochs: int = 30
    batch: int = 256
    rate: float = 0.012
    dropped: float = 0.5
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Layers:
    """inner: features x hidden; outer: hidden x labels."""

    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats

    def scores(self, rows: Matrix) -> Floats:
        hidden = np.maximum(np.asarray(rows @ self.inner) + self.inner_bias, 0)
        return np.asarray(hidden @ self.outer + self.outer_bias, np.float32)


class _Adam:
    """Adam for a small array."""

    def __init__(self, values: Floats) -> None:
        self.values = values
        self._mean, self._square = np.zeros_like(values), np.zeros_like(values)

    def step(self, gradient: Floats, rate: np.float32) -> None:
        self._mean = self._mean * _B1 + (1 - _B1) * gradient
        self._square = self._square * _B2 + (1 - _B2) * gradient * gradient
        self.values -= rate * self._mean / (np.sqrt(self._square) + _TINY)


class _Rows:
    """A large array of which a few rows are stepped at a time, each at the pace of its own past gradients."""

    def __init__(self, values: Floats) -> None:
        self.values = values
        self._square = np.zeros(len(values), np.float32)

    def step(self, gradient: Floats, rate: np.float32, at: Columns) -> None:
        square = self._square[at] * _B3 + (1 - _B3) * np.einsum("ij,ij->i", gradient, gradient) / gradient.shape[1]
        self._square[at] = square
        self.values[at] -= gradient * (rate / (np.sqrt(square) + _TINY))[:, None]


def fit(rows: Matrix, targets: Labels, importance: Floats, labels: int, plan: Plan) -> Layers:
    seeds = range(plan.seed, plan.seed + plan.members)
    return _side_by_side([_fit(rows, targets, importance, labels, replace(plan, seed=seed)) for seed in seeds])


def _side_by_side(members: list[Layers]) -> Layers:
    """One network whose scores are the mean of the members'."""
    return Layers(
        inner=np.concatenate([member.inner for member in members], axis=1),
        inner_bias=np.concatenate([member.inner_bias for member in members]),
        outer=np.asarray(np.concatenate([member.outer for member in members]) / len(members), np.float32),
        outer_bias=np.mean([member.outer_bias for member in members], axis=0, dtype=np.float32),
    )


def _fit(rows: Matrix, targets: Labels, importance: Floats, labels: int, plan: Plan) -> Layers:
    chance = np.random.default_rng(plan.seed)
    inner = _Rows(chance.standard_normal((rows.shape[1], plan.hidden), np.float32) * _START)
    inner_bias = _Adam(np.zeros(plan.hidden, np.float32))
    outer = _Adam(chance.standard_normal((plan.hidden, labels), np.float32) * np.float32(np.sqrt(2 / plan.hidden)))
    outer_bias = _Adam(np.zeros(labels, np.float32))
    for batch, rate in _batches(len(targets), plan, chance):
        columns, some = _touched(rows[batch], plan.dropped, chance)
        hidden = some @ inner.values[columns] + inner_bias.values
        hidden *= hidden > 0
        error = softmax(hidden @ outer.values + outer_bias.values)
        error[np.arange(len(batch)), targets[batch]] -= 1
        error *= (importance[batch] / len(batch))[:, None]
        back = (error @ outer.values.T) * (hidden > 0)
        outer.step(hidden.T @ error, rate)
        outer_bias.step(error.sum(axis=0), rate)
        inner_bias.step(back.sum(axis=0), rate)
        inner.step(np.asarray(some.T @ back), rate, columns)
    return Layers(inner.values, inner_bias.values, outer.values, outer_bias.values)


def _batches(many: int, plan: Plan, chance: np.random.Generator) -> Any:
    """(indices, learning rate): the rate warms up with Adam's averages and falls to nothing at the end."""
    epochs = int(np.clip(plan.steps // max(1, many), plan.fewest_epochs, plan.most_epochs))
    size = plan.batch if many > _MANY else plan.batch // 4
    total, step = epochs * -(-many // size), 0
    for _ in range(epochs):
        order = chance.permutation(many)
        for start in range(0, many, size):
            step += 1
            unbiased = np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
            yield order[start : start + size], np.float32(plan.rate * (1 - (step - 1) / total) * unbiased)


def _touched(rows: Matrix, dropped: float, chance: np.random.Generator) -> tuple[Columns, Matrix]:
    """The columns that the rows touch, and the rows over these alone, with some features hidden."""
    touched = np.zeros(rows.shape[1], np.bool_)
    touched[rows.indices] = True
    columns, place = np.flatnonzero(touched), np.cumsum(touched) - 1
    kept = chance.random(rows.nnz, np.float32) >= dropped
    values = rows.data * kept / np.float32(1 - dropped)
    return columns, type(rows)((values, place[rows.indices], rows.indptr), shape=(rows.shape[0], len(columns)))
