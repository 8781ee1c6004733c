"""Understanding, engine beside engine, in one table of one run: how right, how fast, how big.

The embedded engine, the same with a sentence encoder, Rasa's linear pipeline and Rasa's DIET, which takes most of the
time (`--no-diet`). `--full` lets all of them learn the whole of ArBanking77, not the first alone.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.settings import ROOT
from nlu.rasa.environment import HOME
from tests.bench import contenders, corpora
from tests.bench.contenders import Measured, Scores, Speed
from tests.bench.corpora import Task

LINEAR, DIET = ROOT / "config.yml", HOME / "diet.yml"
COLUMNS = ("held-out", "MSA", "PAL", "15 shots")
RASA, EMBEDDED = "Rasa, linear", "embedded"
Contender = Callable[[Task, Path, Sequence[str]], Measured]
_PAIR = f"{'acc':>7}{'F1':>7}"


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    train_s: float
    scores: Scores
    speed: Speed


def bench(arbanking: Path | None = None, *, diet: bool = True, full: bool = False) -> Iterator[str]:
    """-> the table's lines, each as soon as it is known: Rasa's first, whose speed the others are compared with."""
    folder = arbanking or _beside()
    project = corpora.project()
    whole, few = corpora.arbanking(folder) if folder else (None, None)
    timed = corpora.twelve_words(project.tests["held-out"])
    yield from _head(len(timed), folder)
    floor = None
    with tempfile.TemporaryDirectory(prefix="tawasul-bench-") as kept:
        for name, contender in _contenders(diet=diet).items():
            tasks = [project, whole if full or name == EMBEDDED else None, few]
            row = _row(name, contender, tasks, timed, Path(kept) / name)
            floor = floor or row.speed.per_second
            yield _line(row, floor)
            if name == EMBEDDED:
                yield _in_turns(Path(kept), project, timed)


def _contenders(*, diet: bool) -> dict[str, Contender]:
    found: dict[str, Contender] = {
        RASA: partial(contenders.rasa, config=LINEAR),
        EMBEDDED: contenders.embedded,
        "+ encoder": partial(contenders.embedded, encoder=True),
    }
    return found | ({"Rasa, DIET": partial(contenders.rasa, config=DIET)} if diet else {})


def _in_turns(kept: Path, project: Task, timed: list[str]) -> str:
    models = kept / RASA / f"{project.name}.tar.gz", kept / EMBEDDED / f"{project.name}.npz"
    theirs, ours = contenders.in_turns(*models, contenders.warming(project), timed)
    said = f"{RASA} {theirs:.0f} texts/s, {EMBEDDED} {ours:.0f}: {ours / theirs:.1f} times as many"
    return f"a few texts each in turn, in the same minute: {said}"


def _row(name: str, contender: Contender, tasks: list[Task | None], timed: list[str], folder: Path) -> Row:
    """Only with the first task, the project's own, is time measured. Models are left in `folder`."""
    folder.mkdir()
    measured = [contender(task, folder, timed if i == 0 else []) for i, task in enumerate(tasks) if task]
    speed = measured[0].speed
    assert speed
    return Row(name, measured[0].train_s, {k: v for m in measured for k, v in m.scores.items()}, speed)


def _beside() -> Path | None:
    named = os.environ.get("ARBANKING77")
    return Path(named) if named else corpora.BESIDE if corpora.BESIDE.is_dir() else None


def _head(timed: int, folder: Path | None) -> list[str]:
    told = [] if folder else ["ArBanking77 is not here: give its folder with --arbanking77 or ARBANKING77"]
    groups = "".join(f"{name:>14}" for name in ("held-out", "ArB77 MSA", "ArB77 PAL", "ArB77 15-shot"))
    names = "".join(f"{name:>8}" for name in ("p50 ms", "p99 ms", "texts/s", "x Rasa", "MB", "start s", "train s"))
    title = f"understanding: accuracy and macro-F1; speed over {timed} messages of 12 words, one at a time on one core"
    return ["", title, *told, f"{'':14}{groups}", f"{'':14}{_PAIR * len(COLUMNS)}{names}"]


def _line(row: Row, floor: float) -> str:
    speed = row.speed
    right = "".join(
        f"{scores.overall.part:7.3f}{scores.macro_f1:7.3f}" if scores else f"{'–':>7}{'–':>7}"
        for scores in map(row.scores.get, COLUMNS)
    )
    ratio = speed.per_second / floor
    times = f"{speed.percentile_ms(0.5):8.2f}{speed.percentile_ms(0.99):8.2f}{speed.per_second:8.0f}{ratio:8.1f}"
    return f"{row.name:14}{right}{times}{speed.memory_mb:8.0f}{speed.start_s:8.1f}{row.train_s:8.0f}"
