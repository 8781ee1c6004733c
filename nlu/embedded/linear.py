"""The linear learner: one hyperplane a label, as wide a margin as the data allow. Training only; needs scikit-learn."""

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.svm import LinearSVC

from nlu.embedded.vectors import Floats

_SEED = 7


def fit(
    rows: Any, targets: npt.NDArray[np.int64], labels: int, penalty: float, importance: Floats | None = None
) -> tuple[Floats, Floats]:
    """(weights: columns x labels, bias). A label without an example scores below all others."""
    learner = LinearSVC(C=penalty, random_state=_SEED).fit(rows, targets, sample_weight=importance)
    weights, bias = np.zeros((rows.shape[1], labels), np.float32), np.full(labels, -1, np.float32)
    if len(learner.classes_) == 2:  # scikit-learn keeps one hyperplane for two classes
        weights[:, learner.classes_] = np.concatenate([-learner.coef_, learner.coef_]).T
        bias[learner.classes_] = np.concatenate([-learner.intercept_, learner.intercept_])
        return weights, bias
    weights[:, learner.classes_], bias[learner.classes_] = learner.coef_.T, learner.intercept_
    return weights, bias
