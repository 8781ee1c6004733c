"""Signing in and out, and who am I."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Depends, Header, HTTPException, Request, Response
from pydantic import BaseModel, Field

from handoff import auth
from storage.db import Database
from storage.staff import SessionView, StaffView

COOKIE = "tawasul_session"


class Login(BaseModel):
    email: str = Field(max_length=320)
    password: str = Field(max_length=1024)
    totp: str | None = Field(None, max_length=16)


class Guard:
    """Dependencies of every staff route: who is it, and did they mean it."""

    def __init__(self, db: Database, now: Callable[[], datetime], *, secure_cookie: bool) -> None:
        self.db, self.now, self.secure_cookie = db, now, secure_cookie

    async def signed_in(
        self,
        request: Request,
        tawasul_session: Annotated[str | None, Cookie()] = None,
        x_csrf_token: Annotated[str | None, Header()] = None,
    ) -> SessionView:
        """The session; on unsafe methods the CSRF token must fit. 401 and 403 otherwise."""
        try:
            session = await auth.session(self.db, tawasul_session, self.now())
            if request.method not in ("GET", "HEAD"):
                auth.check_csrf(session, x_csrf_token)
        except auth.NotSignedIn as error:
            raise HTTPException(401, str(error)) from error
        except auth.BadCsrfToken as error:
            raise HTTPException(403, str(error)) from error
        return session


def shown(staff: StaffView) -> dict[str, Any]:
    return {"id": staff.id, "email": staff.email, "name": staff.name, "role": staff.role}


def router(guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["staff"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    @routes.post("/auth/login")
    async def login(body: Login, response: Response) -> dict[str, Any]:
        """Signs in; the session cookie comes with it, the CSRF token in the body."""
        try:
            signed = await auth.sign_in(guard.db, body.email, body.password, guard.now())
        except auth.LockedOut as error:
            raise HTTPException(429, str(error), {"Retry-After": str(int(auth.LOCK_OUT.total_seconds()))}) from error
        except auth.WrongCredentials as error:
            raise HTTPException(401, str(error)) from error
        seconds = int(auth.SESSION.total_seconds())
        response.set_cookie(COOKIE, signed.token, seconds, httponly=True, samesite="strict", secure=guard.secure_cookie)
        return shown(signed.staff) | {"csrf_token": signed.csrf_token}

    @routes.post("/auth/logout", status_code=204)
    async def logout(
        _session: SignedIn, response: Response, tawasul_session: Annotated[str | None, Cookie()] = None
    ) -> None:
        """Ends this session at once."""
        await auth.sign_out(guard.db, tawasul_session or "", guard.now())
        response.delete_cookie(COOKIE)

    @routes.get("/me")
    async def me(session: SignedIn) -> dict[str, Any]:
        """Who is signed in."""
        return shown(session.staff) | {"csrf_token": session.csrf_token}

    return routes
