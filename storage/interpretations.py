"""What messages were understood as: written with the turn that decided, read for the case view and the reports."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from storage.db import Transaction
from storage.models import table_of
from storage.models_knowledge import InterpretationRow
from storage.people import insert_for

_row = table_of(InterpretationRow)
OUTCOMES = ("answered", "missed", "asked", "queued", "form", "talked", "staff")
OUT_OF_SCOPE, AMBIGUOUS, UNHELPFUL, HANDOFF = "out_of_scope", "ambiguous", "unhelpful", "handoff"
MISSES = (OUT_OF_SCOPE, AMBIGUOUS, UNHELPFUL, HANDOFF)


@dataclass(frozen=True, slots=True)
class Cited:
    """An answer that was sent. `sections` are the policy's; empty where it stands in the configuration."""

    intent: str
    sections: tuple[int, ...]
    version: int

    def to_json(self) -> dict[str, Any]:
        return {"intent": self.intent, "sections": list(self.sections), "version": self.version}


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a message tells about the one before it, if that had this outcome: `miss` as it stands from now on.

    `intent`: what the person meant, where they have said so.
    """

    outcome: str
    miss: str | None
    intent: str | None = None


@dataclass(frozen=True, slots=True)
class NewInterpretation:
    """See `InterpretationRow`. `at`: when the message came."""

    seq: int
    outcome: str
    at: datetime
    intent: str | None = None
    confidence: float | None = None
    ranking: tuple[tuple[str, float], ...] = ()
    engine: str | None = None
    cited: tuple[Cited, ...] = ()
    miss: str | None = None
    decided: Mapping[str, Any] = field(default_factory=dict)
    amends: Amendment | None = None


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One message of a conversation as it was understood."""

    seq: int
    intent: str | None
    confidence: float | None
    ranking: list[dict[str, Any]]
    engine: str | None
    outcome: str
    cited: list[dict[str, Any]]
    decided: dict[str, Any]
    miss: str | None
    turn_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """The interpretations of one turn, and where it was."""

    conversation_id: int
    channel: str
    turn_id: str | None
    found: Sequence[NewInterpretation]


async def note(tx: Transaction, turns: Sequence[Taken]) -> None:
    """All of a batch in one statement, and one more for each way in which they amend what went before."""
    rows = [_values(turn, new) for turn in turns for new in turn.found]
    if rows:
        await tx.execute(insert_for(tx)(_row).on_conflict_do_nothing(), rows)
    amended = [(turn, new) for turn in turns for new in turn.found if new.amends]
    if amended:
        await _amend(tx, amended)


def _values(turn: Taken, new: NewInterpretation) -> dict[str, Any]:
    first = new.cited[0] if new.cited else None
    return {
        "conversation_id": turn.conversation_id,
        "seq": new.seq,
        "channel": turn.channel,
        "intent": new.intent,
        "confidence": new.confidence,
        "ranking": [{"intent": name, "confidence": round(sure, 4)} for name, sure in new.ranking],
        "engine": new.engine,
        "outcome": new.outcome,
        "cited": [cited.to_json() for cited in new.cited],
        "answer": first.intent if first else None,
        "version": first.version if first else None,
        "decided": dict(new.decided),
        "miss": new.miss,
        "turn_id": turn.turn_id,
        "at": new.at,
    }


async def _amend(tx: Transaction, amended: Sequence[tuple[Taken, NewInterpretation]]) -> None:
    """The message before is the last of its conversation with an interpretation; what is no miss leaves its cluster."""
    other = _row.alias("other")
    before = select(func.max(other.c.seq)).where(
        other.c.conversation_id == bindparam("b_conversation"), other.c.seq < bindparam("b_seq")
    )
    where = (
        _row.c.conversation_id == bindparam("b_conversation"),
        _row.c.seq == before.scalar_subquery(),
        _row.c.outcome == bindparam("b_outcome"),
    )
    changed = update(_row).where(*where)
    values: dict[str, Any] = {
        "miss": bindparam("b_miss"),
        "intent": func.coalesce(bindparam("b_intent"), _row.c.intent),
    }
    for still in (True, False):
        rows = [_amendment(turn, new) for turn, new in amended if new.amends and (new.amends.miss is not None) is still]
        if rows:
            await tx.execute(changed.values(**values if still else values | {"cluster_id": None}), rows)


def _amendment(turn: Taken, new: NewInterpretation) -> dict[str, Any]:
    assert new.amends is not None
    told = {"b_outcome": new.amends.outcome, "b_miss": new.amends.miss, "b_intent": new.amends.intent}
    return {"b_conversation": turn.conversation_id, "b_seq": new.seq} | told


async def of_conversation(tx: Transaction, conversation_id: int, *, last: int | None = None) -> list[Interpretation]:
    """Oldest first; with `last` only so many of the latest."""
    query = select(*(_row.c[name] for name in Interpretation.__slots__))
    query = query.where(_row.c.conversation_id == conversation_id).order_by(_row.c.seq.desc())
    rows = (await tx.execute(query.limit(last) if last is not None else query)).all()
    return [Interpretation(*row) for row in reversed(rows)]


async def at(tx: Transaction, conversation_id: int, seqs: Collection[int]) -> dict[int, Interpretation]:
    """Of these messages, by their number."""
    rows = await tx.execute(_AT, {"b_id": conversation_id, "b_seqs": seqs})
    return {row.seq: Interpretation(*row) for row in rows}


_AT = (
    select(*(_row.c[name] for name in Interpretation.__slots__))
    .where(_row.c.conversation_id == bindparam("b_id"))
    .where(_row.c.seq.in_(bindparam("b_seqs", expanding=True)))
)
