"""Talk to Twilio through its own asynchronous client, with our address, our time limits and our errors.

The client is told to use the transport below, which sends every request to the configured API base, whatever Twilio
product it is meant for, and turns every outcome but a readable 2xx into a SendError.
"""

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import aiohttp
import orjson
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from channels.channel import Ambiguous, NotSent
from channels.connecting import Limits, before_writing, keep_secrets_out_of_logs
from channels.twilio.codes import error_of
from channels.twilio.config import TwilioConfig

_DEFAULT_BASE = "https://api.twilio.com"
_CONTENT = "https://content.twilio.com/"
_MOST_PAGES = 20


class _Transport(AsyncTwilioHttpClient):  # type: ignore[misc]  # the library ships no types
    """Twilio's aiohttp transport, opened on first use so that a channel can be built outside an event loop."""

    def __init__(self, config: TwilioConfig) -> None:
        super().__init__(pool_connections=False, timeout=config.timeout)
        self._base = config.api_base
        self._limits = Limits(config.timeout, config.connect_timeout, config.connections)
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, str | int] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002 (the session always has one)
        allow_redirects: bool = False,
    ) -> Response:
        """One request. Raises SendError for everything but a 2xx."""
        if self._session is None:
            self._session = self._limits.open()
        request = self._session.request(
            method,
            self._moved(url),
            params=params,
            data=_pairs(data or {}),
            headers={**(headers or {}), **({"Authorization": basic(*auth)} if auth else {})},
            allow_redirects=allow_redirects,
        )
        try:
            async with request as response:
                text = await response.text("utf-8", "replace")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise (NotSent if before_writing(error) else Ambiguous)(type(error).__name__) from None
        if not 200 <= response.status < 300:
            raise error_of(response.status, response.headers, _json(text))
        return Response(response.status, text, response.headers)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _moved(self, url: str) -> str:
        if self._base == _DEFAULT_BASE:
            return url
        base = urlsplit(self._base)
        return urlunsplit(urlsplit(url)._replace(scheme=base.scheme, netloc=base.netloc))


class TwilioApi:
    """The official client over that transport, for both channels of an account."""

    def __init__(self, config: TwilioConfig) -> None:
        keep_secrets_out_of_logs()
        self._transport = _Transport(config)
        self._client = Client(config.account_sid, config.auth_token, http_client=self._transport)
        self._account = f"{_DEFAULT_BASE}/2010-04-01/Accounts/{config.account_sid}"

    async def create_message(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        """Twilio's message object. Raises SendError."""
        return await self._call("POST", f"{self._account}/Messages.json", data=dict(params))

    async def messages_to(self, to: str, limit: int) -> list[Any]:
        """The latest messages sent to an address. Raises SendError."""
        page = await self._call("GET", f"{self._account}/Messages.json", params={"To": to, "PageSize": limit})
        messages = page.get("messages")
        return messages if isinstance(messages, list) else []

    async def account(self) -> Mapping[str, Any]:
        return await self._call("GET", f"{self._account}.json")

    async def contents(self) -> list[Any]:
        """Every content with its approval. Raises SendError."""
        url: str | None = "https://content.twilio.com/v1/ContentAndApprovals?PageSize=100"
        found: list[Any] = []
        for _ in range(_MOST_PAGES):
            if url is None:
                break
            page = await self._call("GET", url)
            found += page["contents"] if isinstance(page.get("contents"), list) else []
            meta = page.get("meta")
            following = meta.get("next_page_url") if isinstance(meta, dict) else None
            url = following if isinstance(following, str) and following.startswith(_CONTENT) else None
        return found

    async def typing(self, message_sid: str) -> None:
        url = "https://messaging.twilio.com/v2/Indicators/Typing.json"
        await self._call("POST", url, data={"messageId": message_sid, "channel": "whatsapp"})

    async def _call(self, method: str, url: str, **kwargs: Any) -> Mapping[str, Any]:
        response = await self._client.request_async(method, url, **kwargs)
        answer = _json(response.text)
        if not isinstance(answer, dict):
            raise Ambiguous("an answer that cannot be read")
        return answer

    async def close(self) -> None:
        await self._transport.close()


def basic(user: str, password: str) -> str:
    """The Authorization header of HTTP's basic scheme."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _pairs(data: Mapping[str, object]) -> list[tuple[str, str]]:
    """Form fields; a list becomes a repeated field."""
    return [(name, str(v)) for name, value in data.items() for v in (value if isinstance(value, list) else [value])]


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
