"""Making and changing requests, inside the caller's transaction. Every change leaves a line in the history."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from storage.attachments import same_identity
from storage.crypto import Vault
from storage.db import Transaction
from storage.models import AttachmentRow, table_of
from storage.models_requests import RequestDocument, RequestTerm
from storage.people import insert_for
from storage.requests import rows
from storage.requests.errors import IllegalMove, NotNow, ReasonMissing, RequestError
from storage.requests.reference import RIYADH, new_reference
from storage.requests.statuses import ENDED, OPEN_TO_CHANGES, OPEN_TO_DOCUMENTS, may_move, needs_reason
from storage.requests.views import PERSON, Actor, Move, NewRequest, RequestView

DECISION_AFTER = timedelta(days=14)  # policy 7.4: «خلال مدة لا تقل عن أسبوعين»
DATA_SUBJECT_DAYS = timedelta(days=30)  # PDPL: a wish about one's own data is answered within thirty days
_CLASHES = 8

_document, _term, _attachment = table_of(RequestDocument), table_of(RequestTerm), table_of(AttachmentRow)


async def create(tx: Transaction, vault: Vault, new: NewRequest, now: datetime) -> RequestView:
    """One request for one submission: the same key again, even at the same moment, gives the one that exists."""
    for _ in range(_CLASHES):
        reference = new_reference(now)
        values = _row(vault, new, reference, now)
        statement = insert_for(tx)(rows.request).values(values).on_conflict_do_nothing().returning(*rows.COLUMNS)
        if row := (await tx.execute(statement)).one_or_none():
            return await _begin(tx, vault, rows.opened(vault, row), new, now)
        query = select(*rows.COLUMNS).where(rows.request.c.idempotency_key == new.idempotency_key)
        if known := (await tx.execute(query)).one_or_none():
            return rows.opened(vault, known)
    raise RequestError("no free reference was found")


def _row(vault: Vault, new: NewRequest, reference: str, now: datetime) -> dict[str, Any]:
    today = now.astimezone(RIYADH).date()
    mobile = new.fields.get("mobile")
    return {
        "reference": reference,
        "type": new.type,
        "status": "submitted",
        "person_id": new.person_id,
        "conversation_id": new.conversation_id,
        "locale": new.locale,
        "sealed": rows.sealed_fields(vault, reference, new.fields, new.on_behalf),
        "sensitive": list(new.sensitive),
        "missing": [],
        "phone_index": rows.phone_index(vault, mobile) if mobile else None,
        "attestation_text": new.attestation_text,
        "attested_at": new.attested_at,
        "priority": new.priority,
        "idempotency_key": new.idempotency_key,
        "submitted_at": now,
        "status_since": now,
        "earliest_decision_date": today + DECISION_AFTER,
        "due_on": today + DATA_SUBJECT_DAYS if new.type == "erasure" else None,
    }


async def _begin(tx: Transaction, vault: Vault, made: RequestView, new: NewRequest, now: datetime) -> RequestView:
    await rows.record_event(tx, vault, made, 1, "move", PERSON, now, to_status="submitted")
    await _index(tx, vault, made.id, new.terms)
    await _attach(tx, made.id, new.conversation_id, new.documents, now)
    return made


async def _index(tx: Transaction, vault: Vault, request_id: int, terms: Sequence[str]) -> None:
    found = {rows.term_index(vault, term) for term in terms if term.strip()}
    if found:
        made = [{"request_id": request_id, "term": term} for term in sorted(found)]
        await tx.execute(insert_for(tx)(_term).on_conflict_do_nothing(), made)


async def _attach(
    tx: Transaction, request_id: int, conversation_id: int, documents: Sequence[int], now: datetime
) -> list[int]:
    """A file is bound to whoever sent it: one of another identity is not taken. -> ids that are new here."""
    if not documents:
        return []
    theirs = _attachment.c.conversation_id.in_(same_identity(conversation_id))
    own = select(_attachment.c.id).where(_attachment.c.id.in_(documents), theirs)
    made = [{"request_id": request_id, "attachment_id": i, "added_at": now} for i in (await tx.execute(own)).scalars()]
    if not made:
        return []
    statement = insert_for(tx)(_document).on_conflict_do_nothing().returning(_document.c.attachment_id)
    return list((await tx.execute(statement, made)).scalars())


async def move(tx: Transaction, vault: Vault, reference: str, step: Move, actor: Actor, now: datetime) -> RequestView:
    """Take a legal step, or change nothing. Raises UnknownRequest, StaleVersion, ReasonMissing or IllegalMove."""
    seen = await rows.locked(tx, vault, reference, step.version)
    if needs_reason(seen.status, step.to) and not (step.reason or "").strip():
        raise ReasonMissing(ReasonMissing.__doc__)
    if not may_move(seen.type, seen.status, step.to):
        raise IllegalMove(f"{seen.status} -> {step.to}: {IllegalMove.__doc__}")
    values: dict[str, Any] = {"status": step.to, "status_since": now, "missing": list(step.missing)}
    if step.to in ENDED:
        values["priority"] = 0
    note = {"reason": step.reason, "message": step.message, "missing": list(step.missing)}
    await rows.change(tx, vault, seen, "move", actor, now, note=note, **values)
    values["missing"] = step.missing
    return replace(seen, version=seen.version + 1, **values)


async def withdraw(tx: Transaction, vault: Vault, reference: str, now: datetime) -> RequestView:
    """At the person's own wish. Raises as `move`."""
    return await move(tx, vault, reference, Move("withdrawn"), PERSON, now)


async def change_fields(
    tx: Transaction,
    vault: Vault,
    reference: str,
    fields: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    *,
    terms: Sequence[str] = (),
) -> RequestView:
    """Correct what was said, while that is allowed; the history keeps which fields, not their values. Raises NotNow."""
    seen = await rows.locked(tx, vault, reference)
    if seen.status not in OPEN_TO_CHANGES:
        raise NotNow(f"{seen.status}: {NotNow.__doc__}")
    changed = {name: value for name, value in fields.items() if seen.fields.get(name) != value}
    missing = tuple(name for name in seen.missing if name not in fields)
    if not changed and missing == seen.missing:
        return seen
    new = replace(seen, fields={**seen.fields, **changed}, missing=missing, version=seen.version + 1)
    values: dict[str, Any] = {"missing": list(missing)}
    values["sealed"] = rows.sealed_fields(vault, reference, new.fields, new.on_behalf)
    if mobile := changed.get("mobile"):
        new = replace(new, phone_index=rows.phone_index(vault, mobile))
        values["phone_index"] = new.phone_index
    await rows.change(tx, vault, seen, "fields", actor, now, note={"fields": sorted(changed)}, **values)
    await _index(tx, vault, seen.id, terms)
    return new


async def add_documents(
    tx: Transaction,
    vault: Vault,
    reference: str,
    conversation_id: int,
    documents: Sequence[int],
    actor: Actor,
    now: datetime,
) -> RequestView:
    """Files that came in `conversation_id`; the same again changes nothing. Raises NotNow."""
    seen = await rows.locked(tx, vault, reference)
    if seen.status not in OPEN_TO_DOCUMENTS:
        raise NotNow(f"{seen.status}: {NotNow.__doc__}")
    added = await _attach(tx, seen.id, conversation_id, documents, now)
    if not added:
        return seen
    missing = tuple(name for name in seen.missing if name != "documents")
    await rows.change(tx, vault, seen, "documents", actor, now, note={"count": len(added)}, missing=list(missing))
    return replace(seen, missing=missing, version=seen.version + 1)


async def assign(
    tx: Transaction, vault: Vault, reference: str, staff_id: int | None, actor: Actor, now: datetime
) -> RequestView:
    """To a member of staff, or to nobody."""
    seen = await rows.locked(tx, vault, reference)
    if seen.assignee_id == staff_id:
        return seen
    await rows.change(tx, vault, seen, "assignment", actor, now, note={"staff_id": staff_id}, assignee_id=staff_id)
    return replace(seen, assignee_id=staff_id, version=seen.version + 1)
