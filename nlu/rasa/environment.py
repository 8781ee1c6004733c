"""Rasa's own environment: Python 3.10 and the libraries of the uv.lock beside this file, in nlu/rasa/.venv."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from nlu.interpreter import InterpreterError

HOME = Path(__file__).resolve().parent
ROOT = HOME.parents[1]
RASA = HOME / ".venv" / "bin" / "rasa"
_PYTHON = "3.10"
_KEPT = frozenset({"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ"})

# Rasa reports home unless told not to. Threads: its models are small, and the machine is shared.
_SETTINGS = {
    "PYTHONPATH": str(ROOT),
    "PYTHONWARNINGS": "ignore",
    "RASA_TELEMETRY_ENABLED": "false",
    "RASA_MAX_CACHE_SIZE": "0",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


class EnvironmentMissing(InterpreterError):
    """Rasa's environment cannot be made."""


def bootstrap() -> None:
    """Makes the environment what the lock says; a moment's work when it already is. Raises EnvironmentMissing."""
    command = [_uv(), "sync", "--project", str(HOME), "--locked", "--no-dev", "--python", _python()]
    done = subprocess.run(command, env=_plain(), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise EnvironmentMissing(f"uv sync in {HOME} failed:\n{done.stderr[-2000:]}")


def environ() -> dict[str, str]:
    """What every Rasa process runs with: nothing of the gateway's own settings and secrets."""
    return {name: value for name, value in os.environ.items() if name in _KEPT} | _SETTINGS


def _plain() -> dict[str, str]:
    """The environment without the traces of the one we run in."""
    return {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONHOME")}


def _uv() -> str:
    found = shutil.which("uv") or shutil.which("uv", path=str(ROOT / ".uv" / "bin"))
    if not found:
        raise EnvironmentMissing("uv is neither on the PATH nor in .uv/bin")
    return found


def _python() -> str:
    """A Python 3.10 that runs: an installed one, one of pyenv's, or one that uv fetches."""
    for candidate in (*_installed(), _PYTHON):
        if found := _found(candidate):
            return found
    subprocess.run([_uv(), "python", "install", _PYTHON], env=_plain(), check=False)  # noqa: S603
    if found := _found(_PYTHON):
        return found
    raise EnvironmentMissing(f"no Python {_PYTHON} here, and uv could not fetch one: install it and try again")


def _installed() -> Iterator[str]:
    """pyenv's own folders come first, because its shims exist for versions that are switched off, and then fail."""
    versions = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions"
    yield from sorted((str(path) for path in versions.glob(f"{_PYTHON}.*/bin/python{_PYTHON}")), reverse=True)


def _found(version: str) -> str | None:
    command = [_uv(), "python", "find", "--no-project", "--no-python-downloads", version]
    done = subprocess.run(command, env=_plain(), capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() if done.returncode == 0 else None
