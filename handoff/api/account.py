"""One's own account: who am I, password, second factor, and the browsers where one is signed in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from handoff.api.cookies import SESSION
from handoff.api.problems import answers, not_found
from handoff.api.refusals import refusals
from handoff.api.session import Guard
from handoff.api.views.staff import Alerts, Locale, Me, SessionShown, me_shown, session_shown
from handoff.auth import OwnAccount
from storage import audit, sessions, staff
from storage.staff import SessionView


class Changes(BaseModel):
    """What stays out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(None, min_length=1, max_length=100)
    locale: Locale | None = None
    alerts: Alerts | None = None


class NewPassword(BaseModel):
    current: SecretStr = Field(max_length=1024)
    new: SecretStr = Field(max_length=1024)


class Confirmation(BaseModel):
    password: SecretStr = Field(max_length=1024)


class Code(BaseModel):
    code: str = Field(max_length=16)


class Enrolment(BaseModel):
    """For the authenticator app: `qr_svg` shows `uri`, and `secret` may be typed instead."""

    secret: str
    uri: str
    qr_svg: str


class RecoveryCodes(BaseModel):
    """Shown once: each lets in once when the phone is lost."""

    recovery_codes: list[str]


_REFUSED = answers(
    (403, "`wrong_password`, `bad_csrf_token`, `wrong_origin`"),
    (409, "`already_enrolled`, `not_begun`"),
    (422, "`weak_password`, `totp_wrong`, `invalid`"),
    (429, "`locked_out`: wait as long as Retry-After says"),
)


def router(guard: Guard, own: OwnAccount) -> APIRouter:
    routes = APIRouter(prefix="/api/me", tags=["account"], responses=_REFUSED)
    # Whoever has still to choose a password or to set up the second factor does it here.
    Recognised = Annotated[SessionView, Depends(guard.recognised)]  # noqa: N806 - a type

    @routes.get("")
    async def get_me(session: Recognised) -> Me:
        """Who is signed in."""
        return _me(session)

    @routes.patch("")
    async def patch_me(body: Changes, session: Recognised) -> Me:
        """Change one's name, language or alerts."""
        changes = body.model_dump(exclude_none=True)
        async with guard.db.transaction() as tx:
            if changes:
                await staff.change(tx, session.staff.id, **changes)
                details = {"fields": sorted(changes)}
                await audit.note(tx, session.staff.id, "staff.edit", _subject(session), guard.now(), details)
            changed = await sessions.by_id(tx, session.id, guard.now(), guard.policy.idle)
        return _me(changed or session)

    @routes.post("/password", status_code=204)
    async def post_password(body: NewPassword, session: Recognised) -> None:
        """A new password. Every other session of this account ends."""
        with refusals():
            await own.change_password(
                session, body.current.get_secret_value(), body.new.get_secret_value(), guard.now()
            )
        guard.on_ended(session.staff.id)

    @routes.post("/totp")
    async def post_totp(session: Recognised) -> Enrolment:
        """Begin to set up the second factor; it counts once it is confirmed."""
        with refusals():
            begun = await own.begin_totp(session, guard.now())
        return Enrolment(secret=begun.secret, uri=begun.uri, qr_svg=begun.qr_svg)

    @routes.post("/totp/confirm")
    async def post_totp_confirm(body: Code, session: Recognised) -> RecoveryCodes:
        """A first code from the app: from now on signing in asks for one."""
        with refusals():
            return RecoveryCodes(recovery_codes=await own.confirm_totp(session, body.code, guard.now()))

    @routes.delete("/totp", status_code=204)
    async def delete_totp(body: Confirmation, session: Recognised) -> None:
        """No second factor any more."""
        with refusals():
            await own.remove_totp(session, body.password.get_secret_value(), guard.now())

    @routes.get("/sessions")
    async def get_sessions(session: Recognised) -> list[SessionShown]:
        """Where one is signed in, the newest first."""
        async with guard.db.read() as tx:
            found = await sessions.of_staff(tx, session.staff.id, guard.now(), guard.policy.idle)
        return [session_shown(s, session.id) for s in found]

    @routes.delete("/sessions/{session_id}", status_code=204)
    async def delete_session(session_id: str, session: Recognised, response: Response) -> None:
        """End one of one's own sessions; its streams close within seconds."""
        if not await own.end_session(session, session_id, guard.now()):
            raise not_found()
        guard.on_ended(session.staff.id)
        if session_id == session.id:
            guard.cookies.clear(response, SESSION)

    @routes.post("/sessions/revoke-others", status_code=204)
    async def post_revoke_others(session: Recognised) -> None:
        """End every session of one's own but this one."""
        await own.end_others(session, guard.now())
        guard.on_ended(session.staff.id)

    def _me(session: SessionView) -> Me:
        return me_shown(session, lacks_totp=guard.policy.lacks_totp(session.staff, session.method))

    return routes


def _subject(session: SessionView) -> str:
    return f"staff:{session.staff.id}"
