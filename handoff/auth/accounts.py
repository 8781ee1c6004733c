"""The first account."""

import secrets
from datetime import datetime

from handoff.auth.passwords import Passwords
from storage import staff
from storage.db import Database


async def first_administrator(db: Database, email: str, password: str, now: datetime) -> str | None:
    """Make the first account when there is none; -> the one-time password to print when none was given."""
    async with db.read() as tx:
        if await staff.count(tx):
            return None
    made = password or secrets.token_urlsafe(12)
    password_hash = await Passwords().hashed(made)
    async with db.transaction() as tx:
        new = await staff.add(tx, email, "المدير", "admin", password_hash, now)
    return made if new and not password else None
