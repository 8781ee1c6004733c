"""When people may be told something unasked: 09:00-21:00 in Riyadh, unless configured otherwise. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from storage.requests import RIYADH


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """Every day from `opens` up to, but not including, `closes`, both on the same day."""

    opens: time = time(9)
    closes: time = time(21)

    def hold(self, at: datetime) -> bool:
        return self.opens <= at.astimezone(RIYADH).time() < self.closes

    def next(self, at: datetime) -> datetime:
        """`at` itself within the hours, else the next opening."""
        if self.hold(at):
            return at
        local = at.astimezone(RIYADH)
        day = local.date() if local.time() < self.opens else local.date() + timedelta(days=1)
        return datetime.combine(day, self.opens, RIYADH).astimezone(at.tzinfo)
