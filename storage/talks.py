"""Conversations as staff see them: lists to choose from, how many there are, and one with what surrounds it.

A list is read in two steps: which ones, from narrow indexed rows, and then what is shown of those. Every owner has its
own index in the order of a list; a list over several merges their first pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select

from storage import listing, read_marks, words
from storage.db import Transaction
from storage.listing import Order
from storage.messages import NOTE
from storage.models import Conversation, Identity, Message, Person, table_of
from storage.models_inbox import ConversationLabel
from storage.models_requests import Assignment
from storage.models_staff import Staff
from storage.ownership import OWNERS
from storage.words import Matching, Search

_conversation, _identity, _person = table_of(Conversation), table_of(Identity), table_of(Person)
_message, _staff, _assignment = table_of(Message), table_of(Staff), table_of(Assignment)
_label = table_of(ConversationLabel)
PAGE, WALKED = 50, 1000  # rows shown, and looked through before a search goes by its words


@dataclass(frozen=True, slots=True)
class TalkFilters:
    """What a list is narrowed to. `assignee_id` has them now; `labels`: all of these; `unread_by`: a colleague;
    `snoozed`: whether put off until after `now`. `search`: None lists all.
    """

    now: datetime
    owners: tuple[str, ...] = OWNERS
    assignee_id: int | None = None
    channel: str | None = None
    labels: tuple[int, ...] = ()
    unread_by: int | None = None
    snoozed: bool | None = None
    search: Search | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation. `assignee`: who of the staff has it, or had it last.

    `last_…`: what a person said last, they or we; not the bot, and no note.
    """

    id: int
    owner: str
    epoch: int
    priority: int
    priority_reason: str | None
    queued_at: datetime | None
    queue_reason: str | None
    snoozed_until: datetime | None
    last_inbound_at: datetime | None
    created_at: datetime
    closed_at: datetime | None
    identity_id: int
    person_id: int
    channel: str
    account: str
    address: str
    name: str | None
    locale: str | None
    window_from: datetime | None
    blocked: bool
    opted_out: bool
    assignee_id: int | None
    assignee: str | None
    last_author: str | None = None
    last_text: str | None = None
    last_kind: str | None = None
    last_at: datetime | None = None
    follows_id: int | None = None


@dataclass(frozen=True, slots=True)
class TalkPage:
    items: tuple[Talk, ...]
    cursor: str | None


async def find(tx: Transaction, conversation_id: int) -> Talk | None:
    found = await _shown(tx, [conversation_id])
    return found[0] if found else None


async def listed(
    tx: Transaction, f: TalkFilters, order: str = listing.RECENT, cursor: str | None = None, *, limit: int = PAGE
) -> TalkPage:
    """One page in the order of `listing`. `cursor` is what the page before gave; anything else counts as none."""
    by = listing.ORDERS[order]
    found = await words.matching(tx, f.search) if f.search else None
    rows = await _walked(tx, f, by, found, cursor, limit + 1) if found and found.common and by.indexed else []
    if len(rows) <= limit:
        rows = list(await tx.execute(_whole(f, by, found, cursor, limit + 1)))
    more = by.cursor(rows[limit - 1]) if len(rows) > limit else None
    return TalkPage(tuple(await _shown(tx, [row.id for row in rows[:limit]])), more)


async def _walked(
    tx: Transaction, f: TalkFilters, by: Order, found: Matching, cursor: str | None, limit: int
) -> Sequence[Any]:
    """Those among the first of the list that the search finds; all the page needs, where its words are common."""
    first = _whole(f, by, None, cursor, WALKED).subquery()
    query = by.sorted(select(first).where(found.holds(first.c.id)), first)
    return list(await tx.execute(query.limit(limit)))


def _whole(f: TalkFilters, by: Order, found: Matching | None, cursor: str | None, limit: int) -> Select[Any]:
    """Each owner's first apart, from its index; together, where there is none or what was searched for leads."""
    apart = by.indexed and found is None
    groups = [(owner,) for owner in f.owners] if apart else [tuple(f.owners)]
    return by.merged([_branch(f, owners, by, found, cursor, limit) for owners in groups], limit)


def _branch(
    f: TalkFilters, owners: tuple[str, ...], by: Order, found: Matching | None, cursor: str | None, limit: int
) -> Select[Any]:
    query = by.joined(select(_conversation.c.id, *by.columns).select_from(_conversation))
    query = query.where(*conditions(f, owners))
    query = query.where(_conversation.c.id.in_(found.ids)) if found else query
    after = by.after(cursor)
    query = query.where(after) if after is not None else query
    return query.order_by(*by.clauses).limit(limit)


def conditions(f: TalkFilters, owners: tuple[str, ...]) -> list[Any]:
    """Conversations in which nobody has written are none to be listed: they only carried a code or a notice."""
    own = _conversation.c.owner == owners[0] if len(owners) == 1 else _conversation.c.owner.in_(owners)
    found = [own, _conversation.c.last_inbound_at.is_not(None)]
    if f.assignee_id is not None:
        held = select(_assignment.c.conversation_id).where(_assignment.c.staff_id == f.assignee_id)
        found += [_conversation.c.owner == "staff", _conversation.c.id.in_(held)]
    if f.channel:
        on = select(_identity.c.id).where(_identity.c.id == _conversation.c.identity_id)
        found.append(on.where(_identity.c.channel == f.channel).correlate(_conversation).exists())
    for label in f.labels:
        stuck = select(_label.c.conversation_id).where(_label.c.label_id == label)
        found.append(_conversation.c.id.in_(stuck))
    if f.unread_by is not None:
        found.append(read_marks.is_unread(f.unread_by))
    if f.snoozed is not None:
        asleep = and_(_conversation.c.snoozed_until.is_not(None), _conversation.c.snoozed_until > f.now)
        found.append(asleep if f.snoozed else or_(_conversation.c.snoozed_until.is_(None), ~asleep))
    return found


@dataclass(frozen=True, slots=True)
class TalkCounts:
    """`all`: every conversation that has not ended. `mine`, `unread`: of one colleague; put off is not `mine`."""

    mine: int
    queue: int
    all: int
    bot: int
    unread: int
    snoozed: int


_PEOPLE = ("queued", "staff")


async def counts(tx: Transaction, staff_id: int, now: datetime) -> TalkCounts:
    listed = _conversation.c.last_inbound_at.is_not(None)
    query = select(_conversation.c.owner, func.count()).where(_conversation.c.owner != "closed", listed)
    by_owner = {row[0]: row[1] for row in await tx.execute(query.group_by(_conversation.c.owner))}
    return TalkCounts(
        mine=await _count(tx, TalkFilters(now, ("staff",), staff_id, snoozed=False)),
        queue=by_owner.get("queued", 0),
        all=sum(by_owner.values()),
        bot=by_owner.get("bot", 0),
        unread=await _count(tx, TalkFilters(now, _PEOPLE, unread_by=staff_id)),
        snoozed=await _count(tx, TalkFilters(now, _PEOPLE, snoozed=True)),
    )


async def _count(tx: Transaction, f: TalkFilters) -> int:
    query = select(func.count()).select_from(_conversation).where(*conditions(f, f.owners))
    return int((await tx.execute(query)).scalar_one())


async def of_person(tx: Transaction, person_id: int, *, limit: int = 100) -> list[Talk]:
    """A person's conversations on all their addresses, the last first."""
    query = select(_conversation.c.id).join(_identity, _identity.c.id == _conversation.c.identity_id)
    query = query.where(_identity.c.person_id == person_id).order_by(_conversation.c.id.desc()).limit(limit)
    return await _shown(tx, list((await tx.execute(query)).scalars()))


async def _shown(tx: Transaction, ids: Sequence[int]) -> list[Talk]:
    """In the order of `ids`."""
    if not ids:
        return []
    rows = {row.id: row for row in await tx.execute(_TALKS, {"b_ids": ids})}
    return [_talk(rows[i]) for i in ids if i in rows]


def _talks() -> Select[Any]:
    other = _message.alias("other")
    of_talk = (other.c.conversation_id == _conversation.c.id, other.c.kind != NOTE, other.c.author.in_(_PERSONS))
    newest = select(func.max(other.c.seq)).where(*of_talk).correlate(_conversation).scalar_subquery()
    columns = [
        *(_conversation.c[name] for name in _TALK),
        _identity.c.id.label("identity_id"),
        *(_identity.c[name] for name in _WHO),
        _person.c.display_name.label("name"),
        _person.c.locale,
        _assignment.c.staff_id.label("assignee_id"),
        _staff.c.name.label("assignee"),
        *(_message.c[name].label(f"last_{name}") for name in _LAST),
    ]
    query = select(*columns).join(_identity, _identity.c.id == _conversation.c.identity_id)
    query = query.join(_person, _person.c.id == _identity.c.person_id)
    query = query.join(_assignment, _assignment.c.conversation_id == _conversation.c.id, isouter=True)
    query = query.join(_staff, _staff.c.id == _assignment.c.staff_id, isouter=True)
    same = and_(_message.c.conversation_id == _conversation.c.id, _message.c.seq == newest)
    return query.join(_message, same, isouter=True)


_TALK = (
    "id",
    "owner",
    "epoch",
    "priority",
    "priority_reason",
    "queued_at",
    "queue_reason",
    "snoozed_until",
    "last_inbound_at",
    "created_at",
    "closed_at",
    "follows_id",
)
_WHO = ("person_id", "channel", "account", "address", "window_from", "blocked_at", "opted_out_at")
_PERSONS = ("visitor", "staff")
_LAST = ("author", "text", "kind", "at")
_TALKS = _talks().where(_conversation.c.id.in_(bindparam("b_ids", expanding=True)))


def _talk(row: Any) -> Talk:
    same = (*_TALK, "identity_id", "person_id", "channel", "account", "address", "name", "locale", "window_from")
    last = tuple(f"last_{name}" for name in _LAST)
    values = {name: getattr(row, name) for name in (*same, "assignee_id", "assignee", *last)}
    return Talk(**values, blocked=row.blocked_at is not None, opted_out=row.opted_out_at is not None)
