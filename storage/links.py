"""Which identities hold which phone, as they proved it. The same proven phone links them; nothing is ever merged.

A proof ends by itself after a while, since numbers change hands, and can be undone at any moment.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select, update

from storage.crypto import Vault
from storage.db import Transaction
from storage.models import Conversation, Identity, table_of
from storage.models_requests import PhoneProof
from storage.requests.rows import phone_index

_proof, _identity, _conversation = table_of(PhoneProof), table_of(Identity), table_of(Conversation)
_PURPOSE = "phone_proof.sealed_phone"
LASTS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Proof:
    """A phone that an identity holds, by `otp` or `own_contact`."""

    id: int
    identity_id: int
    phone: str
    phone_index: str
    method: str
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Linked:
    """Another identity of the same hands, with its open conversation where it has one."""

    identity_id: int
    channel: str
    conversation_id: int | None


async def prove(
    tx: Transaction, vault: Vault, identity_id: int, phone: str, method: str, now: datetime, *, lasts: timedelta = LASTS
) -> None:
    """This identity holds this phone (E.164). Proven again: the proof lasts anew."""
    index = phone_index(vault, phone)
    standing = _standing(now).where(_proof.c.identity_id == identity_id, _proof.c.phone_index == index)
    known = [row.id for row in await tx.execute(standing)]
    if known:
        await tx.execute(update(_proof).where(_proof.c.id.in_(known)).values(expires_at=now + lasts, method=method))
        return
    row = {"identity_id": identity_id, "phone_index": index, "sealed_phone": vault.seal(phone, _PURPOSE)}
    await tx.execute(_proof.insert(), row | {"method": method, "made_at": now, "expires_at": now + lasts})


async def undo(tx: Transaction, proof_id: int, now: datetime, *, staff_id: int | None = None) -> bool:
    """Take a link back; -> whether it stood."""
    statement = update(_proof).where(_proof.c.id == proof_id, _proof.c.undone_at.is_(None))
    return bool((await tx.execute(statement.values(undone_at=now, undone_by=staff_id))).rowcount)


async def proofs(tx: Transaction, vault: Vault, identity_id: int, now: datetime) -> list[Proof]:
    """What an identity has proven and still holds."""
    rows = await tx.execute(_standing(now).where(_proof.c.identity_id == identity_id).order_by(_proof.c.id))
    return [
        Proof(
            r.id,
            r.identity_id,
            vault.open(r.sealed_phone, _PURPOSE),
            r.phone_index,
            r.method,
            r.made_at,
            r.expires_at,
        )
        for r in rows
    ]


async def proven_indexes(tx: Transaction, identity_id: int, now: datetime) -> frozenset[str]:
    rows = await tx.execute(_standing(now).where(_proof.c.identity_id == identity_id))
    return frozenset(r.phone_index for r in rows)


async def holders(tx: Transaction, phone_index: str, now: datetime) -> list[int]:
    """The identities that hold a phone."""
    rows = await tx.execute(_standing(now).where(_proof.c.phone_index == phone_index))
    return sorted({r.identity_id for r in rows})


async def linked(tx: Transaction, identity_id: int, now: datetime) -> list[Linked]:
    """The other identities that hold a phone of this one."""
    mine = select(_proof.c.phone_index).where(_proof.c.identity_id == identity_id, *_valid(now))
    others = select(_proof.c.identity_id).where(_proof.c.phone_index.in_(mine), *_valid(now))
    query = select(_identity.c.id, _identity.c.channel, _conversation.c.id.label("conversation_id"))
    query = query.join(
        _conversation,
        (_conversation.c.identity_id == _identity.c.id) & (_conversation.c.owner != "closed"),
        isouter=True,
    )
    query = query.where(_identity.c.id.in_(others), _identity.c.id != identity_id).order_by(_identity.c.id)
    return [Linked(row.id, row.channel, row.conversation_id) for row in await tx.execute(query)]


def _standing(now: datetime) -> Select[Any]:
    return select(_proof).where(*_valid(now))


def _valid(now: datetime) -> tuple[Any, ...]:
    return (_proof.c.undone_at.is_(None), _proof.c.expires_at > now)
