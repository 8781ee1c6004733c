"""The HTTP side: webhooks, web chat, staff API, health. Built around a `Gateway`, whose tasks it starts and stops."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.bootstrap import Gateway, running
from bot.console import add_staff_api
from bot.console_page import add_console_page
from bot.headers import add_headers
from bot.ingest import utc_now
from bot.routes import add_routes
from bot.secure_page import router as secure_routes
from bot.webchat import WebchatBackend
from bot.webhooks import Shortcut, Webhooks
from bot.webhooks import router as webhook_routes
from channels.channel import Channel
from channels.webchat.api import WebchatApi, static_headers
from channels.webchat.api import router as webchat_routes
from channels.webchat.tokens import Tokens
from storage import inbox, migrations, outbox

STATIC = Path(__file__).resolve().parent.parent / "channels" / "webchat" / "static"


def create_app(gateway: Gateway, *, api: bool = True, worker: bool = True) -> FastAPI:
    """`api` gives the routes; `worker` takes turns and delivers in the same process."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with running(gateway, api=api, worker=worker):
            yield

    # The page at /docs fetches its scripts from elsewhere: for those who write code only.
    docs = "/docs" if gateway.settings.env.environment == "development" else None
    app = FastAPI(title="Tawasul", version="0.1.0", lifespan=lifespan, docs_url=docs, redoc_url=None)
    app.add_exception_handler(Exception, _failed)
    app.add_exception_handler(RequestValidationError, _unreadable)
    _add_health(app, gateway)
    if api:
        _add_routes(app, gateway)
    proxies = gateway.settings.config.http.trusted_proxies
    add_headers(app, https=gateway.settings.env.own_url.startswith("https://"), trusted_proxies=proxies)
    return app


def _add_routes(app: FastAPI, gateway: Gateway) -> None:
    env, config = gateway.settings.env, gateway.settings.config
    webhooks = Webhooks(channels_by_door(gateway.channels), gateway.ingest, gateway.db, gateway.metrics, env.own_url)
    doors = webhook_routes(webhooks)
    add_routes(app, doors)
    app.add_middleware(Shortcut, routes=doors)
    live, files = gateway.office.live, env.data_dir / "files"
    backend = WebchatBackend(
        gateway.db, gateway.hints, gateway.ingest, gateway.limiter, config, gateway.channels, live, files
    )
    tokens = Tokens(gateway.secret, timedelta(hours=config.webchat.token_hours))
    max_upload = int(config.media.max_mb * 1024 * 1024)
    webchat = WebchatApi(tokens, backend, env.data_dir / "uploads", max_upload, utc_now)
    add_routes(app, webchat_routes(webchat))
    add_staff_api(app, gateway)
    add_routes(app, secure_routes(gateway.pages, gateway.dialogue.texts, env.own_url))
    _add_pages(app)
    add_console_page(app)


def channels_by_door(channels: dict[str, Channel]) -> dict[str, Channel]:
    """Which channel reads which webhook: Twilio's two share one door, and one signature."""
    by_door = {"telegram": "telegram", "whatsapp": "whatsapp_cloud"}
    found = {door: channels[name] for door, name in by_door.items() if name in channels}
    for name in ("twilio_whatsapp", "twilio_sms"):
        if name in channels:
            found["twilio"] = channels[name]
    return found


def _add_pages(app: FastAPI) -> None:
    app.mount("/webchat/static", _Pages(directory=STATIC, check_dir=False), name="webchat-static")

    @app.get("/", include_in_schema=False)
    async def page() -> Response:
        """The public page with the web chat."""
        return static_headers(FileResponse(STATIC / "index.html", media_type="text/html"))


class _Pages(StaticFiles):
    """Static files with the pages' strict headers."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        return static_headers(await super().get_response(path, scope))


def _add_health(app: FastAPI, gateway: Gateway) -> None:
    @app.get("/healthz", tags=["operations"])
    async def healthz() -> dict[str, str]:
        """The process lives."""
        return {"status": "ok"}

    @app.get("/readyz", tags=["operations"])
    async def readyz() -> JSONResponse:
        """Database, migrations and understanding are there: 200, else 503 with what is missing."""
        checks = {"database": await _holds(gateway.db.ping), "nlu": await _holds(gateway.interpreter.ready)}
        checks["migrations"] = await _holds(lambda: migrations.require_head(gateway.db))
        ready = all(v == "ok" for v in checks.values())
        return JSONResponse(checks, 200 if ready else 503)

    @app.get("/metrics", tags=["operations"])
    async def metrics() -> PlainTextResponse:
        """Prometheus metrics, without any personal data."""
        async with gateway.db.read() as tx:
            for state, count in (await outbox.counts(tx)).items():
                gateway.metrics.outbox.labels(state).set(count)
            gateway.metrics.pending.set(await inbox.count_pending(tx))
        return PlainTextResponse(gateway.metrics.exposition(), media_type="text/plain; version=0.0.4")


async def _holds(check: Callable[[], Awaitable[object]]) -> str:
    try:
        return "ok" if await check() is not False else "not ready"
    except Exception as error:
        return type(error).__name__


async def _unreadable(_request: Request, error: Exception) -> Response:
    """Which fields are wrong, never what stood in them: that may be anything, even what no JSON can say."""
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    fields = [{"field": ".".join(str(part) for part in e["loc"]), "message": e["msg"]} for e in found]
    detail = {"code": "invalid", "message": "Some fields cannot be read.", "fields": fields}
    return Response(json.dumps({"detail": detail}), 422, media_type="application/json")


async def _failed(_request: Request, _error: Exception) -> JSONResponse:
    """Nothing of the fault is shown; the log has it."""
    return JSONResponse({"detail": {"code": "internal", "message": "Something went wrong; nothing was lost."}}, 500)
