"""Learning a model from labelled utterances. The only part of the engine that needs SciPy and scikit-learn.

The order: vary the examples, hold some apart and score them by learners that have not seen them, learn from these
scores how far probabilities can be believed and what lies outside, then learn once more from everything.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from nlu.embedded import calibration, corpus, linear, network, store
from nlu.embedded.augment import variants
from nlu.embedded.corpus import Corpus, Labels, Weigher
from nlu.embedded.encoder import SentenceEncoder
from nlu.embedded.features import features
from nlu.embedded.model import Gate, Meta, Model, Opinion, Weights, centred
from nlu.embedded.vectors import Floats
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


@dataclass(frozen=True, slots=True)
class Learned:
    weigher: Weigher
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
    examples: Sequence[Example],
    encoder: SentenceEncoder | None = None,
    on_stage: OnStage = lambda *_: None,
    *,
    seed: int = SEED,
) -> Model:
    """The same data give the same model, on every machine but for rounding; `seed` is there to measure what that is."""
    labels = tuple(sorted({example.intent for example in examples}))
    on_stage("varying", 0.03)
    found = _corpus(examples, labels)
    inside, outside = _split(found.targets)
    on_stage("learning", 0.2)
    with threadpool_limits(1), ThreadPoolExecutor(2) as pool:  # two learn side by side, each adding up in one order
        partly, wholly = pool.map(lambda part: _fit(part, seed), (found.part(inside), found))
    on_stage("calibrating", 0.9)
    apart = _held_apart(partly, found.part(outside))
    mix, gate = _calibrated(apart, labels)
    vectoriser, weights = wholly.weigher.vectoriser, _weights(wholly)
    model = Model(labels, vectoriser, weights, (mix[0], mix[1]), gate, _meta(examples))
    if encoder is None:
        return model
    sentences = encoder.encode([example.text for example in examples])
    third = _opinion(sentences[inside], found.targets[inside], encoder.name, len(labels)).scores(sentences[outside])
    mix, gate = _calibrated(replace(apart, voices=(*apart.voices, third)), labels)
    second = _opinion(sentences, found.targets, encoder.name, len(labels))
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
    texts = (*(example.text for example in examples), *(variant.text for variant in varied))
    return Corpus(
        counts=corpus.count((features(read(text)) for text in texts), tuple(BLOCKS)),
        targets=np.array([place[example.intent] for example in examples], np.int64),
        origin=np.array([*range(len(examples)), *(variant.origin for variant in varied)], np.int64),
        labels=len(labels),
    )


def _held_apart(learned: Learned, outside: Corpus) -> calibration.Apart:
    counts = outside.examples
    rows, known = learned.weigher.rows(counts), learned.weigher.known(counts)
    first = np.asarray(rows @ learned.linear + learned.linear_bias, np.float32)
    return calibration.Apart(outside.targets, (first, learned.layers.scores(rows)), known)


def _split(targets: Labels) -> tuple[Labels, Labels]:
    """(to learn from, to hold apart): of each label one in PARTS, at least one where there are two."""
    order = np.random.default_rng(SEED).permutation(len(targets))
    apart = np.concatenate([order[targets[order] == label][1::PARTS] for label in np.unique(targets)])
    return np.setdiff1d(order, apart), np.sort(apart)


def _fit(part: Corpus, seed: int) -> Learned:
    """Slips and Arabizi are left to the network: the linear learner would take twice as long and gain nothing."""
    weigher = corpus.weigher(part.examples, BLOCKS, rarest=2 if len(part.targets) > _MANY else 1)
    rows, many = weigher.rows(part.counts), len(part.targets)
    weights, bias = linear.fit(rows[:many], part.targets, part.labels, PENALTY)
    importance = np.ones(len(part.origin), np.float32)
    importance[many:] = VARIANTS_COUNT
    layers = network.fit(rows, part.targets[part.origin], importance, part.labels, network.Plan(seed=seed))
    return Learned(weigher, weights, bias, layers)


def _weights(learned: Learned) -> Weights:
    layers = learned.layers
    return Weights(
        first=np.concatenate([learned.linear, layers.inner], axis=1).astype(np.float16),
        linear_bias=learned.linear_bias,
        inner_bias=layers.inner_bias,
        outer=layers.outer,
        outer_bias=layers.outer_bias,
    )


def _meta(examples: Sequence[Example]) -> Meta:
    versions = {name: version(name) for name in ("numpy", "scikit-learn", "scipy")}
    return Meta(digest(examples), len(examples), datetime.now(UTC).isoformat(timespec="seconds"), versions)
