"""Casework: what a decision asks for beyond words is done here, and its outcome goes back to the dialogue.

Each deed is a transaction of its own and safe to do again: a turn that is repeated finds its request by the same key.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from bot.circumstances import event_name
from bot.dialogue.decide import Dialogue
from bot.dialogue.effects import ADD_DOCUMENTS, WITHDRAW, Action, Rating, Submission
from bot.dialogue.state import Decision
from bot.inquiries import Inquiries
from bot.places import Places
from bot.secure_asks import SecureAsks
from bot.unfinished import Unfinished
from handoff.requests import Workflow
from storage import attachments, consents, drafts, ratings, requests
from storage.conversations import Claimed, Pending
from storage.db import Database, StorageError, Transaction
from storage.requests import RIYADH, NewRequest

log = logging.getLogger(__name__)
OWN_DATA = "erasure"
CONSENT_VERSION = "2026-11"  # of the words opt_in_done and opt_out_done: change it with them


class Casework(Protocol):
    async def perform(self, claimed: Claimed, pending: Pending, decision: Decision, now: datetime) -> Decision:
        """The decision after its effects: the same, or the one that follows from their outcome."""

    async def own_phone(self, claimed: Claimed, phone: str, now: datetime) -> None:
        """The channel itself proves that this phone is the person's own."""

    async def wish(self, claimed: Claimed, messages: bool, now: datetime) -> None:
        """Whether they want messages unasked: for the ledger of consents."""


class NoCasework:
    """For a conversation that leaves nothing behind (the terminal): the words beside an effect are said as they are."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue

    async def perform(self, claimed: Claimed, pending: Pending, decision: Decision, now: datetime) -> Decision:  # noqa: ARG002
        return self._dialogue.not_sent(decision.state) if decision.submit else decision

    async def own_phone(self, claimed: Claimed, phone: str, now: datetime) -> None: ...

    async def wish(self, claimed: Claimed, messages: bool, now: datetime) -> None: ...


class Desk:
    """Does the deeds. `on_done` is called after each, for the metrics."""

    def __init__(
        self,
        db: Database,
        dialogue: Dialogue,
        workflow: Workflow,
        inquiries: Inquiries,
        unfinished: Unfinished,
        secure_asks: SecureAsks,
        places: Places,
        on_done: Callable[[str], None],
    ) -> None:
        self._db, self._dialogue, self._workflow, self._places = db, dialogue, workflow, places
        self._inquiries, self._unfinished = inquiries, unfinished
        self._secure_asks, self._on_done = secure_asks, on_done

    async def perform(self, claimed: Claimed, pending: Pending, decision: Decision, now: datetime) -> Decision:
        done = await self._performed(claimed, pending, decision, now)
        if done.secure:  # also where the effect itself led to a question for the page
            done = await self._secure_asks.linked(claimed, done, now)
        done = replace(done, masked=decision.masked, intent=decision.intent, owner=done.owner or decision.owner)
        return await self._places.told(claimed, done, now)

    async def _performed(self, claimed: Claimed, pending: Pending, decision: Decision, now: datetime) -> Decision:
        if decision.submit:
            return await self._submit(claimed, pending, decision, decision.submit, now)
        if decision.action:
            return await self._act(claimed, decision, decision.action, now)
        if decision.lookup:
            return await self._inquiries.look_up(claimed, pending, decision, decision.lookup, now)
        if decision.otp:
            return await self._inquiries.try_code(claimed, pending, decision, decision.otp, now)
        if decision.search:
            return await self._unfinished.search(claimed, pending, decision, decision.search, now)
        if decision.rating:
            return await self._rate(claimed, decision, decision.rating, now)
        return decision

    async def own_phone(self, claimed: Claimed, phone: str, now: datetime) -> None:
        await self._inquiries.own_phone(claimed, phone, now)

    async def wish(self, claimed: Claimed, messages: bool, now: datetime) -> None:
        async with self._db.transaction() as tx:
            await consents.note(
                tx,
                claimed.person_id,
                consents.MESSAGES,
                messages,
                CONSENT_VERSION,
                claimed.channel,
                now,
                conversation_id=claimed.id,
            )

    async def _submit(
        self, claimed: Claimed, pending: Pending, decision: Decision, submission: Submission, now: datetime
    ) -> Decision:
        """A confirmed form becomes a request; if the database refuses, the person can send it again."""
        try:
            async with self._db.transaction() as tx:
                if submission.draft and not await drafts.send(tx, submission.draft, claimed.identity_id):
                    return self._dialogue.moved_away(decision.state, submission.form)
                documents = await self._documents(tx, claimed, submission.values)
                made = await self._workflow.submit(tx, _new_request(claimed, pending, submission, documents), now)
        except StorageError as error:
            log.error("a request could not be created: %s", type(error).__name__)
            return self._dialogue.not_sent(decision.state)
        self._on_done(submission.form)
        today = made.submitted_at.astimezone(RIYADH).date()
        told = self._dialogue.submitted(decision.state, submission, made.reference, today)
        return await self._inquiries.verify(claimed, told, made, now) if made.type == OWN_DATA else told

    async def _act(self, claimed: Claimed, decision: Decision, action: Action, now: datetime) -> Decision:
        """A change to a request that was proven to be theirs, in this very conversation."""
        try:
            async with self._db.transaction() as tx:
                if action.kind == WITHDRAW:
                    await requests.withdraw(tx, self._workflow.vault, action.reference, now)
                else:
                    files = await self._documents(tx, claimed, action.values)
                    values = {} if action.kind == ADD_DOCUMENTS else _without_documents(action.values)
                    await self._workflow.supply(tx, action.reference, claimed.id, values, files, now)
        except StorageError as error:
            log.warning("a request could not be changed: %s", type(error).__name__)
            return self._dialogue.requests.not_done(decision.state, action)
        self._on_done(action.kind)
        return self._dialogue.requests.done(decision.state, action)

    async def _rate(self, claimed: Claimed, decision: Decision, rating: Rating, now: datetime) -> Decision:
        """Kept once for one thing; a comment joins the rating it follows."""
        async with self._db.transaction() as tx:
            about = {"subject": rating.subject, "comment": rating.comment}
            kept = await ratings.rate(tx, self._workflow.vault, claimed.id, rating.score, now, **about)
        if not kept:
            return self._dialogue.ratings.already(decision.state)
        self._on_done("rating")
        return decision

    async def _documents(self, tx: Transaction, claimed: Claimed, values: Mapping[str, Any]) -> tuple[int, ...]:
        names = values.get("documents") or ()
        return await attachments.ids_of(tx, claimed.id, [str(name) for name in names])


def _without_documents(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "documents"}


def _new_request(claimed: Claimed, pending: Pending, s: Submission, documents: tuple[int, ...]) -> NewRequest:
    attested = s.attestation or {}
    return NewRequest(
        type=s.form,
        person_id=claimed.person_id,
        conversation_id=claimed.id,
        idempotency_key=s.draft or f"{event_name(claimed, pending)}:{s.form}",
        fields=s.values,
        locale=s.locale,
        sensitive=s.sensitive,
        documents=documents,
        on_behalf=s.on_behalf,
        attestation_text=attested.get("text"),
        attested_at=datetime.fromisoformat(attested["at"]) if "at" in attested else None,
    )
