"""Talk to the Bot API through python-telegram-bot, keeping the raw answers and every outcome's exact meaning.

The library turns answers into typed objects and errors into a few classes. Both lose what delivery must know: a sparse
but successful answer would look like a failure, a refused connection like a broken one. So the transport below raises
our own errors, and the bot below hands back the raw result.
"""

from collections.abc import Mapping
from typing import Any

import httpx
import orjson
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from channels.channel import Ambiguous, SendError
from channels.connecting import Connections, Limits, keep_secrets_out_of_logs
from channels.outcomes import lost
from channels.telegram.codes import error_of
from channels.telegram.config import TelegramConfig


class _Request(HTTPXRequest):
    """The library's transport; it raises SendError itself, which the library wraps and `_unwrapped` finds again."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        try:
            status, payload = await super().do_request(*args, **kwargs)
        except TelegramError as error:
            raise lost(error.__cause__) from None
        if not 200 <= status < 300:
            raise error_of(status, {}, _json(payload))
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        answer = _json(payload)
        if not isinstance(answer, dict) or "result" not in answer:
            raise Ambiguous("an answer that cannot be read")
        return answer


class _RawBot(Bot):
    """The library's bot, with results as Telegram sent them."""

    async def call(self, method: str, params: Mapping[str, Any]) -> Any:
        return await self._post(method, dict(params))


class TelegramApi:
    """A pooled client for one bot."""

    def __init__(self, config: TelegramConfig, transport: httpx.AsyncBaseTransport | None = None) -> None:
        keep_secrets_out_of_logs()
        limits = Limits(config.timeout, config.connect_timeout, config.connections)
        self._request = _Request(httpx_kwargs={"transport": transport or Connections(limits), "trust_env": False})
        base = config.api_base.rstrip("/")
        self._bot = _RawBot(
            config.token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self.file_base = self._bot.base_file_url

    async def call(self, method: str, **params: Any) -> Any:
        """The result of a method. Raises SendError."""
        try:
            return await self._bot.call(method, params)
        except TelegramError as error:
            raise _unwrapped(error) from None

    async def close(self) -> None:
        await self._request.shutdown()


def _unwrapped(error: TelegramError) -> SendError:
    cause = error.__cause__
    return cause if isinstance(cause, SendError) else Ambiguous(type(error).__name__)


def _json(payload: bytes) -> Any:
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError:
        return None
