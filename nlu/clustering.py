"""Messages that mean the same, put together. Pure but for scikit-learn, which is imported when first needed.

Groups that exist keep their names and their members: what is new joins the nearest, or makes a group with what else is
new. So the same messages give the same groups, whichever came first into the house.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nlu.arabic import normalise, words
from nlu.embedded.morphology import root

JOINS = 0.35  # cosine to the middle of a group, from which a message belongs to it
TOGETHER = 0.3  # mean cosine within a new group
KEYWORDS = 4
_ROOTS_COUNT = 4
_ARTICLE = re.compile(r"^[وف]?(?:لل|[بك]?ال|[بل])(?=\w{3})")
_STOP = frozenset(
    words(
        normalise(
            "فيه فيها ممكن ابي ابغي اريد من في على عن إلى أو ثم أن إن لا ما لم لن هو هي هل كم متى كيف وش ايش شو"
            " انا انت انتم عندي عندكم لي لكم يا لو سمحت السلام عليكم ورحمة الله وبركاته كل هذا هذه اللي الي مع"
            " the a an is are do you i my what how of to"
        )
    )
)

Vectors = npt.NDArray[np.float32]


def grouped(texts: Sequence[str], groups: Sequence[int | None]) -> list[int]:
    """-> the group of each text. `groups`: those known already; a new group has a number below zero."""
    new = [i for i, group in enumerate(groups) if group is None]
    found = {i: group for i, group in enumerate(groups) if group is not None}
    if not new:
        return [found[i] for i in range(len(texts))]
    vectors = _vectors(texts)
    middles = _middles(vectors, found)
    left = []
    for i in new:
        nearest = max(middles, key=lambda name: float(vectors[i] @ middles[name]), default=None)
        if nearest is not None and float(vectors[i] @ middles[nearest]) >= JOINS:
            found[i] = nearest
        else:
            left.append(i)
    for i, label in zip(left, _agglomerated(vectors[left]), strict=True):
        found[i] = -1 - label
    return [found[i] for i in range(len(texts))]


def keywords(texts: Sequence[str]) -> list[str]:
    """The words that most of the texts share, in their normal form."""
    counted = Counter(word for text in texts for word in set(words(normalise(text))) - _STOP if len(word) > 2)
    return [word for word, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:KEYWORDS]]


def _vectors(texts: Sequence[str]) -> Vectors:
    """TF-IDF of the features of each text, of length one."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectoriser = TfidfVectorizer(analyzer=_features)
    matrix: Any = vectoriser.fit_transform([*texts, "حشو"])[:-1]  # never an empty vocabulary
    return np.asarray(matrix.todense(), np.float32)


def _features(text: str) -> list[str]:
    """The roots of its words, which count most, and their letters in twos to fours, which forgive misspelling."""
    said = words(normalise(text))
    kept = [_ARTICLE.sub("", word) for word in said if word not in _STOP] or said
    return [root(word) for word in kept] * _ROOTS_COUNT + [gram for word in kept for gram in _grams(f" {word} ")]


def _grams(word: str) -> list[str]:
    return [word[i : i + size] for size in (2, 3, 4) for i in range(len(word) - size + 1)]


def _middles(vectors: Vectors, found: dict[int, int]) -> dict[int, Vectors]:
    members: dict[int, list[int]] = {}
    for i, group in found.items():
        members.setdefault(group, []).append(i)
    return {group: _unit(vectors[mine].mean(axis=0)) for group, mine in members.items()}


def _unit(vector: Vectors) -> Vectors:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)


def _agglomerated(vectors: Vectors) -> list[int]:
    if len(vectors) < 2:
        return [0] * len(vectors)
    from sklearn.cluster import AgglomerativeClustering

    model = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=1 - TOGETHER
    )
    safe = vectors + np.float32(1e-9)  # a text without any known feature has no direction
    return [int(label) for label in model.fit_predict(safe)]
