"""A lean HTTP/1.1 client with kept-alive connections: a load generator must cost less than what it measures."""

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import SplitResult, urlsplit
from weakref import WeakKeyDictionary

import httptools

TIMEOUT = 30.0


@dataclass(slots=True)
class Response:
    """What came back. Header names are lower-case."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class _Connection(asyncio.Protocol):
    """One connection, one exchange at a time. Closed by the other side, it fails the exchange in flight."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._response = Response()
        self._waiting: asyncio.Future[Response] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    async def exchange(self, request: bytes) -> Response:
        assert self.transport is not None
        self._response = Response()
        self._waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self._waiting

    @property
    def usable(self) -> bool:
        return self.transport is not None and not self.transport.is_closing()

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._finish(ConnectionError(f"not HTTP: {error}"))

    def connection_lost(self, exc: Exception | None) -> None:
        self._finish(exc or ConnectionResetError("closed before the answer"))

    def on_header(self, name: bytes, value: bytes) -> None:
        self._response.headers[name.decode().lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self._response.body += body

    def on_message_complete(self) -> None:
        self._response.status = self._parser.get_status_code()
        if not self._parser.should_keep_alive():
            self.close()
        self._finish(None)

    def _finish(self, error: Exception | None) -> None:
        if self._waiting is None or self._waiting.done():
            return
        if error:
            self._waiting.set_exception(error)
        else:
            self._waiting.set_result(self._response)


_Pool = dict[tuple[str, int], list[_Connection]]


class HttpClient:
    """Requests to any origin. Connections are pooled per event loop, so that several loops may share a client."""

    def __init__(self) -> None:
        self._pools: WeakKeyDictionary[asyncio.AbstractEventLoop, _Pool] = WeakKeyDictionary()

    async def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        timeout: float = TIMEOUT,
    ) -> Response:
        """One exchange. Raises OSError or TimeoutError; never tries twice."""
        parts = urlsplit(url)
        async with asyncio.timeout(timeout):
            connection = await self._connection(parts)
            try:
                response = await connection.exchange(_head(method, parts, headers or {}, body) + body)
            except BaseException:
                connection.close()
                raise
        if connection.usable:
            self._idle(parts).append(connection)
        return response

    async def close(self) -> None:
        """Close this loop's idle connections."""
        for idle in self._pools.pop(asyncio.get_running_loop(), {}).values():
            for connection in idle:
                connection.close()
        await asyncio.sleep(0)

    def _idle(self, parts: SplitResult) -> list[_Connection]:
        pool = self._pools.setdefault(asyncio.get_running_loop(), defaultdict(list))
        return pool[parts.hostname or "", _port(parts)]

    async def _connection(self, parts: SplitResult) -> _Connection:
        idle = self._idle(parts)
        while idle:
            if (connection := idle.pop()).usable:
                return connection
        tls = ssl.create_default_context() if parts.scheme == "https" else None
        loop = asyncio.get_running_loop()
        _, fresh = await loop.create_connection(_Connection, parts.hostname or "", _port(parts), ssl=tls)
        return fresh


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _head(method: str, parts: SplitResult, headers: Mapping[str, str], body: bytes) -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {target} HTTP/1.1", f"host: {parts.netloc}", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
