"""The providers' doors: verify on the raw bytes, read, commit, answer.

401 forged or unsigned (nothing stored, nothing echoed) · 200 everything the provider itself sent, even what cannot be
read (kept for inspection) · 404 a channel that is off · 413 a body no provider sends · 503 when the commit failed, so
that the provider tries again.
"""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.dialogue.masking import masked
from bot.ingest import Ingest, utc_now
from bot.metrics import Metrics
from channels.channel import BadSignature, Channel, MalformedUpdate, WebhookRequest
from channels.whatsapp_cloud.channel import WhatsAppCloudChannel
from storage.db import Database, told
from storage.inbox import quarantine

log = logging.getLogger(__name__)
MAX_QUARANTINED = 64 * 1024
MAX_BODY = 3 * 1024 * 1024
EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


class Webhooks:
    """Takes requests in for the channels that are on. `doors` maps a path's name to the channel that reads it."""

    def __init__(
        self,
        doors: dict[str, Channel],
        ingest: Ingest,
        db: Database,
        metrics: Metrics,
        public_url: str,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._doors, self._ingest, self._db, self._metrics = doors, ingest, db, metrics
        self._public_url, self._now = public_url, now

    async def receive(self, door: str, request: Request, answer: Response) -> Response:
        """The one path of every webhook."""
        channel = self._doors.get(door)
        if channel is None:
            return Response("this channel is not configured", 404)
        began = time.perf_counter()
        body = await read_body(request)
        if body is None:
            return self._ended(door, "too_large", Response(status_code=413))
        webhook = self._as_webhook(request, body)
        try:
            channel.verify(webhook, self._now())
            events = channel.parse(webhook)
            await self._ingest.accept(events)
        except BadSignature:
            return self._ended(door, "forged", Response(status_code=401))
        except MalformedUpdate as error:
            return await self._keep(door, channel.name, str(error), body, answer)
        except Exception as error:
            log.error("webhook of %s not stored: %s", door, told(error))
            return self._ended(door, "failed", Response(status_code=503, headers={"Retry-After": "5"}))
        self._metrics.ack_seconds.labels(door).observe(time.perf_counter() - began)
        return self._ended(door, "accepted", answer)

    def handshake(self, query: Mapping[str, str]) -> Response:
        """Meta's challenge, echoed to whoever knows the verify token."""
        channel = self._doors.get("whatsapp")
        if not isinstance(channel, WhatsAppCloudChannel):
            return Response("this channel is not configured", 404)
        try:
            return Response(channel.challenge(query), media_type="text/plain")
        except BadSignature:
            return Response(status_code=403)

    async def _keep(self, door: str, channel: str, reason: str, body: bytes, answer: Response) -> Response:
        try:
            async with self._db.transaction() as tx:
                await quarantine(tx, channel, reason[:500], masked(_readable(body)), self._now())
        except Exception as error:
            log.error("malformed webhook of %s not kept: %s", door, told(error))
            return self._ended(door, "failed", Response(status_code=503, headers={"Retry-After": "5"}))
        return self._ended(door, "malformed", answer)

    def _ended(self, door: str, outcome: str, response: Response) -> Response:
        self._metrics.webhooks.labels(door, outcome).inc()
        return response

    def _as_webhook(self, request: Request, body: bytes) -> WebhookRequest:
        """The URL is rebuilt from our own public address: forwarded headers prove nothing."""
        query, path = request.scope["query_string"].decode("latin-1"), request.scope["path"]
        url = self._public_url + path + (f"?{query}" if query else "")
        return WebhookRequest(url, dict(request.headers), body, dict(request.query_params) if query else {})


def _readable(body: bytes) -> str:
    """What can be kept of a body, whatever is in it."""
    return body[:MAX_QUARANTINED].decode("utf-8", "backslashreplace").replace("\x00", "\\x00")


async def read_body(request: Request, limit: int = MAX_BODY) -> bytes | None:
    """The raw body, or None when it is larger than `limit` bytes (read no further than that)."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


def router(webhooks: Webhooks) -> APIRouter:
    routes = APIRouter(prefix="/webhooks", tags=["webhooks"])

    @routes.post("/twilio")
    async def twilio(request: Request) -> Response:
        """Inbound SMS and WhatsApp messages from Twilio."""
        return await webhooks.receive("twilio", request, Response(EMPTY_TWIML, media_type="text/xml"))

    @routes.post("/twilio/status", status_code=204)
    async def twilio_status(request: Request) -> Response:
        """Delivery status callbacks from Twilio."""
        return await webhooks.receive("twilio", request, Response(status_code=204))

    @routes.post("/telegram")
    async def telegram(request: Request) -> Response:
        """Updates from Telegram's Bot API."""
        return await webhooks.receive("telegram", request, Response(status_code=200))

    @routes.post("/whatsapp")
    async def whatsapp(request: Request) -> Response:
        """Events from the WhatsApp Cloud API."""
        return await webhooks.receive("whatsapp", request, Response(status_code=200))

    @routes.get("/whatsapp")
    async def whatsapp_handshake(request: Request) -> Response:
        """Meta's subscription handshake: the challenge is echoed to whoever knows the verify token."""
        return webhooks.handshake(request.query_params)

    return routes


class Shortcut:
    """Calls the doors of `routes` at once: each message comes with three statuses, and routing costs more than reading.

    Everything else goes the usual way.
    """

    def __init__(self, app: ASGIApp, routes: APIRouter) -> None:
        posts = [r for r in routes.routes if isinstance(r, APIRoute) and "POST" in (r.methods or ())]
        self._app, self._doors = app, {r.path: r.endpoint for r in posts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        door = self._doors.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if door is None:
            return await self._app(scope, receive, send)
        response = await door(Request(scope, receive))
        return await response(scope, receive, send)  # type: ignore[no-any-return]
