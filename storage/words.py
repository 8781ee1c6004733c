"""The words by which conversations are found. They are folded before they come here, and looked up by their beginning.

Filled behind the spine's back: `pending` names what has been said since, `add` puts its words in. What is erased takes
its words along in the same transaction; `hold` keeps the two apart.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, func, literal, or_, select, union

from storage.db import Transaction
from storage.models import AttachmentRow, Conversation, Identity, Message, Person, table_of
from storage.models_inbox import SearchMark, SearchWord
from storage.ownership import OWNERS
from storage.people import insert_for

_word, _mark = table_of(SearchWord), table_of(SearchMark)
_conversation, _identity, _person = table_of(Conversation), table_of(Identity), table_of(Person)
_message, _attachment = table_of(Message), table_of(AttachmentRow)
ERASED = "erased"
COMMON = 2000  # rows; where every word of a search has more, a list's first page is likely full of what it finds
_COUNTED = 20_000
_AT_ONCE = 5000  # rows of one INSERT
_ONE_INDEXER = 7230115


@dataclass(frozen=True, slots=True)
class Search:
    """Conversations that have a word with each of these beginnings, and besides them `others`, found otherwise."""

    words: tuple[str, ...] = ()
    others: frozenset[int] = frozenset()


# --- looking up


@dataclass(frozen=True, slots=True, eq=False)
class Matching:
    """What a search comes to. `ids`: selects all that it finds, the rarest word first. `common`: every word is in so
    many conversations that the first of a list are likely among them; `holds` tells of one.
    """

    words: tuple[str, ...]  # the rarest first
    others: frozenset[int]
    common: bool

    @property
    def ids(self) -> Any:
        apart = select(_conversation.c.id).where(self._is_other(_conversation.c.id))
        if not self.words:
            return apart
        rarest, *rest = self.words
        first = _word.alias("rarest")
        found = select(first.c.conversation_id).where(*_begins(first, rarest))
        found = found.where(*(_has(first.c.conversation_id, word) for word in rest))
        return union(found, apart) if self.others else found

    def holds(self, conversation_id: Any) -> Any:
        """A condition: an index is asked for every word, however many there are who have it."""
        has_all = and_(*(_has(conversation_id, word) for word in self.words))
        return or_(has_all, self._is_other(conversation_id)) if self.others else has_all

    def _is_other(self, conversation_id: Any) -> Any:
        return conversation_id.in_(self.others)


async def matching(tx: Transaction, search: Search, *, common: int = COMMON) -> Matching:
    sizes = await _sizes(tx, search.words)
    rarest_first = tuple(sorted(search.words, key=lambda word: sizes[word]))
    return Matching(rarest_first, search.others, bool(sizes) and min(sizes.values()) > common)


async def _sizes(tx: Transaction, words: Sequence[str]) -> dict[str, int]:
    """-> {beginning: its rows}, counted no further than is of interest."""
    if not words:
        return {}
    heads = [select(literal(1)).where(*_begins(_word, word)).limit(_COUNTED).subquery() for word in words]
    counts = [select(func.count()).select_from(head).scalar_subquery() for head in heads]
    return dict(zip(words, (await tx.execute(select(*counts))).one(), strict=True))


def _begins(words: Any, beginning: str) -> tuple[Any, Any]:
    """A range, which an index serves on both databases."""
    return words.c.word >= beginning, words.c.word < beginning + chr(0x10FFFF)


def _has(conversation_id: Any, beginning: str) -> Any:
    """Not EXISTS, for which PostgreSQL would read the whole range once instead."""
    one = _word.alias()
    found = select(literal(1)).where(one.c.conversation_id == conversation_id, *_begins(one, beginning)).limit(1)
    return found.correlate_except(one).scalar_subquery().is_not(None)


# --- filling


@dataclass(frozen=True, slots=True)
class Unread:
    """A conversation with what has been said since its words were taken. `fresh`: none were taken before."""

    conversation_id: int
    fresh: bool
    upto: int
    name: str | None
    channel: str
    address: str
    lines: tuple[tuple[str, str], ...]  # (author, text)
    filenames: tuple[str, ...]


async def pending(tx: Transaction, since: datetime | None, *, limit: int) -> list[int]:
    """Conversations whose last words are not taken yet, written to since then (None: whenever)."""
    behind = func.coalesce(_mark.c.seq, 0) < _conversation.c.next_seq - 1
    query = select(_conversation.c.id).join(_mark, _mark.c.conversation_id == _conversation.c.id, isouter=True)
    query = query.where(_conversation.c.last_inbound_at.is_not(None), behind)
    if since is not None:
        query = query.where(_conversation.c.owner.in_(OWNERS), _conversation.c.last_inbound_at >= since)
    return list((await tx.execute(query.order_by(_conversation.c.id).limit(limit))).scalars())


async def alone(tx: Transaction) -> bool:
    """Whether this transaction is the only one that fills; the rest may leave it the work."""
    if tx.dialect.name != "postgresql":
        return True
    return bool((await tx.execute(select(func.pg_try_advisory_xact_lock(_ONE_INDEXER)))).scalar_one())


async def unread(tx: Transaction, conversation_ids: Sequence[int]) -> list[Unread]:
    """What their words are to be taken from. Those that were erased meanwhile are left out, and none can be until the
    transaction ends.
    """
    heads = (await tx.execute(_heads(conversation_ids))).all()
    if not heads:
        return []
    lines = await _grouped(tx, heads, _lines)
    files = await _grouped(tx, heads, _files)
    return [
        Unread(
            h.id,
            h.seq is None,
            h.next_seq - 1,
            h.display_name,
            h.channel,
            h.address,
            tuple((row.author, row.text) for row in lines.get(h.id, ())),
            tuple(row.filename for row in files.get(h.id, ())),
        )
        for h in heads
    ]


def _heads(conversation_ids: Sequence[int]) -> Select[Any]:
    columns = [_conversation.c.id, _conversation.c.next_seq, _mark.c.seq, _person.c.display_name]
    query = select(*columns, _identity.c.channel, _identity.c.address)
    query = query.join(_identity, _identity.c.id == _conversation.c.identity_id)
    query = query.join(_person, _person.c.id == _identity.c.person_id)
    query = query.join(_mark, _mark.c.conversation_id == _conversation.c.id, isouter=True)
    query = query.where(_conversation.c.id.in_(conversation_ids), _identity.c.channel != ERASED)
    # An erasure changes the identity's key: it waits for this lock, while nothing of the spine does.
    return query.order_by(_identity.c.id).with_for_update(read=True, key_share=True, of=_identity)


async def _grouped(tx: Transaction, heads: Sequence[Any], query: Any) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in await tx.execute(query([h.id for h in heads])):
        found.setdefault(row.conversation_id, []).append(row)
    return found


def _lines(ids: Sequence[int]) -> Select[Any]:
    query = select(_message.c.conversation_id, _message.c.author, _message.c.text)
    query = query.join(_mark, _mark.c.conversation_id == _message.c.conversation_id, isouter=True)
    return query.where(_message.c.conversation_id.in_(ids), _message.c.seq > func.coalesce(_mark.c.seq, 0))


def _files(ids: Sequence[int]) -> Select[Any]:
    query = select(_attachment.c.conversation_id, _attachment.c.filename)
    query = query.join(_mark, _mark.c.conversation_id == _attachment.c.conversation_id, isouter=True)
    later = _attachment.c.message_seq > func.coalesce(_mark.c.seq, 0)
    return query.where(_attachment.c.conversation_id.in_(ids), later, _attachment.c.filename.is_not(None))


async def add(tx: Transaction, words: Mapping[int, Iterable[str]], upto: Mapping[int, int] | None = None) -> None:
    """Put words in, by conversation; they are in up to the message `upto`. Sorted, so that two never deadlock."""
    rows = sorted({(i, w) for i, of_talk in words.items() for w in of_talk})
    for at in range(0, len(rows), _AT_ONCE):
        part = [{"conversation_id": i, "word": w} for i, w in rows[at : at + _AT_ONCE]]
        await tx.execute(insert_for(tx)(_word).on_conflict_do_nothing(), part)
    if upto:
        made = insert_for(tx)(_mark)
        made = made.on_conflict_do_update(index_elements=["conversation_id"], set_={"seq": made.excluded.seq})
        await tx.execute(made, [{"conversation_id": i, "seq": seq} for i, seq in sorted(upto.items())])


async def forget(tx: Transaction, conversation_ids: Collection[int]) -> None:
    """Nobody finds these any more."""
    for table in (_word, _mark):
        await tx.execute(delete(table).where(table.c.conversation_id.in_(conversation_ids)))
