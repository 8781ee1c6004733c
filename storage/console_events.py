"""What consoles are told: one row for each thing that happened, written in the transaction of the thing itself.

A row says where to look, by ids; consoles fetch what they show. The order is (xid, id). PostgreSQL hands ids out before
the commit, so a cursor stops below the oldest transaction that still runs: whatever comes to light later stands behind.
What stands beyond is told as well, early, but is no place to go on from. It is an order of transactions, not of
commits; nobody may read more into it than "look here again".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Integer,
    Select,
    and_,
    bindparam,
    cast,
    delete,
    literal,
    literal_column,
    or_,
    select,
    text,
)

from storage import desk_settings
from storage.db import Transaction, hint
from storage.hints import CONSOLE
from storage.models import table_of
from storage.models_desk import ConsoleEvent

_event = table_of(ConsoleEvent)
_PRUNED = "events.pruned"
_OWN_XID: Any = literal_column("pg_current_xact_id()::text::bigint", BigInteger)
_HORIZON: Any = literal_column("pg_snapshot_xmin(pg_current_snapshot())::text::bigint", BigInteger)
_BEYOND: Any = literal_column("pg_snapshot_xmax(pg_current_snapshot())::text::bigint", BigInteger)


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the order; `12.345` outside. Whatever is greater has not been seen."""

    xid: int
    id: int

    def __str__(self) -> str:
        return f"{self.xid}.{self.id}"

    @classmethod
    def read(cls, written: str) -> "Cursor | None":
        """None for anything that is not ours."""
        parts = written.split(".")
        if len(parts) != 2 or not all(p.isascii() and p.isdigit() and len(p) <= 18 for p in parts):
            return None
        return cls(int(parts[0]), int(parts[1]))


@dataclass(frozen=True, slots=True)
class Event:
    """`scope`: the type of the request that it concerns. `staff_id`: for this colleague alone."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)
    scope: str | None = None
    staff_id: int | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """An event in its place."""

    cursor: Cursor
    event: Event


@dataclass(frozen=True, slots=True)
class Batch:
    """What follows a cursor, in order. `early`: committed too, but something older still runs and may come before."""

    events: tuple[Noted, ...]
    early: tuple[Noted, ...] = ()


QUEUE = Event("queue")
KNOWLEDGE = Event("knowledge")  # an answer or its draft is no longer as it was
UNANSWERED = Event("unanswered")  # what was missed, or what became of it


def conversation(conversation_id: int) -> Event:
    """Something of a conversation, besides its messages, is no longer as it was."""
    return Event("conversation", {"id": conversation_id})


def handed(conversation_id: int, staff_id: int) -> Event:
    """The same, and a colleague was given it who did not take it themselves."""
    return Event("conversation", {"id": conversation_id, "staff_id": staff_id})


def message(conversation_id: int, seq: int, author: str) -> Event:
    return Event("message", {"conversation_id": conversation_id, "seq": seq, "author": author})


def delivery(conversation_id: int, seq: int) -> Event:
    return Event("delivery", {"conversation_id": conversation_id, "seq": seq})


def request(reference: str, type: str) -> Event:
    return Event("request", {"reference": reference}, scope=type)


def colleague(staff_id: int) -> Event:
    return Event("colleague", {"staff_id": staff_id})


def mention(staff_id: int, conversation_id: int, seq: int) -> Event:
    return Event("mention", {"conversation_id": conversation_id, "seq": seq}, staff_id=staff_id)


def alert(kind: str, conversation_id: int, staff_id: int | None = None) -> Event:
    """A sign for who looks elsewhere. `kind`: queue, urgent, sla. `staff_id`: for whom alone; None: all concerned."""
    return Event("alert", {"conversation_id": conversation_id, "kind": kind}, staff_id=staff_id)


def waits(conversation_id: int, priority: int) -> Event:
    """It is in the queue from now on, or is urgent there from now on."""
    return alert("urgent" if priority > 0 else "queue", conversation_id)


def training(run: int, state: str, progress: float) -> Event:
    return Event("training", {"run_id": run, "state": state, "progress": progress})


async def note(tx: Transaction, events: Sequence[Event], now: datetime) -> None:
    """Tell consoles, once this transaction is committed."""
    if not events:
        return
    rows = [{"kind": e.kind, "data": dict(e.data), "scope": e.scope, "staff_id": e.staff_id, "at": now} for e in events]
    xid = _OWN_XID if tx.dialect.name == "postgresql" else literal(0)
    await tx.execute(_event.insert().values(xid=xid), rows)
    hint(tx, CONSOLE)


async def end(tx: Transaction) -> Cursor:
    """The place behind all that whoever reads the present state has thereby seen."""
    if tx.dialect.name == "postgresql":
        return Cursor((await tx.execute(select(_HORIZON))).scalar_one(), 0)
    last = text("SELECT seq FROM sqlite_sequence WHERE name = 'console_event'")
    return Cursor(0, (await tx.execute(last)).scalar_one_or_none() or 0)


async def after(tx: Transaction, cursor: Cursor, *, limit: int = 500) -> Batch:
    query = _AFTER_ON_POSTGRES if tx.dialect.name == "postgresql" else _AFTER
    rows = (await tx.execute(query, {"b_xid": cursor.xid, "b_id": cursor.id, "b_limit": limit})).all()
    noted = [Noted(Cursor(r.xid, r.id), Event(r.kind, r.data, r.scope, r.staff_id)) for r in rows]
    settled = sum(r.settled for r in rows)
    return Batch(tuple(noted[:settled]), tuple(noted[settled:]))


def _ordered(*columns: Any) -> Select[Any]:
    return select(*columns).order_by(_event.c.xid, _event.c.id)


def _behind(xid: Any, id: Any) -> Any:
    return or_(_event.c.xid > xid, and_(_event.c.xid == xid, _event.c.id > id))


def _after(settled: Any) -> Select[Any]:
    columns = (_event.c[name] for name in ("xid", "id", "kind", "data", "scope", "staff_id"))
    behind = _behind(bindparam("b_xid", type_=BigInteger), bindparam("b_id", type_=BigInteger))
    return _ordered(*columns, settled.label("settled")).where(behind).limit(bindparam("b_limit"))


_AFTER, _AFTER_ON_POSTGRES = _after(literal_column("1")), _after(cast(_event.c.xid < _HORIZON, Integer))


async def pruned(tx: Transaction) -> Cursor:
    """Up to where rows are gone: who has seen less has missed something."""
    mark = await desk_settings.value(tx, _PRUNED)
    return Cursor(mark["xid"], mark["id"]) if mark else Cursor(0, 0)


async def prune(tx: Transaction, before: datetime, now: datetime, *, limit: int = 5000) -> int:
    """Remove rows older than `before`, oldest first, and remember how far. -> how many went."""
    oldest = _ordered(_event.c.xid, _event.c.id, _event.c.at).limit(limit).subquery()
    old = select(oldest.c.xid, oldest.c.id).where(oldest.c.at < before)
    last = (await tx.execute(old.order_by(oldest.c.xid.desc(), oldest.c.id.desc()).limit(1))).one_or_none()
    if last is None:
        return 0
    gone = (await tx.execute(delete(_event).where(~_behind(last.xid, last.id)))).rowcount
    await desk_settings.put(tx, _PRUNED, {"xid": last.xid, "id": last.id}, None, now)
    return gone


async def forget_elsewhere(tx: Transaction) -> int:
    """Rows of another server's numbering (a restored copy): they would stand in front of all to come."""
    if tx.dialect.name != "postgresql":
        return 0
    return (await tx.execute(delete(_event).where(_event.c.xid >= _BEYOND))).rowcount
