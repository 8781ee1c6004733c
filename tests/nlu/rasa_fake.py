"""A server on loopback that speaks as Rasa does, and is slow, silent or wrong when told to be."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

Answer = Callable[[str], Any]


class FakeRasa:
    """Speaks HTTP on loopback. `answer` makes of a text what is sent back; `delay_s` and `status` are its moods."""

    def __init__(self) -> None:
        self.answer: Answer = lambda _: ranked(faq_decision_time=0.9, greet=0.05)
        self.delay_s, self.status = 0.0, 200
        self.targets: list[str] = []
        self.texts: list[str] = []
        self.connections = 0
        self._open: set[asyncio.StreamWriter] = set()

    async def start(self, port: int = 0) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", port)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        self._server.close()
        for writer in tuple(self._open):
            writer.transport.abort()
        await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._open.add(writer)
        try:
            while True:
                await self._exchange(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            self._open.discard(writer)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(int(row.split(":")[1]) for row in head.split("\r\n") if row.lower().startswith("content-length"))
        text = json.loads(await reader.readexactly(length))["text"]
        self.targets.append(head.split()[1])
        self.texts.append(text)
        await asyncio.sleep(self.delay_s)
        found = self.answer(text)
        body = found if isinstance(found, bytes) else json.dumps(found).encode()
        writer.write(f"HTTP/1.1 {self.status} OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()


def ranked(*entities: dict[str, Any], fell_back: bool = False, **probabilities: float) -> dict[str, Any]:
    rows = [{"name": name, "confidence": share} for name, share in probabilities.items()]
    if fell_back:
        rows.insert(0, {"name": "nlu_fallback", "confidence": 0.15})
    return {"intent": rows[0], "intent_ranking": rows, "entities": list(entities)}
