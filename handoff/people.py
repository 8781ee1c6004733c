"""Who somebody is to us, for whoever talks with them: their addresses and what proves them, and all that went before.

PeopleError
└── NobodyThere     there is nobody of this number, or this role may not see them
"""

from dataclasses import dataclass
from datetime import datetime

from handoff import roles
from storage import consents, contacts, holds, links, privacy, ratings, requests, talks
from storage.consents import ConsentView
from storage.contacts import Contact
from storage.crypto import Vault
from storage.db import Transaction
from storage.links import Proof
from storage.privacy import PersonView
from storage.ratings import RatingView
from storage.requests import TYPES, RequestView
from storage.staff import StaffView
from storage.talks import Talk


class PeopleError(Exception):
    """Root of the errors of people."""


class NobodyThere(PeopleError):
    """There is nobody here."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that an address has proven to hold. `others`: the addresses that it links with this one."""

    proof: Proof
    others: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """Where they write from."""

    contact: Contact
    phones: tuple[Phone, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """All that is known of a person. `requests`: those that the role may see. `on_hold`: None where it is not told."""

    who: PersonView
    reaches: tuple[Reach, ...]
    requests: tuple[RequestView, ...]
    talks: tuple[Talk, ...]
    consents: tuple[ConsentView, ...]
    ratings: tuple[RatingView, ...]
    on_hold: bool | None


class People:
    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def visible(self, tx: Transaction, staff: StaffView, person_id: int) -> PersonView:
        """Whoever may see a conversation of theirs, or cares for people's data. Raises NobodyThere."""
        found = await privacy.person(tx, person_id) if roles.may_see_conversations(staff.role) else None
        if found is None:
            raise NobodyThere(NobodyThere.__doc__)
        if not (roles.may_handle_privacy(staff.role) or await talks.of_person(tx, person_id, limit=1)):
            raise NobodyThere(NobodyThere.__doc__)
        return found

    async def whole(self, tx: Transaction, staff: StaffView, person_id: int, now: datetime) -> Whole:
        """Raises NobodyThere."""
        who = await self.visible(tx, staff, person_id)
        known = await contacts.of_person(tx, person_id)
        theirs = await requests.of_person(tx, self._vault, person_id)
        seen = roles.visible_types(staff.role, TYPES)
        cares = roles.may_handle_privacy(staff.role)
        return Whole(
            who=who,
            reaches=tuple([Reach(c, await self._phones(tx, c, now)) for c in known]),
            requests=tuple(r for r in theirs if r.type in seen),
            talks=tuple(await talks.of_person(tx, person_id)),
            consents=tuple(await consents.history(tx, person_id)),
            ratings=tuple(await ratings.of_person(tx, self._vault, person_id)),
            on_hold=await holds.on_person(tx, person_id) if cares else None,
        )

    async def _phones(self, tx: Transaction, contact: Contact, now: datetime) -> tuple[Phone, ...]:
        found = []
        for proof in await links.proofs(tx, self._vault, contact.identity_id, now):
            holders = [i for i in await links.holders(tx, proof.phone_index, now) if i != contact.identity_id]
            found.append(Phone(proof, tuple(await contacts.of_identities(tx, holders))))
        return tuple(found)
