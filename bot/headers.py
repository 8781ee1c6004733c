"""What every answer carries unless it says otherwise itself, in one place; and whose word on addresses counts.

The staff API: never kept by anybody on the way, never shown as a page. Over https: never asked for without it again.
"""

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_EVERYWHERE = {"X-Content-Type-Options": "nosniff"}
_API = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
_HTTPS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def add_headers(app: FastAPI, *, https: bool, trusted_proxies: Sequence[str] = ()) -> None:
    """`trusted_proxies`: the addresses or networks whose X-Forwarded-For and X-Forwarded-Proto are believed."""
    app.add_middleware(_Headers, https=https)
    if trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(trusted_proxies))


class _Headers:
    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._everywhere = _EVERYWHERE | (_HTTPS if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        wanted = self._everywhere | (_API if scope["path"].startswith("/api/") else {})

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in wanted.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)
        return None
