"""Misses, and the clusters they are put into. Texts are read from the transcript, never copied."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, func, select, tuple_, update

from storage import revisions
from storage.db import Transaction
from storage.models import Message, table_of
from storage.models_knowledge import InterpretationRow, MissCluster

_heard, _cluster, _message = table_of(InterpretationRow), table_of(MissCluster), table_of(Message)
CLUSTERS = "clusters"
OPEN, DONE, DISMISSED = "open", "done", "dismissed"
_SAME = and_(_message.c.conversation_id == _heard.c.conversation_id, _message.c.seq == _heard.c.seq)


@dataclass(frozen=True, slots=True)
class MissView:
    """A message that was missed. `ranking`: [{intent, confidence}]."""

    conversation_id: int
    seq: int
    channel: str
    text: str
    miss: str
    ranking: list[dict[str, Any]]
    cluster_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ClusterView:
    """`size`: how many messages; `calls`: after how many of them a person had to be called."""

    id: int
    state: str
    keywords: list[str]
    guesses: list[dict[str, Any]]
    outcome: dict[str, Any]
    created_at: datetime
    closed_at: datetime | None
    size: int
    calls: int
    last_at: datetime | None


Key = tuple[int, int]


async def unassigned(tx: Transaction, limit: int) -> list[MissView]:
    """Oldest first."""
    where = (_heard.c.miss.is_not(None), _heard.c.cluster_id.is_(None), _message.c.text != "")
    rows = await tx.execute(_misses().where(*where).order_by(_heard.c.at).limit(limit))
    return [MissView(*row) for row in rows]


async def assigned(tx: Transaction, states: Collection[str], limit: int) -> list[MissView]:
    """Members of clusters in these states, the newest."""
    query = _misses().join(_cluster, _cluster.c.id == _heard.c.cluster_id)
    query = query.where(_cluster.c.state.in_(states), _message.c.text != "")
    return [MissView(*row) for row in await tx.execute(query.order_by(_heard.c.at.desc()).limit(limit))]


async def revision(tx: Transaction) -> int:
    return (await revisions.read(tx)).get(CLUSTERS, 0)


async def begin(tx: Transaction, seen: int) -> bool:
    """Before writing: whether nobody else has since `seen`. Others wait until the transaction's end."""
    await revisions.rise(tx, CLUSTERS)
    return await revision(tx) == seen + 1


async def create(tx: Transaction, now: datetime) -> int:
    made = _cluster.insert().values(created_at=now).returning(_cluster.c.id)
    return int((await tx.execute(made)).scalar_one())


async def assign(tx: Transaction, cluster_id: int, keys: Sequence[Key]) -> None:
    key = tuple_(_heard.c.conversation_id, _heard.c.seq)
    await tx.execute(update(_heard).where(key.in_(keys), _heard.c.miss.is_not(None)).values(cluster_id=cluster_id))


async def describe(
    tx: Transaction, cluster_id: int, keywords: Sequence[str], guesses: Sequence[Mapping[str, Any]]
) -> None:
    values = {"keywords": list(keywords), "guesses": [dict(g) for g in guesses]}
    await tx.execute(update(_cluster).where(_cluster.c.id == cluster_id).values(**values))


async def forgive(tx: Transaction, keys: Sequence[Key]) -> None:
    """No misses after all."""
    key = tuple_(_heard.c.conversation_id, _heard.c.seq)
    await tx.execute(update(_heard).where(key.in_(keys)).values(miss=None, cluster_id=None))


async def forget(tx: Transaction, before: datetime) -> None:
    """What was missed so long ago belongs to no cluster any more, and a cluster without messages is gone."""
    old = (_heard.c.at < before, _heard.c.cluster_id.is_not(None))
    await tx.execute(update(_heard).where(*old).values(cluster_id=None, miss=None))
    empty = ~exists().where(_heard.c.cluster_id == _cluster.c.id)
    await tx.execute(delete(_cluster).where(empty, _cluster.c.created_at < before))


async def listed(tx: Transaction, states: Collection[str], *, limit: int = 200) -> list[ClusterView]:
    """The largest first, of equals the latest. Without those that have lost all their messages."""
    columns = ("id", "state", "keywords", "guesses", "outcome", "created_at", "closed_at")
    calls = func.count().filter(_heard.c.miss == "handoff")
    query = select(*(_cluster.c[name] for name in columns), func.count(), calls, func.max(_heard.c.at))
    query = query.join(_heard, _heard.c.cluster_id == _cluster.c.id).where(_cluster.c.state.in_(states))
    query = query.group_by(_cluster.c.id).order_by(func.count().desc(), func.max(_heard.c.at).desc()).limit(limit)
    rows = (await tx.execute(query)).all()
    return [_cluster_view(row) for row in rows]


async def find(tx: Transaction, cluster_id: int) -> tuple[str, int] | None:
    """-> (state, size), locked until the transaction ends."""
    query = select(_cluster.c.state).where(_cluster.c.id == cluster_id).with_for_update()
    state = (await tx.execute(query)).scalar_one_or_none()
    if state is None:
        return None
    size = select(func.count()).select_from(_heard).where(_heard.c.cluster_id == cluster_id)
    return state, int((await tx.execute(size)).scalar_one())


async def examples(tx: Transaction, clusters: Sequence[int], each: int) -> dict[int, list[MissView]]:
    """-> {cluster: its latest messages, at most `each`}."""
    order = func.row_number().over(partition_by=_heard.c.cluster_id, order_by=_heard.c.at.desc()).label("nth")
    inner = _misses().add_columns(order).where(_heard.c.cluster_id.in_(clusters), _message.c.text != "").subquery()
    rows = await tx.execute(select(inner).where(inner.c.nth <= each).order_by(inner.c.at.desc()))
    found: dict[int, list[MissView]] = {}
    for row in rows:
        found.setdefault(row.cluster_id, []).append(MissView(*row[:8]))
    return found


async def close(
    tx: Transaction, cluster_id: int, state: str, outcome: Mapping[str, Any], staff_id: int, now: datetime
) -> None:
    values = {"state": state, "outcome": dict(outcome), "closed_at": now, "closed_by": staff_id}
    await tx.execute(update(_cluster).where(_cluster.c.id == cluster_id).values(**values))


async def reopen(tx: Transaction, cluster_id: int) -> None:
    values: dict[str, Any] = {"state": OPEN, "outcome": {}, "closed_at": None, "closed_by": None}
    await tx.execute(update(_cluster).where(_cluster.c.id == cluster_id).values(**values))


def _misses() -> Any:
    names = ("conversation_id", "seq", "channel")
    after = ("miss", "ranking", "cluster_id", "at")
    columns = (*(_heard.c[n] for n in names), _message.c.text, *(_heard.c[n] for n in after))
    return select(*columns).join(_message, _SAME)


def _cluster_view(row: Any) -> ClusterView:
    return ClusterView(*row)
