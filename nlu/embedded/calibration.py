"""How far scores can be believed, learned from examples held apart: how the learners mix, and the gate outside."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from nlu.embedded.model import Gate, signals
from nlu.embedded.vectors import Floats, softmax

Labels = npt.NDArray[np.int64]

_STRANGER_THAN = 0.001  # of the examples inside, so few are stranger than the limit


def mix(linear: Floats, network: Floats, targets: Labels) -> tuple[float, float]:
    """The weights of the two scores under which the softmax of their sum has the best likelihood."""

    def loss(logs: Floats) -> float:
        chosen = softmax(np.exp(logs[0]) * linear + np.exp(logs[1]) * network)[np.arange(len(targets)), targets]
        return float(-np.log(chosen + 1e-9).mean())

    found = minimize(loss, np.log([2.0, 0.6]), method="Nelder-Mead", options={"maxiter": 80})
    return float(np.exp(found.x[0])), float(np.exp(found.x[1]))


def gate(scores: Floats, targets: Labels, outside_at: int, known: Floats) -> Gate:
    found = np.stack([signals(row, outside_at, float(share)) for row, share in zip(scores, known, strict=True)])
    mean, scale = found.mean(axis=0), found.std(axis=0) + np.float32(1e-6)
    truth = targets == outside_at
    learner = LogisticRegression(max_iter=500).fit((found - mean) / scale, truth)
    strange = float(np.quantile(known[~truth], _STRANGER_THAN))
    return Gate(mean, scale, learner.coef_[0].astype(np.float32), float(learner.intercept_[0]), strange)
