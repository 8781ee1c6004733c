"""How far scores can be believed, learned from examples held apart: how the voices mix, and the gate outside."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from nlu.embedded.model import Gate, signals
from nlu.embedded.vectors import Floats, softmax

Labels = npt.NDArray[np.int64]
# The linear learner, the network, the encoder. Their proportion hardly matters to the likelihood but moves decisions
# near a border: only what clearly speaks for another one changes it.
_USUAL = (2.0, 1.0, 2.0)
_PULL = 0.02


@dataclass(frozen=True, slots=True)
class Apart:
    """Examples scored by learners that saw neither them nor their variants. `voices`: the scores of each learner.

    `known`: which share of each example had been met.
    """

    targets: Labels
    voices: tuple[Floats, ...]
    known: Floats


def mix(apart: Apart) -> tuple[float, ...]:
    """The weight of each voice: near the usual proportion, what makes the softmax of their sum likeliest."""
    start = np.log(_USUAL[: len(apart.voices)])

    def loss(logs: Floats) -> float:
        probabilities = softmax(summed(apart.voices, np.exp(logs).tolist()))
        unlikely = -np.log(probabilities[np.arange(len(apart.targets)), apart.targets] + 1e-9).mean()
        return float(unlikely + _PULL * len(logs) * np.var(logs - start))

    found = minimize(loss, start, method="Nelder-Mead", options={"maxiter": 60 * len(apart.voices)})
    return tuple(float(weight) for weight in np.exp(found.x))


def gate(apart: Apart, mix: Sequence[float], outside_at: int) -> Gate:
    scores = summed(apart.voices, mix)
    found = np.stack([signals(row, outside_at, float(share)) for row, share in zip(scores, apart.known, strict=True)])
    mean, scale = found.mean(axis=0), found.std(axis=0) + np.float32(1e-6)
    learner = LogisticRegression(max_iter=500).fit((found - mean) / scale, apart.targets == outside_at)
    return Gate(mean, scale, learner.coef_[0].astype(np.float32), float(learner.intercept_[0]))


def summed(voices: Sequence[Floats], mix: Sequence[float]) -> Floats:
    return np.asarray(sum(weight * voice for weight, voice in zip(mix, voices, strict=True)), np.float32)
