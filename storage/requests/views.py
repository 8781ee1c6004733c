"""Requests as other folders see them: frozen values. Sealed parts are open here, so handle them as personal data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it: the person themself, a member of staff, or the system."""

    kind: str  # person | staff | system
    staff_id: int | None = None


PERSON, SYSTEM = Actor("person"), Actor("system")


def staff_actor(staff_id: int) -> Actor:
    return Actor("staff", staff_id)


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A confirmed form, ready to become a request.

    `idempotency_key` names this submission: the same again gives the same request. `terms`: folded words by which staff
    may search. `documents`: ids of attachments of the same conversation. `on_behalf`: {"relation", "said"}.
    """

    type: str
    person_id: int
    conversation_id: int
    idempotency_key: str
    fields: Mapping[str, Any]
    locale: str = "ar"
    sensitive: tuple[str, ...] = ()
    documents: tuple[int, ...] = ()
    terms: tuple[str, ...] = ()
    on_behalf: Mapping[str, str] | None = None
    attestation_text: str | None = None
    attested_at: datetime | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """A step to another status. `reason` is for the record, `message` for the person; `missing`: fields asked for.

    `version`: what the mover had seen; another one now means that somebody came before.
    """

    to: str
    reason: str | None = None
    message: str | None = None
    missing: tuple[str, ...] = ()
    version: int | None = None


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request with its fields open. `due_on`: the day by which the law wants an answer, where it does."""

    id: int
    reference: str
    type: str
    status: str
    person_id: int
    conversation_id: int
    locale: str
    sensitive: tuple[str, ...]
    missing: tuple[str, ...]
    phone_index: str | None
    attestation_text: str | None
    attested_at: datetime | None
    priority: int
    assignee_id: int | None
    version: int
    submitted_at: datetime
    status_since: datetime
    earliest_decision_date: date
    due_on: date | None
    fields: Mapping[str, Any] = field(default_factory=dict)
    on_behalf: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class EventView:
    """One line of a request's history."""

    number: int
    kind: str
    from_status: str | None
    to_status: str | None
    actor: Actor
    staff_name: str | None
    note: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A file of a request; `path` is its name in the files folder once it is stored."""

    id: int
    filename: str | None
    state: str
    mime: str | None
    size: int | None
    path: str | None
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of requests is narrowed to. `reference`, `phone_index`, `terms` come from what staff typed."""

    statuses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    reference: str | None = None
    phone_index: str | None = None
    terms: tuple[str, ...] = ()
    assignee_id: int | None = None
    person_id: int | None = None
    conversation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some requests, and where the next ones begin (None: no more)."""

    items: tuple[RequestView, ...]
    cursor: str | None
