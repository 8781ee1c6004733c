"""Whom a waiting conversation goes to, and why. Pure.

Only who is at work and has room is asked. Then, in this order: the colleague who had it before; who has the skill;
who has the most room; whose last one is longest ago. Distressing cases go round: who has had the day's share is passed
over while anybody else can take the next one, and when all have, it goes to who has had the fewest.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody at work. `load`: conversations they have now; `distress`: distressing ones they were given today."""

    id: int
    skills: Collection[str]
    capacity: int
    load: int
    distress: int = 0
    last_given_at: datetime | None = None

    @property
    def has_room(self) -> bool:
        return self.load < self.capacity


@dataclass(frozen=True, slots=True)
class Need:
    """`known`: who had this person's conversation before. `passed_by`: who had it and did not answer; they may take it
    themselves.

    `insists`: whether it waits for the skill a while longer; after that anybody will do.
    """

    skill: str | None = None
    distressing: bool = False
    known: int | None = None
    passed_by: int | None = None
    insists: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """`why`: `{how: known | skill | load | only, …}`, as the console explains it."""

    staff_id: int
    why: dict[str, Any]


def choose(need: Need, at_work: Collection[Colleague], distress_limit: int) -> Choice | None:
    """None: it waits."""
    able = [c for c in at_work if c.has_room and c.id != need.passed_by]
    if need.skill and need.insists and any(need.skill in c.skills for c in at_work):
        able = [c for c in able if need.skill in c.skills]
    if need.distressing:
        able = _spared(able, distress_limit)
    if not able:
        return None
    best = min(able, key=lambda c: _rank(c, need))
    return Choice(best.id, _why(best, need, able, distress_limit))


def _spared(able: Iterable[Colleague], limit: int) -> list[Colleague]:
    found = list(able)
    fresh = [c for c in found if c.distress < limit]
    fewest = min((c.distress for c in found), default=0)
    return fresh or [c for c in found if c.distress == fewest]


def _rank(c: Colleague, need: Need) -> tuple[Any, ...]:
    last = c.last_given_at.timestamp() if c.last_given_at else 0.0
    lacks = need.skill is not None and need.skill not in c.skills
    return (c.id != need.known, lacks, c.load / c.capacity, last, c.id)


def _why(c: Colleague, need: Need, able: Collection[Colleague], limit: int) -> dict[str, Any]:
    skilled = need.skill is not None and need.skill in c.skills
    how = "known" if c.id == need.known else "skill" if skilled else "only" if len(able) == 1 else "load"
    why: dict[str, Any] = {"how": how, "load": c.load, "capacity": c.capacity}
    if skilled:
        why["skill"] = need.skill
    if need.distressing:
        why |= {"distress": c.distress, "over_limit": c.distress >= limit}
    return why
