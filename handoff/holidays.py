"""Days off by the calendar: both Eids and Ramadan from Umm al-Qura, National Day and Founding Day. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hijridate import Gregorian, Hijri

FRIDAY, SATURDAY = 4, 5  # as `date.weekday` counts
RAMADAN, SHAWWAL, DHU_AL_HIJJAH = 9, 10, 12
_NATIONAL, _FOUNDING = (9, 23), (2, 22)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holidays:
    """How long the Eids are, in days (0: not kept); whether the national days are kept, and moved off a weekend."""

    eid_al_fitr: int = 4  # from the day after 29 Ramadan
    eid_al_adha: int = 4  # from 9 Dhu al-Hijjah
    national_day: bool = True
    founding_day: bool = True
    moved_off_weekends: bool = True  # from a Friday to the Thursday before, from a Saturday to the Sunday after


def hijri(day: date) -> tuple[int, int, int] | None:
    """Year, month and day; None where Umm al-Qura is not tabulated (before 1343, after 1500)."""
    try:
        found = Gregorian(day.year, day.month, day.day).to_hijri()
    except (OverflowError, ValueError):
        return None
    return found.year, found.month, found.day


def in_ramadan(day: date) -> bool:
    found = hijri(day)
    return found is not None and found[1] == RAMADAN


def of_year(year: int, rules: Holidays) -> dict[date, str]:
    """-> {day: `eid_al_fitr`, `eid_al_adha`, `national_day` or `founding_day`} of a Gregorian year."""
    found = {day: "national_day" for day in _national(year, _NATIONAL, rules) if rules.national_day}
    found |= {day: "founding_day" for day in _national(year, _FOUNDING, rules) if rules.founding_day}
    return {day: name for day, name in (found | dict(_eids(year, rules))).items() if day.year == year}


def _national(year: int, month_day: tuple[int, int], rules: Holidays) -> Iterator[date]:
    day = date(year, *month_day)
    yield day
    if rules.moved_off_weekends and day.weekday() in (FRIDAY, SATURDAY):
        yield day - _DAY if day.weekday() == FRIDAY else day + _DAY


def _eids(year: int, rules: Holidays) -> Iterator[tuple[date, str]]:
    """A Hijri year is shorter: up to two of each may touch a Gregorian one."""
    for end in (date(year, 1, 1), date(year, 12, 31)):
        if (around := hijri(end)) is None:
            continue
        for hijri_year in (around[0] - 1, around[0], around[0] + 1):
            yield from _days(_first(hijri_year, RAMADAN, 29, _DAY), rules.eid_al_fitr, "eid_al_fitr")
            yield from _days(_first(hijri_year, DHU_AL_HIJJAH, 9), rules.eid_al_adha, "eid_al_adha")


def _first(year: int, month: int, day: int, later: timedelta = timedelta(0)) -> date | None:
    try:
        found = Hijri(year, month, day).to_gregorian()
    except (OverflowError, ValueError):
        return None
    return date(found.year, found.month, found.day) + later


def _days(first: date | None, count: int, name: str) -> Iterator[tuple[date, str]]:
    if first is not None:
        yield from ((first + _DAY * n, name) for n in range(count))
