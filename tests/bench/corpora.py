"""What the engines are measured on: the project's own held-out utterances, and ArBanking77 where it lies beside.

ArBanking77 (Sina Lab, Birzeit University, CC BY-SA 4.0): 77 banking intents in Modern Standard Arabic and Palestinian.
It is not part of the project: `--arbanking77 FOLDER` or ARBANKING77 says where it is.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.settings import ROOT
from nlu.training_data import Example, load

BESIDE = ROOT.parent / "shared" / "nlu" / "arbanking77"
MSA_ROWS = 10_733  # of MSA_PAL_train.csv; the rows after these are the Palestinian ones
SHOTS = 15
FEW_TEXTS = 500
SEED = 7


@dataclass(frozen=True, slots=True)
class Task:
    """What to learn from, and what to be asked."""

    name: str
    training: tuple[Example, ...]
    tests: dict[str, tuple[Example, ...]]


def project() -> Task:
    tests = {"held-out": load([ROOT / "nlu" / "evaluation" / "intents.jsonl"])}
    return Task("project", load([ROOT / "nlu" / "data"]), tests)


def arbanking(folder: Path) -> tuple[Task, Task]:
    """(all of the training set, 15 examples an intent in MSA to be asked in Palestinian)."""
    training = _named(load([folder / "MSA_PAL_train.csv"]))
    msa, palestinian = (_named(load([folder / f"{name}_test.csv"])) for name in ("MSA", "PAL"))
    asked = tuple(random.Random(SEED).sample(palestinian, FEW_TEXTS))
    whole = Task("full", training, {"MSA": msa, "PAL": palestinian})
    return whole, Task("few", shots(training[:MSA_ROWS]), {"15 shots": asked})


def shots(examples: Sequence[Example]) -> tuple[Example, ...]:
    by_intent: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_intent[example.intent].append(example)
    chance = random.Random(SEED)
    return tuple(e for name in sorted(by_intent) for e in chance.sample(by_intent[name], SHOTS))


def twelve_words(examples: Sequence[Example]) -> list[str]:
    """Pieces of twelve words of what people write at length, no piece twice."""
    split = [example.text.split() for example in examples]
    return [" ".join(words[at : at + 12]) for words in split for at in range(0, len(words) - 11, 12)]


def _named(examples: Sequence[Example]) -> tuple[Example, ...]:
    """Rasa reads a slash in an intent's name as syntax, and spaces badly; the names mean nothing to any engine."""
    return tuple(replace(e, intent=e.intent.replace("/", " ").replace(" ", "_")) for e in examples)
