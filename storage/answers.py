"""Answers that staff write: one draft a question, and the versions that went live, which never change.

StorageError
└── AnswerChanged   somebody has changed the draft, or published, since it was read
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select, update

from storage import revisions
from storage.db import StorageError, Transaction
from storage.models import table_of
from storage.models_knowledge import AnswerDraft, AnswerVersion, InterpretationRow
from storage.models_staff import Staff
from storage.people import insert_for

_draft, _version, _staff = table_of(AnswerDraft), table_of(AnswerVersion), table_of(Staff)
_heard = table_of(InterpretationRow)
FILE_VERSION = 1


class AnswerChanged(StorageError):
    """A colleague has changed this answer meanwhile: load it again."""


@dataclass(frozen=True, slots=True)
class Wording:
    """An answer's words and what supports them. Titles: of a question that no file has, for its button."""

    ar: str
    en: str
    sections: tuple[int, ...] = ()
    quote: str = ""
    note: str = ""
    title_ar: str | None = None
    title_en: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    intent: str
    wording: Wording
    revision: int
    staff_id: int
    staff_name: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """`live`: what is said now. A question without a live version is answered from its file, version 1."""

    intent: str
    number: int
    wording: Wording
    live: bool
    staff_id: int
    staff_name: str
    published_at: datetime


_WORDS = ("ar", "en", "sections", "quote", "note", "title_ar", "title_en")


async def draft(tx: Transaction, intent: str) -> Draft | None:
    row = (await tx.execute(_drafts().where(_draft.c.intent == intent))).one_or_none()
    return _draft_view(row) if row else None


async def drafts(tx: Transaction) -> dict[str, Draft]:
    return {row.intent: _draft_view(row) for row in await tx.execute(_drafts())}


async def save(
    tx: Transaction, intent: str, wording: Wording, staff_id: int, now: datetime, *, revision: int | None = None
) -> int:
    """Keep a draft; -> its new revision. `revision`: the one it was made from, 0 where there was none.

    Raises AnswerChanged where somebody was quicker.
    """
    values = {**_row_of(wording), "staff_id": staff_id, "updated_at": now}
    if revision == 0:
        made = insert_for(tx)(_draft).values(intent=intent, revision=1, **values)
        found = await tx.execute(made.on_conflict_do_nothing().returning(_draft.c.revision))
    elif revision is None:
        made = insert_for(tx)(_draft).values(intent=intent, revision=1, **values)
        again = {**values, "revision": _draft.c.revision + 1}
        found = await tx.execute(
            made.on_conflict_do_update(index_elements=["intent"], set_=again).returning(_draft.c.revision)
        )
    else:
        same = update(_draft).where(_draft.c.intent == intent, _draft.c.revision == revision)
        found = await tx.execute(same.values(**values, revision=revision + 1).returning(_draft.c.revision))
    new = found.scalar_one_or_none()
    if new is None:
        raise AnswerChanged(AnswerChanged.__doc__)
    return int(new)


async def drop(tx: Transaction, intent: str) -> bool:
    """-> whether there was a draft."""
    return bool((await tx.execute(delete(_draft).where(_draft.c.intent == intent))).rowcount)


async def publish(tx: Transaction, found: Draft, staff_id: int, now: datetime) -> int:
    """The draft becomes the live version; -> its number. Raises AnswerChanged where it is no longer the same draft."""
    await revisions.rise(tx, revisions.ANSWERS)
    gone = delete(_draft).where(_draft.c.intent == found.intent, _draft.c.revision == found.revision)
    if not (await tx.execute(gone)).rowcount:
        raise AnswerChanged(AnswerChanged.__doc__)
    newest = select(func.max(_version.c.number)).where(_version.c.intent == found.intent)
    number = ((await tx.execute(newest)).scalar() or FILE_VERSION) + 1
    await _retire(tx, found.intent)
    row = {"intent": found.intent, "number": number, "live": True, "staff_id": staff_id, "published_at": now}
    await tx.execute(_version.insert(), {**row, **_row_of(found.wording)})
    return number


async def revert(tx: Transaction, intent: str, number: int) -> bool:
    """An earlier version is said again, 1 being the file's; -> whether there is such a version."""
    await revisions.rise(tx, revisions.ANSWERS)
    await _retire(tx, intent)
    if number == FILE_VERSION:
        return True
    again = update(_version).where(_version.c.intent == intent, _version.c.number == number)
    return bool((await tx.execute(again.values(live=True))).rowcount)


async def versions(tx: Transaction, intent: str) -> list[Version]:
    """Newest first, without the file's."""
    query = _versions().where(_version.c.intent == intent).order_by(_version.c.number.desc())
    return [_version_view(row) for row in await tx.execute(query)]


async def live(tx: Transaction) -> list[Version]:
    return [_version_view(row) for row in await tx.execute(_versions().where(_version.c.live))]


async def asked_since(tx: Transaction, since: datetime) -> dict[str, int]:
    """-> {question: how often it was answered}."""
    query = select(_heard.c.answer, func.count()).where(_heard.c.at >= since, _heard.c.answer.is_not(None))
    return {row[0]: row[1] for row in await tx.execute(query.group_by(_heard.c.answer))}


async def _retire(tx: Transaction, intent: str) -> None:
    await tx.execute(update(_version).where(_version.c.intent == intent, _version.c.live).values(live=False))


def _drafts() -> Select[Any]:
    return select(_draft, _staff.c.name.label("staff_name")).join(_staff, _staff.c.id == _draft.c.staff_id)


def _versions() -> Select[Any]:
    return select(_version, _staff.c.name.label("staff_name")).join(_staff, _staff.c.id == _version.c.staff_id)


def _draft_view(row: Any) -> Draft:
    return Draft(row.intent, _wording(row), row.revision, row.staff_id, row.staff_name, row.updated_at)


def _version_view(row: Any) -> Version:
    return Version(row.intent, row.number, _wording(row), row.live, row.staff_id, row.staff_name, row.published_at)


def _wording(row: Any) -> Wording:
    values: dict[str, Any] = {name: getattr(row, name) for name in _WORDS}
    return Wording(**values | {"sections": tuple(row.sections)})


def _row_of(wording: Wording) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(wording, name) for name in _WORDS}
    return values | {"sections": list(wording.sections)}


def sections_of(sections: Sequence[int] | int | None) -> tuple[int, ...]:
    """One section, several or none, as an ordered set."""
    listed = [] if sections is None else [sections] if isinstance(sections, int) else sections
    return tuple(sorted(set(listed)))
