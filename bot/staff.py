"""Staff accounts from the command line."""

import secrets
from collections.abc import Callable
from typing import Any

from bot.ingest import utc_now
from bot.settings import Settings, SettingsError
from handoff import auth, roles
from storage import migrations, staff
from storage.db import Database


async def add_staff(
    settings: Settings, email: str, role: str, name: str, password: str | None, echo: Callable[[str], Any]
) -> None:
    """Raises SettingsError for an unknown role or a taken address, AuthError for a weak password."""
    if role not in roles.ROLES:
        raise SettingsError(f"--role = {role!r}: must be one of {', '.join(roles.ROLES)}")
    chosen = password or secrets.token_urlsafe(12)
    password_hash = await auth.Passwords().hashed(chosen, email)
    db = Database(settings.env.own_database_url)
    try:
        db.claim_process()
        await migrations.upgrade(db)
        async with db.transaction() as tx:
            if not await staff.add(tx, email, name, role, password_hash, utc_now()):
                raise SettingsError(f"{email}: has an account already")
    finally:
        await db.close()
    echo(f"{email} is now {role}" + ("" if password else f", password (shown once): {chosen}"))
