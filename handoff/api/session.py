"""Who stands behind a call to the staff API, whether they meant it, and whether their role may do it."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Header, Request

from handoff import auth
from handoff.api.cookies import SESSION, Cookies
from handoff.api.problems import problem
from handoff.api.refusals import refusals
from storage import sessions
from storage.db import Database
from storage.staff import SessionView

SAFE = ("GET", "HEAD")
_TOUCHED_EVERY = timedelta(minutes=1)


class Guard:
    """Dependencies of every staff route.

    `own_url`: what people open; `on_ended` hears of a member of staff of whom a session ended, so that streams look.
    """

    def __init__(
        self,
        db: Database,
        now: Callable[[], datetime],
        *,
        secure_cookie: bool,
        policy: auth.Policy | None = None,
        own_url: str = "",
        on_ended: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.db, self.now, self.on_ended = db, now, on_ended
        self.policy, self.cookies = policy or auth.Policy(), Cookies(secure=secure_cookie)
        self._own_host = urlsplit(own_url).netloc

    async def recognised(
        self, request: Request, x_csrf_token: Annotated[str | None, Header(max_length=200)] = None
    ) -> SessionView:
        """The session, also of who has still to change a password or set up a second factor. 401 and 403 otherwise."""
        with refusals():
            session = await auth.session(self.db, self.cookies.read(request.cookies, SESSION), self.now(), self.policy)
            if request.method not in SAFE:
                self.check_origin(request)
                auth.check_csrf(session, x_csrf_token)
        await self._touch(session)
        return session

    async def signed_in(
        self, request: Request, x_csrf_token: Annotated[str | None, Header(max_length=200)] = None
    ) -> SessionView:
        """The session of somebody with nothing left to do first: 403 `must_change_password`, `must_enrol_totp`."""
        session = await self.recognised(request, x_csrf_token)
        if session.staff.must_change_password:
            raise problem(403, "must_change_password", "Please choose a password of your own first.")
        if self.policy.lacks_totp(session.staff, session.method):
            raise problem(403, "must_enrol_totp", "Please set up your second factor first.")
        return session

    def may(self, permission: Callable[[str], bool]) -> Callable[[SessionView], Awaitable[SessionView]]:
        """A dependency that lets only roles with this permission (a function of `handoff.roles`) in."""

        async def allowed(session: Annotated[SessionView, Depends(self.signed_in)]) -> SessionView:
            if not permission(session.staff.role):
                raise problem(403, "not_allowed", "This is not for your role.")
            return session

        return allowed

    def check_origin(self, request: Request) -> None:
        """403 `wrong_origin` where a browser says that another site's page sent this."""
        hosts = {self._own_host, request.headers.get("host", "")}
        with refusals():
            auth.check_origin(request.headers.get("origin"), request.headers.get("sec-fetch-site"), hosts)

    async def holds(self, session: SessionView) -> bool:
        """Whether the session is still good: for what stays open long, every few seconds."""
        return await auth.holds(self.db, session.id, self.now(), self.policy)

    async def _touch(self, session: SessionView) -> None:
        now = self.now()
        if now - session.last_seen_at >= _TOUCHED_EVERY:
            async with self.db.transaction() as tx:
                await sessions.touch(tx, session.id, now)
