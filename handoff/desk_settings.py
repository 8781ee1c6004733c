"""The desk's rules as they hold now: config.yml's, with what supervisors changed in the console above them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from handoff.calendar import Calendar, SpecialDay
from handoff.desk_config import STORED_SPANS, Desk, Hours, Practice, read_spans
from handoff.sla import Sla
from storage import desk_settings
from storage.db import Transaction
from storage.desk_settings import DayView

HOURS, PRACTICE = "hours", "practice"
KNOWN_FOR_S = 5.0  # so late another process hears of a change


@dataclass(frozen=True, slots=True)
class DeskRules:
    """One state of the rules, and what follows from it."""

    hours: Hours
    practice: Practice
    calendar: Calendar
    sla: Sla


class DeskSettings:
    """Reads the rules, a few times a minute."""

    def __init__(self, configured: Desk) -> None:
        self._configured = configured
        self._known: tuple[float, DeskRules] | None = None

    async def current(self, tx: Transaction) -> DeskRules:
        if self._known is None or time.monotonic() - self._known[0] > KNOWN_FOR_S:
            self._known = time.monotonic(), await self._read(tx)
        return self._known[1]

    def forget(self) -> None:
        """Something was changed here: it holds from the next look on."""
        self._known = None

    async def _read(self, tx: Transaction) -> DeskRules:
        hours = await desk_settings.value(tx, HOURS)
        practice = await desk_settings.value(tx, PRACTICE)
        days = {d.day: special_day(d) for d in await desk_settings.days(tx)}
        return joined(
            Hours.model_validate(hours) if hours else self._configured.hours,
            Practice.model_validate(practice) if practice else self._configured.practice,
            days,
        )


def special_day(stored: DayView) -> SpecialDay:
    return SpecialDay(stored.name, read_spans(STORED_SPANS.validate_python(stored.spans)))


def joined(hours: Hours, practice: Practice, days: Mapping[date, SpecialDay]) -> DeskRules:
    calendar = Calendar(hours.rules(days))
    return DeskRules(hours, practice, calendar, Sla(calendar, practice.targets, practice.warn_at))
