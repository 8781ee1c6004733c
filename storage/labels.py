"""Labels on conversations.

StorageError
└── LabelError
    ├── NameTaken       there is a label of this name
    └── UnknownLabel    there is no label of this number
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from storage.db import StorageError, Transaction
from storage.models import table_of
from storage.models_inbox import ConversationLabel, Label
from storage.people import insert_for

_label, _on = table_of(Label), table_of(ConversationLabel)


class LabelError(StorageError):
    """Root of the errors of labels."""


class NameTaken(LabelError):
    """There is a label of this name already."""


class UnknownLabel(LabelError):
    """There is no such label."""


@dataclass(frozen=True, slots=True)
class LabelView:
    id: int
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class LabelUse:
    """A label, and on how many conversations it is."""

    label: LabelView
    conversations: int


_COLUMNS = tuple(_label.c[name] for name in LabelView.__slots__)


async def listed(tx: Transaction) -> list[LabelUse]:
    """By name."""
    used = func.count(_on.c.conversation_id)
    query = select(*_COLUMNS, used).join(_on, _on.c.label_id == _label.c.id, isouter=True)
    rows = await tx.execute(query.group_by(*_COLUMNS).order_by(_label.c.name, _label.c.id))
    return [LabelUse(LabelView(*row[:-1]), row[-1]) for row in rows]


async def create(tx: Transaction, name: str, key: str, colour: str, staff_id: int, now: datetime) -> int:
    """`key`: the name folded. Raises NameTaken."""
    row = {"name": name, "key": key, "colour": colour, "staff_id": staff_id, "created_at": now}
    made = insert_for(tx)(_label).values(row).on_conflict_do_nothing().returning(_label.c.id)
    found = (await tx.execute(made)).scalar_one_or_none()
    if found is None:
        raise NameTaken(NameTaken.__doc__)
    return int(found)


async def change(tx: Transaction, label_id: int, **values: str) -> None:
    """`name` with its `key`, `colour`. Raises UnknownLabel or NameTaken; after the latter the transaction is spent."""
    try:
        changed = await tx.execute(update(_label).where(_label.c.id == label_id).values(**values))
    except IntegrityError as error:
        raise NameTaken(NameTaken.__doc__) from error
    if not changed.rowcount:
        raise UnknownLabel(UnknownLabel.__doc__)


async def remove(tx: Transaction, label_id: int) -> None:
    """From every conversation too. Raises UnknownLabel."""
    if not (await tx.execute(delete(_label).where(_label.c.id == label_id))).rowcount:
        raise UnknownLabel(UnknownLabel.__doc__)


async def find(tx: Transaction, label_id: int) -> LabelView | None:
    row = (await tx.execute(select(*_COLUMNS).where(_label.c.id == label_id))).one_or_none()
    return LabelView(*row) if row else None


async def put(tx: Transaction, conversation_id: int, label_ids: Collection[int], staff_id: int, now: datetime) -> bool:
    """Exactly these are on the conversation; -> whether that changed anything. Raises UnknownLabel."""
    wanted = frozenset(label_ids)
    known = frozenset((await tx.execute(select(_label.c.id).where(_label.c.id.in_(wanted)))).scalars())
    if known != wanted:
        raise UnknownLabel(UnknownLabel.__doc__)
    there = frozenset(label.id for label in (await of(tx, [conversation_id])).get(conversation_id, ()))
    if gone := there - wanted:
        await tx.execute(delete(_on).where(_on.c.conversation_id == conversation_id, _on.c.label_id.in_(gone)))
    if new := sorted(wanted - there):
        rows = [{"conversation_id": conversation_id, "label_id": i, "staff_id": staff_id, "at": now} for i in new]
        await tx.execute(insert_for(tx)(_on).on_conflict_do_nothing(), rows)
    return there != wanted


async def of(tx: Transaction, conversation_ids: Collection[int]) -> dict[int, tuple[LabelView, ...]]:
    """-> {conversation: its labels by name}, of those that have any."""
    query = select(_on.c.conversation_id, *_COLUMNS).join(_label, _label.c.id == _on.c.label_id)
    query = query.where(_on.c.conversation_id.in_(conversation_ids)).order_by(_label.c.name, _label.c.id)
    found: dict[int, tuple[LabelView, ...]] = {}
    for row in await tx.execute(query):
        found[row.conversation_id] = (*found.get(row.conversation_id, ()), LabelView(*row[1:]))
    return found
