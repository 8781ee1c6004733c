"""One-time codes at rest: keyed hashes, counted tries, and the counts by which sending is limited.

A code of nobody (a decoy) is a row like any other, so that an asker cannot tell whether there was a phone to send to.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, text, update

from storage.db import Transaction
from storage.models import table_of
from storage.models_outbox import Outbox
from storage.models_requests import Otp

_otp, _outbox = table_of(Otp), table_of(Outbox)
_LOCK = 7230115
_ENDED = ("sent", "failed", "dropped")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class NewCode:
    """`sealed`: what the sender needs, None for a decoy, whose `phone_prefix` is empty too."""

    purpose: str
    conversation_id: int
    phone_index: str
    phone_prefix: str
    nonce: str
    code_hash: str
    sealed: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was asked and sent lately: codes to the phone and for the conversation, wrong tries, budgets."""

    to_phone: int
    for_conversation: int
    wrong_for_phone: int
    to_prefix_today: int
    today: int


@dataclass(frozen=True, slots=True)
class Open:
    """A code that may be tried. `number` counts this try."""

    id: int
    phone_index: str
    nonce: str
    code_hash: str
    number: int


@dataclass(frozen=True, slots=True)
class Unsent:
    id: int
    sealed: str
    expires_at: datetime


async def take_turns(tx: Transaction) -> None:
    """Counting and issuing are one step: nobody else counts until this transaction ends (SQLite has one writer)."""
    if tx.dialect.name == "postgresql":
        await tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


async def counts(
    tx: Transaction, phone_index: str, phone_prefix: str, conversation_id: int, now: datetime, window: timedelta
) -> Counts:
    c, real = _otp.c, _otp.c.phone_prefix != ""
    return Counts(
        to_phone=await _count(tx, c.phone_index == phone_index, c.created_at > now - window),
        for_conversation=await _count(tx, c.conversation_id == conversation_id, c.created_at > now - window),
        wrong_for_phone=await wrong_tries(tx, phone_index, now - HOUR),
        to_prefix_today=await _count(tx, c.phone_prefix == phone_prefix, real, c.created_at > now - DAY),
        today=await _count(tx, real, c.created_at > now - DAY),
    )


async def _count(tx: Transaction, *where: ColumnElement[bool]) -> int:
    return int((await tx.execute(select(func.count()).select_from(_otp).where(*where))).scalar_one())


async def wrong_tries(tx: Transaction, phone_index: str, since: datetime) -> int:
    """Tries at this phone's codes from wherever, those that were right not counted."""
    query = select(func.coalesce(func.sum(_otp.c.tries), 0)).where(_otp.c.phone_index == phone_index)
    return int((await tx.execute(query.where(_otp.c.used_at.is_(None), _otp.c.created_at > since))).scalar_one())


async def issue(tx: Transaction, code: NewCode, now: datetime) -> None:
    """A new code; an earlier one of the same purpose and conversation is void."""
    earlier = update(_otp).where(_otp.c.purpose == code.purpose, _otp.c.conversation_id == code.conversation_id)
    await tx.execute(
        earlier.where(_otp.c.used_at.is_(None), _otp.c.voided_at.is_(None)).values(voided_at=now, sealed=None)
    )
    values = {name: getattr(code, name) for name in NewCode.__slots__}
    await tx.execute(_otp.insert(), values | {"created_at": now})


async def try_one(tx: Transaction, purpose: str, conversation_id: int, now: datetime, most: int) -> Open | None:
    """Count a try at the open code before it is compared; None where there is none or its tries are used up."""
    standing = select(func.max(_otp.c.id)).where(
        _otp.c.purpose == purpose, _otp.c.conversation_id == conversation_id, _otp.c.voided_at.is_(None)
    )
    tried = update(_otp).where(
        _otp.c.id == standing.scalar_subquery(), _otp.c.used_at.is_(None), _otp.c.expires_at > now, _otp.c.tries < most
    )
    columns = (_otp.c.id, _otp.c.phone_index, _otp.c.nonce, _otp.c.code_hash, _otp.c.tries)
    row = (await tx.execute(tried.values(tries=_otp.c.tries + 1).returning(*columns))).one_or_none()
    return Open(*row) if row else None


async def use(tx: Transaction, code_id: int, now: datetime) -> bool:
    """-> whether this use was the first."""
    statement = update(_otp).where(_otp.c.id == code_id, _otp.c.used_at.is_(None)).values(used_at=now, sealed=None)
    return bool((await tx.execute(statement)).rowcount)


async def due(tx: Transaction, now: datetime) -> bool:
    """Whether `unsent` or `wipe` has anything to do."""
    waiting = select(_otp.c.id).where(_otp.c.sealed.is_not(None)).limit(1)
    pending = (_outbox.c.state == "pending") & _over(now)
    wipeable = or_(_outbox.c.state.in_(_ENDED), pending, _otp.c.expires_at <= now - HOUR)
    posted = select(_otp.c.id).join(_outbox, _outbox.c.id == _otp.c.outbox_id).where(wipeable).limit(1)
    return any([(await tx.execute(query)).first() for query in (waiting, posted)])


async def unsent(tx: Transaction, *, limit: int = 20) -> list[Unsent]:
    """Codes that wait to be sent, held by this transaction."""
    query = select(_otp.c.id, _otp.c.sealed, _otp.c.expires_at).where(_otp.c.sealed.is_not(None))
    rows = await tx.execute(query.order_by(_otp.c.id).limit(limit).with_for_update(skip_locked=True))
    return [Unsent(*row) for row in rows]


async def sent(tx: Transaction, code_id: int, outbox_id: int | None) -> None:
    await tx.execute(update(_otp).where(_otp.c.id == code_id).values(sealed=None, outbox_id=outbox_id))


async def wipe(tx: Transaction, now: datetime) -> None:
    """Take codes out of the outbox once they are sent or useless. What was not sent in time never goes out."""
    useless = select(_otp.c.outbox_id).where(_otp.c.outbox_id.is_not(None), _over(now))
    waiting = update(_outbox).where(_outbox.c.id.in_(useless), _outbox.c.state == "pending")
    await tx.execute(waiting.values(state="dropped", error_reason="expired", finished_at=now))
    await _empty(tx, now)


def _over(now: datetime) -> ColumnElement[bool]:
    return or_(_otp.c.expires_at <= now, _otp.c.used_at.is_not(None), _otp.c.voided_at.is_not(None))


async def _empty(tx: Transaction, now: datetime) -> None:
    """A send of unknown fate keeps its words for an hour: they are what it is looked up by."""
    known = select(_otp.c.outbox_id).where(_otp.c.outbox_id.is_not(None))
    old = select(_otp.c.outbox_id).where(_otp.c.outbox_id.is_not(None), _otp.c.expires_at <= now - HOUR)
    ended = _outbox.c.id.in_(known) & _outbox.c.state.in_(_ENDED)
    emptied = update(_outbox).where(or_(ended, _outbox.c.id.in_(old)))
    done = emptied.values(body={"text": "", "body": {}, "needs_window": False}).returning(_outbox.c.id)
    gone = list((await tx.execute(done)).scalars())
    if gone:
        await tx.execute(update(_otp).where(_otp.c.outbox_id.in_(gone)).values(outbox_id=None))
