"""Finding conversations by what staff type: words of what was said, names, phones, references.

ID numbers, names and phones in sealed requests are found by blind indexes, whole.
"""

from handoff import roles
from handoff.folding import MOST, wanted
from handoff.requests import e164
from nlu.arabic import normalise
from storage import requests, talk_finds
from storage.crypto import Vault
from storage.db import Transaction
from storage.requests import TYPES
from storage.staff import StaffView
from storage.words import Search


class Finder:
    """Turns what staff typed into a search."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def search(self, tx: Transaction, staff: StaffView, asked: str) -> Search | None:
        """None where nothing was asked."""
        if not asked.strip():
            return None
        return Search(wanted(asked), await self._sealed(tx, staff, asked))

    async def _sealed(self, tx: Transaction, staff: StaffView, asked: str) -> frozenset[int]:
        """The conversations of people whose requests hold this reference, phone, ID number or name."""
        seen = tuple(roles.visible_types(staff.role, TYPES))
        reference, phone = requests.read_reference(asked), e164(asked)
        if reference:
            return await talk_finds.of_reference(tx, reference, seen)
        if phone:
            return await talk_finds.of_phone(tx, requests.phone_index(self._vault, phone), seen)
        folded = tuple(normalise(asked).split())[:MOST]
        return await talk_finds.of_terms(tx, self._vault, folded, seen)
