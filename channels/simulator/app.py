"""The ASGI application: one base URL that is Twilio, Telegram and Meta by path, and /simulator/ for control."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from channels.simulator.call import CUT, Answer, Call
from channels.simulator.control import Control
from channels.simulator.courier import Courier
from channels.simulator.meta_api import ATTACHMENTS, MetaApi
from channels.simulator.server import TRANSPORT, cut
from channels.simulator.telegram_api import TelegramApi
from channels.simulator.twilio_api import TwilioApi
from channels.simulator.world import World

CDN = "/twiliocdn/"
NOT_FOUND = Answer(404, b'{"message": "no provider has such a path"}')
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class ProviderApp:
    """Routes by path, then lets the answer's delay, cut or early statuses happen."""

    def __init__(self, world: World, courier: Courier, control: Control) -> None:
        self.world = world
        self.courier = courier
        self.control = control
        self.twilio = TwilioApi(world, courier.announce, courier.fetch)
        self.telegram = TelegramApi(world, courier.announce, courier.fetch)
        self.meta = MetaApi(world, courier.announce, courier.fetch)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        call = await _read(scope, receive)
        if call is None:
            return
        answer = await self._answer(call)
        await self._wait(answer)
        if answer.cut:
            cut(scope["extensions"][TRANSPORT]["transport"], reset=answer is CUT)
            await receive()  # until the server has noticed that nobody is there
            return
        await _write(answer, send)

    async def _answer(self, call: Call) -> Answer:
        if call.path.startswith("/simulator/"):
            return await self.control.handle(call)
        self.world.calls.append(call.path)
        return await self._provider(call)

    async def _provider(self, call: Call) -> Answer:
        path = call.path
        if path.startswith("/bot"):
            return await self.telegram.handle(call)
        if path.startswith("/file/bot"):
            return self.telegram.download(call)
        if path.startswith(("/2010-04-01/", "/v1/Content", "/v2/Indicators")):
            return await self.twilio.handle(call)
        if path.startswith(CDN):
            return self.twilio.cdn(path.removeprefix(CDN))
        if path.startswith(ATTACHMENTS):
            return self.meta.download(call)
        return await self.meta.handle(call) if path.startswith("/v") else NOT_FOUND

    async def _wait(self, answer: Answer) -> None:
        if answer.early and self.courier.plan.early:
            await self.courier.settled(answer.early)
        if answer.delay:
            await asyncio.sleep(answer.delay)


async def _read(scope: dict[str, Any], receive: Receive) -> Call | None:
    """The whole request, or None when the caller left."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return Call(scope["method"], scope["path"], scope["query_string"].decode("latin-1"), headers, b"".join(parts))


async def _write(answer: Answer, send: Send) -> None:
    headers = [(b"content-type", answer.mime.encode()), (b"content-length", str(len(answer.body)).encode())]
    headers += [(name.encode(), value.encode()) for name, value in answer.headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
