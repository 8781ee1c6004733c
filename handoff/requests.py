"""The committee's workflow: a form becomes a request, staff take its steps, each step on record and told once.

WorkflowError
├── NotAllowed      this role may not take this step
└── UnknownStaff    nobody of this id works here

Functions of `storage.requests` raise their own errors through here: UnknownRequest (also for what a role may not see),
StaleVersion, ReasonMissing, IllegalMove.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

import phonenumbers

from handoff import roles
from nlu.arabic import normalise
from storage import audit, requests
from storage import staff as accounts
from storage.crypto import Vault
from storage.db import Transaction
from storage.requests import Filters, Move, NewRequest, RequestView, UnknownRequest
from storage.staff import StaffView

COMPLAINT_PRIORITY = 5
_SEARCHED = ("full_name", "national_id")
# What the person is asked for when staff say that something is missing without naming a field.
ASKED_BY_DEFAULT = ("documents",)


class WorkflowError(Exception):
    """Root of the workflow's errors."""


class NotAllowed(WorkflowError):
    """This step belongs to another role."""


class UnknownStaff(WorkflowError):
    """Nobody of this id works here."""


class Announcer(Protocol):
    """Tells the person of a step, in the transaction of the step."""

    async def announce(self, tx: Transaction, request: RequestView, now: datetime) -> None: ...


class Workflow:
    """What may happen to a request, from the person's side and from the staff's. No announcer: nobody is told."""

    def __init__(self, vault: Vault, announcer: Announcer | None = None) -> None:
        self.vault, self._announcer = vault, announcer

    async def submit(self, tx: Transaction, new: NewRequest, now: datetime) -> RequestView:
        """A confirmed form. Twice the same idempotency key: one request, the same reference."""
        fields = {name: value for name, value in new.fields.items() if name != "documents"}
        priority = COMPLAINT_PRIORITY if new.type == "complaint" else new.priority
        prepared = replace(new, fields=fields, terms=search_terms(fields), priority=priority)
        return await requests.create(tx, self.vault, prepared, now)

    async def move(
        self, tx: Transaction, staff: StaffView, reference: str, step: Move, now: datetime, *, tell: bool = True
    ) -> RequestView:
        """A step by staff. Raises NotAllowed besides the errors of `storage.requests`."""
        seen = await self.visible(tx, staff, reference)
        legal = requests.may_move(seen.type, seen.status, step.to)
        if legal and not roles.may_move_request(staff.role, seen.type, seen.status, step.to):
            raise NotAllowed(NotAllowed.__doc__)
        moved = await requests.move(
            tx, self.vault, seen.reference, _completed(step, seen), requests.staff_actor(staff.id), now
        )
        details = {"from": seen.status, "to": moved.status, "version": moved.version}
        await audit.note(tx, staff.id, "request.move", f"request:{moved.reference}", now, details)
        if tell and self._announcer:
            await self._announcer.announce(tx, moved, now)
        return moved

    async def assign(
        self, tx: Transaction, staff: StaffView, reference: str, to: int | None, now: datetime
    ) -> RequestView:
        """To a colleague, or with None to nobody. Raises UnknownStaff."""
        seen = await self.visible(tx, staff, reference)
        if to is not None and await accounts.by_id(tx, to) is None:
            raise UnknownStaff(UnknownStaff.__doc__)
        actor = requests.staff_actor(staff.id)
        assigned = await requests.assign(tx, self.vault, seen.reference, to, actor, now)
        await audit.note(tx, staff.id, "request.assign", f"request:{seen.reference}", now, {"staff_id": to})
        return assigned

    async def visible(self, tx: Transaction, staff: StaffView, reference: str) -> RequestView:
        """Raises UnknownRequest, for one that is not there and for one that this role may not see alike."""
        known = requests.read_reference(reference)
        found = await requests.find(tx, self.vault, known) if known else None
        if found is None or not roles.may_see_request(staff.role, found.type):
            raise UnknownRequest(UnknownRequest.__doc__)
        return found

    async def supply(
        self,
        tx: Transaction,
        reference: str,
        conversation_id: int,
        values: Mapping[str, Any],
        documents: Iterable[int],
        now: datetime,
    ) -> RequestView:
        """What the person sent for an existing request; once nothing is missing any more, verifying goes on by itself.

        Whose request it is must have been settled before. Raises NotNow or UnknownRequest.
        """
        files = tuple(documents)
        if values:
            terms = search_terms(values)
            await requests.change_fields(tx, self.vault, reference, values, requests.PERSON, now, terms=terms)
        if files:
            await requests.add_documents(tx, self.vault, reference, conversation_id, files, requests.PERSON, now)
        found = await requests.find(tx, self.vault, reference)
        if found is None:
            raise UnknownRequest(UnknownRequest.__doc__)
        if found.status == "incomplete" and not found.missing:
            return await requests.move(tx, self.vault, reference, Move("verifying"), requests.PERSON, now)
        return found

    def filters(self, staff: StaffView, statuses: Iterable[str], types: Iterable[str], asked: str) -> Filters | None:
        """What staff typed into the search, as look-ups; None where it can match nothing that they may see."""
        seen = roles.visible_types(staff.role, frozenset(types) or requests.TYPES)
        if not seen:
            return None
        wanted = Filters(tuple(statuses), tuple(sorted(seen)))
        if not asked.strip():
            return wanted
        if reference := requests.read_reference(asked):
            return replace(wanted, reference=reference)
        if phone := e164(asked):
            return replace(wanted, phone_index=requests.phone_index(self.vault, phone))
        return replace(wanted, terms=tuple(normalise(asked).split()))


def _completed(step: Move, seen: RequestView) -> Move:
    """The step fenced by what its mover's rights were judged by, and with something to ask for where it asks."""
    version = seen.version if step.version is None else step.version
    missing = step.missing or (ASKED_BY_DEFAULT if step.to == "incomplete" else ())
    return replace(step, version=version, missing=missing)


def search_terms(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The folded words by which staff find a request: its names and its ID number."""
    return tuple(term for name in _SEARCHED for term in normalise(str(fields.get(name) or "")).split())


def e164(text: str) -> str | None:
    """A phone as one writes it worldwide; numbers without a country are Saudi."""
    try:
        number = phonenumbers.parse(normalise(text), "SA")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
