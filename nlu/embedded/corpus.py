"""Training examples as numbers: counted once, then weighed for whichever part of them is learned from.

Training only; needs SciPy. Columns stand in the order in which their features were first met and everything is reckoned
in double precision, so that the same data give the same numbers on every machine.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    tables = {name: _Table(name) for name in blocks}
    for bag in bags:
        for name, table in tables.items():
            table.add(bag.get(name, ()))
    rows = scipy.sparse.hstack([table.matrix() for table in tables.values()], "csr")
    return Counts(rows, {name: tuple(table.terms) for name, table in tables.items()})


class _Table:
    """A block of the counts while bags are added. An entry is taken apart once: words come again and again."""

    def __init__(self, block: str) -> None:
        self.terms: dict[str, int] = {}
        self._block, self._known = block, dict[str, tuple[int, ...]]()
        self._columns, self._ends = list[int](), [0]

    def add(self, entries: Iterable[str]) -> None:
        self._columns.extend(chain.from_iterable(map(self._columns_of, entries)))
        self._ends.append(len(self._columns))

    def _columns_of(self, entry: str) -> tuple[int, ...]:
        found = self._known.get(entry)
        if found is None:
            terms = self.terms
            found = tuple(terms.setdefault(feature, len(terms)) for feature in parts(self._block, entry))
            self._known[entry] = found
        return found

    def matrix(self) -> Matrix:
        """Column -> how often, a row each, in the order in which a row met them."""
        columns, ends, width = np.array(self._columns, np.int64), np.array(self._ends), len(self.terms)
        row = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        _, first, times = np.unique(row * width + columns, return_index=True, return_counts=True)
        met = np.argsort(first)
        kept = first[met]
        values = (times[met].astype(np.float64), columns[kept], np.searchsorted(kept, ends))
        return scipy.sparse.csr_matrix(values, shape=(len(ends) - 1, width))


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
