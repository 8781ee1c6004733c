"""The providers' own rate limits, where a scenario wants them enforced: so many to one person, so many to all."""

from dataclasses import dataclass
from datetime import datetime

from channels.simulator.faults import Fault, rate_limit
from channels.simulator.ledger import address


@dataclass(frozen=True, slots=True)
class Limit:
    """A bucket of `burst` messages that fills at `rate` a second; `code` is what the provider answers."""

    rate: float
    burst: int
    code: int = 0


TO_ONE = {"telegram": Limit(1.0, 5), "whatsapp_cloud": Limit(1 / 6, 45, 131056)}
TO_ALL = {
    "telegram": Limit(30.0, 30),
    "whatsapp_cloud": Limit(80.0, 80, 130429),
    "twilio_whatsapp": Limit(80.0, 80, 63018),
}


class Pace:
    """Buckets by channel and person."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], tuple[float, datetime]] = {}

    def exceeded(self, channel: str, to: str, now: datetime) -> Fault | None:
        """Count one message in; the refusal, with the seconds to wait, if it was one too many."""
        keys = [((channel, address(to)), TO_ONE.get(channel)), ((channel, ""), TO_ALL.get(channel))]
        held = [(key, limit, self._level(key, limit, now)) for key, limit in keys if limit]
        for _, limit, level in held:
            if level < 1:
                return rate_limit((1 - level) / limit.rate, limit.code)
        for key, _, level in held:
            self._buckets[key] = (level - 1, now)
        return None

    def _level(self, key: tuple[str, str], limit: Limit, now: datetime) -> float:
        level, since = self._buckets.get(key, (float(limit.burst), now))
        return min(limit.burst, level + (now - since).total_seconds() * limit.rate)
