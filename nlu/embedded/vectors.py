"""Features to numbers: TF-IDF by block, each block scaled to its own weight, as sparse rows.

The vocabulary of each block is one range of columns, so that a message becomes a single row whose product with the
model's matrix is a handful of that matrix's rows added up. A message and its clauses are made rows together, which
costs little more than the message alone. numpy only.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from nlu.embedded.features import GRAMS, parts

Floats = npt.NDArray[np.float32]
Columns = npt.NDArray[np.int64]
Bag = Mapping[str, Sequence[str]]
# What an entry of a bag comes to: the columns of those of its features that were ever met, and how many it has.
_Met = tuple[tuple[int, ...], int]
_WORDS = 20_000  # so many are remembered in each block


@dataclass(frozen=True, slots=True)
class Rows:
    """What is not zero of several texts: `values[i]` stands in `columns[i]` of the text `texts[i]`.

    `known`: which share of each text's features the model has met, 0 to 1.
    """

    texts: Columns
    columns: Columns
    values: Floats
    known: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Vectoriser:
    """`blocks`: weight of each block. `vocabulary`: block -> feature -> column. `idf`: one number a column."""

    blocks: Mapping[str, float]
    vocabulary: Mapping[str, Mapping[str, int]]
    idf: Floats
    _grams: Mapping[str, Callable[[str], _Met]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        remembered = {name: _remembering(name, self.vocabulary[name]) for name in self.blocks if name in GRAMS}
        object.__setattr__(self, "_grams", remembered)

    @property
    def size(self) -> int:
        return len(self.idf)

    def rows(self, bags: Sequence[Bag]) -> Rows:
        columns: list[int] = []
        times: list[int] = []
        lengths: list[int] = []  # of each block of each bag: how many of the columns are its own
        known = []
        for bag in bags:
            met = total = 0
            for name in self.blocks:
                found, many = self._found(name, bag.get(name, ()))
                counts = Counter(found)
                columns += counts.keys()
                times += counts.values()
                lengths.append(len(counts))
                met, total = met + len(found), total + many
            known.append(met / total if total else 0.0)
        return self._weighed(np.array(columns, np.int64), np.array(times, np.float32), lengths, tuple(known))

    def _found(self, name: str, entries: Sequence[str]) -> tuple[list[int], int]:
        """The columns of what was ever met, as often as it occurs, and of how many features in all."""
        if name not in self._grams:
            return [column for column in map(self.vocabulary[name].get, entries) if column is not None], len(entries)
        columns: list[int] = []
        total = 0
        for met, many in map(self._grams[name], entries):
            columns += met
            total += many
        return columns, total

    def _weighed(self, columns: Columns, times: Floats, lengths: list[int], known: tuple[float, ...]) -> Rows:
        values = (1 + np.log(times)) * self.idf[columns]
        block = np.repeat(np.arange(len(lengths)), lengths)
        norms = np.sqrt(np.bincount(block, values * values, len(lengths)))
        scale = np.tile(np.fromiter(self.blocks.values(), np.float64), len(known)) / np.maximum(norms, 1e-9)
        return Rows(block // len(self.blocks), columns, (values * scale[block]).astype(np.float32), known)


def _remembering(name: str, vocabulary: Mapping[str, int]) -> Callable[[str], _Met]:
    @lru_cache(_WORDS)
    def met(entry: str) -> _Met:
        features = parts(name, entry)
        return tuple(column for column in map(vocabulary.get, features) if column is not None), len(features)

    return met


def softmax(scores: npt.NDArray[np.floating]) -> Floats:
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), np.float32)
