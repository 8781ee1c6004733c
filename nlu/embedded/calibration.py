"""How far scores can be believed, learned from examples held apart: how the learners mix, and the gate outside."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from nlu.embedded.model import Gate, signals
from nlu.embedded.vectors import Floats, softmax

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Apart:
    """Examples scored by learners that saw neither them nor their variants; `known`: which share of each they knew."""

    targets: Labels
    linear: Floats
    layers: Floats
    known: Floats


def mix(apart: Apart) -> tuple[float, float]:
    """The weights of the two scores under which the softmax of their sum has the best likelihood."""

    def loss(logs: Floats) -> float:
        probabilities = softmax(np.exp(logs[0]) * apart.linear + np.exp(logs[1]) * apart.layers)
        return float(-np.log(probabilities[np.arange(len(apart.targets)), apart.targets] + 1e-9).mean())

    found = minimize(loss, np.log([2.0, 0.6]), method="Nelder-Mead", options={"maxiter": 80})
    return float(np.exp(found.x[0])), float(np.exp(found.x[1]))


def gate(apart: Apart, mix: tuple[float, float], outside_at: int) -> Gate:
    scores = mix[0] * apart.linear + mix[1] * apart.layers
    found = np.stack([signals(row, outside_at, float(share)) for row, share in zip(scores, apart.known, strict=True)])
    mean, scale = found.mean(axis=0), found.std(axis=0) + np.float32(1e-6)
    learner = LogisticRegression(max_iter=500).fit((found - mean) / scale, apart.targets == outside_at)
    return Gate(mean, scale, learner.coef_[0].astype(np.float32), float(learner.intercept_[0]))
