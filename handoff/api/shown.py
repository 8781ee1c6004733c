"""Requests and conversations as the staff API shows them, by the public names, ID numbers and IBANs masked. Pure."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi.responses import FileResponse

from handoff import roles
from handoff.api.views.conversations import (
    DeliveryShown,
    FileShown,
    LastMessage,
    LineShown,
    StaffName,
    TalkPerson,
    UnderstoodShown,
)
from handoff.api.views.requests import (
    Attestation,
    Document,
    EventBy,
    Masked,
    RequestEvent,
    RequestPerson,
    RequestRow,
    RequestWhole,
)
from storage.contacts import Contact
from storage.interpretations import Interpretation
from storage.messages import NOTE
from storage.requests import STATUSES, DocumentView, EventView, RequestView, needs_reason, next_statuses
from storage.talks import Talk
from storage.transcripts import Line, TalkFile

SHOWN_DIGITS = 4


def masked(value: Any) -> str:
    """«••••••5673»: enough to tell two apart, too little to use."""
    text = str(value)
    return "•" * max(len(text) - SHOWN_DIGITS, 4) + text[-SHOWN_DIGITS:] if len(text) > SHOWN_DIGITS else "••••"


def fields_shown(request: RequestView) -> dict[str, Any]:
    """Values by name; a sensitive one as `{value, masked}`."""
    hidden = set(request.sensitive)
    return {
        name: Masked(value=masked(value), masked=True) if name in hidden and value else value
        for name, value in request.fields.items()
    }


def request_row(request: RequestView) -> RequestRow:
    """A line of a list."""
    return RequestRow(**_row(request))


def _row(request: RequestView) -> dict[str, Any]:
    same = ("reference", "type", "status", "priority", "assignee_id", "submitted_at", "status_since")
    values = {name: getattr(request, name) for name in (*same, "earliest_decision_date", "due_on", "version")}
    return values | {"name": request.fields.get("full_name"), "city": request.fields.get("city")}


def request_shown(
    request: RequestView,
    role: str,
    history: Sequence[EventView],
    documents: Sequence[DocumentView],
    contact: Contact | None,
) -> RequestWhole:
    """A request whole, with the steps that this role may take."""
    steps = sorted(next_statuses(request.type, request.status), key=STATUSES.index)
    own = [step for step in steps if roles.may_move_request(role, request.type, request.status, step)]
    return RequestWhole(
        **_row(request),
        fields=fields_shown(request),
        person=_person(request, contact),
        on_behalf=dict(request.on_behalf) if request.on_behalf else None,
        attestation=_attestation(request),
        documents=[_document(request, d) for d in documents],
        history=[_event(e) for e in history],
        missing=list(request.missing),
        next_statuses=own,
        need_reason=[step for step in own if needs_reason(request.status, step)],
        conversation_id=request.conversation_id,
        locale=request.locale,
    )


def _person(request: RequestView, contact: Contact | None) -> RequestPerson:
    channel, name = (contact.channel, contact.name) if contact else (None, None)
    return RequestPerson(channel=channel, name=name, id=request.person_id)


def _attestation(request: RequestView) -> Attestation | None:
    if request.attestation_text is None:
        return None
    return Attestation(text=request.attestation_text, at=request.attested_at)


def _document(request: RequestView, d: DocumentView) -> Document:
    return Document(
        id=d.id,
        filename=d.filename,
        mime=d.mime,
        size=d.size,
        state=d.state,
        added_at=d.added_at,
        url=f"/api/requests/{request.reference}/documents/{d.id}",
    )


def _event(e: EventView) -> RequestEvent:
    by = EventBy(kind=e.actor.kind, staff_id=e.actor.staff_id, name=e.staff_name)
    line = {"number": e.number, "kind": e.kind, "from": e.from_status, "to": e.to_status, "by": by, "at": e.at}
    return line | {"reason": None, "message": None} | dict(e.note)  # type: ignore[return-value]


# Pictures are re-encoded when they are kept, and sound is only played: these may be shown where they are.
_INLINE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
_PLAYED = frozenset({"audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr", "audio/wav"})


def file_response(
    folder: Path, path: str, mime: str | None, filename: str | None, *, inline: bool = False
) -> FileResponse:
    """A kept file: a download, or with `inline` shown in place where its kind is harmless."""
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox", "Cache-Control": "no-store"}
    shown = inline and mime in _INLINE | _PLAYED
    return FileResponse(
        folder / Path(path).name,
        media_type=mime or "application/octet-stream",
        filename=filename or "file",
        content_disposition_type="inline" if shown else "attachment",
        headers=headers,
    )


def talk_fields(t: Talk) -> dict[str, Any]:
    """A conversation's own values by the names of `TalkShown`."""
    values = {name: getattr(t, name) for name in _OF_TALK}
    held = t.owner in ("staff", "closed") and t.assignee_id
    return values | {
        "assignee": StaffName(id=t.assignee_id, name=t.assignee or "") if held else None,
        "person": TalkPerson(id=t.person_id, name=t.name, address=t.address, locale=t.locale),
        "last_message": _last(t),
    }


_OF_TALK = (
    "id",
    "owner",
    "channel",
    "priority",
    "priority_reason",
    "queued_at",
    "queue_reason",
    "snoozed_until",
    "last_inbound_at",
    "window_from",
    "created_at",
    "closed_at",
    "blocked",
    "opted_out",
    "follows_id",
)


def _last(t: Talk) -> LastMessage | None:
    if t.last_author is None:
        return None
    return LastMessage(author=t.last_author, text=t.last_text, kind=t.last_kind, at=t.last_at)


def line_shown(
    conversation_id: int, line: Line, files: Sequence[TalkFile], understood: Interpretation | None = None
) -> LineShown:
    """A line of the transcript. `delivery`: how its sending stands, for our own words."""
    delivery = DeliveryShown(state=line.state, status=line.status, error=line.error) if line.state else None
    same = ("seq", "author", "kind", "text", "buttons", "details", "asks", "client_id", "at")
    return LineShown(
        **{name: getattr(line, name) for name in same},
        note=line.kind == NOTE,
        delivery=delivery,
        understood=_understood(understood) if understood else None,
        attachments=[_file(conversation_id, f) for f in files if f.message_seq == line.seq],
    )


def _understood(i: Interpretation) -> UnderstoodShown | None:
    """None where a person had the conversation: the bot did not read it."""
    if i.outcome == "staff":
        return None
    sections = sorted({number for cited in i.cited for number in cited["sections"]})
    return UnderstoodShown(intent=i.intent, confidence=i.confidence, sections=sections, outcome=i.outcome)


def _file(conversation_id: int, f: TalkFile) -> FileShown:
    return FileShown(
        id=f.id,
        kind=f.kind,
        filename=f.filename,
        mime=f.mime,
        size=f.size,
        state=f.state,
        url=f"/api/conversations/{conversation_id}/files/{f.id}" if f.path else None,
    )
