"""Phrases that staff add to what the assistant learns from.

StorageError
└── PhraseKnown     the same text is there already; `intent` says as what
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from storage.db import StorageError, Transaction
from storage.models import table_of
from storage.models_knowledge import TrainingPhrase
from storage.models_staff import Staff
from storage.people import insert_for

_phrase, _staff = table_of(TrainingPhrase), table_of(Staff)


class PhraseKnown(StorageError):
    """This text is there already."""

    def __init__(self, text: str, intent: str) -> None:
        super().__init__(f"«{text}» is {intent} already")
        self.text, self.intent = text, intent


@dataclass(frozen=True, slots=True)
class Phrase:
    id: int
    intent: str
    text: str
    cluster_id: int | None
    staff_id: int
    staff_name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewPhrase:
    """`key`: the normal form, by which a text stands once."""

    text: str
    key: str
    intent: str


async def add(
    tx: Transaction, phrases: Sequence[NewPhrase], staff_id: int, now: datetime, *, cluster_id: int | None = None
) -> int:
    """-> how many are new; the same text under the same intent again is no fault. Raises PhraseKnown."""
    new = {p.key: p for p in phrases}
    if not new:
        return 0
    about = {"cluster_id": cluster_id, "staff_id": staff_id, "created_at": now}
    rows = [{"text": p.text, "key": p.key, "intent": p.intent, **about} for p in new.values()]
    made = insert_for(tx)(_phrase).values(rows).on_conflict_do_nothing()
    added = set((await tx.execute(made.returning(_phrase.c.key))).scalars())
    known = await by_key(tx, [key for key in new if key not in added])
    for key, intent in known.items():
        if intent != new[key].intent:
            raise PhraseKnown(new[key].text, intent)
    return len(added)


async def by_key(tx: Transaction, keys: Sequence[str]) -> dict[str, str]:
    """-> {normal form: intent} of those that are there."""
    query = select(_phrase.c.key, _phrase.c.intent).where(_phrase.c.key.in_(keys))
    return {row.key: row.intent for row in await tx.execute(query)}


async def listed(
    tx: Transaction, *, intent: str | None = None, before: int | None = None, limit: int | None = 100
) -> list[Phrase]:
    """Newest first, going back from `before`."""
    names = ("id", "intent", "text", "cluster_id", "staff_id")
    query = select(*(_phrase.c[name] for name in names), _staff.c.name.label("staff_name"), _phrase.c.created_at)
    query = query.join(_staff, _staff.c.id == _phrase.c.staff_id).order_by(_phrase.c.id.desc())
    if intent is not None:
        query = query.where(_phrase.c.intent == intent)
    if before is not None:
        query = query.where(_phrase.c.id < before)
    rows = await tx.execute(query.limit(limit) if limit else query)
    return [Phrase(**row) for row in rows.mappings()]


async def counts(tx: Transaction) -> dict[str, int]:
    """-> {intent: how many}."""
    query = select(_phrase.c.intent, func.count()).group_by(_phrase.c.intent)
    return {row[0]: row[1] for row in await tx.execute(query)}


async def remove(tx: Transaction, phrase_id: int) -> tuple[str, str] | None:
    """-> (text, intent) of what is gone."""
    gone = delete(_phrase).where(_phrase.c.id == phrase_id).returning(_phrase.c.text, _phrase.c.intent)
    row = (await tx.execute(gone)).one_or_none()
    return (row.text, row.intent) if row else None
