"""Accounts of colleagues, as administrators keep them. Every deed is on record; a made password is shown once.

AdministrationError
├── UnknownColleague    there is no such account
├── EmailTaken          another account has this address
├── OwnAccount          one does not disable oneself, nor take one's own role away
└── LastAdministrator   somebody must be left who may do this
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handoff.auth.passwords import Passwords
from handoff.handling import gone
from handoff.roles import ADMIN, may_see_conversations
from storage import audit, console_events, second_factor, sessions, staff
from storage.db import Database, Transaction
from storage.staff import StaffView


class AdministrationError(Exception):
    """An account could not be changed."""

    def __init__(self) -> None:
        super().__init__(type(self).__doc__)


class UnknownColleague(AdministrationError):
    """There is no such account."""


class EmailTaken(AdministrationError):
    """Another account has this address already."""


class OwnAccount(AdministrationError):
    """Nobody disables their own account or takes their own role away: ask another administrator."""


class LastAdministrator(AdministrationError):
    """This is the last administrator: make another one first."""


class Administration:
    """`by`: the administrator's own id, or None from the command line."""

    def __init__(self, db: Database, passwords: Passwords) -> None:
        self._db, self._passwords = db, passwords

    async def add(
        self, by: int | None, email: str, name: str, role: str, now: datetime, **work: Any
    ) -> tuple[StaffView, str]:
        """-> the account with its first password, which its owner has to change. Raises EmailTaken."""
        made = secrets.token_urlsafe(12)
        password_hash = await self._passwords.hashed(made)
        async with self._db.transaction() as tx:
            if not await staff.add(tx, email, name, role, password_hash, now, must_change_password=True):
                raise EmailTaken
            new = await staff.by_email(tx, email)
            assert new is not None
            if work:
                await staff.change(tx, new.id, **work)
            await _note(tx, by, new.id, "staff.add", now, role=role)
            return await staff.account(tx, new.id) or new, made

    async def change(self, by: int | None, staff_id: int, changes: Mapping[str, Any], now: datetime) -> StaffView:
        """`disabled` ends every session and puts what they had back into the queue; so does a role without any.

        Raises UnknownColleague, EmailTaken, OwnAccount or LastAdministrator.
        """
        async with self._db.transaction() as tx:
            who = await _account(tx, staff_id)
            await self._require_allowed(tx, by, who, changes)
            values = {name: value for name, value in changes.items() if name != "disabled"}
            if "disabled" in changes:
                values["disabled_at"] = (who.disabled_at or now) if changes["disabled"] else None
            if values:
                await staff.change(tx, staff_id, **values)
            if changes.get("disabled"):
                await sessions.revoke_all(tx, staff_id, now)
            if changes.get("disabled") or ("role" in changes and not may_see_conversations(changes["role"])):
                await gone(tx, staff_id, by, now)
            await console_events.note(tx, [console_events.colleague(staff_id)], now)
            await _note(tx, by, staff_id, "staff.change", now, fields=sorted(changes))
            return await _account(tx, staff_id)

    async def reset_password(self, by: int | None, staff_id: int, now: datetime) -> str:
        """-> a password to hand over, which has to be changed. Every session ends. Raises UnknownColleague."""
        made = secrets.token_urlsafe(12)
        password_hash = await self._passwords.hashed(made)
        async with self._db.transaction() as tx:
            await _account(tx, staff_id)
            await staff.set_password(tx, staff_id, password_hash, now, must_change=True)
            await sessions.revoke_all(tx, staff_id, now)
            await _note(tx, by, staff_id, "staff.password_reset", now)
        return made

    async def reset_totp(self, by: int | None, staff_id: int, now: datetime) -> None:
        """For a lost phone. Every session ends. Raises UnknownColleague."""
        async with self._db.transaction() as tx:
            await _account(tx, staff_id)
            await second_factor.remove(tx, staff_id)
            await sessions.revoke_all(tx, staff_id, now)
            await _note(tx, by, staff_id, "staff.totp_reset", now)

    async def end_sessions(self, by: int | None, staff_id: int, now: datetime) -> None:
        """Raises UnknownColleague."""
        async with self._db.transaction() as tx:
            await _account(tx, staff_id)
            ended = await sessions.revoke_all(tx, staff_id, now)
            await _note(tx, by, staff_id, "staff.sessions_end", now, count=ended)

    async def _require_allowed(
        self, tx: Transaction, by: int | None, who: StaffView, changes: Mapping[str, Any]
    ) -> None:
        loses = changes.get("disabled") or changes.get("role", who.role) != who.role
        if who.id == by and loses:
            raise OwnAccount
        if loses and who.role == ADMIN and not await staff.lock_others(tx, ADMIN, who.id):
            raise LastAdministrator
        email = changes.get("email")
        if email and email != who.email and await staff.by_email(tx, email):
            raise EmailTaken


async def _account(tx: Transaction, staff_id: int) -> StaffView:
    found = await staff.account(tx, staff_id)
    if found is None:
        raise UnknownColleague
    return found


async def _note(tx: Transaction, by: int | None, staff_id: int, action: str, now: datetime, **details: Any) -> None:
    await audit.note(tx, by, action, f"staff:{staff_id}", now, details)
