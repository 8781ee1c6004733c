"""The routes of the one-time page: `GET` shows it, `POST` takes it. The address is a secret; nothing of it is logged.

Against forged posts: a token in the form that must equal a same-site cookie, and the browser's Origin must be ours.
Whatever is wrong with an address, the answer is one page in the same words.
"""

import asyncio
import hashlib
import hmac
import logging
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Cookie, Request
from starlette.responses import HTMLResponse

from bot.media import RefusedFile, examined
from bot.multipart import Form, TooLarge, read_body, read_form
from bot.secure_html import POLICY, Say, Shown, form_page, gone_page, message_page
from handoff.secure import DOCUMENTS, MOST_FILES, Problem, RefusedUpload, Rejected, SecurePages, Typed, Upload
from storage.attachments import Stored
from storage.secure_links import LinkView

log = logging.getLogger(__name__)
COOKIE = "tawasul_page"
_PAPERS = ("image/", "application/pdf")
_ROOM = 64 * 1024  # for everything in a body that is no file
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "same-origin",  # never to others; and with less than this browsers post without their Origin
    "Cross-Origin-Opener-Policy": "same-origin",
}


class FilesOnDisk:
    """Files re-examined by their content, under random names. `accepts`: beginnings of the types that are taken."""

    def __init__(self, folder: Path, accepts: tuple[str, ...] = _PAPERS) -> None:
        self._folder, self._accepts = folder, accepts

    async def keep(self, content: bytes) -> Stored:
        try:
            plain, mime = await asyncio.to_thread(examined, content)
        except RefusedFile as error:
            raise RefusedUpload(str(error)) from error
        if not mime.startswith(self._accepts):
            raise RefusedUpload(f"{mime} is not taken here")
        name = secrets.token_hex(16)
        await asyncio.to_thread(self._write, name, plain)
        return Stored(name, mime, len(plain), hashlib.sha256(plain).hexdigest())

    async def discard(self, file: Stored) -> None:
        await asyncio.to_thread((self._folder / file.path).unlink, missing_ok=True)

    def _write(self, name: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / name).write_bytes(content)


def router(pages: SecurePages, say: Say, own_url: str) -> APIRouter:
    """`own_url`: what people open; `say`: the texts."""
    routes = APIRouter(prefix="/secure", include_in_schema=False)
    megabytes = pages.max_bytes // 2**20
    cookie_secure = own_url.startswith("https://")

    @routes.get("/{token}")
    async def show(token: str, tawasul_page: Annotated[str | None, Cookie()] = None) -> HTMLResponse:
        link = await pages.link(token)
        if link is None:
            return _gone()
        return _form(token, _shown(link, tawasul_page or secrets.token_urlsafe(24), {}))

    @routes.post("/{token}")
    async def take(token: str, request: Request, tawasul_page: Annotated[str | None, Cookie()] = None) -> HTMLResponse:
        link = await pages.link(token)
        if link is None:
            return _gone()
        try:
            body = await read_body(request.stream(), MOST_FILES * pages.max_bytes + _ROOM)
        except TooLarge:
            too_much = {DOCUMENTS: Problem("total", {})}
            return _form(token, _shown(link, tawasul_page or secrets.token_urlsafe(24), too_much, files_lost=True), 413)
        form = read_form(request.headers.get("content-type", ""), body)
        if not _meant(request, form, tawasul_page, own_url):
            return _message("failed", 403, link)
        typed = _typed(form)
        try:
            outcome = await pages.submit(link, typed)
        except Exception as error:
            log.error("a protected page could not be saved: %s", type(error).__name__)
            return _message("failed", 503, link)
        if isinstance(outcome, Rejected):
            lost = bool(typed.uploads)
            again = _shown(
                link, form.texts["csrf"], outcome.problems, right=outcome.right, kept=outcome.kept, files_lost=lost
            )
            return _form(token, again, 422)
        return _message("done", 200, link) if outcome else _gone()

    def _shown(link: LinkView, csrf: str, problems: Mapping[str, Problem], **more: Any) -> Shown:
        return Shown(link.locale, link.fields, csrf, megabytes, problems, **more)

    def _form(token: str, shown: Shown, status: int = 200) -> HTMLResponse:
        response = HTMLResponse(form_page(say, shown), status, _HEADERS)
        response.set_cookie(
            COOKIE,
            shown.csrf,
            max_age=3600,
            path=f"/secure/{token}",
            httponly=True,
            samesite="strict",
            secure=cookie_secure,
        )
        return response

    def _message(name: str, status: int, link: LinkView) -> HTMLResponse:
        return HTMLResponse(message_page(say, link.locale, name), status, _HEADERS)

    def _gone() -> HTMLResponse:
        return HTMLResponse(gone_page(say), 410, _HEADERS)

    return routes


def _meant(request: Request, form: Form, cookie: str | None, own_url: str) -> bool:
    """Was this posted by our own page in this browser?"""
    given = form.texts.get("csrf", "")
    same = bool(cookie) and hmac.compare_digest(given.encode(), (cookie or "").encode())
    origin = request.headers.get("origin")
    ours = {urlsplit(own_url).netloc, request.headers.get("host", "")}
    return same and (origin is None or urlsplit(origin).netloc in ours)


def _typed(form: Form) -> Typed:
    files = form.files.get(DOCUMENTS, [])
    texts = {name: text for name, text in form.texts.items() if name not in ("csrf", "kept")}
    return Typed(texts, tuple(Upload(f.filename, f.content) for f in files), form.texts.get("kept", ""))
