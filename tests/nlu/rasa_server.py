"""A real Rasa server for the tests: its environment made, its model trained on nlu/data, ended by its own id.

Nothing is skipped where uv or a Python 3.10 is missing: what is needed is said, and the tests fail.
"""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from nlu.rasa import environment, training
from nlu.rasa.__main__ import serve_command
from tests.servers import free_port


@dataclass(slots=True)
class RasaProcess:
    """`start` returns when a text is understood; `kill` leaves no time for goodbyes. The port stays the same.

    A start takes long: whoever needs the server running asks whether it `runs`.
    """

    model: Path
    log: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, seconds: float = 300) -> None:
        command = serve_command(self.model, "127.0.0.1", self.port)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                command, cwd=self.log.parent, env=environment.environ(), stdout=output, stderr=output
            )
        deadline = time.monotonic() + seconds
        while not self._answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.kill()
                raise RuntimeError(f"Rasa did not start: {self.log.read_text(errors='replace')[-3000:]}")
            time.sleep(0.2)

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def parse(self, text: str) -> dict[str, Any]:
        answer = httpx.post(f"{self.url}/model/parse", json={"text": text}, timeout=30)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def _answers(self) -> bool:
        try:
            return bool(self.parse("مرحبا")["intent_ranking"])
        except httpx.HTTPError:
            return False


@contextmanager
def trained(folder: Path) -> Iterator[RasaProcess]:
    """A server, to be started, with the model of config.yml, nlu/data and nlu/domain.yml, made once for each state of
    these."""
    environment.bootstrap()
    server = RasaProcess(training.model(), folder / "rasa.log")
    try:
        yield server
    finally:
        server.kill()
