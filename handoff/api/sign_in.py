"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from handoff import auth
from handoff.api.cookies import DEVICE, SESSION
from handoff.api.problems import answers
from handoff.api.refusals import refusals
from handoff.api.session import Guard
from handoff.api.views.staff import Locale, Role, account_fields
from handoff.auth.sign_in import DEVICE_KEPT
from storage.staff import SessionView


class Login(BaseModel):
    """`totp`: the code of the authenticator app, or a recovery code, where the account has a second factor."""

    email: str = Field(max_length=320)
    password: str = Field(max_length=1024)
    totp: str | None = Field(None, max_length=32)


class LoggedIn(BaseModel):
    """`must_…`: until that is done, every call but those of `/api/me` and signing out is refused."""

    id: int
    email: str
    name: str
    role: Role
    locale: Locale
    csrf_token: str
    must_enrol_totp: bool
    must_change_password: bool


class OidcOption(BaseModel):
    enabled: bool
    label: str | None


class Options(BaseModel):
    """How one may sign in here."""

    oidc: OidcOption


_RESPONSES = answers(
    (401, "`wrong_credentials`; after the right password `totp_required`, `totp_wrong`"),
    (403, "`wrong_origin`"),
    (429, "`locked_out`: wait as long as Retry-After says"),
)


def router(guard: Guard, sign_in: auth.SignIn, oidc_label: str | None = None) -> APIRouter:
    """`oidc_label`: what the button of the identity provider says, if there is one."""
    routes = APIRouter(prefix="/api/auth", tags=["signing in"])

    @routes.get("/options", response_model=Options)
    async def get_options() -> Options:
        """How one may sign in here. Public."""
        return Options(oidc=OidcOption(enabled=oidc_label is not None, label=oidc_label))

    @routes.post("/login", response_model=LoggedIn, responses=_RESPONSES)
    async def login(body: Login, request: Request, response: Response) -> LoggedIn:
        """Signs in; the session cookie comes with it, the CSRF token in the body."""
        guard.check_origin(request)
        browser = browser_of(guard, request)
        with refusals(totp_wrong=401):
            signed = await sign_in.by_password(body.email, body.password, body.totp, browser, guard.now())
        set_cookies(guard, response, signed)
        return _shown(guard, signed)

    @routes.post("/logout", status_code=204, responses=answers())
    async def logout(session: Annotated[SessionView, Depends(guard.recognised)], response: Response) -> None:
        """Ends this session at once."""
        await auth.sign_out(guard.db, session, guard.now())
        guard.on_ended(session.staff.id)
        guard.cookies.clear(response, SESSION)

    return routes


def browser_of(guard: Guard, request: Request) -> auth.Browser:
    read = guard.cookies.read
    return auth.Browser(
        address=request.client.host if request.client else None,
        user_agent=request.headers.get("user-agent"),
        token=read(request.cookies, SESSION),
        device=read(request.cookies, DEVICE),
    )


def set_cookies(guard: Guard, response: Response, signed: auth.SignedIn) -> None:
    guard.cookies.set(response, SESSION, signed.token, guard.policy.session)
    guard.cookies.set(response, DEVICE, signed.device, DEVICE_KEPT)


def _shown(guard: Guard, signed: auth.SignedIn) -> LoggedIn:
    return LoggedIn(
        **account_fields(signed.staff),
        csrf_token=signed.csrf_token,
        must_enrol_totp=guard.policy.lacks_totp(signed.staff, signed.method),
        must_change_password=signed.staff.must_change_password,
    )
