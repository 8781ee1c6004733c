"""What is over its time and is more than a row: requests that ended long ago, people who are long gone, old consents.

Erased as on a person's own wish: that there was something stays on record. What is on legal hold stays whole.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, exists, func, or_, select, update

from storage import holds, privacy
from storage.crypto import Vault
from storage.db import Transaction
from storage.models import AttachmentRow, Conversation, Identity, Person, table_of
from storage.models_privacy import Erasure
from storage.models_requests import Consent, Request, RequestDocument
from storage.requests.emptying import EMPTIED, empty
from storage.requests.statuses import ENDED
from storage.retention import ERASED, Batch, Due, Erase

_request, _document, _attachment = table_of(Request), table_of(RequestDocument), table_of(AttachmentRow)
_person, _identity, _conversation = table_of(Person), table_of(Identity), table_of(Conversation)
_consent, _erasure = table_of(Consent), table_of(Erasure)
AT_ONCE = 20  # whole requests, and whole people
_FULL = ~_request.c.idempotency_key.startswith(EMPTIED)


def kinds(vault: Vault, now: Callable[[], datetime]) -> Mapping[str, tuple[Due, Erase]]:
    """By the names of `Retention` in the configuration."""

    async def erase_requests(tx: Transaction, before: datetime) -> Batch:
        ids = list((await tx.execute(_requests(before).limit(AT_ONCE))).scalars())
        await empty(tx, vault, ids)
        return Batch(len(ids), await _papers(tx, ids))

    async def erase_people(tx: Transaction, before: datetime) -> Batch:
        ids = list((await tx.execute(_people(before).limit(AT_ONCE))).scalars())
        paths = [path for one in ids for path in await privacy.erase(tx, vault, one, now(), again=True)]
        return Batch(len(ids), tuple(paths))

    return {
        "requests": (_requests, erase_requests),
        "addresses": (_people, erase_people),
        "consents": (_consents, _erase_consents),
    }


def _requests(before: datetime) -> Select[Any]:
    query = select(_request.c.id).where(_request.c.status.in_(ENDED), _request.c.status_since < before, _FULL)
    return query.where(_request.c.person_id.not_in(holds.people()))


async def _papers(tx: Transaction, ids: list[int]) -> tuple[str, ...]:
    """-> the files to delete. Papers that belong to another request besides stay."""
    theirs = select(_document.c.attachment_id).where(_document.c.request_id.in_(ids))
    others = select(_document.c.attachment_id).where(_document.c.request_id.not_in(ids))
    gone = _attachment.c.id.in_(theirs), _attachment.c.id.not_in(others), _attachment.c.path.is_not(None)
    paths = tuple((await tx.execute(select(_attachment.c.path).where(*gone))).scalars())
    values = {"path": None, "filename": None, "source": "", "state": ERASED}
    await tx.execute(update(_attachment).where(*gone).values(**values))
    await tx.execute(delete(_document).where(_document.c.request_id.in_(ids)))
    return paths


def _people(before: datetime) -> Select[Any]:
    """Who wrote last before, on any channel, and has no request with anything in it."""
    last = func.coalesce(_conversation.c.last_inbound_at, _conversation.c.created_at)
    heard = exists().where(_conversation.c.identity_id == _identity.c.id, last >= before)
    theirs = _identity.c.person_id == _person.c.id
    known = exists().where(theirs, _identity.c.channel != ERASED)
    lately = exists().where(theirs, or_(heard, _identity.c.created_at >= before))
    asked = exists().where(_request.c.person_id == _person.c.id, _FULL)
    query = select(_person.c.id).where(known, ~lately, ~asked, _person.c.id.not_in(holds.people()))
    return query.order_by(_person.c.id)


def _consents(before: datetime) -> Select[Any]:
    """Words that another has replaced since, and all of somebody who was erased. What holds is kept."""
    newer = _consent.alias("newer")
    replaced = exists().where(
        newer.c.person_id == _consent.c.person_id,
        newer.c.purpose == _consent.c.purpose,
        newer.c.id > _consent.c.id,
    )
    erased = _consent.c.person_id.in_(select(_erasure.c.person_id).where(_erasure.c.erased_at < before))
    query = select(_consent.c.id).where(_consent.c.at < before, or_(replaced, erased))
    return query.where(_consent.c.person_id.not_in(holds.people())).order_by(_consent.c.id)


async def _erase_consents(tx: Transaction, before: datetime) -> Batch:
    ids = list((await tx.execute(_consents(before).limit(AT_ONCE * 10))).scalars())
    await tx.execute(delete(_consent).where(_consent.c.id.in_(ids)))
    return Batch(len(ids))
