"""Reports: what the database counted, with its sums, shares and both calendars."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from hijridate import Gregorian

from storage import reports
from storage.db import Transaction
from storage.requests import TYPES
from storage.requests.reference import RIYADH

LONGEST = 400  # days
USUAL = 30
TOP = 50
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class BadRange(Exception):
    """A range begins on or before the day it ends, and has at most 400 days."""


class Price(Protocol):
    @property
    def amount(self) -> float: ...

    @property
    def currency(self) -> str: ...


Prices = Mapping[str, Mapping[str, Price | None]]  # {channel: {segment | service | a template's category: …}}


def cost(prices: Prices, row: Mapping[str, Any]) -> tuple[float, str] | None:
    """-> (amount, currency) of what one channel sent; None where a price that it needs is not known.

    Rows do not tell a template's category: its price is known where all categories that are configured cost the same.
    """
    known = prices.get(row["channel"], {})
    if segment := known.get("segment"):
        return round(row["segments"] * segment.amount, 2), segment.currency
    others = {(p.amount, p.currency) for name, p in known.items() if p and name not in ("segment", "service")}
    service = known.get("service")
    wanted = [(row["messages"] - row["templates"], (service.amount, service.currency) if service else None)]
    wanted.append((row["templates"], next(iter(others)) if len(others) == 1 else None))
    needed = [(count, price) for count, price in wanted if count]
    currencies = {price[1] for _, price in needed if price}
    if len(currencies) != 1 or any(price is None for _, price in needed):
        return None
    return round(sum(count * price[0] for count, price in needed if price), 2), currencies.pop()


@dataclass(frozen=True, slots=True)
class Range:
    """Days in Riyadh, both counted in."""

    first: date
    last: date

    @classmethod
    def of(cls, first: date | None, last: date | None, now: datetime) -> "Range":
        """The last thirty days unless told otherwise. Raises BadRange."""
        end = last or now.astimezone(RIYADH).date()
        begin = first or end - timedelta(days=USUAL - 1)
        if begin > end or (end - begin).days >= LONGEST:
            raise BadRange(BadRange.__doc__)
        return cls(begin, end)

    def shown(self) -> dict[str, Any]:
        hijri_days = {"from_hijri": hijri(self.first), "to_hijri": hijri(self.last)}
        return {"from": self.first, "to": self.last} | hijri_days


def hijri(day: date) -> str | None:
    """«١٣ جمادى الآخرة ١٤٤٨»; None where Umm al-Qura is not tabulated."""
    try:
        found = Gregorian(day.year, day.month, day.day).to_hijri()
    except (OverflowError, ValueError):
        return None
    return f"{found.day} {found.month_name('ar')} {found.year}".translate(_ARABIC_DIGITS)


class Reports:
    """`title`: of a question, for people."""

    def __init__(self, prices: Prices, title: Callable[[str], str]) -> None:
        self._prices, self._title = prices, title

    async def volumes(self, tx: Transaction, r: Range) -> dict[str, Any]:
        days, hours = await reports.volumes(tx, r.first, r.last)
        by_channel: dict[str, int] = defaultdict(int)
        for row in days:
            by_channel[row["channel"]] += row["messages"]
        totals = {"messages": sum(by_channel.values()), "by_channel": dict(by_channel)}
        return r.shown() | {"series": _dated(days), "hours": hours, "totals": totals}

    async def containment(self, tx: Transaction, r: Range) -> dict[str, Any]:
        days = await reports.containment(tx, r.first, r.last)
        names = ("talks", "contained", "to_people", "missed")
        totals = {name: sum(row[name] for row in days) for name in names}
        series = [row | {"share": _share(row["contained"], row["talks"])} for row in days]
        share = {"share": _share(totals["contained"], totals["talks"])}
        return r.shown() | {"series": _dated(series), "totals": totals | share}

    async def times(self, tx: Transaction, r: Range) -> dict[str, Any]:
        days = await reports.times(tx, r.first, r.last)
        names = ("escalations", "replied", "reply_late", "resolved", "resolve_late")
        totals: dict[str, Any] = {name: sum(row[name] for row in days) for name in names}
        totals["first_reply_s"] = _mean(days, "first_reply_s", "replied")
        totals["resolution_s"] = _mean(days, "resolution_s", "resolved")
        return r.shown() | {"series": _dated(days), "totals": totals}

    async def satisfaction(self, tx: Transaction, r: Range) -> dict[str, Any]:
        found: dict[str, dict[int, int]] = defaultdict(dict)
        for row in await reports.satisfaction(tx, r.first, r.last):
            found[row["day"]][row["score"]] = row["ratings"]
        series = [{"day": day} | _opinion(scores) for day, scores in found.items()]
        total = {score: sum(scores.get(score, 0) for scores in found.values()) for score in range(1, 6)}
        return r.shown() | {"series": _dated(series), "totals": _opinion(total)}

    async def questions(self, tx: Transaction, r: Range) -> dict[str, Any]:
        rows = await reports.questions(tx, r.first, r.last, TOP)
        totals = {name: sum(row[name] for row in rows) for name in ("asked", "unhelpful")}
        return r.shown() | {"rows": [row | {"title": self._title(row["intent"])} for row in rows], "totals": totals}

    async def misses(self, tx: Transaction, r: Range) -> dict[str, Any]:
        rows, kinds = await reports.misses(tx, r.first, r.last, TOP)
        return r.shown() | {"rows": rows, "totals": {row["miss"]: row["messages"] for row in kinds}}

    async def requests(self, tx: Transaction, r: Range, now: datetime) -> dict[str, Any]:
        rows = await reports.requests(tx, r.first, r.last, now, sorted(TYPES))
        totals: dict[str, int] = defaultdict(int)
        for row in rows:
            totals[row["status"]] += row["requests"]
        return r.shown() | {"rows": rows, "totals": dict(totals)}

    async def cost(self, tx: Transaction, r: Range) -> dict[str, Any]:
        sent = await reports.sent(tx, r.first, r.last)
        costs = [cost(self._prices, row) for row in sent]
        rows = [
            row | {"cost": told[0] if told else None, "currency": told[1] if told else None}
            for row, told in zip(sent, costs, strict=True)
        ]
        totals = {name: sum(row[name] for row in rows) for name in ("messages", "segments")}
        return r.shown() | {"rows": rows, "totals": totals | _summed(costs)}


def _summed(costs: Sequence[tuple[float, str] | None]) -> dict[str, Any]:
    """One sum, where all is known and in one currency."""
    known = [told for told in costs if told]
    currencies = {currency for _, currency in known}
    if len(known) != len(costs) or len(currencies) != 1:
        return {"cost": None, "currency": None}
    return {"cost": round(sum(amount for amount, _ in known), 2), "currency": currencies.pop()}


def _dated(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "hijri": hijri(date.fromisoformat(row["day"]))} for row in rows]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _mean(rows: Sequence[Mapping[str, Any]], value: str, weight: str) -> float | None:
    """Of the days' means, each by what it counted."""
    counted = [(row[value], row[weight]) for row in rows if row[value] is not None]
    total = sum(n for _, n in counted)
    return round(sum(mean * n for mean, n in counted) / total, 1) if total else None


def _opinion(scores: Mapping[int, int]) -> dict[str, Any]:
    count = sum(scores.values())
    average = round(sum(score * n for score, n in scores.items()) / count, 2) if count else None
    return {"ratings": count, "average": average, "scores": {score: scores.get(score, 0) for score in range(1, 6)}}
