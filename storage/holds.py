"""Legal holds: what must not be erased, by wish or by time, until somebody lifts it.

A hold on a person covers everything of theirs; on a request, the request, its papers, and the talk it was made in.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select, update

from storage.crypto import Vault
from storage.db import Transaction
from storage.models import Conversation, Identity, table_of
from storage.models_privacy import LegalHold
from storage.models_requests import Request

_hold, _request = table_of(LegalHold), table_of(Request)
_conversation, _identity = table_of(Conversation), table_of(Identity)
_REASON = "legal_hold.sealed_reason"
_STANDS = _hold.c.lifted_at.is_(None)


@dataclass(frozen=True, slots=True)
class HoldView:
    """On a person, or on the request of a reference."""

    id: int
    person_id: int | None
    reference: str | None
    reason: str
    placed_by: int
    placed_at: datetime


async def place(
    tx: Transaction, vault: Vault, reason: str, by: int, now: datetime, *, person: int | None, request: int | None
) -> int:
    row = {"person_id": person, "request_id": request, "sealed_reason": vault.seal(reason, _REASON)}
    made = await tx.execute(_hold.insert().returning(_hold.c.id), row | {"placed_by": by, "placed_at": now})
    return int(made.scalar_one())


async def lift(tx: Transaction, hold_id: int, by: int, now: datetime) -> bool:
    """-> whether it stood."""
    statement = update(_hold).where(_hold.c.id == hold_id, _STANDS).values(lifted_by=by, lifted_at=now)
    return bool((await tx.execute(statement)).rowcount)


async def standing(tx: Transaction, vault: Vault) -> list[HoldView]:
    """Oldest first."""
    columns = (_hold.c.id, _hold.c.person_id, _request.c.reference, _hold.c.sealed_reason)
    query = select(*columns, _hold.c.placed_by, _hold.c.placed_at)
    query = query.join_from(_hold, _request, _request.c.id == _hold.c.request_id, isouter=True)
    rows = await tx.execute(query.where(_STANDS).order_by(_hold.c.id))
    return [HoldView(r[0], r[1], r[2], vault.open(r[3], _REASON), r[4], r[5]) for r in rows]


async def on_person(tx: Transaction, person_id: int) -> bool:
    """Whether anything of theirs is held."""
    theirs = select(_request.c.id).where(_request.c.person_id == person_id)
    held = select(_hold.c.id).where(_STANDS, or_(_hold.c.person_id == person_id, _hold.c.request_id.in_(theirs)))
    return (await tx.execute(held.limit(1))).first() is not None


def people() -> Select[Any]:
    """The ids of the people of whom anything is held."""
    own = select(_hold.c.person_id).where(_STANDS, _hold.c.person_id.is_not(None))
    of_requests = select(_request.c.person_id).join(_hold, _hold.c.request_id == _request.c.id).where(_STANDS)
    return own.union(of_requests)  # type: ignore[return-value]


def talks() -> Select[Any]:
    """The ids of their conversations."""
    query = select(_conversation.c.id).join(_identity, _identity.c.id == _conversation.c.identity_id)
    return query.where(_identity.c.person_id.in_(people()))
