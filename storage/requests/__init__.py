"""Requests: made from a confirmed form, moved by the legal steps only, with every step in their history."""

from storage.requests.errors import IllegalMove, NotNow, ReasonMissing, RequestError, StaleVersion, UnknownRequest
from storage.requests.reading import documents, event, find, history, last_move, listed, names, of_person
from storage.requests.reference import RIYADH, new_reference, read_reference
from storage.requests.rows import phone_index
from storage.requests.statuses import STATUSES, TYPES, may_move, needs_reason, next_statuses
from storage.requests.views import (
    PERSON,
    SYSTEM,
    Actor,
    DocumentView,
    EventView,
    Filters,
    Move,
    NewRequest,
    Page,
    RequestView,
    staff_actor,
)
from storage.requests.writing import add_documents, assign, change_fields, create, move, withdraw

__all__ = [
    "PERSON",
    "RIYADH",
    "STATUSES",
    "SYSTEM",
    "TYPES",
    "Actor",
    "DocumentView",
    "EventView",
    "Filters",
    "IllegalMove",
    "Move",
    "NewRequest",
    "NotNow",
    "Page",
    "ReasonMissing",
    "RequestError",
    "RequestView",
    "StaleVersion",
    "UnknownRequest",
    "add_documents",
    "assign",
    "change_fields",
    "create",
    "documents",
    "event",
    "find",
    "history",
    "last_move",
    "listed",
    "may_move",
    "move",
    "names",
    "needs_reason",
    "new_reference",
    "next_statuses",
    "of_person",
    "phone_index",
    "read_reference",
    "staff_actor",
    "withdraw",
]
