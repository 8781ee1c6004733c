"""Conversations in the console: the parts behind them, and their routes."""

import hashlib

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse

from bot.bootstrap import Gateway
from bot.case import Case
from bot.ingest import utc_now
from bot.multipart import TooLarge, read_body, read_form
from bot.sealing import Sealing
from handoff.api.canned import router as canned_routes
from handoff.api.card import router as card_routes
from handoff.api.composer import router as composer_routes
from handoff.api.conversations import router as conversation_routes
from handoff.api.inbox import router as inbox_routes
from handoff.api.labels import router as label_routes
from handoff.api.messages import router as message_routes
from handoff.api.parked import router as parked_routes
from handoff.api.problems import problem
from handoff.api.reveal import router as reveal_routes
from handoff.api.rows import Rows
from handoff.api.saved_views import router as view_routes
from handoff.api.session import Guard
from handoff.api.shown import file_response
from handoff.api.timeline import router as timeline_routes
from handoff.composer import Compositions
from handoff.files import FETCHES, LINK
from handoff.inbox import Inbox
from handoff.parking import Parking
from handoff.reveal import Reveal
from handoff.search import Finder
from handoff.templates import Templates

_ROOM = 64 * 1024  # for a form around its file


def conversation_routers(gateway: Gateway, guard: Guard) -> list[APIRouter]:
    files = gateway.settings.env.data_dir / "files"
    rows = Rows(gateway.office.standings, gateway.office.live, gateway.vault)
    inbox, templates = Inbox(gateway.talks, Finder(gateway.vault)), Templates(gateway.channels)
    return [
        inbox_routes(guard, inbox, rows),  # first: `counts` is no conversation's number
        conversation_routes(guard, gateway.talks, gateway.vault, rows, gateway.wake),
        message_routes(guard, gateway.talks, files, gateway.staff_files, read_upload, gateway.wake),
        parked_routes(guard, Parking(gateway.talks)),
        card_routes(guard, gateway.talks, Case(gateway.dialogue, Sealing(gateway.vault))),
        reveal_routes(guard, Reveal(gateway.talks, Sealing(gateway.vault))),
        timeline_routes(guard, gateway.talks),
        label_routes(guard, inbox),
        view_routes(guard),
        composer_routes(guard, gateway.talks, compositions(gateway, templates), templates),
        canned_routes(guard),
        file_routes(gateway),
    ]


def compositions(gateway: Gateway, templates: Templates) -> Compositions:
    config = gateway.settings.config
    words = config.organisation.get("working_hours")

    def hours(locale: str) -> str | None:
        return words.get(locale) if isinstance(words, dict) else words

    return Compositions(gateway.channels, templates, gateway.vault, config.prices, hours)


async def read_upload(request: Request, max_bytes: int) -> tuple[str, bytes]:
    """The form's one file, in the part `file`. 413 or 422 otherwise."""
    try:
        body = await read_body(request.stream(), max_bytes + _ROOM)
    except TooLarge as error:
        raise problem(413, "too_big", str(error)) from error
    found = read_form(request.headers.get("content-type", ""), body).files.get("file", [])
    if len(found) != 1:
        raise problem(422, "no_file", "The form must hold one file, in the part `file`.")
    return found[0].filename, found[0].content


def file_routes(gateway: Gateway) -> APIRouter:
    """Where providers fetch what colleagues send: a few times, within hours, by who knows the address."""
    routes = APIRouter(prefix="/files", include_in_schema=False)
    folder = gateway.settings.env.data_dir / "files"

    @routes.get("/{token}")
    async def get_file(token: str) -> FileResponse:
        file = gateway.staff_files.linked(token, utc_now())
        key = "file:" + hashlib.sha256(token.encode()).hexdigest()
        if file is None or await gateway.limiter.reserve(key, LINK.total_seconds(), FETCHES, patience=0):
            raise HTTPException(404)
        return file_response(folder, file.path, file.mime, None)

    return routes
