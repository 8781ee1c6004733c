"""Features to numbers: TF-IDF by block, each block scaled to its own weight, as sparse index and value arrays.

The vocabulary of each block is one range of columns, so that a message becomes a single pair of arrays whose product
with the model's matrix is a handful of rows added up. numpy only.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Columns = npt.NDArray[np.int64]
Bag = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Vector:
    """The non-zero columns of one message. `known`: which share of its features the model has met, 0 to 1."""

    columns: Columns
    values: Floats
    known: float


@dataclass(frozen=True, slots=True)
class Vectoriser:
    """`blocks`: weight of each block. `vocabulary`: block -> feature -> column. `idf`: one number a column."""

    blocks: Mapping[str, float]
    vocabulary: Mapping[str, Mapping[str, int]]
    idf: Floats

    @property
    def size(self) -> int:
        return len(self.idf)

    def vector(self, bag: Bag) -> Vector:
        parts = [self._block(name, weight, bag.get(name, ())) for name, weight in self.blocks.items()]
        total = sum(len(bag.get(name, ())) for name in self.blocks)
        met = sum(part[2] for part in parts)
        columns = np.concatenate([part[0] for part in parts])
        return Vector(columns, np.concatenate([part[1] for part in parts]), met / total if total else 0.0)

    def _block(self, name: str, weight: float, found: Sequence[str]) -> tuple[Columns, Floats, int]:
        counts: Counter[int | None] = Counter(map(self.vocabulary[name].get, found))
        counts.pop(None, None)
        columns = np.fromiter(counts.keys(), np.int64, len(counts))
        times = np.fromiter(counts.values(), np.float32, len(counts))
        values = (1 + np.log(times)) * self.idf[columns]
        length = float(np.linalg.norm(values))
        return columns, (values * (weight / length) if length else values), int(times.sum())


def softmax(scores: npt.NDArray[np.floating]) -> Floats:
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), np.float32)
