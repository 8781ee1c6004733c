"""The consent ledger: who agreed to what, to which wording, where and when. Only added to; the last word holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.db import Transaction
from storage.models import table_of
from storage.models_requests import Consent

_consent = table_of(Consent)
# What can be agreed to. `messages`: being written to unasked (withdrawn by «إيقاف»); `data`: the privacy notice;
# `promotion`: appeals for donations.
MESSAGES, DATA, PROMOTION = "messages", "data", "promotion"


@dataclass(frozen=True, slots=True)
class ConsentView:
    """`text_version` names the wording that was agreed to."""

    purpose: str
    granted: bool
    text_version: str
    channel: str
    at: datetime


_NAMES = ConsentView.__slots__


async def note(
    tx: Transaction,
    person_id: int,
    purpose: str,
    granted: bool,
    text_version: str,
    channel: str,
    now: datetime,
    *,
    conversation_id: int | None = None,
) -> None:
    """A consent given or withdrawn. The same word said again is not written again."""
    held = (await current(tx, person_id)).get(purpose)
    if held and (held.granted, held.text_version, held.channel) == (granted, text_version, channel):
        return
    row = {"person_id": person_id, "purpose": purpose, "granted": granted, "text_version": text_version}
    await tx.execute(_consent.insert(), row | {"channel": channel, "conversation_id": conversation_id, "at": now})


async def current(tx: Transaction, person_id: int) -> Mapping[str, ConsentView]:
    """-> {purpose: the last word on it}."""
    last = select(func.max(_consent.c.id)).where(_consent.c.person_id == person_id).group_by(_consent.c.purpose)
    query = select(*(_consent.c[name] for name in _NAMES)).where(_consent.c.id.in_(last))
    return {row.purpose: ConsentView(*row) for row in await tx.execute(query)}


async def history(tx: Transaction, person_id: int) -> list[ConsentView]:
    """Everything, oldest first."""
    query = select(*(_consent.c[name] for name in _NAMES)).where(_consent.c.person_id == person_id)
    return [ConsentView(*row) for row in await tx.execute(query.order_by(_consent.c.id))]
