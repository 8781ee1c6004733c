"""Accounts of colleagues, what everybody did, and the channels' health, as administrators see them."""

from typing import Any

from handoff.api.views.moment import Moment, View
from handoff.api.views.people import AuditEntry
from handoff.api.views.staff import Locale, Role, Status
from storage.staff import StaffView


class Colleague(View):
    """`totp`: has a second factor; `sso`: has signed in by the identity provider."""

    id: int
    email: str
    name: str
    role: Role
    locale: Locale
    totp: bool
    sso: bool
    must_change_password: bool
    disabled_at: Moment | None
    created_at: Moment
    last_seen_at: Moment | None
    status: Status
    skills: list[str]
    capacity: int | None


class NewColleague(View):
    """`password` is shown this once, and has to be changed at the first sign-in."""

    account: Colleague
    password: str


class NewPasswordShown(View):
    """Shown this once, and to be changed at the next sign-in."""

    password: str


class AuditPage(View):
    items: list[AuditEntry]
    cursor: str | None


class ChannelShown(View):
    """`missing`: what a channel that is off lacks. `ok`, `detail`: how the last check went; null: never checked."""

    name: str
    on: bool
    missing: str | None
    ok: bool | None
    detail: str | None
    checked_at: Moment | None
    last_inbound_at: Moment | None
    pending: int
    failed_24h: int
    unknown: int


def colleague_shown(who: StaffView, last_seen: Any) -> Colleague:
    own = {name: getattr(who, name) for name in Colleague.model_fields if hasattr(who, name)}
    flags = {"totp": who.totp_confirmed_at is not None, "sso": who.oidc_subject is not None}
    return Colleague(**own, **flags, last_seen_at=last_seen)
