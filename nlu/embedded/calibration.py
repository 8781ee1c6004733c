"""How far scores can be believed, learned from out-of-fold scores: the temperature, and the gate to the outside."""

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from nlu.embedded.model import Gate, signals, softmax
from nlu.embedded.vectors import Floats
from nlu.training_data import Example as Example

Labels = np.ndarray


def temperature(scores: Floats, targets: Labels) -> float:
    """The divisor of the scores under which their softmax has the best likelihood."""

    def loss(log_t: float) -> float:
        chosen = softmax(scores / np.exp(log_t))[np.arange(len(targets)), targets]
        return float(-np.log(chosen + 1e-9).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-5, 3), method="bounded").x))


def gate(scores: Floats, targets: Labels, outside_at: int, temperature: float, known: Floats, sizes: Labels) -> Gate:
    """A logistic regression on the signals; the threshold is where F1 of out_of_scope is best."""
    probabilities = softmax(scores / temperature)
    found = np.stack(
        [signals(scores[i], probabilities[i], outside_at, float(known[i]), int(sizes[i])) for i in range(len(targets))]
    )
    mean, scale = found.mean(axis=0), found.std(axis=0) + 1e-6
    truth = targets == outside_at
    learner = LogisticRegression(C=1.0, max_iter=500).fit((found - mean) / scale, truth)
    decided = learner.predict_proba((found - mean) / scale)[:, 1]
    weights = learner.coef_[0].astype(np.float32)
    return Gate(mean, scale, weights, float(learner.intercept_[0]), _best_threshold(decided, truth))


def _best_threshold(decided: Floats, truth: Labels) -> float:
    tried = np.linspace(0.2, 0.8, 61)
    return float(max(tried, key=lambda t: _f1(decided >= t, truth)))


def _f1(decided: Labels, truth: Labels) -> float:
    hits = (decided & truth).sum()
    return float(2 * hits / max(1, decided.sum() + truth.sum()))
