"""Signing in by the identity provider: there and back. What went wrong the console is told by a word in its address."""

import logging
from datetime import datetime, timedelta

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from handoff import auth
from handoff.api.cookies import OIDC
from handoff.api.session import Guard
from handoff.api.sign_in import browser_of, set_cookies
from handoff.auth.oidc import Begun, Oidc
from handoff.auth.vouched import account_of
from storage.crypto import CannotOpen, Vault

log = logging.getLogger(__name__)
CONSOLE = "/console"
PATIENCE = timedelta(minutes=10)
_PURPOSE = "staff.oidc"


def router(guard: Guard, vault: Vault, sign_in: auth.SignIn, passwords: auth.Passwords, oidc: Oidc) -> APIRouter:
    routes = APIRouter(prefix="/api/auth/oidc", tags=["signing in"], default_response_class=RedirectResponse)

    @routes.get("/start", status_code=303)
    async def get_start() -> Response:
        """To the identity provider."""
        try:
            begun = await oidc.begin(guard.now())
        except auth.OidcError as error:
            return _back(error)
        response = RedirectResponse(begun.url, 303)
        kept = vault.seal([begun.state, begun.nonce, begun.verifier, guard.now().isoformat()], _PURPOSE)
        guard.cookies.set(response, OIDC, kept, PATIENCE, "lax")
        return response

    @routes.get("/callback", status_code=303)
    async def get_callback(request: Request) -> Response:
        """Back from the identity provider: with a session, or with `?sign_in_error=` and at which step it failed."""
        try:
            begun = _begun(guard.cookies.read(request.cookies, OIDC), guard.now())
            who = await oidc.finish(begun, request.query_params, guard.now())
            account = await account_of(guard.db, passwords, oidc.config, who, guard.now())
        except auth.OidcError as error:
            return _back(error)
        signed = await sign_in.by_provider(account, browser_of(guard, request), guard.now())
        response = RedirectResponse(CONSOLE, 303)
        set_cookies(guard, response, signed)
        guard.cookies.clear(response, OIDC)
        return response

    def _begun(sealed: str | None, now: datetime) -> Begun:
        try:
            state, nonce, verifier, at = vault.open(sealed or "", _PURPOSE)
        except CannotOpen as error:
            raise auth.OidcError("state") from error
        if now - datetime.fromisoformat(at) > PATIENCE:
            raise auth.OidcError("state")
        return Begun("", state, nonce, verifier)

    def _back(error: auth.OidcError) -> Response:
        log.warning("signing in by the identity provider failed at: %s", error.code)
        response = RedirectResponse(f"{CONSOLE}?sign_in_error={error.code}", 303)
        guard.cookies.clear(response, OIDC)
        return response

    return routes
