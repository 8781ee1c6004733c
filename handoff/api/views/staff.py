"""Accounts and sessions of staff as the API shows them. Never a hash, never a secret."""

from typing import Any, Literal, cast

from pydantic import Field

from handoff import roles
from handoff.api.views.moment import Moment, View
from storage.staff import SessionView, StaffView

Role = Literal["agent", "supervisor", "committee", "admin"]
Locale = Literal["ar", "en"]
Status = Literal["online", "away", "break", "offline"]
AlertKind = Literal["queue", "assigned", "mention", "sla", "urgent"]


class Alerts(View):
    """What one wishes to be told of away from the console: by e-mail, by the browser, and whether with a sound."""

    email: list[AlertKind] = Field(default=["assigned", "mention", "urgent"], max_length=5)
    browser: list[AlertKind] = Field(default=["queue", "assigned", "mention", "sla", "urgent"], max_length=5)
    sound: bool = True


class Me(View):
    """`totp`: whether a second factor is set up. `permissions`: what the console may show.

    `capacity`: conversations at a time; null: as is usual for the role.
    """

    id: int
    email: str
    name: str
    role: Role
    locale: Locale
    csrf_token: str
    totp: bool
    must_enrol_totp: bool
    must_change_password: bool
    status: Status
    status_until: Moment | None
    capacity: int | None
    skills: list[str]
    permissions: list[roles.Permission]
    alerts: Alerts


class SessionShown(View):
    id: str
    method: Literal["password", "totp", "oidc"]
    created_at: Moment
    last_seen_at: Moment
    expires_at: Moment
    address: str | None
    user_agent: str | None
    current: bool


def account_fields(who: StaffView) -> dict[str, Any]:
    return {"id": who.id, "email": who.email, "name": who.name, "role": who.role, "locale": who.locale}


def session_shown(session: SessionView, current: str) -> SessionShown:
    own = {name: getattr(session, name) for name in SessionShown.model_fields if name != "current"}
    return SessionShown(**own, current=session.id == current)


def me_shown(session: SessionView, *, lacks_totp: bool) -> Me:
    who = session.staff
    return Me(
        **account_fields(who),
        csrf_token=session.csrf_token,
        totp=who.totp_confirmed_at is not None,
        must_enrol_totp=lacks_totp,
        must_change_password=who.must_change_password,
        status=cast(Status, who.status),
        status_until=who.status_until,
        capacity=who.capacity,
        skills=list(who.skills),
        permissions=roles.permissions(who.role),
        alerts=Alerts.model_validate(who.alerts),
    )
