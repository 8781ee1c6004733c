"""Training examples as numbers: counted once, then weighed for whichever part of them is learned from.

Training only; needs SciPy. Columns stand in the order in which their features were first met and everything is reckoned
in double precision, so that the same data give the same numbers on every machine.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse

from nlu.embedded.features import parts
from nlu.embedded.vectors import Bag, Columns, Floats, Vectoriser

Matrix = Any  # scipy.sparse.csr_matrix; SciPy brings no types
Labels = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each feature stands in each bag, a row a bag. `terms`: block -> its features, a column each."""

    rows: Matrix
    terms: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Corpus:
    """The examples' bags, then those of their variants. `origin`: the example that a row is, or is a variant of.

    `targets`: the label of each example.
    """

    counts: Counts
    targets: Labels
    origin: Labels
    labels: int

    @property
    def examples(self) -> Counts:
        """Without their variants."""
        return Counts(self.counts.rows[: len(self.targets)], self.counts.terms)

    def part(self, chosen: Labels) -> "Corpus":
        """The chosen examples, in this order, with their own variants."""
        place = np.full(len(self.targets), -1)
        place[chosen] = np.arange(len(chosen))
        mine = np.flatnonzero(place[self.origin[len(self.targets) :]] >= 0) + len(self.targets)
        rows = np.concatenate([chosen, mine])
        counts = Counts(self.counts.rows[rows], self.counts.terms)
        return Corpus(counts, self.targets[chosen], place[self.origin[rows]], self.labels)


@dataclass(frozen=True, slots=True)
class Weigher:
    """Counts to the numbers that `vectoriser` makes of the same bags. `kept`: those columns of Counts that it knows."""

    vectoriser: Vectoriser
    kept: Columns

    def rows(self, counts: Counts) -> Matrix:
        known = counts.rows[:, self.kept]
        row = np.repeat(np.arange(known.shape[0]), np.diff(known.indptr))
        block = self._blocks()[known.indices]
        values = (1 + np.log(known.data)) * self.vectoriser.idf.astype(np.float64)[known.indices]
        place = row * len(self.vectoriser.blocks) + block
        lengths = np.sqrt(np.bincount(place, values * values))
        values *= np.fromiter(self.vectoriser.blocks.values(), np.float64)[block] / lengths[place]
        return scipy.sparse.csr_matrix((values.astype(np.float32), known.indices, known.indptr), shape=known.shape)

    def known(self, counts: Counts) -> Floats:
        """Of each bag, which share the vectoriser has met."""
        total = np.maximum(np.asarray(counts.rows.sum(axis=1)).ravel(), 1)
        return np.asarray(np.asarray(counts.rows[:, self.kept].sum(axis=1)).ravel() / total, np.float32)

    def _blocks(self) -> npt.NDArray[np.int64]:
        """Column -> the place of its block."""
        return np.repeat(np.arange(len(self.vectoriser.blocks)), [len(v) for v in self.vectoriser.vocabulary.values()])


def count(bags: Iterable[Bag], blocks: Sequence[str]) -> Counts:
    tables: dict[str, dict[str, int]] = {name: {} for name in blocks}
    found: dict[str, list[dict[int, int]]] = {name: [] for name in blocks}
    cut = lru_cache(maxsize=100_000)(parts)
    for bag in bags:
        for name, table in tables.items():
            times = Counter(chain.from_iterable(cut(name, entry) for entry in bag.get(name, ())))
            found[name].append({table.setdefault(feature, len(table)): many for feature, many in times.items()})
    rows = scipy.sparse.hstack([_matrix(found[name], len(table)) for name, table in tables.items()], "csr")
    return Counts(rows, {name: tuple(table) for name, table in tables.items()})


def weigher(counts: Counts, blocks: Mapping[str, float], rarest: int = 1) -> Weigher:
    """Learns which features there are and how telling each is. `rarest`: in how many bags one must be."""
    many, seen = counts.rows.shape[0], np.bincount(counts.rows.indices, minlength=counts.rows.shape[1])
    kept = np.flatnonzero(seen >= rarest)
    idf = np.log((1 + many) / (1 + seen[kept])) + 1
    vocabulary: dict[str, dict[str, int]] = {}
    start = column = 0
    for name, terms in counts.terms.items():
        mine = kept[(kept >= start) & (kept < start + len(terms))] - start
        vocabulary[name] = {terms[i]: column + at for at, i in enumerate(mine.tolist())}
        start, column = start + len(terms), column + len(mine)
    return Weigher(Vectoriser(dict(blocks), vocabulary, idf.astype(np.float32)), kept)


def _matrix(bags: Sequence[Mapping[int, int]], width: int) -> Matrix:
    """Column -> how often, a row each."""
    lengths = np.array([0, *map(len, bags)])
    total = int(lengths.sum())
    columns = np.fromiter((column for bag in bags for column in bag), np.int64, total)
    times = np.fromiter((many for bag in bags for many in bag.values()), np.float64, total)
    return scipy.sparse.csr_matrix((times, columns, np.cumsum(lengths)), shape=(len(bags), width))
