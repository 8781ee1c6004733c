"""The assistant's knowledge, joined: answers that staff keep, what it missed, what it learns, and how every process
takes that up."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import APIRouter

from bot.answer_library import Library, Watcher, answers_of
from bot.corpora import Corpora
from bot.dialogue.decide import Dialogue
from bot.ingest import utc_now
from bot.settings import ROOT, Settings
from bot.training import TrainingJob, model_of
from bot.understanding import TRAINED
from bot.worker import worker_name
from handoff.api.knowledge import router as knowledge_routes
from handoff.api.reports import router as report_routes
from handoff.api.session import Guard
from handoff.api.training import router as training_routes
from handoff.api.unanswered import router as unanswered_routes
from handoff.knowledge import Knowledge
from handoff.policy import Policy
from handoff.reports import Reports
from handoff.unanswered import Unanswered
from nlu.embedded.engine import EmbeddedInterpreter
from nlu.interpreter import Interpreter
from storage import revisions, training
from storage.db import Database, told
from storage.hints import KNOWLEDGE, TRAINING, LocalHints

log = logging.getLogger(__name__)
POLICY = ROOT / "bot" / "knowledge" / "policy.md"
CLUSTERED_EVERY_S = 60.0
Job = Callable[[], Coroutine[Any, Any, None]]


@dataclass(slots=True)
class Learning:
    """`jobs`: what runs in a process; `routes`: the staff API's."""

    hints: LocalHints
    knowledge: Knowledge
    unanswered: Unanswered
    reports: Reports
    watcher: Watcher
    training: TrainingJob

    def jobs(self, *, worker: bool) -> list[Job]:
        """Every process watches what goes live; those that take turns cluster and train besides."""
        return [self.watcher.run, *([self.cluster, self.training.run] if worker else [])]

    def routes(self, guard: Guard) -> list[APIRouter]:
        return [
            knowledge_routes(guard, self.knowledge, self.announce),
            unanswered_routes(guard, self.unanswered),
            report_routes(guard, self.reports),
            training_routes(guard, lambda: self.hints.notify(TRAINING), self.announce),
        ]

    def announce(self) -> None:
        """Something has gone live: every process looks."""
        self.hints.notify(KNOWLEDGE)

    async def cluster(self) -> None:
        while True:
            try:
                while await self.unanswered.refresh(utc_now()):
                    pass
            except Exception as error:
                log.error("what was missed could not be put together: %s", told(error))
            await asyncio.sleep(CLUSTERED_EVERY_S)


async def build_learning(
    settings: Settings,
    db: Database,
    hints: LocalHints,
    dialogue: Dialogue,
    interpreter: Interpreter,
    corpora: Corpora | None = None,
) -> Learning:
    """What is live in the database is said and understood from the first message on. Raises PolicyError."""
    corpora, config = corpora or Corpora(), settings.config.knowledge
    library = Library(dialogue, interpreter, corpora, utc_now)
    knowledge = Knowledge(db, library, Policy.load(POLICY), hosts=config.allowed_hosts)
    unanswered = Unanswered(db, knowledge, corpora, kept=timedelta(days=config.misses_kept_days))
    engine, models = embedded(interpreter), settings.env.data_dir / "models"
    catches = {revisions.ANSWERS: answers_of(library)}
    if engine:
        catches[revisions.MODEL] = model_of(engine, models)
    watcher = Watcher(db, hints, catches)
    if db.is_sqlite:
        async with db.transaction() as tx:  # the only process: whoever trained is dead
            await training.expire(tx, utc_now(), everyone=True)
    await watcher.begin()
    job = TrainingJob(
        db, hints, lambda: engine.path if engine else TRAINED, corpora, models, name=worker_name(), now=utc_now
    )
    reports = Reports(settings.config.prices, library.title)
    return Learning(hints, knowledge, unanswered, reports, watcher, job)


def embedded(interpreter: Interpreter) -> EmbeddedInterpreter | None:
    """The embedded engine, which learns: the one that serves, or the one that stands behind another."""
    found = getattr(interpreter, "fallback", interpreter)
    return found if isinstance(found, EmbeddedInterpreter) else None
