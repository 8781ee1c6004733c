"""Opinions: from 1 to 5, once for one thing, with a comment that may follow and is sealed: people tell stories."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update

from storage.crypto import Vault
from storage.db import Transaction
from storage.models import Conversation, Identity, table_of
from storage.models_requests import Assignment, RatingRow
from storage.models_staff import Staff
from storage.people import insert_for
from storage.requests.reference import RIYADH

_rating, _assignment, _staff = table_of(RatingRow), table_of(Assignment), table_of(Staff)
_conversation, _identity = table_of(Conversation), table_of(Identity)
SCORES = range(1, 6)


@dataclass(frozen=True, slots=True)
class RatingView:
    """`subject`: a reference, `conversation:…`, or `service:<person>:<day>` for the service as a whole."""

    id: int
    subject: str
    score: int
    comment: str | None
    channel: str
    conversation_id: int
    staff_id: int | None
    staff_name: str | None
    at: datetime


async def rate(
    tx: Transaction,
    vault: Vault,
    conversation_id: int,
    score: int,
    now: datetime,
    *,
    subject: str | None = None,
    comment: str | None = None,
) -> bool:
    """-> whether it was kept: as the first rating of its subject, or as the comment that the same rating still lacked.

    Without a subject it is the service as a whole, which one person rates once a day. Raises ValueError for a score
    that is none.
    """
    if score not in SCORES:
        raise ValueError(f"{score} is not a rating from 1 to 5")
    who = await _who(tx, conversation_id)
    about = subject or f"service:{who.person_id}:{now.astimezone(RIYADH).date()}"
    row = {
        "subject": about,
        "score": score,
        "sealed_comment": _sealed(vault, about, comment),
        "person_id": who.person_id,
        "conversation_id": conversation_id,
        "channel": who.channel,
        "staff_id": who.staff_id,
        "at": now,
    }
    made = insert_for(tx)(_rating).values(row).on_conflict_do_nothing().returning(_rating.c.id)
    if (await tx.execute(made)).one_or_none():
        return True
    return bool(comment) and await _join(tx, row)


async def _who(tx: Transaction, conversation_id: int) -> Any:
    query = select(_identity.c.person_id, _identity.c.channel, _assignment.c.staff_id)
    query = query.join(_conversation, _conversation.c.identity_id == _identity.c.id)
    query = query.join(_assignment, _assignment.c.conversation_id == _conversation.c.id, isouter=True)
    return (await tx.execute(query.where(_conversation.c.id == conversation_id))).one()


async def _join(tx: Transaction, row: Mapping[str, Any]) -> bool:
    """The comment of a rating given before, in the same conversation, with the same score."""
    same = [_rating.c[name] == row[name] for name in ("subject", "conversation_id", "score")]
    statement = update(_rating).where(*same, _rating.c.sealed_comment.is_(None))
    return bool((await tx.execute(statement.values(sealed_comment=row["sealed_comment"]))).rowcount)


def _sealed(vault: Vault, subject: str, comment: str | None) -> str | None:
    return vault.seal(comment, _purpose(subject)) if comment else None


def _purpose(subject: str) -> str:
    return f"rating.sealed_comment|{subject}"


async def latest(tx: Transaction, vault: Vault, before: int | None = None, *, limit: int = 50) -> list[RatingView]:
    """Newest first, going back from `before` (a rating's id)."""
    query = _ratings().order_by(_rating.c.id.desc()).limit(limit)
    query = query.where(_rating.c.id < before) if before is not None else query
    return [_view(vault, row) for row in await tx.execute(query)]


async def of_person(tx: Transaction, vault: Vault, person_id: int) -> list[RatingView]:
    """Oldest first."""
    query = _ratings().where(_rating.c.person_id == person_id).order_by(_rating.c.id)
    return [_view(vault, row) for row in await tx.execute(query)]


def _ratings() -> Select[Any]:
    joined = _rating.outerjoin(_staff, _staff.c.id == _rating.c.staff_id)
    return select(_rating, _staff.c.name.label("staff_name")).select_from(joined)


def _view(vault: Vault, row: Any) -> RatingView:
    comment = vault.open(row.sealed_comment, _purpose(row.subject)) if row.sealed_comment else None
    about = (row.channel, row.conversation_id, row.staff_id, row.staff_name, row.at)
    return RatingView(row.id, row.subject, row.score, comment, *about)


async def distribution(tx: Transaction, since: datetime, until: datetime) -> dict[int, int]:
    """-> {score: how many} of a time."""
    query = select(_rating.c.score, func.count()).where(_rating.c.at >= since, _rating.c.at < until)
    found = {row[0]: row[1] for row in await tx.execute(query.group_by(_rating.c.score))}
    return {score: found.get(score, 0) for score in SCORES}
