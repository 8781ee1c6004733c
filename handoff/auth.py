"""Signing in: Argon2id, lock-out, sessions that can be revoked, a CSRF token for every unsafe call.

AuthError
├── WrongCredentials    e-mail or password do not fit (the same words for both, and the same time)
├── LockedOut           too many failures: wait
├── NotSignedIn
└── BadCsrfToken
"""

import asyncio
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from storage import staff
from storage.db import Database
from storage.staff import SessionView, StaffView

ROLES = ("agent", "supervisor", "committee", "admin")
MAX_FAILURES = 5
LOCK_OUT = timedelta(minutes=15)
SESSION = timedelta(hours=12)
MIN_PASSWORD = 12
_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody has this password")  # so that an unknown e-mail costs the same time


class AuthError(Exception):
    """Signing in or being signed in failed."""


class WrongCredentials(AuthError):
    """The e-mail or the password is not right."""


class LockedOut(AuthError):
    """Too many failed attempts: please wait a quarter of an hour."""


class NotSignedIn(AuthError):
    """Please sign in."""


class BadCsrfToken(AuthError):
    """The X-CSRF-Token header does not fit the session."""


class WeakPassword(AuthError):
    """A password has at least 12 characters."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    token: str
    csrf_token: str
    staff: StaffView


def hashed(password: str) -> str:
    """Raises WeakPassword."""
    if len(password) < MIN_PASSWORD:
        raise WeakPassword(WeakPassword.__doc__)
    return _hasher.hash(password)


def fits(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (Argon2Error, InvalidHashError):
        return False


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def sign_in(db: Database, email: str, password: str, now: datetime) -> SignedIn:
    """Raises WrongCredentials or LockedOut. A session always gets a token of its own."""
    async with db.read() as tx:
        found = await staff.by_email(tx, email)
    right = await asyncio.to_thread(fits, found.password_hash if found else _NOBODY, password)
    if found and found.locked_until and found.locked_until > now:
        raise LockedOut(LockedOut.__doc__)
    if not found or not right or found.disabled_at:
        if found:
            await _note_failure(db, found, now)
        raise WrongCredentials(WrongCredentials.__doc__)
    signed = SignedIn(secrets.token_urlsafe(32), secrets.token_urlsafe(32), found)
    async with db.transaction() as tx:
        await staff.note_success(tx, found.id)
        await staff.open_session(tx, token_hash(signed.token), found.id, signed.csrf_token, now, now + SESSION)
    return signed


async def _note_failure(db: Database, found: StaffView, now: datetime) -> None:
    locked_until = now + LOCK_OUT if (found.failures + 1) % MAX_FAILURES == 0 else None
    async with db.transaction() as tx:
        await staff.note_failure(tx, found.id, locked_until)


async def session(db: Database, token: str | None, now: datetime) -> SessionView:
    """Raises NotSignedIn."""
    if token:
        async with db.read() as tx:
            found = await staff.session(tx, token_hash(token), now)
        if found:
            return found
    raise NotSignedIn(NotSignedIn.__doc__)


def check_csrf(session: SessionView, given: str | None) -> None:
    """Raises BadCsrfToken."""
    if not given or not hmac.compare_digest(session.csrf_token.encode(), given.encode()):
        raise BadCsrfToken(BadCsrfToken.__doc__)


async def sign_out(db: Database, token: str, now: datetime) -> None:
    async with db.transaction() as tx:
        await staff.revoke(tx, token_hash(token), now)


async def first_administrator(db: Database, email: str, password: str, now: datetime) -> str | None:
    """Make the first account when there is none; -> the one-time password to print when none was given."""
    async with db.read() as tx:
        if await staff.count(tx):
            return None
    made = password or secrets.token_urlsafe(12)
    async with db.transaction() as tx:
        new = await staff.add(tx, email, "المدير", "admin", await asyncio.to_thread(hashed, made), now)
    return made if new and not password else None
