"""What one does with one's own account once signed in. Guesses at the password are counted here too."""

from dataclasses import dataclass
from datetime import datetime

from handoff.auth import lockout, totp
from handoff.auth.errors import AlreadyEnrolled, NotBegun, TotpWrong, WrongPassword
from handoff.auth.passwords import Passwords
from handoff.auth.sign_in import passes
from storage import audit, second_factor, sessions, staff
from storage.crypto import Vault
from storage.db import Database, Transaction
from storage.staff import SessionView, StaffView


@dataclass(frozen=True, slots=True)
class Enrolment:
    secret: str
    uri: str
    qr_svg: str


class OwnAccount:
    """Password, second factor and sessions of who is signed in."""

    def __init__(self, db: Database, vault: Vault, passwords: Passwords) -> None:
        self._db, self._vault, self._passwords = db, vault, passwords

    async def change_password(self, session: SessionView, current: str, new: str, now: datetime) -> None:
        """Every other session ends. Raises WrongPassword, WeakPassword or LockedOut."""
        await self._check_password(session, current, now)
        made = await self._passwords.hashed(new, session.staff.email)
        async with self._db.transaction() as tx:
            await staff.set_password(tx, session.staff.id, made, now)
            await sessions.revoke_all(tx, session.staff.id, now, but=session.id)
            await _note(tx, session, "staff.password", now)

    async def begin_totp(self, session: SessionView, now: datetime) -> Enrolment:
        """Raises AlreadyEnrolled: the one there is has to be removed first."""
        secret = totp.new_secret()
        async with self._db.transaction() as tx:
            who = await _fresh(tx, session)
            if who.totp_confirmed_at is not None:
                raise AlreadyEnrolled
            await second_factor.prepare(tx, self._vault, who.id, secret)
            await _note(tx, session, "staff.totp_begin", now)
        uri = totp.uri(secret, session.staff.email)
        return Enrolment(secret, uri, totp.qr_svg(uri))

    async def confirm_totp(self, session: SessionView, code: str, now: datetime) -> list[str]:
        """-> the recovery codes. Raises NotBegun, AlreadyEnrolled or TotpWrong."""
        codes = totp.new_codes()
        async with self._db.transaction() as tx:
            who = await _fresh(tx, session)
            if who.totp_confirmed_at is not None:
                raise AlreadyEnrolled
            if who.totp_sealed is None:
                raise NotBegun
            if not await passes(tx, self._vault, who, code, now):
                raise TotpWrong
            await second_factor.confirm(tx, who.id, now)
            await second_factor.set_codes(tx, self._vault, who.id, map(totp.plain, codes))
            await sessions.revoke_all(tx, who.id, now, but=session.id)  # they were opened with less
            await _note(tx, session, "staff.totp", now)
        return codes

    async def remove_totp(self, session: SessionView, password: str, now: datetime) -> None:
        """Raises WrongPassword or LockedOut."""
        await self._check_password(session, password, now)
        async with self._db.transaction() as tx:
            await second_factor.remove(tx, session.staff.id)
            await _note(tx, session, "staff.totp_remove", now)

    async def end_session(self, session: SessionView, session_id: str, now: datetime) -> bool:
        """-> whether it was a living one of theirs."""
        async with self._db.transaction() as tx:
            if not await sessions.revoke(tx, session_id, now, of=session.staff.id):
                return False
            await _note(tx, session, "staff.session_end", now, ended=session_id)
        return True

    async def end_others(self, session: SessionView, now: datetime) -> None:
        async with self._db.transaction() as tx:
            ended = await sessions.revoke_all(tx, session.staff.id, now, but=session.id)
            await _note(tx, session, "staff.sessions_end", now, count=ended)

    async def _check_password(self, session: SessionView, password: str, now: datetime) -> None:
        counted = (f"session|{session.id}",)
        async with self._db.transaction() as tx:
            await lockout.count(tx, counted, now)
        if not await self._passwords.fit(session.staff.password_hash, password):
            raise WrongPassword
        async with self._db.transaction() as tx:
            await lockout.forgive(tx, counted, clear=True)


async def _fresh(tx: Transaction, session: SessionView) -> StaffView:
    """The account as it is now, not as it was when the call came in."""
    return await staff.account(tx, session.staff.id) or session.staff


async def _note(tx: Transaction, session: SessionView, action: str, now: datetime, **details: object) -> None:
    await audit.note(tx, session.staff.id, action, f"staff:{session.staff.id}", now, details)
