"""Finding requests. What staff search for is looked up by blind indexes; nothing sealed is ever scanned."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_, or_, select

from storage.crypto import Vault
from storage.db import Transaction
from storage.models import AttachmentRow, table_of
from storage.models_requests import RequestDocument, RequestTerm
from storage.models_staff import Staff
from storage.requests import rows
from storage.requests.views import Actor, DocumentView, EventView, Filters, Page, RequestView

_document, _term = table_of(RequestDocument), table_of(RequestTerm)
_attachment, _staff = table_of(AttachmentRow), table_of(Staff)
PAGE = 50


async def find(tx: Transaction, vault: Vault, reference: str) -> RequestView | None:
    row = (await tx.execute(rows.by_reference(reference))).one_or_none()
    return rows.opened(vault, row) if row else None


async def of_person(tx: Transaction, vault: Vault, person_id: int) -> list[RequestView]:
    """Newest first."""
    query = select(*rows.COLUMNS).where(rows.request.c.person_id == person_id).order_by(rows.request.c.id.desc())
    return [rows.opened(vault, row) for row in await tx.execute(query)]


async def names(tx: Transaction, vault: Vault, person_ids: Collection[int]) -> dict[int, str]:
    """-> {person: the name in their latest request}, where they asked for themselves and gave one."""
    if not person_ids:
        return {}
    query = select(*rows.COLUMNS).where(rows.request.c.person_id.in_(person_ids)).order_by(rows.request.c.id)
    found = [rows.opened(vault, row) for row in await tx.execute(query)]
    return {r.person_id: str(r.fields["full_name"]) for r in found if r.fields.get("full_name") and not r.on_behalf}


async def listed(
    tx: Transaction, vault: Vault, filters: Filters, cursor: str | None = None, *, limit: int = PAGE
) -> Page:
    """The urgent first, then the newest. `cursor` is what the page before gave; anything else counts as none."""
    query = _filtered(vault, filters).order_by(rows.request.c.priority.desc(), rows.request.c.id.desc())
    if after := _read_cursor(cursor):
        priority, last = after
        same = and_(rows.request.c.priority == priority, rows.request.c.id < last)
        query = query.where(or_(rows.request.c.priority < priority, same))
    found = (await tx.execute(query.limit(limit + 1))).all()
    more = found[limit - 1] if len(found) > limit else None
    return Page(tuple(rows.opened(vault, row) for row in found[:limit]), f"{more.priority}.{more.id}" if more else None)


def _filtered(vault: Vault, f: Filters) -> Select[Any]:
    query, column = select(*rows.COLUMNS), rows.request.c
    for given, wanted in ((f.statuses, column.status), (f.types, column.type)):
        query = query.where(wanted.in_(given)) if given else query
    single = ("reference", "phone_index", "assignee_id", "person_id", "conversation_id")
    for name in single:
        value = getattr(f, name)
        query = query.where(column[name] == value) if value is not None else query
    for term in f.terms:
        having = select(_term.c.request_id).where(_term.c.term == rows.term_index(vault, term))
        query = query.where(column.id.in_(having))
    return query


def _read_cursor(cursor: str | None) -> tuple[int, int] | None:
    parts = (cursor or "").split(".")
    if len(parts) == 2 and all(p.isascii() and p.isdigit() and len(p) <= 18 for p in parts):
        return int(parts[0]), int(parts[1])
    return None


async def history(tx: Transaction, vault: Vault, request: RequestView) -> list[EventView]:
    """Oldest first, each line with who did it and why."""
    event = rows.event.c
    query = select(rows.event, _staff.c.name.label("staff_name")).join_from(
        rows.event, _staff, _staff.c.id == event.staff_id, isouter=True
    )
    query = query.where(event.request_id == request.id).order_by(event.number)
    return [_event_view(vault, request.reference, row) for row in await tx.execute(query)]


async def event(tx: Transaction, vault: Vault, request: RequestView, number: int) -> EventView | None:
    """One line of the history."""
    return next((e for e in await history(tx, vault, request) if e.number == number), None)


async def last_move(tx: Transaction, vault: Vault, request: RequestView) -> EventView | None:
    """The step that led to the present status."""
    return next((e for e in reversed(await history(tx, vault, request)) if e.kind == "move"), None)


def _event_view(vault: Vault, reference: str, row: Any) -> EventView:
    note = vault.open(row.sealed, rows.note_purpose(reference)) if row.sealed else {}
    actor = Actor(row.actor, row.staff_id)
    return EventView(row.number, row.kind, row.from_status, row.to_status, actor, row.staff_name, note, row.at)


async def documents(tx: Transaction, request_id: int) -> list[DocumentView]:
    names = ("id", "filename", "state", "mime", "size", "path")
    columns = [*(_attachment.c[name] for name in names), _document.c.added_at]
    query = select(*columns)
    query = query.join(_document, _document.c.attachment_id == _attachment.c.id)
    query = query.where(_document.c.request_id == request_id).order_by(_attachment.c.id)
    return [DocumentView(*row) for row in await tx.execute(query)]
