"""A network of one hidden layer over sparse features: what the linear model cannot say, words that count only together.

Trained by Adam in small batches; only the columns that a batch touches are read and written, which is what makes it
fast without a deep-learning library. The same seed gives the same network.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nlu.embedded.vectors import Floats, softmax

Matrix = Any  # scipy.sparse.csr_matrix; SciPy brings no types
Labels = npt.NDArray[np.int64]

_MANY = 8000
_B1, _B2, _TINY = np.float32(0.9), np.float32(0.999), np.float32(1e-8)


@dataclass(frozen=True, slots=True)
class Plan:
    """`steps`: how many examples are looked at in all. `dropped`: which share of the features is hidden each time."""

    hidden: int = 64
    steps: int = 80_000
    fewest_epochs: int = 4
    most_epochs: int = 30
    batch: int = 256
    rate: float = 0.012
    dropped: float = 0.2
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
    """Adam for one array, or for some of its rows at a time."""

    def __init__(self, values: Floats) -> None:
        self.values = values
        self._mean, self._square = np.zeros_like(values), np.zeros_like(values)

    def step(self, gradient: Floats, rate: np.float32, at: npt.NDArray[np.int64] | slice = slice(None)) -> None:
        mean = self._mean[at] * _B1 + (1 - _B1) * gradient
        square = self._square[at] * _B2 + (1 - _B2) * gradient * gradient
        self._mean[at], self._square[at] = mean, square
        self.values[at] -= rate * mean / (np.sqrt(square) + _TINY)


def fit(rows: Matrix, targets: Labels, importance: Floats, labels: int, plan: Plan) -> Layers:
    chance = np.random.default_rng(plan.seed)
    inner = _Adam(chance.standard_normal((rows.shape[1], plan.hidden), np.float32) * np.float32(0.1))
    inner_bias = _Adam(np.zeros(plan.hidden, np.float32))
    outer = _Adam(chance.standard_normal((plan.hidden, labels), np.float32) * np.float32(np.sqrt(2 / plan.hidden)))
    outer_bias = _Adam(np.zeros(labels, np.float32))
    layers = Layers(inner.values, inner_bias.values, outer.values, outer_bias.values)
    for batch, rate in _batches(len(targets), plan, chance):
        columns, some = _touched(rows[batch], plan.dropped, chance)
        hidden = some @ inner.values[columns] + inner_bias.values
        hidden *= hidden > 0
        error = softmax(hidden @ layers.outer + layers.outer_bias)
        error[np.arange(len(batch)), targets[batch]] -= 1
        error *= (importance[batch] / len(batch))[:, None]
        back = (error @ layers.outer.T) * (hidden > 0)
        outer.step(hidden.T @ error, rate)
        outer_bias.step(error.sum(axis=0), rate)
        inner_bias.step(back.sum(axis=0), rate)
        inner.step(np.asarray(some.T @ back), rate, columns)
    return layers


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


def _touched(rows: Matrix, dropped: float, chance: np.random.Generator) -> tuple[npt.NDArray[np.int64], Matrix]:
    """The columns that the rows touch, and the rows over these alone, with some features hidden."""
    columns, places = np.unique(rows.indices, return_inverse=True)
    kept = chance.random(rows.nnz, np.float32) >= dropped
    values = rows.data * kept / np.float32(1 - dropped)
    return columns, type(rows)((values, places, rows.indptr), shape=(rows.shape[0], len(columns)))
