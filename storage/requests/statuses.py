"""Which status may follow which. One table for everything; what the committee does not decide has shorter ways."""

from collections.abc import Mapping

COMMITTEE_TYPES = frozenset({"service_request", "support_request", "project_application", "appeal"})
DESK_TYPES = frozenset({"complaint", "callback", "suggestion", "erasure"})
TYPES = COMMITTEE_TYPES | DESK_TYPES

STATUSES = (
    "draft",
    "submitted",
    "verifying",
    "incomplete",
    "under_review",
    "accepted",
    "rejected",
    "in_service",
    "completed",
    "withdrawn",
    "closed",
)

_MOVES: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"submitted", "withdrawn"}),
    "submitted": frozenset({"verifying", "incomplete", "under_review", "withdrawn", "closed"}),
    "verifying": frozenset({"incomplete", "under_review", "withdrawn", "closed"}),
    "incomplete": frozenset({"verifying", "under_review", "withdrawn", "closed"}),
    "under_review": frozenset({"verifying", "incomplete", "accepted", "rejected", "withdrawn"}),
    "accepted": frozenset({"in_service", "completed", "withdrawn"}),
    "rejected": frozenset({"under_review", "closed"}),
    "in_service": frozenset({"completed", "withdrawn"}),
    "completed": frozenset({"in_service", "closed"}),
    "withdrawn": frozenset({"closed"}),
    "closed": frozenset({"under_review"}),
}
_DESK_SHORTCUTS: Mapping[str, frozenset[str]] = {
    status: frozenset({"in_service", "completed", "rejected"})
    for status in ("submitted", "verifying", "incomplete", "under_review")
}

NEED_REASON = frozenset({"rejected", "incomplete"})
# A step that undoes or cuts short what was promised says why, whichever status it leads to.
_NEED_REASON_BETWEEN = frozenset(
    {(start, "closed") for start in ("submitted", "verifying", "incomplete")}
    | {("rejected", "under_review"), ("closed", "under_review"), ("completed", "in_service")}
)
ENDED = frozenset({"rejected", "completed", "withdrawn", "closed"})
OPEN_TO_DOCUMENTS = frozenset({"submitted", "verifying", "incomplete", "under_review"})
OPEN_TO_CHANGES = frozenset({"submitted", "verifying", "incomplete"})


def next_statuses(type: str, status: str) -> frozenset[str]:
    """Where a request of this type may go from here."""
    usual = _MOVES[status]
    return usual | _DESK_SHORTCUTS.get(status, frozenset()) if type in DESK_TYPES else usual


def may_move(type: str, start: str, end: str) -> bool:
    return end in next_statuses(type, start)


def needs_reason(start: str, end: str) -> bool:
    return end in NEED_REASON or (start, end) in _NEED_REASON_BETWEEN
