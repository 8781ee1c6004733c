"""The orders in which conversations are listed, and the cursors that lead from page to page.

| order  | first come                                                     |
|--------|----------------------------------------------------------------|
| recent | the last spoken to                                             |
| oldest | those who have not written for longest                         |
| urgent | the most urgent, among equals those who wait longest           |
| due    | those to whom an answer is owed soonest; who waits for none, last |
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, or_, select, union_all

from storage.models import Conversation, table_of
from storage.models_desk import Escalation

_conversation, _escalation = table_of(Conversation), table_of(Escalation)
RECENT, OLDEST, URGENT, DUE = "recent", "oldest", "urgent", "due"
_EPOCH, _NEVER, _MICROSECOND = (
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(9999, 1, 1, tzinfo=UTC),
    timedelta(microseconds=1),
)
_NEVER_MICROS = (_NEVER - _EPOCH) // _MICROSECOND
_TIME = _conversation.c.created_at.type


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """A value that is sorted by: a time, or else a number."""

    expression: Any
    falling: bool = False
    time: bool = True

    def beyond(self, value: Any) -> Any:
        return self.expression < value if self.falling else self.expression > value


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """`indexed`: each owner's rows lie ready in this order. `awaits`: it needs the stay with people."""

    name: str
    keys: tuple[Key, ...]
    indexed: bool = False
    awaits: bool = False

    @property
    def columns(self) -> list[Any]:
        return [key.expression.label(f"key_{n}") for n, key in enumerate(self.keys)]

    @property
    def clauses(self) -> list[Any]:
        return [key.expression.desc() if key.falling else key.expression for key in self._all]

    @property
    def _all(self) -> tuple[Key, ...]:
        return (*self.keys, Key(_conversation.c.id, self.keys[-1].falling, time=False))

    def joined(self, query: Select[Any]) -> Select[Any]:
        if not self.awaits:
            return query
        theirs = and_(_escalation.c.conversation_id == _conversation.c.id, _escalation.c.ended_at.is_(None))
        return query.join(_escalation, theirs, isouter=True)

    def merged(self, branches: Sequence[Select[Any]], limit: int) -> Select[Any]:
        """The first of all branches, each in this order itself."""
        whole = union_all(*(select(branch.subquery()) for branch in branches)).subquery()
        return self.sorted(select(whole), whole).limit(limit)

    def sorted(self, query: Select[Any], rows: Any) -> Select[Any]:
        """`rows`: of a query in this order, which has its `columns` and the id."""
        names = [*(f"key_{n}" for n in range(len(self.keys))), "id"]
        order = [rows.c[n].desc() if k.falling else rows.c[n] for n, k in zip(names, self._all, strict=True)]
        return query.order_by(*order)

    def cursor(self, row: Any) -> str:
        values = [getattr(row, f"key_{n}") for n in range(len(self.keys))]
        return ".".join([self.name, *(str(_number(v)) for v in values), str(row.id)])

    def after(self, cursor: str | None) -> Any:
        """What stands behind the cursor; None for no cursor, or another order's."""
        numbers = self._read(cursor)
        if numbers is None:
            return None
        values = [_moment(n) if k.time else n for n, k in zip(numbers, self._all, strict=True)]
        steps = []
        for depth, key in enumerate(self._all):
            same = [k.expression == v for k, v in zip(self._all[:depth], values, strict=False)]
            steps.append(and_(*same, key.beyond(values[depth])))
        first = self._all[0].expression
        bound = first <= values[0] if self._all[0].falling else first >= values[0]  # what an index can start from
        return and_(bound, or_(*steps))

    def _read(self, cursor: str | None) -> list[int] | None:
        name, *parts = (cursor or "").split(".")
        numbers = [int(p) for p in parts if p.isascii() and p.isdigit() and len(p) <= 18]
        return numbers if name == self.name and len(numbers) == len(parts) == len(self._all) else None


def _number(value: datetime | int) -> int:
    return (value - _EPOCH) // _MICROSECOND if isinstance(value, datetime) else value


def _moment(micros: int) -> datetime:
    return _EPOCH + min(micros, _NEVER_MICROS) * _MICROSECOND


_waits = func.coalesce(_conversation.c.queued_at, _conversation.c.last_inbound_at, type_=_TIME)
_owed = case(
    (_escalation.c.first_replied_at.is_(None), _escalation.c.first_reply_due_at), else_=_escalation.c.resolve_due_at
)
_due = func.coalesce(_owed, bindparam("never", _NEVER, type_=_TIME, unique=True), type_=_TIME)

ORDERS = {
    order.name: order
    for order in (
        Order(RECENT, (Key(_conversation.c.last_inbound_at, falling=True),), indexed=True),
        Order(OLDEST, (Key(_conversation.c.last_inbound_at),), indexed=True),
        Order(URGENT, (Key(_conversation.c.priority, falling=True, time=False), Key(_waits))),
        Order(DUE, (Key(_due),), awaits=True),
    )
}
