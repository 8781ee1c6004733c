"""Getting in: with a password and, where there is one, the second factor; or by word of the identity provider."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from handoff.auth import lockout, totp
from handoff.auth.errors import AuthError, TotpRequired, TotpWrong, WrongCredentials
from handoff.auth.passwords import Passwords
from handoff.auth.policy import Browser, Policy
from handoff.auth.sessions import token_hash
from storage import audit, second_factor, sessions, staff
from storage.crypto import CannotOpen, Vault
from storage.db import Database, Transaction
from storage.sessions import NewSession
from storage.staff import StaffView

DEVICE_KEPT = timedelta(days=180)
_SESSIONS_KEPT = timedelta(days=30)
_USER_AGENT = 300  # characters
_BROWSER = "staff.device"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token` and `device` are for the browser's cookies."""

    token: str
    csrf_token: str
    device: str
    session_id: str
    method: str
    staff: StaffView


class SignIn:
    """Lets people in. Every try is counted before it is looked at, and what became of it is on record."""

    def __init__(self, db: Database, vault: Vault, passwords: Passwords, policy: Policy) -> None:
        self._db, self._vault, self._passwords, self._policy = db, vault, passwords, policy

    async def by_password(
        self, email: str, password: str, code: str | None, browser: Browser, now: datetime
    ) -> SignedIn:
        """Raises LockedOut, WrongCredentials, and after the right password TotpRequired or TotpWrong."""
        async with self._db.read() as tx:
            found = await staff.by_email(tx, email)
        device = self._device(browser.device, found, now)
        counted = lockout.keys(email, browser.address, device)
        async with self._db.transaction() as tx:
            await lockout.count(tx, counted, now)
        known = found if found and not found.disabled_at else None
        if not await self._passwords.fit(known.password_hash if known else None, password) or known is None:
            await self._note_failure(found, now)
            raise WrongCredentials
        fresh = await self._passwords.hashed_again(known.password_hash, password)
        async with self._db.transaction() as tx:
            outcome = await self._enter(tx, known, code, browser, now)
            if not isinstance(outcome, TotpWrong | WrongCredentials):
                await lockout.forgive(tx, counted, clear=isinstance(outcome, SignedIn))
            if fresh:
                await staff.rehash(tx, known.id, known.password_hash, fresh)
        if isinstance(outcome, AuthError):
            raise outcome
        return outcome

    async def by_provider(self, who: StaffView, browser: Browser, now: datetime) -> SignedIn:
        """Whom the identity provider has vouched for."""
        async with self._db.transaction() as tx:
            return await self._open(tx, who, "oidc", browser, now)

    async def _enter(
        self, tx: Transaction, known: StaffView, code: str | None, browser: Browser, now: datetime
    ) -> SignedIn | AuthError:
        current = await staff.account(tx, known.id)
        if current is None or current.disabled_at or current.password_hash != known.password_hash:
            return WrongCredentials()  # changed while the password was being looked at
        if current.totp_confirmed_at is None:
            return await self._open(tx, current, "password", browser, now)
        if not code:
            return TotpRequired()
        if not await passes(tx, self._vault, current, code, now):
            await _note(tx, current, "totp", now)
            return TotpWrong()
        return await self._open(tx, current, "totp", browser, now)

    async def _open(self, tx: Transaction, who: StaffView, method: str, browser: Browser, now: datetime) -> SignedIn:
        """Always a session of its own: one that the browser had before ends."""
        if browser.token:
            await sessions.revoke_token(tx, token_hash(browser.token), now)
        await sessions.forget(tx, who.id, now - _SESSIONS_KEPT)
        token, csrf, key = secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_hex(8)
        agent = browser.user_agent[:_USER_AGENT] if browser.user_agent else None
        expires = now + self._policy.session
        new = NewSession(token_hash(token), key, who.id, method, csrf, browser.address, agent, expires)
        await sessions.open_session(tx, new, now)
        details = {"session": key, "method": method}
        await audit.note(tx, who.id, "staff.sign_in", f"staff:{who.id}", now, details)
        return SignedIn(token, csrf, self._pass(who, browser, now), key, method, who)

    def _pass(self, who: StaffView, browser: Browser, now: datetime) -> str:
        """What tells this browser next time from a stranger's."""
        device = self._device(browser.device, who, now) or secrets.token_hex(8)
        return self._vault.seal([who.id, device, now.isoformat()], _BROWSER)

    def _device(self, sealed: str | None, who: StaffView | None, now: datetime) -> str | None:
        """Which browser of this account this is, if it has signed in before."""
        if not sealed or who is None:
            return None
        try:
            owner, device, since = self._vault.open(sealed, _BROWSER)
        except CannotOpen:
            return None
        fresh = datetime.fromisoformat(since) > now - DEVICE_KEPT
        return str(device) if owner == who.id and fresh else None

    async def _note_failure(self, who: StaffView | None, now: datetime) -> None:
        """Also where there is no such account: somebody knocks, and the answer takes as long."""
        async with self._db.transaction() as tx:
            await _note(tx, who, "password", now)


async def _note(tx: Transaction, who: StaffView | None, why: str, now: datetime) -> None:
    await audit.note(tx, None, "staff.sign_in_failed", f"staff:{who.id if who else 'unknown'}", now, {"why": why})


async def passes(tx: Transaction, vault: Vault, who: StaffView, code: str, now: datetime) -> bool:
    """Whether it is the second factor's code of this moment, or a recovery code; either counts once."""
    if who.totp_sealed is None:
        return False
    step = totp.step_of(second_factor.opened(vault, who.id, who.totp_sealed), code, now)
    if step is not None:
        return await second_factor.use_step(tx, who.id, step)
    recovery = totp.as_recovery(code)
    if recovery is None or not await second_factor.use_code(tx, vault, who.id, recovery, now):
        return False
    await audit.note(tx, who.id, "staff.recovery_code", f"staff:{who.id}", now)
    return True
