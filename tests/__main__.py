"""`python -m tests [--whole]`: the tests on all cores, and before them what they need.

Without `--whole` every promise is kept once and what takes long is left out: see tests/selection.py. The whole needs
Rasa's environment and model, which take minutes that only the last tests wait for, so these are made meanwhile.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

from tests import prerequisites

ROOT = Path(__file__).resolve().parents[1]
SOME_FAILED = 1  # pytest's exit status
MOST_WORKERS = "4"  # each has gateways and a browser of its own


def main(arguments: Sequence[str]) -> int:
    if "--whole" not in arguments:
        status = prepared() or tested("--short")
        print("The short run. All tests in every combination, as CI runs them: make test WHOLE=1", flush=True)
        return status
    with meanwhile(sys.executable, "-m", "nlu.rasa", "train"):
        return prepared() or tested()


def prepared() -> int:
    prerequisites.main()
    return run("make", "--no-print-directory", "-j2", "prepared")


def tested(*options: str) -> int:
    """All tests beside each other; then, alone, those that failed: only a fault fails twice, haste does not."""
    pytest = (sys.executable, "-m", "pytest", *options)
    status = run(*pytest, "-n", "logical", "--maxprocesses", MOST_WORKERS)
    if status == SOME_FAILED:
        print("Again, one at a time, what failed beside the others:", flush=True)
        return run(*pytest, "--last-failed", "--last-failed-no-failures", "none")
    return status


def run(*command: str) -> int:
    return subprocess.run(command, cwd=ROOT).returncode


@contextmanager
def meanwhile(*command: str) -> Iterator[None]:
    """Beside all that follows. If it fails, whoever needs what it was to make tries again and says why."""
    with TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, start_new_session=True)
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
