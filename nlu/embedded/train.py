"""Learning a model from labelled utterances. The only part of the engine that needs SciPy and scikit-learn.

The order: vary the examples, hold some apart and score them by learners that have not seen them, learn from these
scores how far probabilities can be believed and what lies outside, then learn once more from everything.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse

from nlu.embedded import calibration, linear, network, store, vectors
from nlu.embedded.augment import variants
from nlu.embedded.encoder import SentenceEncoder
from nlu.embedded.features import features
from nlu.embedded.model import Gate, Meta, Model, Opinion, Weights, centred
from nlu.embedded.vectors import Bag, Floats, Vectoriser
from nlu.interpreter import OUT_OF_SCOPE
from nlu.script import read
from nlu.training_data import Example, digest, load

BLOCKS = {"c": 1.0, "w": 1.0, "d": 1.0, "r": 1.0, "p": 0.7, "l": 1.0}
PARTS = 8  # one of so many is held apart to learn how far to believe the rest
SEED = 7
PENALTY = 0.5
OPINION_PENALTY = 1.0
VARIANTS_COUNT = 0.3
_MANY = 4000  # so many examples can afford to forget what only one of them has

OnStage = Callable[[str, float], None]
Matrix = Any  # scipy.sparse.csr_matrix; SciPy brings no types
Labels = npt.NDArray[np.int64]
Chosen = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Examples as bags of features. `varied` are variants of the examples named by `origin`; see augment.Variant."""

    bags: Sequence[Bag]
    targets: Labels
    varied: Sequence[Bag]
    origin: Labels
    careful: Chosen
    labels: int

    def part(self, chosen: Labels) -> "Corpus":
        """The chosen examples with their own variants; `origin` then counts within the part."""
        mine = np.flatnonzero(np.isin(self.origin, chosen))
        place = np.full(len(self.targets), -1)
        place[chosen] = np.arange(len(chosen))
        bags, varied = [self.bags[i] for i in chosen.tolist()], [self.varied[i] for i in mine.tolist()]
        return Corpus(bags, self.targets[chosen], varied, place[self.origin[mine]], self.careful[mine], self.labels)


@dataclass(frozen=True, slots=True)
class Learned:
    vectoriser: Vectoriser
    linear: Floats
    linear_bias: Floats
    layers: network.Layers


def train(
    data: Iterable[Path], out: Path, encoder: SentenceEncoder | None = None, on_stage: OnStage = lambda *_: None
) -> Model:
    """Trains on the files and folders and writes the model. Raises DataError for data that cannot be read.

    `on_stage` hears what begins, and which share of the work is behind it. With an encoder the model learns a second
    opinion too. That needs a vector of every example: minutes, not seconds.
    """
    on_stage("reading", 0.0)
    model = learn(load(data), encoder, on_stage)
    on_stage("saving", 0.98)
    store.save(model, out)
    return model


def learn(
    examples: Sequence[Example], encoder: SentenceEncoder | None = None, on_stage: OnStage = lambda *_: None
) -> Model:
    """The same data give the same model."""
    labels = tuple(sorted({example.intent for example in examples}))
    on_stage("varying", 0.03)
    corpus = _corpus(examples, labels)
    inside, outside = _split(corpus.targets)
    on_stage("learning a part", 0.1)
    apart = _held_apart(corpus, inside, outside)
    on_stage("calibrating", 0.5)
    mix, gate = _calibrated(apart, labels)
    on_stage("learning all", 0.55)
    learned = _fit(corpus)
    model = Model(labels, learned.vectoriser, _weights(learned), (mix[0], mix[1]), gate, _meta(examples))
    if encoder is None:
        return model
    sentences = encoder.encode([example.text for example in examples])
    third = _opinion(sentences[inside], corpus.targets[inside], encoder.name, len(labels)).scores(sentences[outside])
    mix, gate = _calibrated(replace(apart, voices=(*apart.voices, third)), labels)
    second = _opinion(sentences, corpus.targets, encoder.name, len(labels))
    return replace(model, opinion=replace(second, mix=(mix[0], mix[1], mix[2]), gate=gate))


def _opinion(sentences: Floats, targets: Labels, encoder: str, labels: int) -> Opinion:
    """The second opinion, not yet calibrated."""
    mean = np.asarray(sentences.mean(axis=0), np.float32)
    weights, bias = linear.fit(centred(sentences, mean), targets, labels, OPINION_PENALTY)
    return Opinion(encoder, mean, weights, bias, (0.0, 0.0, 1.0), None)


def _calibrated(apart: calibration.Apart, labels: Sequence[str]) -> tuple[tuple[float, ...], Gate | None]:
    mix = calibration.mix(apart)
    return mix, calibration.gate(apart, mix, labels.index(OUT_OF_SCOPE)) if OUT_OF_SCOPE in labels else None


def _corpus(examples: Sequence[Example], labels: Sequence[str]) -> Corpus:
    place = {label: i for i, label in enumerate(labels)}
    varied = variants(examples, SEED)
    return Corpus(
        bags=[features(read(example.text)) for example in examples],
        targets=np.array([place[example.intent] for example in examples], np.int64),
        varied=[features(read(variant.text)) for variant in varied],
        origin=np.array([variant.origin for variant in varied], np.int64),
        careful=np.array([variant.careful for variant in varied], np.bool_),
        labels=len(labels),
    )


def _held_apart(corpus: Corpus, inside: Labels, outside: Labels) -> calibration.Apart:
    learned = _fit(corpus.part(inside))
    bags = [corpus.bags[i] for i in outside.tolist()]
    rows = _matrix(learned.vectoriser, bags)
    known = np.array([learned.vectoriser.vector(bag).known for bag in bags], np.float32)
    first = np.asarray(rows @ learned.linear + learned.linear_bias, np.float32)
    return calibration.Apart(corpus.targets[outside], (first, learned.layers.scores(rows)), known)


def _split(targets: Labels) -> tuple[Labels, Labels]:
    """(to learn from, to hold apart): of each label one in PARTS, at least one where there are two."""
    order = np.random.default_rng(SEED).permutation(len(targets))
    apart = np.concatenate([order[targets[order] == label][1::PARTS] for label in np.unique(targets)])
    return np.setdiff1d(order, apart), np.sort(apart)


def _fit(corpus: Corpus) -> Learned:
    """Slips and Arabizi are left to the network: the linear learner would take four times as long and gain nothing."""
    vectoriser = vectors.fit(corpus.bags, BLOCKS, rarest=2 if len(corpus.bags) > _MANY else 1)
    rows = scipy.sparse.vstack([_matrix(vectoriser, corpus.bags), _matrix(vectoriser, corpus.varied)]).tocsr()
    targets = np.concatenate([corpus.targets, corpus.targets[corpus.origin]])
    importance = np.ones(len(targets), np.float32)
    importance[len(corpus.targets) :] = VARIANTS_COUNT
    careful = np.flatnonzero(np.concatenate([np.ones(len(corpus.targets), np.bool_), corpus.careful]))
    weights, bias = linear.fit(rows[careful], targets[careful], corpus.labels, PENALTY, importance[careful])
    layers = network.fit(rows, targets, importance, corpus.labels, network.Plan(seed=SEED))
    return Learned(vectoriser, weights, bias, layers)


def _matrix(vectoriser: Vectoriser, bags: Sequence[Bag]) -> Matrix:
    rows = [vectoriser.vector(bag) for bag in bags]
    starts = np.concatenate([[0], np.cumsum([len(row.columns) for row in rows])]).astype(np.int64)
    columns = np.concatenate([np.zeros(0, np.int64), *(row.columns for row in rows)])
    values = np.concatenate([np.zeros(0, np.float32), *(row.values for row in rows)])
    return scipy.sparse.csr_matrix((values, columns, starts), shape=(len(rows), vectoriser.size), dtype=np.float32)


def _weights(learned: Learned) -> Weights:
    layers = learned.layers
    return Weights(
        linear=learned.linear.astype(np.float16),
        linear_bias=learned.linear_bias,
        inner=layers.inner.astype(np.float16),
        inner_bias=layers.inner_bias,
        outer=layers.outer,
        outer_bias=layers.outer_bias,
    )


def _meta(examples: Sequence[Example]) -> Meta:
    versions = {name: version(name) for name in ("numpy", "scikit-learn", "scipy")}
    return Meta(digest(examples), len(examples), datetime.now(UTC).isoformat(timespec="seconds"), versions)
