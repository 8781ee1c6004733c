"""A request whose contents are gone: that there was one, of which kind and how it ended, stays."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, select, update

from storage.crypto import Vault
from storage.db import Transaction
from storage.models import table_of
from storage.models_requests import RatingRow, RequestTerm
from storage.requests import rows
from storage.requests.rows import sealed_fields

EMPTIED = "emptied|"  # what its idempotency key begins with from then on
_rating, _term = table_of(RatingRow), table_of(RequestTerm)


async def empty(tx: Transaction, vault: Vault, ids: Collection[int]) -> None:
    """Answers, reasons, messages, what it could be found by, and the comment that it was rated with."""
    request = rows.request
    found = (await tx.execute(select(request.c.id, request.c.reference).where(request.c.id.in_(ids)))).all()
    for row in found:
        values: dict[str, Any] = {
            "sealed": sealed_fields(vault, row.reference, {}, None),
            "phone_index": None,
            "sensitive": [],
            "missing": [],
            "idempotency_key": f"{EMPTIED}{row.id}",
        }
        await tx.execute(update(request).where(request.c.id == row.id).values(**values))
    await tx.execute(update(rows.event).where(rows.event.c.request_id.in_(ids)).values(sealed=None))
    await tx.execute(delete(_term).where(_term.c.request_id.in_(ids)))
    rated = _rating.c.subject.in_([row.reference for row in found])
    await tx.execute(update(_rating).where(rated).values(sealed_comment=None))
