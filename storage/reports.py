"""What has happened, counted by the database. Days and hours are Riyadh's; a range counts its last day in.

`riyadh_day`, `riyadh_hour` and `seconds` are the few expressions that SQLite and PostgreSQL write differently.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Float, Integer, Text, and_, case, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from storage.db import Transaction
from storage.models import table_of
from storage.models_desk import Escalation
from storage.models_knowledge import InterpretationRow, MissCluster
from storage.models_outbox import Outbox
from storage.models_requests import RatingRow, Request
from storage.requests.reference import RIYADH

_heard, _cluster, _outbox = table_of(InterpretationRow), table_of(MissCluster), table_of(Outbox)
_escalation, _rating, _request = table_of(Escalation), table_of(RatingRow), table_of(Request)
AGES = (3, 7, 14, 30)  # days in a stage, up to which a request counts into a class; the last class is open
Rows = list[dict[str, Any]]


class riyadh_day(FunctionElement[str]):  # noqa: N801 - reads as SQL does
    """The day of a time: «2026-11-23», or a date."""

    type = Text()
    inherit_cache = True


class riyadh_hour(FunctionElement[int]):  # noqa: N801
    """The hour of a time, 0 to 23."""

    type = Integer()
    inherit_cache = True


class seconds(FunctionElement[float]):  # noqa: N801
    """From the first time to the second."""

    type = Float()
    inherit_cache = True


@compiles(riyadh_day, "sqlite")
def _day_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    at = compiler.process(element.clauses, **kw)  # text: cutting it is several times as quick as reckoning with it
    return f"CASE WHEN substr({at}, 12, 2) < '21' THEN substr({at}, 1, 10) ELSE date({at}, '+3 hours') END"


@compiles(riyadh_day, "postgresql")
def _day_postgres(element: Any, compiler: Any, **kw: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **kw)} AT TIME ZONE 'Asia/Riyadh' AS DATE)"


@compiles(riyadh_hour, "sqlite")
def _hour_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"((CAST(substr({compiler.process(element.clauses, **kw)}, 12, 2) AS INTEGER) + 3) % 24)"


@compiles(riyadh_hour, "postgresql")
def _hour_postgres(element: Any, compiler: Any, **kw: Any) -> str:
    return f"CAST(extract(hour FROM {compiler.process(element.clauses, **kw)} AT TIME ZONE 'Asia/Riyadh') AS INTEGER)"


@compiles(seconds, "sqlite")
def _seconds_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    start, end = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"((julianday({end}) - julianday({start})) * 86400.0)"


@compiles(seconds, "postgresql")
def _seconds_postgres(element: Any, compiler: Any, **kw: Any) -> str:
    start, end = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(extract(epoch FROM ({end} - {start})) AS DOUBLE PRECISION)"


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """The times from the beginning of the first day up to, but not including, the day after the last."""
    start = datetime.combine(first, time(), RIYADH)
    return start, datetime.combine(last + timedelta(days=1), time(), RIYADH)


def _within(column: Any, first: date, last: date) -> Any:
    start, end = bounds(first, last)
    return and_(column >= start, column < end)


async def volumes(tx: Transaction, first: date, last: date) -> tuple[Rows, Rows]:
    """-> ([{day, channel, messages, conversations}], [{hour, messages}])."""
    day, hour, inside = riyadh_day(_heard.c.at), riyadh_hour(_heard.c.at), _within(_heard.c.at, first, last)
    talks = func.count(_heard.c.conversation_id.distinct())
    by_day = select(day.label("day"), _heard.c.channel, func.count().label("messages"), talks.label("conversations"))
    by_hour = select(hour.label("hour"), func.count().label("messages")).where(inside)
    days = await _rows(tx, by_day.where(inside).group_by(day, _heard.c.channel).order_by(day, _heard.c.channel))
    return days, await _rows(tx, by_hour.group_by(hour).order_by(hour))


async def containment(tx: Transaction, first: date, last: date) -> Rows:
    """-> [{day, talks, contained, to_people, missed}]. A talk is what one conversation says on one day.

    `to_people`: it reached a person that day; `missed`: it did not, and its last message was not answered; the bot
    contained the others.
    """
    day = riyadh_day(_heard.c.at)
    person = func.max(case((_heard.c.outcome.in_(("queued", "staff")), 1), else_=0))
    end = func.max(2 * _heard.c.seq + case((_heard.c.miss.is_not(None), 1), else_=0))  # odd: the last one is a miss
    talks = select(day.label("day"), end.label("end"), person.label("person")).where(_within(_heard.c.at, first, last))
    talk = talks.group_by(_heard.c.conversation_id, day).subquery().c
    counted = {
        "talks": func.count(),
        "to_people": func.sum(talk.person),
        "missed": func.sum((1 - talk.person) * (talk.end % 2)),
        "contained": func.sum((1 - talk.person) * (1 - talk.end % 2)),
    }
    query = select(talk.day, *(value.label(name) for name, value in counted.items()))
    return await _rows(tx, query.group_by(talk.day).order_by(talk.day))


async def times(tx: Transaction, first: date, last: date) -> Rows:
    """-> [{day, escalations, replied, first_reply_s, reply_late, resolved, resolution_s, resolve_late}], by opening.

    Seconds by the clock, on average; late is what missed its time in working hours.
    """
    e, day = _escalation.c, riyadh_day(_escalation.c.opened_at)
    late_reply = and_(e.first_reply_due_at.is_not(None), e.first_replied_at > e.first_reply_due_at)
    late_end = and_(e.resolve_due_at.is_not(None), e.ended_at > e.resolve_due_at)
    counted = {
        "escalations": func.count(),
        "replied": func.count(e.first_replied_at),
        "first_reply_s": func.avg(seconds(e.opened_at, e.first_replied_at)),
        "reply_late": func.sum(case((late_reply, 1), else_=0)),
        "resolved": func.count(e.ended_at),
        "resolution_s": func.avg(seconds(e.opened_at, e.ended_at)),
        "resolve_late": func.sum(case((late_end, 1), else_=0)),
    }
    query = select(day.label("day"), *(value.label(name) for name, value in counted.items()))
    return await _rows(tx, query.where(_within(e.opened_at, first, last)).group_by(day).order_by(day))


async def satisfaction(tx: Transaction, first: date, last: date) -> Rows:
    """-> [{day, score, ratings}]."""
    day = riyadh_day(_rating.c.at)
    query = select(day.label("day"), _rating.c.score, func.count().label("ratings"))
    query = query.where(_within(_rating.c.at, first, last)).group_by(day, _rating.c.score)
    return await _rows(tx, query.order_by(day, _rating.c.score))


async def questions(tx: Transaction, first: date, last: date, limit: int) -> Rows:
    """-> [{intent, asked, unhelpful}], the most asked first."""
    unhelpful = func.sum(case((_heard.c.miss == "unhelpful", 1), else_=0))
    query = select(_heard.c.answer.label("intent"), func.count().label("asked"), unhelpful.label("unhelpful"))
    query = query.where(_within(_heard.c.at, first, last), _heard.c.answer.is_not(None)).group_by(_heard.c.answer)
    return await _rows(tx, query.order_by(func.count().desc(), _heard.c.answer).limit(limit))


async def misses(tx: Transaction, first: date, last: date, limit: int) -> tuple[Rows, Rows]:
    """-> ([{cluster_id, state, keywords, messages}] the largest first, [{miss, messages}])."""
    inside = (_within(_heard.c.at, first, last), _heard.c.miss.is_not(None))
    largest = select(_cluster.c.id.label("cluster_id"), _cluster.c.state, func.count().label("messages"))
    largest = largest.join(_heard, _heard.c.cluster_id == _cluster.c.id).where(*inside)
    largest = (
        largest.group_by(_cluster.c.id, _cluster.c.state).order_by(func.count().desc(), _cluster.c.id).limit(limit)
    )
    found = await _rows(tx, largest)
    words = select(_cluster.c.id, _cluster.c.keywords).where(_cluster.c.id.in_([row["cluster_id"] for row in found]))
    keywords = {row.id: row.keywords for row in await tx.execute(words)}
    kinds = select(_heard.c.miss, func.count().label("messages")).where(*inside).group_by(_heard.c.miss)
    clusters = [row | {"keywords": keywords[row["cluster_id"]]} for row in found]
    return clusters, await _rows(tx, kinds.order_by(_heard.c.miss))


async def requests(tx: Transaction, first: date, last: date, now: datetime, types: Sequence[str]) -> Rows:
    """-> [{type, status, age, requests}] of those submitted in the range, by how long they have been in this stage."""
    since = _request.c.status_since
    classes = [(since > now - timedelta(days=days), f"{days}") for days in AGES]
    age = case(*classes, else_="more")
    query = select(_request.c.type, _request.c.status, age.label("age"), func.count().label("requests"))
    query = query.where(_within(_request.c.submitted_at, first, last), _request.c.type.in_(types))
    return await _rows(
        tx, query.group_by(_request.c.type, _request.c.status, age).order_by(_request.c.type, _request.c.status, age)
    )


async def request_counts(tx: Transaction, types: Sequence[str]) -> Rows:
    """-> [{type, status, requests}] of all there are."""
    query = select(_request.c.type, _request.c.status, func.count().label("requests"))
    query = query.where(_request.c.type.in_(types)).group_by(_request.c.type, _request.c.status)
    return await _rows(tx, query)


async def sent(tx: Transaction, first: date, last: date) -> Rows:
    """-> [{channel, messages, segments, templates}] of what left, or may have left. Our own page sends nothing."""
    templates = func.sum(case((_outbox.c.template, 1), else_=0))
    query = select(
        _outbox.c.channel,
        func.count().label("messages"),
        func.sum(_outbox.c.segments).label("segments"),
        templates.label("templates"),
    )
    left = and_(_outbox.c.state.in_(("sent", "unknown")), _outbox.c.channel != "webchat")
    query = query.where(left, _within(_outbox.c.created_at, first, last)).group_by(_outbox.c.channel)
    return await _rows(tx, query.order_by(_outbox.c.channel))


async def _rows(tx: Transaction, query: Any) -> Rows:
    return [_plain(row) for row in (await tx.execute(query)).mappings()]


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Sums come as decimals from one database and as integers from the other; days as dates and as text."""
    return {str(name): _alike(value) for name, value in row.items()}


def _alike(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if hasattr(value, "as_tuple") else value
