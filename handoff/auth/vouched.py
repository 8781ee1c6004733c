"""Whose account it is that the identity provider vouches for."""

import secrets
from datetime import datetime

from handoff.auth.errors import OidcError
from handoff.auth.oidc import OidcConfig, Vouched
from handoff.auth.passwords import Passwords
from storage import audit, staff
from storage.db import Database, Transaction
from storage.staff import StaffView


async def account_of(db: Database, passwords: Passwords, config: OidcConfig, who: Vouched, now: datetime) -> StaffView:
    """Bound to this subject from now on. Raises OidcError `no_account`, in the same words whatever the reason."""
    unused = await passwords.hashed(secrets.token_urlsafe(32)) if config.create_role else None
    async with db.transaction() as tx:
        found = await staff.by_email(tx, who.email)
        if found is None and config.create_role and unused:
            await staff.add(tx, who.email, who.name, config.create_role, unused, now)
            found = await staff.by_email(tx, who.email)
            await _note(tx, found, "staff.add", now)
        if found is None or found.disabled_at or found.oidc_subject not in (None, who.subject):
            raise OidcError("no_account")
        if found.oidc_subject is None:
            if await staff.by_subject(tx, who.subject):  # their address changed at the provider: for an administrator
                raise OidcError("no_account")
            await staff.change(tx, found.id, oidc_subject=who.subject)
            await _note(tx, found, "staff.oidc_bind", now)
        return await staff.account(tx, found.id) or found


async def _note(tx: Transaction, who: StaffView | None, action: str, now: datetime) -> None:
    if who is not None:
        await audit.note(tx, who.id, action, f"staff:{who.id}", now, {"by": "oidc"})
