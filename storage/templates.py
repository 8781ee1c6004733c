"""Approved templates as their providers listed them last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from storage.db import Transaction
from storage.models import table_of
from storage.models_inbox import TemplateRow

_template = table_of(TemplateRow)


@dataclass(frozen=True, slots=True)
class TemplateView:
    channel: str
    name: str
    language: str
    title: str
    category: str | None
    status: str
    parts: dict[str, Any]
    variables: list[str]
    reason: str | None
    synced_at: datetime


_COLUMNS = tuple(_template.c[name] for name in TemplateView.__slots__)


async def replace(tx: Transaction, channel: str, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """What the provider lists now, each by the names of `TemplateView`; what it does not list is gone."""
    await tx.execute(delete(_template).where(_template.c.channel == channel))
    if rows:
        await tx.execute(_template.insert(), [{**row, "channel": channel, "synced_at": now} for row in rows])


async def listed(tx: Transaction, channel: str | None = None) -> list[TemplateView]:
    query = select(*_COLUMNS).order_by(_template.c.channel, _template.c.title, _template.c.language)
    query = query.where(_template.c.channel == channel) if channel else query
    return [TemplateView(*row) for row in await tx.execute(query)]
