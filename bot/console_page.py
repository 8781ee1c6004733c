"""The staff console's page and its files, as `make` has built them. One page serves every address below /console.

The page may run only its own scripts and use only its own styles: a nonce, new each time it is served, marks what the
console makes at run time.
"""

import secrets
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.routes import add_routes

BUILT = Path(__file__).resolve().parent.parent / "handoff" / "console" / "dist"
NONCE = "__NONCE__"  # vite.config.ts writes it into the page
_NOT_BUILT = (
    "لم تُبنَ لوحة الموظفين بعد: شغّل الأمر make run أو make console ثم حدّث الصفحة.\n\n"
    "The staff console has not been built: run `make run`, or `make console`, and reload.\n"
)
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "same-origin",  # never to others; and the API looks at where a browser's call comes from
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def add_console_page(app: FastAPI, built: Path = BUILT) -> None:
    """`/console…` and, under /console/assets, the files whose names change with what is in them."""
    app.mount("/console/assets", _Assets(directory=built / "assets", check_dir=False), name="console-assets")
    add_routes(app, _router(built))


def _router(built: Path) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/console")
    @routes.get("/console/{path:path}")
    async def page(path: str = "") -> Response:
        if path == "icon.svg":
            return FileResponse(built / path, headers=_HEADERS)
        return _page(built / "index.html")

    return routes


def _page(index: Path) -> Response:
    if not index.is_file():
        return Response(_NOT_BUILT, 503, media_type="text/plain")
    nonce = secrets.token_urlsafe(16)
    policy = {"Content-Security-Policy": _POLICY.format(nonce=nonce), "Cache-Control": "no-store"}
    return HTMLResponse(index.read_text(encoding="utf-8").replace(NONCE, nonce), headers=_HEADERS | policy)


class _Assets(StaticFiles):
    """Files that never change under their names: browsers keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_HEADERS)
        if response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
