"""What the gateway does for the web chat's API: stores, reads and watches conversations, and limits rates."""

import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.ingest import Ingest
from bot.settings import Config
from channels.message import Inbound
from channels.webchat.api import KeptFile
from channels.webchat.channel import ACCOUNT, NAME
from channels.webchat.tokens import TICKET
from handoff.live import Live
from storage import messages
from storage.db import Database, finish
from storage.hints import INBOX, LocalHints, composing_topic, conversation_topic
from storage.limits import RateLimiter
from storage.messages import AttachmentView, MessageView
from storage.people import identity_key

POLL_S = 2.0
TYPING_PER_MINUTE = 30
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
        live: Live,
        files: Path,
    ) -> None:
        """`live` tells consoles who writes; `files`: where what was sent is kept."""
        self._db, self._hints, self._ingest, self._limiter = db, hints, ingest, limiter
        self._config, self._channels = config, tuple(channels)
        self._live, self._files = live, files

    async def accept(self, inbound: Inbound) -> tuple[int, int]:
        [recorded] = await self._ingest.accept([inbound])
        return recorded.conversation_id, recorded.seq

    async def messages(self, session_id: str, after: int) -> Sequence[dict[str, Any]]:
        return await finish(self._messages(identity_key(NAME, ACCOUNT, session_id), after))

    async def _messages(self, key: str, after: int) -> Sequence[dict[str, Any]]:
        """Read to the end even for a visitor who has left: a query cut short would cost its connection."""
        async with self._db.read() as tx:
            return [_shown(m) for m in await messages.after(tx, key, after)]

    async def changes(self, session_id: str) -> AsyncIterator[bool]:
        """Follows the session's conversation by hints, and looks every `POLL_S` whatever happens to them."""
        with self._hints.subscribe(INBOX) as first:  # before looking: what comes in between must be heard
            while (here := await self._conversation(session_id)) is None:
                yield False
                await first.wait(POLL_S)
        news, composing = self._hints.subscribe(conversation_topic(here)), self._hints.subscribe(composing_topic(here))
        with news as said, composing as written:
            while True:
                yield written.taken()
                await said.wait(POLL_S)

    async def _conversation(self, session_id: str) -> int | None:
        return await finish(self._open_conversation(identity_key(NAME, ACCOUNT, session_id)))

    async def typing(self, session_id: str) -> None:
        if (here := await self._conversation(session_id)) is not None:
            self._live.type(here)

    async def file(self, session_id: str, file_id: int) -> KeptFile | None:
        return await finish(self._file(identity_key(NAME, ACCOUNT, session_id), file_id))

    async def _file(self, key: str, file_id: int) -> KeptFile | None:
        async with self._db.read() as tx:
            found = await messages.file(tx, key, file_id)
        if found is None or found.path is None:
            return None
        mime = found.mime or "application/octet-stream"
        return KeptFile(self._files / Path(found.path).name, mime, found.filename or "file")

    async def _open_conversation(self, key: str) -> int | None:
        async with self._db.read() as tx:
            return await messages.open_conversation(tx, key)

    async def allow(self, kind: str, key: str) -> float:
        webchat = self._config.webchat
        per_minute = {"session": webchat.sessions_per_minute, "typing": TYPING_PER_MINUTE}.get(
            kind, webchat.messages_per_minute
        )
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
        "attachments": [_file_shown(a) for a in m.attachments],
        "client_id": m.client_id,
        "at": m.at.isoformat(),
    }


def _file_shown(a: AttachmentView) -> dict[str, Any]:
    """`url`: where the page fetches it with its token, once it is kept."""
    return asdict(a) | {"url": f"/webchat/files/{a.id}" if a.state == "stored" else None}
