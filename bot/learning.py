"""The assistant's knowledge, joined: the answers that staff keep, and how every process takes them up."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter

from bot.corpora import Corpora
from bot.dialogue.decide import Dialogue
from bot.ingest import utc_now
from bot.library import Library, Watcher, answers_of
from bot.settings import ROOT, Settings
from handoff.api.knowledge import router as knowledge_routes
from handoff.api.session import Guard
from handoff.knowledge import Knowledge
from handoff.policy import Policy
from nlu.interpreter import Interpreter
from storage import revisions
from storage.db import Database
from storage.hints import KNOWLEDGE, LocalHints

POLICY = ROOT / "bot" / "knowledge" / "policy.md"


@dataclass(slots=True)
class Learning:
    """`jobs`: what runs in every process; `routes`: the staff API's."""

    hints: LocalHints
    knowledge: Knowledge
    watcher: Watcher

    def jobs(self) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        return [self.watcher.run]

    def routes(self, guard: Guard) -> list[APIRouter]:
        return [knowledge_routes(guard, self.knowledge, self.announce)]

    def announce(self) -> None:
        """Something has gone live: every process looks."""
        self.hints.notify(KNOWLEDGE)


async def build_learning(
    settings: Settings,
    db: Database,
    hints: LocalHints,
    dialogue: Dialogue,
    interpreter: Interpreter,
    corpora: Corpora | None = None,
) -> Learning:
    """What is live in the database is said from the first message on. Raises PolicyError."""
    library = Library(dialogue, interpreter, corpora or Corpora(), utc_now)
    hosts = settings.config.knowledge.allowed_hosts
    knowledge = Knowledge(db, library, Policy.load(POLICY), hosts=hosts)
    watcher = Watcher(db, hints, {revisions.ANSWERS: answers_of(library)})
    await watcher.once()
    return Learning(hints, knowledge, watcher)
