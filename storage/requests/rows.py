"""Between rows and views: the columns, what is sealed and how, the history's next line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update

from storage import console_events
from storage.crypto import Vault
from storage.db import Transaction
from storage.models import table_of
from storage.models_requests import Request, RequestEvent
from storage.requests.errors import StaleVersion, UnknownRequest
from storage.requests.views import Actor, RequestView

request, event = table_of(Request), table_of(RequestEvent)
PHONE = "phone"  # one purpose wherever a phone is indexed, so that a proven phone and a request's are comparable
_NAMES = RequestView.__slots__[:-2]
COLUMNS = (*(request.c[name] for name in _NAMES), request.c.sealed)


def phone_index(vault: Vault, phone: str) -> str:
    return vault.index(phone, PHONE)


def term_index(vault: Vault, term: str) -> str:
    return vault.index(term, "request.term")


def sealed_fields(vault: Vault, reference: str, fields: Mapping[str, Any], on_behalf: Mapping[str, str] | None) -> str:
    value = {"fields": dict(fields), "on_behalf": dict(on_behalf) if on_behalf else None}
    return vault.seal(value, f"request.sealed|{reference}")


def opened(vault: Vault, row: Any) -> RequestView:
    """Raises CannotOpen where the row was altered or its secret is gone."""
    inner = vault.open(row.sealed, f"request.sealed|{row.reference}")
    values = {name: getattr(row, name) for name in _NAMES}
    values |= {"sensitive": tuple(row.sensitive), "missing": tuple(row.missing)}
    return RequestView(**values, fields=inner["fields"], on_behalf=inner["on_behalf"])


def by_reference(reference: str) -> Select[Any]:
    return select(*COLUMNS).where(request.c.reference == reference)


async def locked(tx: Transaction, vault: Vault, reference: str, version: int | None = None) -> RequestView:
    """The request, held until the transaction ends. Raises UnknownRequest or StaleVersion."""
    row = (await tx.execute(by_reference(reference).with_for_update())).one_or_none()
    if row is None:
        raise UnknownRequest(UnknownRequest.__doc__)
    if version is not None and version != row.version:
        raise StaleVersion(StaleVersion.__doc__)
    return opened(vault, row)


async def change(
    tx: Transaction,
    vault: Vault,
    seen: RequestView,
    kind: str,
    actor: Actor,
    now: datetime,
    *,
    note: Mapping[str, Any] | None = None,
    **values: Any,
) -> None:
    """Write a locked request's new values and the line of its history that tells of them."""
    number = seen.version + 1
    await tx.execute(update(request).where(request.c.id == seen.id).values(version=number, **values))
    to_status = values.get("status")
    await record_event(tx, vault, seen, number, kind, actor, now, note=note, to_status=to_status)


async def record_event(
    tx: Transaction,
    vault: Vault,
    seen: RequestView,
    number: int,
    kind: str,
    actor: Actor,
    now: datetime,
    *,
    note: Mapping[str, Any] | None = None,
    to_status: str | None = None,
) -> None:
    kept = {name: value for name, value in (note or {}).items() if value}
    row = {
        "request_id": seen.id,
        "number": number,
        "kind": kind,
        "from_status": seen.status if to_status and number > 1 else None,
        "to_status": to_status,
        "actor": actor.kind,
        "staff_id": actor.staff_id,
        "sealed": vault.seal(kept, note_purpose(seen.reference)) if kept else None,
        "at": now,
    }
    await tx.execute(event.insert(), row)
    await console_events.note(tx, [console_events.request(seen.reference, seen.type)], now)


def note_purpose(reference: str) -> str:
    return f"request_event.sealed|{reference}"
