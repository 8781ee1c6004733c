"""The loopback HTTP server: uvicorn's protocol, with a way to cut a connection in the middle of an answer."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import Any

from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

App = Callable[[dict[str, Any], Callable[..., Awaitable[Any]], Callable[..., Awaitable[None]]], Awaitable[None]]
TRANSPORT = "simulator.transport"


class _CuttingProtocol(HttpToolsProtocol):
    """Hands its transport to the application: ASGI alone has no way to drop a connection without an answer."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {TRANSPORT: {"transport": self.transport}}


def cut(transport: asyncio.Transport, *, reset: bool) -> None:
    """Close without an answer: with a reset the caller sees ECONNRESET, else an orderly end of nothing."""
    if reset:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


class LoopbackServer:
    """Serves an ASGI app in the running loop. It can vanish and come back on the same port."""

    def __init__(self, app: App, host: str, port: int) -> None:
        self._config = Config(
            app,
            lifespan="off",
            proxy_headers=False,
            log_config=None,
            access_log=False,
            ws="none",
            timeout_keep_alive=60,
        )
        self._address = (host, port)
        self._state = ServerState()
        self._server: asyncio.Server | None = None

    @property
    def base(self) -> str:
        return f"http://{self._address[0]}:{self._address[1]}"

    async def open(self) -> None:
        """Listen. Port 0 becomes a free port, kept for good."""
        listener = socket.create_server(self._address, backlog=2048)
        self._address = (self._address[0], listener.getsockname()[1])
        self._server = await asyncio.get_running_loop().create_server(self._protocol, sock=listener)

    def _protocol(self) -> _CuttingProtocol:
        return _CuttingProtocol(self._config, self._state, {})

    async def close(self) -> None:
        """Stop listening and cut every open connection."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._state.connections):
            connection.transport.abort()
        if self._state.tasks:
            await asyncio.wait(list(self._state.tasks), timeout=5)
        await asyncio.sleep(0)
