"""The desk, joined: who is there, what consoles are told, what people who wait are told, and who gets what."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import APIRouter

from bot.composing import Composing
from bot.desk_words import DeskWords
from bot.dialogue.answers import Texts
from bot.ingest import utc_now
from bot.places import Places
from bot.settings import Settings
from channels.channel import Channel
from handoff.api.colleagues import router as colleague_routes
from handoff.api.desk import router as desk_routes
from handoff.api.events import router as event_routes
from handoff.api.handling import router as handling_routes
from handoff.api.session import Guard
from handoff.api.standing import Standings
from handoff.desk import Desk
from handoff.desk_settings import DeskSettings
from handoff.handling import Handling
from handoff.live import Live
from handoff.outlooks import Outlooks
from handoff.streams import Streams
from handoff.talks import Talks
from storage.db import Database
from storage.hints import LocalHints
from storage.limits import RateLimiter


@dataclass(frozen=True, slots=True)
class Office:
    """Everything of the desk that runs. `standings`: how conversations stand, for whoever shows them."""

    live: Live
    streams: Streams
    settings: DeskSettings
    desk: Desk
    places: Places
    standings: Standings
    composing: Composing
    talks: Talks

    def routes(self, guard: Guard) -> list[APIRouter]:
        handling = Handling(self.talks, self.settings)
        return [
            event_routes(guard, self.streams),
            desk_routes(guard, self.settings),
            colleague_routes(guard, self.talks, self.settings, self.live, self.composing),
            handling_routes(guard, self.talks, handling, self.standings),
        ]

    def jobs(self, *, api: bool, worker: bool) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        return [*([self.streams.run] if api else []), *([self.desk.run] if worker else [])]


def build_office(
    settings: Settings,
    db: Database,
    hints: LocalHints,
    limiter: RateLimiter,
    channels: Mapping[str, Channel],
    talks: Talks,
    texts: Texts,
) -> Office:
    db.on_commit = lambda topics: hints.notify(*topics)
    rules, live, words = DeskSettings(settings.config.desk), Live(hints), DeskWords(texts)
    idle = timedelta(minutes=settings.config.signing.idle_minutes)
    return Office(
        live=live,
        streams=Streams(db, hints, live, now=utc_now, idle=idle),
        settings=rules,
        desk=Desk(db, hints, rules, channels, words, now=utc_now),
        places=Places(db, Outlooks(rules), words),
        standings=Standings(rules),
        composing=Composing(db, hints, limiter, channels),
        talks=talks,
    )
