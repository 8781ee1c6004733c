"""What can honestly be said to somebody who waits: their place, and how long it may take. Pure.

The estimate is a rule of thumb: who has room takes the first ones at once; the others wait until that many have ended,
at the pace of the last ones. It is rounded up to five minutes and never exact on purpose.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handoff.routing import Colleague

ROUNDED = 5
SHORT = timedelta(hours=1)  # a pause, not the end of the day


@dataclass(frozen=True, slots=True)
class Outlook:
    """`opening`: when work begins again, where that is a while ahead. `wait_minutes`: 0 for soon, None for unknown."""

    position: int = 1
    wait_minutes: int | None = None
    opening: datetime | None = None

    def written(self) -> dict[str, Any]:
        opening = self.opening.isoformat() if self.opening else None
        return {"position": self.position, "wait_minutes": self.wait_minutes, "opening": opening}

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> "Outlook | None":
        """None where nothing was said of it."""
        if "position" not in written:
            return None
        opening = datetime.fromisoformat(written["opening"]) if written["opening"] else None
        return cls(written["position"], written["wait_minutes"], opening)


def outlook(
    position: int, at_work: Collection[Colleague], handling: timedelta, opening: datetime | None, now: datetime
) -> Outlook:
    """`opening`: now, while people are at work. A pause for prayer only makes the wait longer."""
    ahead = opening - now if opening else None
    if ahead is None or ahead > SHORT:
        return Outlook(position, None, opening)
    minutes = wait_minutes(position, at_work, handling)
    pause = _rounded(ahead / timedelta(minutes=1))
    return Outlook(position, None if minutes is None else minutes + pause)


def wait_minutes(position: int, at_work: Collection[Colleague], handling: timedelta) -> int | None:
    room = sum(max(c.capacity - c.load, 0) for c in at_work)
    places = sum(c.capacity for c in at_work)
    if not places:
        return None
    return _rounded(max(position - room, 0) / places * (handling / timedelta(minutes=1)))


def _rounded(minutes: float) -> int:
    return math.ceil(minutes / ROUNDED) * ROUNDED


def usual_handling(last: Sequence[timedelta], otherwise: timedelta) -> timedelta:
    """The middle one of the last stays; too few say nothing."""
    found = sorted(d for d in last if d > timedelta(0))
    return found[len(found) // 2] if len(found) >= 5 else otherwise


def changed_much(told: Outlook, found: Outlook) -> bool:
    """Whether what they were told no longer helps them."""
    if told.opening or found.opening:
        return told.opening != found.opening
    if told.wait_minutes is None or found.wait_minutes is None:
        return found.position * 2 <= told.position
    off = abs(found.wait_minutes - told.wait_minutes)
    return off >= 2 * ROUNDED and off * 2 >= max(told.wait_minutes, found.wait_minutes)
