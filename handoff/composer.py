"""What may be sent to somebody now, what it will look like, and what it costs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from channels.channel import Channel
from channels.message import Outbound, Template
from channels.splitting import SmsSize, sms_size
from handoff.placeholders import fill
from handoff.talks import window_open
from handoff.templates import Templates
from storage import requests, templates
from storage.crypto import Vault
from storage.db import Transaction
from storage.staff import StaffView
from storage.talks import Talk

SMS, SEGMENT, SERVICE = "twilio_sms", "segment", "service"
Prices = Mapping[str, Mapping[str, Any]]  # {channel: {category: something with `amount` and `currency`, or None}}


@dataclass(frozen=True, slots=True)
class Composer:
    """`why_not`: channel_off, not_held, held_by_another, closed, blocked, or window_closed (a template may go out).

    `closes_at`: of WhatsApp's window, while it is open. `placeholders`: what stands for each, where it is known.
    """

    can_send: bool
    why_not: str | None
    window_hours: int | None
    open: bool
    closes_at: datetime | None
    max_length: int
    sms: bool
    files: bool
    blocked: bool
    opted_out: bool
    placeholders: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Preview:
    """`pieces`: messages it becomes; `size`: of an SMS."""

    rendered: str
    pieces: int
    size: SmsSize | None
    amount: float | None
    currency: str | None


class Compositions:
    """`hours`: when we are open, in words for a locale, where that is known."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        templates: Templates,
        vault: Vault,
        prices: Prices,
        hours: Callable[[str], str | None] = lambda _: None,
    ) -> None:
        self._channels, self._templates, self._vault = channels, templates, vault
        self._prices, self._hours = prices, hours

    async def composer(self, tx: Transaction, staff: StaffView, talk: Talk, now: datetime) -> Composer:
        channel = self._channels.get(talk.channel)
        hours = channel.features.window_hours if channel else None
        open_ = channel is not None and window_open(channel, talk, now)
        why_not = _why_not(staff, talk, channel, open_)
        closes = talk.window_from + timedelta(hours=hours) if hours and open_ and talk.window_from else None
        return Composer(
            can_send=why_not is None,
            why_not=why_not,
            window_hours=hours,
            open=open_,
            closes_at=closes,
            max_length=1600 if talk.channel.startswith("twilio") else 4096,
            sms=talk.channel == SMS,
            files=channel is not None and channel.features.media,
            blocked=talk.blocked,
            opted_out=talk.opted_out,
            placeholders=await self._values(tx, staff, talk),
        )

    async def _values(self, tx: Transaction, staff: StaffView, talk: Talk) -> dict[str, str | None]:
        theirs = await requests.of_person(tx, self._vault, talk.person_id)
        name = (talk.name or "").strip() or None
        return {
            "name": name,
            "first_name": name.split()[0] if name else None,
            "reference": theirs[0].reference if theirs else None,
            "staff": staff.name,
            "hours": self._hours(talk.locale or "ar"),
        }

    async def preview(
        self, tx: Transaction, staff: StaffView, talk: Talk, text: str, template: Template | None
    ) -> Preview:
        """Raises `handoff.templates.TemplateError`."""
        if template:
            shown = await self._templates.check(tx, talk.channel, template) or template.name
            category = await self._category(tx, talk.channel, template)
            return self._priced(shown, 1, None, talk.channel, category, 1)
        shown = fill(text, await self._values(tx, staff, talk))
        channel = self._channels.get(talk.channel)
        pieces = len(channel.render(Outbound(shown))) if channel and shown.strip() else 0
        if talk.channel == SMS:
            size = sms_size(shown)
            return self._priced(shown, pieces, size, talk.channel, SEGMENT, size.segments if shown else 0)
        return self._priced(shown, pieces, None, talk.channel, SERVICE, pieces)

    async def _category(self, tx: Transaction, channel: str, template: Template) -> str:
        listed = await templates.listed(tx, channel)
        return next(
            (t.category or "" for t in listed if (t.name, t.language) == (template.name, template.language)), ""
        )

    def _priced(
        self, shown: str, pieces: int, size: SmsSize | None, channel: str, category: str, count: int
    ) -> Preview:
        price = self._prices.get(channel, {}).get(category)
        amount = round(price.amount * count, 4) if price else None
        return Preview(shown, pieces, size, amount, price.currency if price else None)


def _why_not(staff: StaffView, talk: Talk, channel: Channel | None, open_: bool) -> str | None:
    if channel is None:
        return "channel_off"
    if talk.owner == "closed":
        return "closed"
    if talk.owner != "staff":
        return "not_held"
    if talk.assignee_id != staff.id:
        return "held_by_another"
    if talk.blocked:
        return "blocked"
    return None if open_ else "window_closed"
