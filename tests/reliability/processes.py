"""The product as processes of its own, killed without warning and started again in a moment.

A fork server imports the product and loads the model once; what is forked from it runs the ordinary commands. `Fate`
sends a process a signal at an exact moment of its work: before or after a certain commit.
"""

import asyncio
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from channels.simulator import Simulator
from storage import migrations
from storage.db import Database
from tests.gateway import GENEROUS, environment
from tests.servers import free_port, prepare

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.reliability.preloaded"])

READY_S = 30.0
SHORT_LEASES = {"work": {"turn_lease_s": 1, "send_lease_s": 2}}


@dataclass(frozen=True, slots=True)
class Fate:
    """`signal` when a step is `before` or `after` its commit for the first time. Steps: see `moments.STEPS`."""

    step: str
    when: str
    signal: int = signal.SIGKILL


Prepare = Callable[[], None]


def _run(
    arguments: Sequence[str], variables: Mapping[str, str], log: Path, fate: Fate | None, prepare: Prepare | None
) -> None:
    """The forked process: the command line with its own environment and log."""
    with log.open("ab", buffering=0) as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    sys.stdout = open(1, "w", buffering=1, closefd=False)  # noqa: SIM115 - for the life of the process
    sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115
    os.environ.update(variables)
    from tests.reliability import preloaded

    if prepare:
        prepare()
    preloaded.run(list(arguments), fate)


class Process:
    """One forked process of the product."""

    def __init__(
        self,
        arguments: Sequence[str],
        variables: Mapping[str, str],
        log: Path,
        fate: Fate | None = None,
        prepare: Prepare | None = None,
    ) -> None:
        self.url = f"http://127.0.0.1:{arguments[-1]}"
        self._log, self._fate = log, fate
        self._process = _forks.Process(target=_run, args=(arguments, variables, log, fate, prepare), daemon=True)
        self._process.start()

    async def ready(self) -> "Process":
        """Until /readyz says so, or until its fate has struck: work left behind may bring it about at once."""
        async with httpx.AsyncClient() as client, asyncio.timeout(READY_S):
            while True:
                if not self._process.is_alive():
                    assert self._fate, f"exit {self._process.exitcode}: {self.log()[-3000:]}"
                    return self
                try:
                    if (await client.get(f"{self.url}/readyz", timeout=5)).status_code == 200:
                        return self
                except httpx.TransportError:
                    await asyncio.sleep(0.02)

    def alive(self) -> bool:
        return self._process.is_alive()

    def stopped(self) -> bool:
        """Whether SIGSTOP holds it."""
        stat = Path(f"/proc/{self._process.pid}/stat").read_text()
        return stat.rpartition(")")[2].split()[0] == "T"

    def limit(self, what: int, amount: int) -> None:
        """Change one of its resource limits while it runs."""
        resource.prlimit(self._process.pid or 0, what, (amount, resource.RLIM_INFINITY))

    async def get(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient() as client:
            return await client.get(self.url + path)

    def signal(self, number: int) -> None:
        os.kill(self._process.pid or 0, number)

    async def gone(self, seconds: float = READY_S) -> int:
        """Until the process has ended; -> its exit code, negative for a signal."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._process.sentinel, ended.set)
        try:
            await asyncio.wait_for(ended.wait(), seconds)
        except TimeoutError:
            raise AssertionError(f"still alive, fated to {self._fate}: {self.log()[-3000:]}") from None
        finally:
            loop.remove_reader(self._process.sentinel)
        self._process.join()
        return self._process.exitcode or 0

    async def kill(self) -> None:
        if self._process.is_alive():
            self.signal(signal.SIGKILL)
            await self.gone()

    def log(self) -> str:
        return self._log.read_text(errors="replace")


@dataclass(slots=True)
class Site:
    """Where the product is installed: one database, one address that providers know, and the providers."""

    folder: Path
    url: str
    simulator: Simulator
    db: Database  # for looking on
    variables: Mapping[str, str]
    processes: list[Process] = field(default_factory=list)

    def start(self, *arguments: str, fate: Fate | None = None, prepare: Prepare | None = None) -> Process:
        """`serve` or `api` at the site's address, or `worker` at a free port."""
        if arguments == ("worker",):
            return self.start_at_free_port(*arguments, fate=fate)
        return self._start(self.url.rpartition(":")[2], arguments or ("serve",), fate, prepare)

    def start_at_free_port(self, *arguments: str, fate: Fate | None = None) -> Process:
        return self._start(str(free_port()), arguments, fate)

    def _start(
        self, port: str, arguments: tuple[str, ...], fate: Fate | None, prepare: Prepare | None = None
    ) -> Process:
        log = self.folder / f"{len(self.processes)}.log"
        process = Process((*arguments, "--port", port), self.variables, log, fate, prepare)
        self.processes.append(process)
        return process


@asynccontextmanager
async def site(
    folder: Path, database_url: str, *, changes: Mapping[str, Any] = SHORT_LEASES, more: Mapping[str, str] | None = None
) -> AsyncIterator[Site]:
    """An installation whose processes are killed on leaving."""
    url = f"http://127.0.0.1:{free_port()}"
    prepare(database_url)
    db = Database(database_url)
    await migrations.upgrade(db)
    async with Simulator(gateway=url) as simulator:
        variables = environment(folder, url, simulator, database_url, {**GENEROUS, **changes})
        installed = Site(folder, url, simulator, db, variables | dict(more or {}))
        try:
            yield installed
        finally:
            for process in installed.processes:
                await process.kill()
            await db.close()
