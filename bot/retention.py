"""Data are kept no longer than config.yml promises: a job of every hour, in small batches, that honours legal holds.

`told` puts the same periods into the privacy notice, so that what people read is what is done.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.dialogue.calendars import numerals
from bot.ingest import utc_now
from bot.settings import Retention, SettingsError
from bot.transfers import Transfers
from storage import audit, lapsed, retention
from storage.db import Database, told

log = logging.getLogger(__name__)
EVERY_S = 3600.0
DRAFTS = "drafts"
_SAME_AS = {"early_statuses": "payloads", retention.FAREWELLS: "secure_links"}
_LOCALES = ("ar", "en")
_ARABIC = {
    "year": ("سنة", "سنتين", "سنوات", "سنة"),
    "month": ("شهر", "شهرين", "أشهر", "شهرًا"),
    "day": ("يوم", "يومين", "أيام", "يومًا"),
}


class RetentionJob:
    """Erases what is over its time. `folder`: where people's files are kept. `on_erased`: called when people went."""

    def __init__(
        self,
        db: Database,
        transfers: Transfers,
        periods: Retention,
        folder: Path,
        *,
        on_erased: Callable[[], Awaitable[None]] | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._db, self._transfers, self._folder, self._now = db, transfers, folder, now
        self._kinds = {**retention.KINDS, **lapsed.kinds(transfers.vault, now)}
        self._on_erased = on_erased
        self._days: Mapping[str, int] = periods.model_dump()

    async def run(self) -> None:
        while True:
            try:
                await self.once()
            except Exception as error:
                log.error("what is over its time could not be erased: %s", told(error))
            await asyncio.sleep(EVERY_S)

    async def due(self) -> dict[str, int]:
        """-> {kind: how much would go now}."""
        async with self._db.read() as tx:
            found = {k: await retention.count(tx, due(self._before(k))) for k, (due, _) in self._kinds.items()}
            return found | {DRAFTS: await retention.count(tx, retention.drafts_due(self._before(DRAFTS)))}

    async def once(self) -> dict[str, int]:
        """-> {kind: how much went}; on record where anything did."""
        gone = {kind: await self._erase(kind) for kind in self._kinds} | {DRAFTS: await self._erase_drafts()}
        if any(gone.values()):
            async with self._db.transaction() as tx:
                await audit.note(tx, None, "retention.run", "system", self._now(), gone)
        if gone["addresses"] and self._on_erased:
            await self._on_erased()
        return gone

    def _before(self, kind: str) -> datetime:
        return self._now() - timedelta(days=self._days[_SAME_AS.get(kind, kind)])

    async def _erase(self, kind: str) -> int:
        _, erase = self._kinds[kind]
        before, total = self._before(kind), 0
        while True:
            async with self._db.transaction() as tx:
                batch = await erase(tx, before)
            for path in batch.paths:
                await asyncio.to_thread((self._folder / Path(path).name).unlink, missing_ok=True)
            total += batch.count
            if not batch.count:
                return total

    async def _erase_drafts(self) -> int:
        """One at a time: each stands in the state of a conversation, which is held meanwhile."""
        total = 0
        while True:
            async with self._db.transaction() as tx:
                row = (await tx.execute(retention.drafts_due(self._before(DRAFTS)).limit(1))).one_or_none()
                if row is None:
                    return total
                await self._transfers.forget(tx, row.id, row.identity_id, self._now())
            total += 1


def with_periods(organisation: Mapping[str, Any], periods: Retention) -> dict[str, Any]:
    """The organisation with the periods in the words of its privacy notice. Raises SettingsError."""
    privacy = organisation.get("privacy")
    if not isinstance(privacy, Mapping) or not isinstance(privacy.get("kept"), Mapping):
        return dict(organisation)
    kept = {locale: _filled(str(privacy["kept"].get(locale) or ""), locale, periods) for locale in _LOCALES}
    return {**organisation, "privacy": {**privacy, "kept": kept}}


def _filled(text: str, locale: str, periods: Retention) -> str:
    known = {kind: period(days, locale) for kind, days in periods.model_dump().items()}
    try:
        return text.format(**known)
    except (KeyError, IndexError, ValueError) as error:
        allowed = ", ".join(sorted(known))
        raise SettingsError(f"organisation.privacy.kept.{locale}: {error}: may name {allowed} in braces") from error


def period(days: int, locale: str) -> str:
    """«سنتين», «٩٠ يومًا»: whole years or months where it is some."""
    count, unit = (
        (days // 365, "year") if days % 365 == 0 else (days // 30, "month") if days % 30 == 0 else (days, "day")
    )
    if locale == "en":
        return f"{count} {unit}{'' if count == 1 else 's'}"
    one, two, few, many = _ARABIC[unit]
    if count <= 2:
        return (one, two)[count - 1]
    return f"{numerals(count, locale)} {few if count <= 10 else many}"
