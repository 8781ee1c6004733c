"""Where a person can be reached: their identities, with when each was last used and what stands in the way."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from storage.db import Transaction
from storage.models import Conversation, Identity, Person, table_of
from storage.models_requests import ContactPreference
from storage.people import insert_for

_identity, _conversation, _person = table_of(Identity), table_of(Conversation), table_of(Person)
_preference = table_of(ContactPreference)


@dataclass(frozen=True, slots=True)
class Contact:
    """An identity as a way to somebody. `last_inbound_at`: their last message there, in any conversation."""

    identity_id: int
    person_id: int
    name: str | None
    channel: str
    account: str
    address: str
    window_from: datetime | None
    blocked: bool
    opted_out: bool
    last_inbound_at: datetime | None


async def of_identities(tx: Transaction, identity_ids: Collection[int]) -> list[Contact]:
    """The last used first."""
    query = _contacts().where(_identity.c.id.in_(identity_ids))
    return _last_used_first([_contact(row) for row in await tx.execute(query)])


async def of_conversation(tx: Transaction, conversation_id: int) -> Contact | None:
    query = _contacts().where(
        _identity.c.id.in_(select(_conversation.c.identity_id).where(_conversation.c.id == conversation_id))
    )
    row = (await tx.execute(query)).one_or_none()
    return _contact(row) if row else None


async def of_person(tx: Transaction, person_id: int) -> list[Contact]:
    """The last used first. Aliases are left out: they are served where their identity is."""
    query = _contacts().where(_identity.c.person_id == person_id, _identity.c.alias_of.is_(None))
    return _last_used_first([_contact(row) for row in await tx.execute(query)])


async def silent(tx: Transaction, phones: Collection[str]) -> list[int]:
    """-> the people at these numbers to whom we have only written: a code, a notice. They never wrote themselves."""
    addresses = {form for phone in phones for form in (phone, phone.removeprefix("+"))}
    wrote = select(_identity.c.person_id).join(_conversation, _conversation.c.identity_id == _identity.c.id)
    wrote = wrote.where(_conversation.c.last_inbound_at.is_not(None))
    query = select(_identity.c.person_id).where(_identity.c.address.in_(addresses))
    return sorted(set((await tx.execute(query.where(_identity.c.person_id.not_in(wrote)))).scalars()))


async def preferred_channel(tx: Transaction, person_id: int) -> str | None:
    """The channel on which somebody asked to be told, if they did."""
    query = select(_preference.c.channel).where(_preference.c.person_id == person_id)
    return (await tx.execute(query)).scalar_one_or_none()


async def prefer(tx: Transaction, person_id: int, channel: str, now: datetime) -> None:
    statement = insert_for(tx)(_preference).values(person_id=person_id, channel=channel, at=now)
    changed = {"channel": channel, "at": now}
    await tx.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=changed))


def _last_used_first(found: list[Contact]) -> list[Contact]:
    return sorted(found, key=lambda c: (c.last_inbound_at is None, -_stamp(c.last_inbound_at), c.identity_id))


def _stamp(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0


def _contacts() -> Select[Any]:
    last = func.max(_conversation.c.last_inbound_at).label("last_inbound_at")
    columns = [
        _identity.c.id,
        _identity.c.person_id,
        _person.c.display_name,
        _identity.c.channel,
        _identity.c.account,
        _identity.c.address,
        _identity.c.window_from,
        _identity.c.blocked_at,
        _identity.c.opted_out_at,
    ]
    query = select(*columns, last).join(_person, _person.c.id == _identity.c.person_id)
    query = query.join(_conversation, _conversation.c.identity_id == _identity.c.id, isouter=True)
    return query.group_by(*columns)


def _contact(row: Any) -> Contact:
    known = (row.id, row.person_id, row.display_name, row.channel, row.account, row.address, row.window_from)
    return Contact(*known, row.blocked_at is not None, row.opted_out_at is not None, row.last_inbound_at)
