"""What people may ask about their own data, carried out by staff who have verified who asks. Every deed is on record.

PrivacyRefused
├── NotForThisRole      such wishes are for supervisors and administrators
├── UnknownPerson       there is nobody of this number
├── NotVerified         the phone in the request was not proven, and staff did not say how they know who asks
├── NotLinked           somebody to be erased besides holds no phone that this person has proven
└── NotAskedFor         no request for erasure of this person is under way
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Protocol

from handoff import roles
from storage import audit, contacts, holds, links, privacy, requests
from storage.crypto import Vault
from storage.db import Transaction
from storage.holds import HoldView
from storage.privacy import PersonView
from storage.requests import RequestView
from storage.staff import StaffView

_UNDER_WAY = ("in_service", "completed")


class PrivacyRefused(Exception):
    """Root of what stands in the way."""


class NotForThisRole(PrivacyRefused):
    """Wishes about one's own data are for supervisors and administrators."""


class UnknownPerson(PrivacyRefused):
    """There is nobody here."""


class NotAskedFor(PrivacyRefused):
    """Erasure needs a request for it by this person, verified and in service."""


class DraftKeeper(Protocol):
    """Knows the forms that were begun and not sent."""

    async def unfinished(self, tx: Transaction, identity_id: int) -> list[dict[str, Any]]:
        """With what was answered so far."""

    async def give_back(self, tx: Transaction, identity_id: int, phone_index: str, now: datetime) -> None:
        """The forms that this proof of a phone brought to the identity return to where they were begun."""


class Farewell(Protocol):
    async def farewell(self, tx: Transaction, request: RequestView, now: datetime) -> tuple[int, ...]:
        """Tell them that it is done; -> the outbox rows that keep their address until they have left."""


class NotVerified(PrivacyRefused):
    """The phone in the request was not proven by a code: say in `verified` how you know who asks."""


class NotLinked(PrivacyRefused):
    """Only who holds a phone that this person has proven can be erased with them."""


class Privacy:
    """Copies, erases, and takes links back."""

    def __init__(self, vault: Vault, drafts: DraftKeeper | None = None, teller: Farewell | None = None) -> None:
        self._vault, self._drafts, self._teller = vault, drafts, teller

    async def person(self, tx: Transaction, staff: StaffView, person_id: int) -> PersonView:
        """Raises NotForThisRole or UnknownPerson."""
        if not roles.may_handle_privacy(staff.role):
            raise NotForThisRole(NotForThisRole.__doc__)
        found = await privacy.person(tx, person_id)
        if found is None:
            raise UnknownPerson(UnknownPerson.__doc__)
        return found

    async def copy(self, tx: Transaction, staff: StaffView, person_id: int, now: datetime) -> dict[str, Any]:
        """Everything we have of a person, for them."""
        who = await self.person(tx, staff, person_id)
        await audit.note(tx, staff.id, "person.export", f"person:{person_id}", now)
        copy = await privacy.export(tx, self._vault, who, now)
        theirs = await contacts.of_person(tx, person_id) if self._drafts else []
        begun = (
            [form for c in theirs for form in await self._drafts.unfinished(tx, c.identity_id)] if self._drafts else []
        )
        return copy | {"unfinished": begun}

    async def erase(
        self,
        tx: Transaction,
        staff: StaffView,
        person_id: int,
        reference: str,
        verified: str | None,
        now: datetime,
        *,
        also: Collection[int] = (),
    ) -> list[str]:
        """-> the files to delete once this is committed. `verified`: how, where no code has proven the phone.

        `also`: other accounts of the same person, linked by a phone; families share phones, so staff say which.
        Raises NotAskedFor, NotVerified, NotLinked, or `storage.privacy.StillOpen` and `OnHold`.
        """
        await self.person(tx, staff, person_id)
        known = requests.read_reference(reference)
        asked = await requests.find(tx, self._vault, known) if known else None
        if asked is None or (asked.type, asked.person_id) != ("erasure", person_id) or asked.status not in _UNDER_WAY:
            raise NotAskedFor(NotAskedFor.__doc__)
        by_code = asked.phone_index in await self._proven(tx, person_id, now)
        if not (by_code or (verified or "").strip()):
            raise NotVerified(NotVerified.__doc__)
        if not set(also) <= await self._linked(tx, person_id, now):
            raise NotLinked(NotLinked.__doc__)
        last = await self._teller.farewell(tx, asked, now) if self._teller else ()
        paths: list[str] = []
        for one in dict.fromkeys((person_id, *also, *await self._only_written_to(tx, person_id, now))):
            details = {"reference": asked.reference, "verified": "code" if by_code else "by staff"}
            await audit.note(tx, staff.id, "person.erase", f"person:{one}", now, details)
            paths += await privacy.erase(tx, self._vault, one, now, spare=last)
        return paths

    async def _only_written_to(self, tx: Transaction, person_id: int, now: datetime) -> list[int]:
        """Whoever stands for a phone of theirs to which codes and notices went: it is known from them alone."""
        theirs = [c.identity_id for c in await contacts.of_person(tx, person_id)]
        phones = {p.phone for one in theirs for p in await links.proofs(tx, self._vault, one, now)}
        asked = await requests.of_person(tx, self._vault, person_id)
        phones |= {str(r.fields["mobile"]) for r in asked if r.fields.get("mobile")}
        return await contacts.silent(tx, phones)

    async def _linked(self, tx: Transaction, person_id: int, now: datetime) -> set[int]:
        """Whoever else holds a phone that this person has proven."""
        proven = await self._proven(tx, person_id, now)
        holders = {identity for index in proven for identity in await links.holders(tx, index, now)}
        return {c.person_id for c in await contacts.of_identities(tx, holders)} - {person_id}

    async def _proven(self, tx: Transaction, person_id: int, now: datetime) -> set[str]:
        theirs = [c.identity_id for c in await contacts.of_person(tx, person_id)]
        return {index for identity in theirs for index in await links.proven_indexes(tx, identity, now)}

    async def hold(self, tx: Transaction, staff: StaffView, subject: str, reason: str, now: datetime) -> int:
        """Keep everything of `person:7`, or what belongs to `request:MD-…`. -> the hold's id. Raises UnknownPerson."""
        if not roles.may_handle_privacy(staff.role):
            raise NotForThisRole(NotForThisRole.__doc__)
        kind, _, name = subject.partition(":")
        person = int(name) if kind == "person" and name.isascii() and name.isdigit() and len(name) < 18 else None
        known = requests.read_reference(name) if kind == "request" else None
        request = await requests.find(tx, self._vault, known) if known else None
        if request is None and (person is None or await privacy.person(tx, person) is None):
            raise UnknownPerson(UnknownPerson.__doc__)
        of = {"person": person, "request": request.id if request else None}
        made = await holds.place(tx, self._vault, reason, staff.id, now, **of)
        await audit.note(tx, staff.id, "hold.place", subject, now, {"hold": made})
        return made

    async def lift(self, tx: Transaction, staff: StaffView, hold_id: int, now: datetime) -> bool:
        """-> whether it stood."""
        if not roles.may_handle_privacy(staff.role):
            raise NotForThisRole(NotForThisRole.__doc__)
        lifted = await holds.lift(tx, hold_id, staff.id, now)
        if lifted:
            await audit.note(tx, staff.id, "hold.lift", f"hold:{hold_id}", now)
        return lifted

    async def held(self, tx: Transaction, staff: StaffView) -> list[HoldView]:
        if not roles.may_handle_privacy(staff.role):
            raise NotForThisRole(NotForThisRole.__doc__)
        return await holds.standing(tx, self._vault)

    async def unlink(self, tx: Transaction, staff: StaffView, person_id: int, proof_id: int, now: datetime) -> bool:
        """Take back what links an identity to a phone; -> whether it stood."""
        await self.person(tx, staff, person_id)
        theirs = [c.identity_id for c in await contacts.of_person(tx, person_id)]
        known = {p.id: p for identity in theirs for p in await links.proofs(tx, self._vault, identity, now)}
        proof = known.get(proof_id)
        undone = proof is not None and await links.undo(tx, proof_id, now, staff_id=staff.id)
        if proof and undone and self._drafts:
            await self._drafts.give_back(tx, proof.identity_id, proof.phone_index, now)
        await audit.note(tx, staff.id, "person.unlink", f"person:{person_id}", now, {"proof": proof_id})
        return undone
