"""Training in the background: the shipped data and staff's phrases, in a process of its own that lets others go first.

A run is a row that one worker claims. Each stage renews its lease; when the worker dies, the lease ends and the run
has failed. The assistant answers meanwhile with the model it has.
"""

import asyncio
import contextlib
import json
import logging
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.corpora import Corpora
from bot.settings import ROOT
from nlu.embedded import store
from nlu.embedded.engine import EmbeddedInterpreter
from storage import phrases, training
from storage.db import Database, Transaction, told
from storage.hints import TRAINING, LocalHints
from storage.phrases import Phrase

log = logging.getLogger(__name__)
POLL_S = 2.0
LEASE = timedelta(minutes=2)
RENEWED_EVERY_S = 30.0
TRAINED_BY, COMPARED_FROM = 0.85, 0.9  # shares of the whole run
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class TrainingFailed(Exception):
    """The process that trained ended with an error; its last line says which."""


def model_file(models: Path, run: int) -> Path:
    return models / str(run) / "model.npz"


class TrainingJob:
    """Runs what staff asked for. `current`: the model in use; `models`: the folder for what is learnt."""

    def __init__(
        self,
        db: Database,
        hints: LocalHints,
        current: Callable[[], Path],
        corpora: Corpora,
        models: Path,
        *,
        name: str,
        now: Callable[[], datetime],
    ) -> None:
        self._db, self._hints, self._current, self._corpora = db, hints, current, corpora
        self._models, self._name, self._now = models, name, now

    async def run(self) -> None:
        with self._hints.subscribe(TRAINING) as wakeup:
            while True:
                try:
                    while await self.once():
                        pass
                except Exception as error:
                    log.error("training could not be looked after: %s", told(error))
                await wakeup.wait(POLL_S)

    async def once(self) -> bool:
        """Attend to one run; -> whether there was one. Looking writes nothing."""
        async with self._db.read() as tx:
            if not await training.due(tx, self._now()):
                return False
        async with self._db.transaction() as tx:
            await training.expire(tx, self._now())
            run = await training.claim(tx, self._name, self._now(), LEASE)
        if run is None:
            return False
        try:
            values = await self._trained(run)
        except Exception as error:
            log.exception("training %s failed", run)
            values = {"error": str(error)[:500] or type(error).__name__}
        async with self._db.transaction() as tx:
            await training.finish(tx, run, self._name, values, self._now())
        self._hints.notify(TRAINING)
        return True

    async def _trained(self, run: int) -> dict[str, Any]:
        folder = model_file(self._models, run).parent
        folder.mkdir(parents=True, exist_ok=True)
        async with self._db.read() as tx:
            extra = _written(await phrases.listed(tx, limit=None), folder / "phrases.yml")
            kept = await training.kept(tx)
        await asyncio.to_thread(_clear, self._models, kept)
        model = folder / "model.npz"
        data = [arg for path in (*self._corpora.training, *extra) for arg in ("--data", str(path))]
        await self._command(run, "train", *data, "--out", str(model), "--progress", "--background")
        await self._told(run, "comparing", COMPARED_FROM)
        sides = ("--before", str(self._current()), "--after", str(model))
        asked = [arg for path in self._corpora.evaluation for arg in ("--data", str(path))]
        own = [arg for path in extra for arg in ("--phrases", str(path))]
        lines = await self._command(run, "compare", *sides, *asked, *own, "--background")
        found: dict[str, Any] = json.loads(lines[-1])
        return found | {"digest": await asyncio.to_thread(store.digest_of, model)}

    async def _command(self, run: int, *arguments: str) -> list[str]:
        """-> the lines it wrote. Raises TrainingFailed."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.cli", "nlu", *arguments),
            cwd=ROOT,
            env=os.environ | ONE_CORE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=64 * 1024 * 1024,
        )
        assert process.stdout and process.stderr
        complaint = asyncio.create_task(process.stderr.read())
        beat = asyncio.create_task(self._beat(run))
        try:
            lines = [await self._heard(run, line.decode().rstrip("\n")) async for line in process.stdout]
            if await process.wait() != 0:
                raise TrainingFailed(((await complaint).decode().strip().splitlines() or ["ended"])[-1])
            return lines
        finally:
            beat.cancel()
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()

    async def _heard(self, run: int, line: str) -> str:
        if line.startswith("stage\t"):
            _, done, stage = line.split("\t")
            await self._told(run, stage, TRAINED_BY * float(done))
        return line

    async def _beat(self, run: int) -> None:
        """A long stage keeps its lease, too."""
        while True:
            await asyncio.sleep(RENEWED_EVERY_S)
            with contextlib.suppress(Exception):
                async with self._db.transaction() as tx:
                    await training.renew(tx, run, self._name, self._now() + LEASE)

    async def _told(self, run: int, stage: str, done: float) -> None:
        async with self._db.transaction() as tx:
            if not await training.note(tx, run, self._name, stage, round(done, 3), self._now(), LEASE):
                raise TrainingFailed("somebody else has declared this training dead")
        self._hints.notify(TRAINING)


def _written(found: Sequence[Phrase], path: Path) -> list[Path]:
    """Staff's phrases in Rasa's format; no file where there are none."""
    if not found:
        return []
    items = [
        {"intent": intent, "examples": [{"text": p.text} for p in found if p.intent == intent]}
        for intent in sorted({p.intent for p in found})
    ]
    path.write_text(yaml.safe_dump({"version": "3.1", "nlu": items}, allow_unicode=True), encoding="utf-8")
    return [path]


def _clear(models: Path, kept: set[int]) -> None:
    """Models that nobody can go back to."""
    for folder in models.iterdir():
        if folder.name.isdigit() and int(folder.name) not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def model_of(engine: EmbeddedInterpreter, models: Path) -> Callable[[Transaction], Any]:
    """For the watcher: this process understands with the model that is live."""

    async def catch(tx: Transaction) -> None:
        found = await training.live(tx)
        path, digest = (model_file(models, found[0]), found[1]) if found else (None, None)
        await asyncio.to_thread(engine.take, path, digest)
        log.info("the model in use is now: %s", f"training {found[0]}" if found else "the shipped one")

    return catch
