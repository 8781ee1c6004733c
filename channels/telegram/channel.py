"""The Telegram channel: the protocol's methods, each a few lines over its neighbours here."""

import asyncio
import hmac
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from telegram import InputFile

from channels.channel import Ambiguous, BadSignature, Fetched, MediaError, Rejected, SendError, WebhookRequest
from channels.fetching import Fetcher, Hosts
from channels.message import ANSWERABLE, Attachment, Event, Features, Inbound, Outbound, Piece, Receipt, Status
from channels.telegram.api import TelegramApi
from channels.telegram.config import TelegramConfig
from channels.telegram.events import NAME, UPDATES, read_events
from channels.telegram.pieces import render
from channels.untrusted import as_dict, as_id, as_text

_HOST = "api.telegram.org"


class TelegramChannel:
    """One bot. `account` is the bot's id."""

    def __init__(self, config: TelegramConfig, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.name, self.account = NAME, config.bot_id
        self.features = Features(max_buttons=90, per_second=config.per_second, per_recipient_interval=1.0)
        self._config = config
        self._api = TelegramApi(config, transport)
        self._fetcher = Fetcher(Hosts(config.api_base, _HOST, secret=(_HOST,)))

    def verify(self, request: WebhookRequest, now: datetime) -> None:  # noqa: ARG002 (Telegram signs no time)
        """The secret that we gave Telegram must come back: a bearer secret, not a signature."""
        expected = self._config.webhook_secret
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not expected or not hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode()):
            raise BadSignature

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        return read_events(request.body, self.account)

    def render(self, outbound: Outbound) -> Sequence[Piece]:
        return render(outbound)

    @staticmethod
    def reason(code: str | None) -> str:  # noqa: ARG004
        """Telegram reports no failures after the send."""
        return "other"

    async def send(self, piece: Piece, *, to: str, outbox_id: str) -> Receipt:  # noqa: ARG002 (nothing echoes it)
        params = {"chat_id": to, **piece.body["params"], **await _file(piece.body.get("file"))}
        result = await self._api.call(piece.body["method"], **params)
        provider_id = as_id(as_dict(result).get("message_id"))
        if provider_id is None:
            raise Ambiguous("an answer without a message id")
        return Receipt(provider_id, Status.SENT)

    async def acknowledge(self, inbound: Inbound) -> None:
        """Stop a pressed button's spinner; show "typing" for any other message that will be answered."""
        callback = inbound.extra.get("callback_query_id")
        try:
            if callback:
                await self._api.call("answerCallbackQuery", callback_query_id=callback)
            elif inbound.kind in ANSWERABLE:
                await self._api.call("sendChatAction", chat_id=inbound.sender.address, action="typing")
        except SendError:  # "query is too old", blocked, unreachable: nothing is lost by it
            return

    async def fetch(self, attachment: Attachment, *, max_bytes: int) -> Fetched:
        """Ask for the file's path, good for an hour, then for the file."""
        try:
            told = as_dict(await self._api.call("getFile", file_id=attachment.source))
        except SendError as error:
            raise MediaError(error.detail, permanent=isinstance(error, Rejected)) from None
        path = as_text(told.get("file_path"))
        if not path or path.startswith("/") or ".." in path or ":" in path:
            raise MediaError("no file path", permanent=True)
        fetched = await self._fetcher.fetch(f"{self._api.file_base}/{quote(path)}", max_bytes=max_bytes)
        return Fetched(fetched.content, attachment.mime or fetched.claimed_mime)

    async def lookup(
        self,
        piece: Piece,  # noqa: ARG002
        *,
        to: str,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
        known: Collection[str] = (),  # noqa: ARG002
    ) -> str | None:
        """Telegram offers no list of sent messages."""
        return None

    async def check(self) -> str:
        me = as_dict(await self._api.call("getMe"))
        return f"Telegram: @{me.get('username')}"

    async def register(self) -> str:
        """Tell Telegram where our webhook is and which updates we read; -> the address."""
        url = f"{self._config.public_url.rstrip('/')}/webhooks/telegram"
        await self._api.call(
            "setWebhook", url=url, secret_token=self._config.webhook_secret, allowed_updates=list(UPDATES)
        )
        return url

    async def close(self) -> None:
        await self._api.close()


async def _file(file: Mapping[str, Any] | None) -> dict[str, InputFile]:
    """The parameter that uploads a local file. Raises Rejected where it cannot be read."""
    if not file:
        return {}
    path = Path(file.get("path") or "")
    try:
        content = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        raise Rejected(type(error).__name__, reason="media") from None
    return {file["name"]: InputFile(content, filename=file.get("filename") or path.name)}
