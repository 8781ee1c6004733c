"""A person's data, whole: to be handed to them, or to be gone.

StorageError
└── PrivacyError
    ├── StillOpen   a request of theirs is still being worked on: it has to end first
    └── OnHold      the law wants their data kept
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import cast as sql_cast
from sqlalchemy import delete, func, literal, select, update
from sqlalchemy import types as sql_types

from storage import (
    consents,
    contacts,
    drafts,
    erasures,
    escalations,
    holds,
    links,
    parked,
    ratings,
    requests,
    uploads,
    words,
)
from storage.crypto import Vault
from storage.db import StorageError, Transaction
from storage.messages import NOTE
from storage.models import AttachmentRow, Conversation, Identity, Inbox, Message, Person, table_of
from storage.models_outbox import Outbox
from storage.models_requests import (
    ContactPreference,
    Otp,
    PhoneProof,
    RatingRow,
    Request,
    SecureLink,
)
from storage.requests import RequestView
from storage.requests.emptying import empty
from storage.requests.statuses import ENDED

_person, _identity, _conversation = table_of(Person), table_of(Identity), table_of(Conversation)
_message, _inbox, _outbox, _attachment = table_of(Message), table_of(Inbox), table_of(Outbox), table_of(AttachmentRow)
_request = table_of(Request)
ERASED = "erased"


class PrivacyError(StorageError):
    """Root of the errors of a person's data."""


class StillOpen(PrivacyError):
    """A request of theirs is still being worked on: it has to end first."""


class OnHold(PrivacyError):
    """Their data are on legal hold: it has to be lifted first."""


@dataclass(frozen=True, slots=True)
class PersonView:
    """Who somebody is to us."""

    id: int
    name: str | None
    locale: str | None
    created_at: datetime


async def person(tx: Transaction, person_id: int) -> PersonView | None:
    columns = (_person.c.id, _person.c.display_name, _person.c.locale, _person.c.created_at)
    row = (await tx.execute(select(*columns).where(_person.c.id == person_id))).one_or_none()
    return PersonView(*row) if row else None


# --- a copy


async def export(tx: Transaction, vault: Vault, who: PersonView, now: datetime) -> dict[str, Any]:
    """Everything that a person gave us or that was said with them. Colleagues' own notes are not theirs."""
    known = await contacts.of_person(tx, who.id)
    return {
        "exported_at": now,
        "person": {"name": who.name, "language": who.locale, "known_since": who.created_at},
        "addresses": [await _address(tx, vault, c, now) for c in known],
        "consents": await consents.history(tx, who.id),
        "requests": [await _request_copy(tx, vault, r) for r in await requests.of_person(tx, vault, who.id)],
        "conversations": [await _talk_copy(tx, row) for row in await _talks(tx, who.id)],
        "ratings": await _ratings(tx, vault, who.id),
    }


async def _address(tx: Transaction, vault: Vault, c: contacts.Contact, now: datetime) -> dict[str, Any]:
    proofs = await links.proofs(tx, vault, c.identity_id, now)
    phones = [{"phone": p.phone, "method": p.method, "since": p.made_at} for p in proofs]
    return {"channel": c.channel, "address": c.address, "opted_out": c.opted_out, "verified_phones": phones}


async def _request_copy(tx: Transaction, vault: Vault, r: RequestView) -> dict[str, Any]:
    steps = await requests.history(tx, vault, r)
    return {
        "reference": r.reference,
        "type": r.type,
        "status": r.status,
        "submitted_at": r.submitted_at,
        "fields": dict(r.fields),
        "on_behalf": r.on_behalf,
        "attestation": {"text": r.attestation_text, "at": r.attested_at} if r.attestation_text else None,
        "documents": [{"name": d.filename, "type": d.mime} for d in await requests.documents(tx, r.id)],
        "history": [
            {"at": s.at, "what": s.kind, "status": s.to_status, "message": s.note.get("message")} for s in steps
        ],
    }


async def _talks(tx: Transaction, person_id: int) -> Sequence[Any]:
    query = select(_conversation.c.id, _identity.c.channel, _conversation.c.created_at)
    query = query.join(_identity, _identity.c.id == _conversation.c.identity_id)
    return (await tx.execute(query.where(_identity.c.person_id == person_id).order_by(_conversation.c.id))).all()


async def _talk_copy(tx: Transaction, talk: Any) -> dict[str, Any]:
    query = select(_message.c.at, _message.c.author, _message.c.text).order_by(_message.c.seq)
    query = query.where(_message.c.conversation_id == talk.id, _message.c.kind != NOTE)
    lines = [{"at": m.at, "author": m.author, "text": m.text} for m in await tx.execute(query)]
    return {"channel": talk.channel, "since": talk.created_at, "messages": lines}


async def _ratings(tx: Transaction, vault: Vault, person_id: int) -> list[dict[str, Any]]:
    found = await ratings.of_person(tx, vault, person_id)
    return [{"about": r.subject, "score": r.score, "comment": r.comment, "at": r.at} for r in found]


# --- erasure


async def erase(
    tx: Transaction,
    vault: Vault,
    person_id: int,
    now: datetime,
    *,
    again: bool = False,
    spare: Collection[int] = (),
) -> list[str]:
    """What identifies them or that they said is gone; that there was a request, and how it ended, stays.

    -> the files to delete. Whoever writes from the same address afterwards is somebody new. Raises StillOpen or OnHold,
    unless it is done `again`, after a restored backup. `spare`: outbox rows with a last word, which keep the address
    until they have left (see `retention.FAREWELLS`).
    """
    if not again:
        await _require_ended(tx, vault, person_id)
    await erasures.note(tx, vault, person_id, now)
    identities = list((await tx.execute(select(_identity.c.id).where(_identity.c.person_id == person_id))).scalars())
    talks = list(
        (await tx.execute(select(_conversation.c.id).where(_conversation.c.identity_id.in_(identities)))).scalars()
    )
    paths = await _erase_talks(tx, talks, now, spare)
    await _erase_requests(tx, vault, person_id)
    await _erase_identities(tx, person_id, identities)
    paths += await uploads.forget(tx, talks)
    await parked.forget(tx, talks)
    await words.forget(tx, talks)  # after the identities: whoever takes words meanwhile holds those
    return paths


async def _require_ended(tx: Transaction, vault: Vault, person_id: int) -> None:
    if await holds.on_person(tx, person_id):
        raise OnHold(OnHold.__doc__)
    theirs = await requests.of_person(tx, vault, person_id)
    if any(r.status not in ENDED and r.type != "erasure" for r in theirs):
        raise StillOpen(StillOpen.__doc__)


async def _erase_talks(tx: Transaction, talks: list[int], now: datetime, spare: Collection[int]) -> list[str]:
    """Words, payloads, states and files; what waits to be sent is dropped, and a turn under way is void."""
    of_talks = _message.c.conversation_id.in_(talks)
    await tx.execute(update(_message).where(of_talks).values(text="", buttons=[], details={}))
    done = func.coalesce(_inbox.c.done_at, now)
    await tx.execute(
        update(_inbox).where(_inbox.c.conversation_id.in_(talks)).values(payload={}, error=None, done_at=done)
    )
    out = update(_outbox).where(_outbox.c.conversation_id.in_(talks), _outbox.c.id.not_in(spare))
    await tx.execute(out.where(_outbox.c.state == "pending").values(state="dropped", error_reason=ERASED))
    await tx.execute(out.values(body={"text": "", "body": {}, "needs_window": False}, address="", error_detail=None))
    paths = select(_attachment.c.path).where(_attachment.c.conversation_id.in_(talks), _attachment.c.path.is_not(None))
    found = list((await tx.execute(paths)).scalars())
    gone = {"path": None, "filename": None, "source": "", "state": ERASED}
    await tx.execute(update(_attachment).where(_attachment.c.conversation_id.in_(talks)).values(**gone))
    ended = {"state": {}, "owner": "closed", "epoch": _conversation.c.epoch + 1, "ready_at": None}
    closed = func.coalesce(_conversation.c.closed_at, now)
    await tx.execute(update(_conversation).where(_conversation.c.id.in_(talks)).values(**ended, closed_at=closed))
    for conversation_id in talks:
        await escalations.end(tx, conversation_id, ERASED, now)
    for table in (table_of(Otp), table_of(SecureLink)):
        await tx.execute(delete(table).where(table.c.conversation_id.in_(talks)))
    return found


async def _erase_requests(tx: Transaction, vault: Vault, person_id: int) -> None:
    ids = list((await tx.execute(select(_request.c.id).where(_request.c.person_id == person_id))).scalars())
    await empty(tx, vault, ids)
    comments = update(table_of(RatingRow)).where(table_of(RatingRow).c.person_id == person_id)
    await tx.execute(comments.values(sealed_comment=None))


async def _erase_identities(tx: Transaction, person_id: int, identities: list[int]) -> None:
    number = sql_cast(_identity.c.id, sql_types.Text)
    nobody = {"key": literal(f"{ERASED}|") + number, "channel": ERASED, "address": "", "verified_phone": None}
    await tx.execute(update(_identity).where(_identity.c.id.in_(identities)).values(**nobody))
    proof, preference = table_of(PhoneProof), table_of(ContactPreference)
    await drafts.forget(tx, identities)
    await tx.execute(delete(proof).where(proof.c.identity_id.in_(identities)))
    await tx.execute(delete(preference).where(preference.c.person_id == person_id))
    await tx.execute(update(_person).where(_person.c.id == person_id).values(display_name=None, locale=None))
