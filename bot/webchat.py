"""What the gateway does for the web chat's API: stores, reads and watches conversations, and limits rates."""

import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from bot.ingest import Ingest
from bot.settings import Config
from channels.message import Inbound
from channels.webchat.channel import ACCOUNT, NAME
from channels.webchat.tokens import TICKET
from storage import messages
from storage.db import Database, finish
from storage.hints import INBOX, LocalHints, conversation_topic
from storage.limits import RateLimiter
from storage.messages import MessageView
from storage.people import identity_key

POLL_S = 2.0
MAX_WAIT_S = 60.0
_PUBLIC_NAMES = {
    "whatsapp_cloud": "whatsapp",
    "twilio_whatsapp": "whatsapp",
    "telegram": "telegram",
    "twilio_sms": "sms",
}


class WebchatBackend:
    def __init__(
        self,
        db: Database,
        hints: LocalHints,
        ingest: Ingest,
        limiter: RateLimiter,
        config: Config,
        channels: Iterable[str],
    ) -> None:
        self._db, self._hints, self._ingest, self._limiter = db, hints, ingest, limiter
        self._config, self._channels = config, tuple(channels)

    async def accept(self, inbound: Inbound) -> tuple[int, int]:
        [recorded] = await self._ingest.accept([inbound])
        return recorded.conversation_id, recorded.seq

    async def messages(self, session_id: str, after: int) -> Sequence[dict[str, Any]]:
        return await finish(self._messages(identity_key(NAME, ACCOUNT, session_id), after))

    async def _messages(self, key: str, after: int) -> Sequence[dict[str, Any]]:
        """Read to the end even for a visitor who has left: a query cut short would cost its connection."""
        async with self._db.read() as tx:
            return [_shown(m) for m in await messages.after(tx, key, after)]

    async def changes(self, session_id: str) -> AsyncIterator[None]:
        """Follows the session's conversation by hints, and looks every `POLL_S` whatever happens to them."""
        with self._hints.subscribe(INBOX) as first:  # before looking: what comes in between must be heard
            while (topic := await self._topic(session_id)) is None:
                yield
                await first.wait(POLL_S)
        with self._hints.subscribe(topic) as news:
            while True:
                yield
                await news.wait(POLL_S)

    async def _topic(self, session_id: str) -> str | None:
        found = await finish(self._open_conversation(identity_key(NAME, ACCOUNT, session_id)))
        return None if found is None else conversation_topic(found)

    async def _open_conversation(self, key: str) -> int | None:
        async with self._db.read() as tx:
            return await messages.open_conversation(tx, key)

    async def allow(self, kind: str, key: str) -> float:
        webchat = self._config.webchat
        per_minute = webchat.sessions_per_minute if kind == "session" else webchat.messages_per_minute
        wait = await self._limiter.reserve(f"webchat:{kind}:{key}", 60 / per_minute, per_minute, patience=0)
        return min(wait, MAX_WAIT_S)

    async def first_use(self, ticket: str) -> bool:
        """The rate limiter remembers it, for all processes: one use in the ticket's lifetime."""
        key = hashlib.sha256(ticket.encode()).hexdigest()
        return await self._limiter.reserve(f"webchat:ticket:{key}", TICKET.total_seconds(), 1, patience=0) == 0

    def about(self) -> dict[str, Any]:
        organisation = self._config.organisation
        facts = {name: organisation.get(name) for name in ("name", "phone", "website")}
        return facts | {"channels": sorted({_PUBLIC_NAMES[name] for name in self._channels if name in _PUBLIC_NAMES})}


def _shown(m: MessageView) -> dict[str, Any]:
    return {
        "seq": m.seq,
        "author": m.author,
        "text": m.text,
        "buttons": m.buttons,
        "asks": m.asks,
        "attachments": [asdict(a) for a in m.attachments],
        "client_id": m.client_id,
        "at": m.at.isoformat(),
    }
