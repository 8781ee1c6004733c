"""Rasa models, one file for each state of what they are made of: nothing is trained twice."""

import fcntl
import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from nlu import training_data
from nlu.interpreter import InterpreterError
from nlu.rasa.environment import HOME, RASA, ROOT, environ

MODELS = HOME / "models"
_OWN_KEYS = ("recipe", "assistant_id", "language", "pipeline", "policies")
# What the featurizers see is made by these; the extractors work without learning.
_CODE = ("nlu/arabic.py", "nlu/arabizi.py", "nlu/script.py", "nlu/rasa/components/tokenizer.py", "nlu/rasa/uv.lock")


class TrainingFailed(InterpreterError):
    """Rasa did not make a model."""


def model(
    config: Path = ROOT / "config.yml",
    data: Path = ROOT / "nlu" / "data",
    domain: Path = ROOT / "nlu" / "domain.yml",
) -> Path:
    """The model of these files, trained now unless it is there; whoever else wants it meanwhile waits for it.

    Raises DataError or TrainingFailed.
    """
    wanted = MODELS / f"{digest(config, data, domain)[:16]}.tar.gz"
    MODELS.mkdir(exist_ok=True)
    with (MODELS / "training").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # until the file is closed
        if not wanted.exists():
            train(config, data, domain, wanted)
    return wanted


def digest(config: Path, data: Path, domain: Path) -> str:
    """Changes with the data, the domain, Rasa's part of the configuration, or the code that prepares the text."""
    total = hashlib.sha256(training_data.digest(training_data.load([data])).encode())
    for part in _ingredients(config, domain):
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def train(config: Path, data: Path, domain: Path, out: Path) -> None:
    """Writes `out` at once or not at all, so that several may train side by side."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        files = {"--config": config, "--nlu": data, "--domain": domain, "--out": Path(folder)}
        options = [part for name, path in files.items() for part in (name, str(path.resolve()))]
        command = [str(RASA), "train", "nlu", *options, "--fixed-model-name", "new"]
        done = subprocess.run(command, cwd=folder, env=environ(), capture_output=True, text=True, check=False)  # noqa: S603
        made = Path(folder) / "new.tar.gz"
        if done.returncode or not made.exists():
            raise TrainingFailed(f"rasa train nlu failed:\n{(done.stdout + done.stderr)[-3000:]}")
        os.replace(made, out)  # noqa: PTH105


def _ingredients(config: Path, domain: Path) -> Iterator[bytes]:
    loaded = yaml.safe_load(config.read_text(encoding="utf-8"))
    yield json.dumps({key: loaded.get(key) for key in _OWN_KEYS}, sort_keys=True).encode()
    yield domain.read_bytes()
    for name in _CODE:
        yield (ROOT / name).read_bytes()
