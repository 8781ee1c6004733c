"""The linear learner: one hyperplane a label, as wide a margin as the data allow. Training only; needs scikit-learn."""

import threading
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.svm import LinearSVC

from nlu.embedded.vectors import Floats

_SEED = 7
_TOLERANCE = 1e-3
_ONE_AT_A_TIME = threading.Lock()  # scikit-learn's LIBLINEAR has one source of chance for all threads


def fit(rows: Any, targets: npt.NDArray[np.int64], labels: int, penalty: float) -> tuple[Floats, Floats]:
    """(weights: columns x labels, bias). A label without an example scores below all others."""
    with _ONE_AT_A_TIME:
        learner = LinearSVC(C=penalty, tol=_TOLERANCE, random_state=_SEED).fit(rows, targets)
    weights, bias = np.zeros((rows.shape[1], labels), np.float32), np.full(labels, -1, np.float32)
    if len(learner.classes_) == 2:  # scikit-learn keeps one hyperplane for two classes
        weights[:, learner.classes_] = np.concatenate([-learner.coef_, learner.coef_]).T
        bias[learner.classes_] = np.concatenate([-learner.intercept_, learner.intercept_])
        return weights, bias
    weights[:, learner.classes_], bias[learner.classes_] = learner.coef_.T, learner.intercept_
    return weights, bias
