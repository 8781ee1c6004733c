"""Requests and conversations as the staff API shows them, by the public names, ID numbers and IBANs masked. Pure."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi.responses import FileResponse

from storage.contacts import Contact
from storage.messages import NOTE
from storage.requests import DocumentView, EventView, RequestView, next_statuses
from storage.talks import Line, Talk, TalkFile

SHOWN_DIGITS = 4


def masked(value: Any) -> str:
    """«••••••5673»: enough to tell two apart, too little to use."""
    text = str(value)
    return "•" * max(len(text) - SHOWN_DIGITS, 4) + text[-SHOWN_DIGITS:] if len(text) > SHOWN_DIGITS else "••••"


def fields_shown(request: RequestView) -> dict[str, Any]:
    """Values by name; a sensitive one as `{value, masked}`."""
    hidden = set(request.sensitive)
    return {
        name: {"value": masked(value), "masked": True} if name in hidden and value else value
        for name, value in request.fields.items()
    }


def request_row(request: RequestView) -> dict[str, Any]:
    """A line of a list."""
    return {
        "reference": request.reference,
        "type": request.type,
        "status": request.status,
        "name": request.fields.get("full_name"),
        "city": request.fields.get("city"),
        "priority": request.priority,
        "assignee_id": request.assignee_id,
        "submitted_at": request.submitted_at.isoformat(),
        "status_since": request.status_since.isoformat(),
        "earliest_decision_date": request.earliest_decision_date.isoformat(),
        "due_on": request.due_on.isoformat() if request.due_on else None,
        "version": request.version,
    }


def request_shown(
    request: RequestView, history: Sequence[EventView], documents: Sequence[DocumentView], contact: Contact | None
) -> dict[str, Any]:
    """A request whole."""
    return request_row(request) | {
        "fields": fields_shown(request),
        "person": _person(request, contact),
        "on_behalf": dict(request.on_behalf) if request.on_behalf else None,
        "attestation": _attestation(request),
        "documents": [_document(request, d) for d in documents],
        "history": [_event(e) for e in history],
        "missing": list(request.missing),
        "next_statuses": sorted(next_statuses(request.type, request.status)),
        "conversation_id": request.conversation_id,
        "locale": request.locale,
    }


def _person(request: RequestView, contact: Contact | None) -> dict[str, Any]:
    known = {"channel": contact.channel, "name": contact.name} if contact else {"channel": None, "name": None}
    return known | {"id": request.person_id}


def _attestation(request: RequestView) -> dict[str, Any] | None:
    if request.attestation_text is None:
        return None
    at = request.attested_at.isoformat() if request.attested_at else None
    return {"text": request.attestation_text, "at": at}


def _document(request: RequestView, d: DocumentView) -> dict[str, Any]:
    return {
        "id": d.id,
        "filename": d.filename,
        "mime": d.mime,
        "size": d.size,
        "state": d.state,
        "added_at": d.added_at.isoformat(),
        "url": f"/api/requests/{request.reference}/documents/{d.id}",
    }


def _event(e: EventView) -> dict[str, Any]:
    by = {"kind": e.actor.kind, "staff_id": e.actor.staff_id, "name": e.staff_name}
    line = {"number": e.number, "kind": e.kind, "from": e.from_status, "to": e.to_status, "by": by}
    return line | {"at": e.at.isoformat(), "reason": None, "message": None} | dict(e.note)


def file_response(folder: Path, path: str, mime: str | None, filename: str | None) -> FileResponse:
    """A kept file, always as a download: it is never shown inside our own pages' origin."""
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox", "Cache-Control": "no-store"}
    return FileResponse(
        folder / Path(path).name,
        media_type=mime or "application/octet-stream",
        filename=filename or "file",
        headers=headers,
    )


def talk_shown(t: Talk) -> dict[str, Any]:
    """A conversation, for lists and alone."""
    held = {"id": t.assignee_id, "name": t.assignee} if t.owner in ("staff", "closed") and t.assignee_id else None
    return {
        "id": t.id,
        "owner": t.owner,
        "assignee": held,
        "channel": t.channel,
        "priority": t.priority,
        "queued_at": _iso(t.queued_at),
        "queue_reason": t.queue_reason,
        "last_inbound_at": _iso(t.last_inbound_at),
        "window_from": _iso(t.window_from),
        "created_at": _iso(t.created_at),
        "closed_at": _iso(t.closed_at),
        "person": {"id": t.person_id, "name": t.name, "address": t.address, "locale": t.locale},
        "blocked": t.blocked,
        "opted_out": t.opted_out,
        "last_message": {"author": t.last_author, "text": t.last_text} if t.last_author else None,
    }


def line_shown(conversation_id: int, line: Line, files: Sequence[TalkFile]) -> dict[str, Any]:
    """A line of the transcript. `delivery`: how its sending stands, for our own words."""
    delivery = {"state": line.state, "status": line.status, "error": line.error} if line.state else None
    return {
        "seq": line.seq,
        "author": line.author,
        "kind": line.kind,
        "note": line.kind == NOTE,
        "text": line.text,
        "buttons": line.buttons,
        "details": line.details,
        "asks": line.asks,
        "client_id": line.client_id,
        "at": line.at.isoformat(),
        "delivery": delivery,
        "attachments": [_file(conversation_id, f) for f in files if f.message_seq == line.seq],
    }


def _file(conversation_id: int, f: TalkFile) -> dict[str, Any]:
    url = f"/api/conversations/{conversation_id}/files/{f.id}" if f.path else None
    about = {"id": f.id, "kind": f.kind, "filename": f.filename, "mime": f.mime, "size": f.size}
    return about | {"state": f.state, "url": url}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
