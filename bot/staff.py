"""Staff accounts from the command line."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from bot.ingest import utc_now
from bot.settings import Settings, SettingsError
from handoff import auth, roles
from handoff.administration import Administration, AdministrationError
from storage import migrations, staff
from storage.db import Database

Echo = Callable[[str], Any]


async def add_staff(settings: Settings, email: str, role: str, name: str, password: str | None, echo: Echo) -> None:
    """Raises SettingsError for an unknown role or a taken address, AuthError for a weak password."""
    if role not in roles.ROLES:
        raise SettingsError(f"--role = {role!r}: must be one of {', '.join(roles.ROLES)}")
    chosen = password or secrets.token_urlsafe(12)
    password_hash = await auth.Passwords().hashed(chosen, email)
    async with _database(settings) as db, db.transaction() as tx:
        if not await staff.add(tx, email, name, role, password_hash, utc_now()):
            raise SettingsError(f"{email}: has an account already")
    echo(f"{email} is now {role}" + ("" if password else f", password (shown once): {chosen}"))


async def list_staff(settings: Settings, echo: Echo) -> None:
    """A line for every account."""
    async with _database(settings) as db, db.read() as tx:
        for who in await staff.listed(tx):
            marks = ["second factor"] * (who.totp_confirmed_at is not None) + ["disabled"] * (
                who.disabled_at is not None
            )
            echo(f"{who.email}\t{who.role}\t{who.name}\t{', '.join(marks)}".rstrip())


async def disable(settings: Settings, email: str, echo: Echo, *, disabled: bool = True) -> None:
    """Raises SettingsError for an unknown address or the last administrator."""
    async with _account(settings, email) as (office, staff_id):
        await office.change(None, staff_id, {"disabled": disabled}, utc_now())
    echo(f"{email} is {'disabled and signed out everywhere' if disabled else 'enabled'}")


async def reset_password(settings: Settings, email: str, echo: Echo) -> None:
    """Raises SettingsError for an unknown address."""
    async with _account(settings, email) as (office, staff_id):
        made = await office.reset_password(None, staff_id, utc_now())
    echo(f"{email}: password (shown once, to be changed at the next sign-in): {made}")


async def reset_totp(settings: Settings, email: str, echo: Echo) -> None:
    """Raises SettingsError for an unknown address."""
    async with _account(settings, email) as (office, staff_id):
        await office.reset_totp(None, staff_id, utc_now())
    echo(f"{email} has no second factor any more, and is signed out everywhere")


@asynccontextmanager
async def _account(settings: Settings, email: str) -> AsyncIterator[tuple[Administration, int]]:
    async with _database(settings) as db:
        async with db.read() as tx:
            found = await staff.by_email(tx, email)
        if found is None:
            raise SettingsError(f"{email}: has no account")
        try:
            yield Administration(db, auth.Passwords()), found.id
        except AdministrationError as error:
            raise SettingsError(f"{email}: {error}") from error


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    db = Database(settings.env.own_database_url)
    try:
        db.claim_process()
        await migrations.upgrade(db)
        yield db
    finally:
        await db.close()
