"""What people may ask about their own data, carried out by staff who have verified who asks. Every deed is on record.

PrivacyRefused
├── NotForThisRole      such wishes are for supervisors and administrators
├── UnknownPerson       there is nobody of this number
└── NotAskedFor         no request for erasure of this person is under way
"""

from datetime import datetime
from typing import Any, Protocol

from handoff import roles
from storage import audit, contacts, links, privacy, requests
from storage.crypto import Vault
from storage.db import Transaction
from storage.privacy import PersonView
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
    """Takes back what a link has brought."""

    async def give_back(self, tx: Transaction, identity_id: int, phone_index: str, now: datetime) -> None:
        """The forms that this proof of a phone brought to the identity return to where they were begun."""


class Privacy:
    """Copies, erases, and takes links back."""

    def __init__(self, vault: Vault, drafts: DraftKeeper | None = None) -> None:
        self._vault, self._drafts = vault, drafts

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
        return await privacy.export(tx, self._vault, who, now)

    async def erase(
        self, tx: Transaction, staff: StaffView, person_id: int, reference: str, now: datetime
    ) -> list[str]:
        """-> the files to delete once this is committed. Raises NotAskedFor, or `storage.privacy.StillOpen`."""
        await self.person(tx, staff, person_id)
        known = requests.read_reference(reference)
        asked = await requests.find(tx, self._vault, known) if known else None
        if asked is None or (asked.type, asked.person_id) != ("erasure", person_id) or asked.status not in _UNDER_WAY:
            raise NotAskedFor(NotAskedFor.__doc__)
        await audit.note(tx, staff.id, "person.erase", f"person:{person_id}", now, {"reference": asked.reference})
        return await privacy.erase(tx, self._vault, person_id, now)

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
