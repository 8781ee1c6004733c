"""Connections to providers: pooled, bounded in time, deaf to the environment's proxies, and silent about secrets.

Twilio's client brings aiohttp, which costs a quarter of the processor time of httpx's own transport, so all three
providers are reached through it: `Connections` speaks httpx's transport protocol to the clients built on httpx.
"""

import functools
import logging
import ssl
from dataclasses import dataclass

import aiohttp
import httpx
from yarl import URL

_KEEP_ALIVE = 15.0  # seconds: shorter than any provider's own, so that an idle connection is ours to close
_BEFORE_WRITING = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)


@functools.cache
def tls() -> ssl.SSLContext:
    """The client side's TLS settings. Loading the certificates takes tens of milliseconds, so it happens once."""
    return httpx.create_ssl_context()


def keep_secrets_out_of_logs() -> None:
    """HTTP libraries log URLs, headers and bodies below WARNING: a bot's token, people's phones and words."""
    for name in ("httpx", "httpcore", "telegram", "twilio.async_http_client"):
        logging.getLogger(name).setLevel(logging.WARNING)


def before_writing(error: BaseException) -> bool:
    """Whether aiohttp failed before it wrote anything."""
    return isinstance(error, _BEFORE_WRITING)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for a whole exchange, seconds to get connected, and how many connections at most."""

    timeout: float
    connect_timeout: float
    connections: int

    def open(self) -> aiohttp.ClientSession:
        """A session within these limits, whose bodies arrive as sent. Needs a running event loop."""
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self.connections, keepalive_timeout=_KEEP_ALIVE, ssl=tls()),
            timeout=aiohttp.ClientTimeout(total=self.timeout, connect=self.connect_timeout),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"Accept-Encoding": "identity"},
            auto_decompress=False,
        )


class Connections(httpx.AsyncBaseTransport):
    """httpx's transport over one aiohttp session, opened on first use.

    It fails as httpx does: ConnectError where nothing was written, ReadError where something may have been.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._session is None:
            self._session = self._limits.open()
        url, body = URL(str(request.url), encoded=True), await request.aread() or None
        exchange = self._session.request(
            request.method, url, headers=request.headers.multi_items(), data=body, allow_redirects=False
        )
        try:
            async with exchange as response:
                content = await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            failure = httpx.ConnectError if before_writing(error) else httpx.ReadError
            raise failure(type(error).__name__, request=request) from None
        return httpx.Response(response.status, headers=list(response.raw_headers), content=content, request=request)

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None
