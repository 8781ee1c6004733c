"""A request as its verified owner may hear of it. Pure."""

from dataclasses import dataclass
from datetime import date

from storage.requests import EventView, RequestView, may_move
from storage.requests.reference import RIYADH
from storage.requests.statuses import COMMITTEE_TYPES, NEED_REASON, OPEN_TO_CHANGES, OPEN_TO_DOCUMENTS

UPDATE, ADD_DOCUMENTS, WITHDRAW, APPEAL = "update", "add_documents", "withdraw", "appeal"


@dataclass(frozen=True, slots=True)
class Summary:
    """`since`: the day of this stage. `earliest`: when the committee's answer can come, while it is awaited.

    `message`: the association's words of this stage. `missing`: fields asked for. `may`: what its owner may do now.
    """

    reference: str
    type: str
    status: str
    since: date
    locale: str
    earliest: date | None = None
    message: str | None = None
    missing: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


def summary_of(request: RequestView, step: EventView | None) -> Summary:
    """`step`: the move that led to where the request stands (or, for a notice, stood)."""
    status = (step and step.to_status) or request.status
    current = status == request.status
    return Summary(
        reference=request.reference,
        type=request.type,
        status=status,
        since=(step.at if step else request.status_since).astimezone(RIYADH).date(),
        locale=request.locale,
        earliest=request.earliest_decision_date if _awaits_decision(request.type, status) else None,
        message=_message(step),
        missing=request.missing if current else (),
        may=may_do(request) if current else (),
    )


def may_do(request: RequestView) -> tuple[str, ...]:
    """What the owner may do in this stage."""
    rights = {
        UPDATE: request.status in OPEN_TO_CHANGES,
        ADD_DOCUMENTS: request.status in OPEN_TO_DOCUMENTS,
        WITHDRAW: may_move(request.type, request.status, "withdrawn"),
        APPEAL: request.status == "rejected" and request.type in COMMITTEE_TYPES and request.type != "appeal",
    }
    return tuple(name for name, allowed in rights.items() if allowed)


def _awaits_decision(type: str, status: str) -> bool:
    return type in COMMITTEE_TYPES and status in ("submitted", "verifying", "incomplete", "under_review")


def _message(step: EventView | None) -> str | None:
    """What staff wrote for the person; where only a reason was given for a refusal or a demand, that."""
    if step is None:
        return None
    reason = step.note.get("reason") if step.to_status in NEED_REASON else None
    return step.note.get("message") or reason or None
