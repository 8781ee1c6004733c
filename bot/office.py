"""The desk, joined: who is there, what consoles are told, what people who wait are told, and who gets what."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import APIRouter

from bot.ingest import utc_now
from bot.settings import Settings
from handoff.api.events import router as event_routes
from handoff.api.session import Guard
from handoff.live import Live
from handoff.streams import Streams
from storage.db import Database
from storage.hints import LocalHints


@dataclass(frozen=True, slots=True)
class Office:
    """Everything of the desk that runs."""

    live: Live
    streams: Streams

    def routes(self, guard: Guard) -> list[APIRouter]:
        return [event_routes(guard, self.streams)]

    def jobs(self, *, api: bool) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        return [self.streams.run] if api else []


def build_office(settings: Settings, db: Database, hints: LocalHints) -> Office:
    db.on_commit = lambda topics: hints.notify(*topics)
    idle = timedelta(minutes=settings.config.signing.idle_minutes)
    live = Live(hints)
    return Office(live, Streams(db, hints, live, now=utc_now, idle=idle))
