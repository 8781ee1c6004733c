"""Who was erased: so that a backup from before does not bring them back. No name, no address: ids and keyed hashes.

Whoever writes again from the same address after that is somebody new, with an identity of another id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage.crypto import Vault
from storage.db import Transaction
from storage.models import Identity, table_of
from storage.models_privacy import Erasure
from storage.people import insert_for

_erasure, _identity = table_of(Erasure), table_of(Identity)
_PURPOSE = "erasure.identity"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """`identities`: (id, keyed hash of the address) of each identity that the person had."""

    person_id: int
    identities: tuple[tuple[int, str], ...]
    erased_at: datetime


async def note(tx: Transaction, vault: Vault, person_id: int, now: datetime) -> None:
    """Before the identities are emptied."""
    query = select(_identity.c.id, _identity.c.key).where(_identity.c.person_id == person_id).order_by(_identity.c.id)
    pairs = [[row.id, vault.index(row.key, _PURPOSE)] for row in await tx.execute(query)]
    row = insert_for(tx)(_erasure).values(person_id=person_id, identities=pairs, erased_at=now)
    await tx.execute(row.on_conflict_do_nothing())


async def noted(tx: Transaction) -> list[Tombstone]:
    rows = await tx.execute(select(_erasure).order_by(_erasure.c.person_id))
    return [Tombstone(r.person_id, tuple((i, h) for i, h in r.identities), r.erased_at) for r in rows]


async def come_back(tx: Transaction, vault: Vault, tombstones: Sequence[Tombstone]) -> list[Tombstone]:
    """Those whose identities are here again, the very same ones."""
    wanted = {i: h for t in tombstones for i, h in t.identities}
    query = select(_identity.c.id, _identity.c.key).where(_identity.c.id.in_(wanted))
    here = {r.id for r in await tx.execute(query) if vault.index(r.key, _PURPOSE) == wanted[r.id]}
    return [t for t in tombstones if any(i in here for i, _ in t.identities)]
