"""What the simulator's tests share: the providers' real clients pointed at it, and a gateway that only takes notes."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

import httpx
from telegram import Bot
from telegram.request import HTTPXRequest
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from channels.simulator import Simulator
from channels.simulator.server import LoopbackServer


class RedirectedHttpClient(AsyncTwilioHttpClient):
    """The official client's transport, with every host replaced by the simulator's.

    The credentials go as a ready header, because aiohttp warns of the class that the official transport wraps them in.
    """

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = urlsplit(base)

    async def request(
        self,
        method: str,
        url: str,
        params: Any = None,
        data: Any = None,
        headers: Any = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        moved = urlunsplit(urlsplit(url)._replace(scheme=self.base.scheme, netloc=self.base.netloc))
        secret = base64.b64encode(":".join(auth or ()).encode()).decode()
        headers = {**(headers or {}), "Authorization": f"Basic {secret}"}
        return await super().request(method, moved, params, data, headers, None, timeout, allow_redirects)


@asynccontextmanager
async def twilio_client(simulator: Simulator, token: str | None = None) -> AsyncIterator[Client]:
    own, http = simulator.credentials, RedirectedHttpClient(simulator.base)
    try:
        yield Client(own.twilio_account_sid, token or own.twilio_auth_token, http_client=http)
    finally:
        await http.close()


@asynccontextmanager
async def telegram_bot(
    simulator: Simulator, token: str | None = None, *, read_timeout: float = 2.0
) -> AsyncIterator[Bot]:
    bot = Bot(
        token or simulator.credentials.telegram_bot_token,
        base_url=f"{simulator.base}/bot",
        base_file_url=f"{simulator.base}/file/bot",
        request=HTTPXRequest(connection_pool_size=4, read_timeout=read_timeout),
    )
    async with bot:
        yield bot


@asynccontextmanager
async def meta_client(
    simulator: Simulator, token: str | None = None, timeout: float = 2.0
) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {token or simulator.credentials.whatsapp_access_token}"}
    base = f"{simulator.base}/v23.0/"
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=timeout) as client:
        yield client


class NotingGateway:
    """Answers every webhook with `status` and keeps (method, path with query, headers, body)."""

    def __init__(self) -> None:
        self.status = 200
        self.noted: list[tuple[str, str, dict[str, str], bytes]] = []
        self._server = LoopbackServer(self, "127.0.0.1", 0)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        query = scope["query_string"].decode()
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.noted.append((scope["method"], scope["path"] + (f"?{query}" if query else ""), headers, body))
        await send({"type": "http.response.start", "status": self.status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    @property
    def base(self) -> str:
        return self._server.base

    async def __aenter__(self) -> Self:
        await self._server.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()
