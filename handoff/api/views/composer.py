"""What colleagues have at hand to answer, as the staff API shows it."""

from typing import Any

from handoff.api.views.moment import Moment, View


class WindowShown(View):
    """WhatsApp's 24 hours since the person's last message. `closes_at` while it is open."""

    open: bool
    closes_at: Moment | None


class ComposerShown(View):
    """`why_not`: channel_off, closed, not_held, held_by_another, blocked, or window_closed (a template may go out).

    `placeholders`: what stands for {name}, {first_name}, {reference}, {staff}, {hours}; null where it is not known.
    """

    can_send: bool
    why_not: str | None
    window: WindowShown | None
    max_length: int
    sms: bool
    files: bool
    blocked: bool
    opted_out: bool
    placeholders: dict[str, str | None]


class Cost(View):
    amount: float
    currency: str


class PreviewShown(View):
    """`messages`: how many it becomes. `segments`, `encoding` (gsm7, ucs2), `units`: of an SMS.

    `cost`: null where no price is configured.
    """

    rendered: str
    messages: int
    segments: int | None
    encoding: str | None
    units: int | None
    cost: Cost | None


class CannedShown(View):
    """`mine`: I made it. `locale`: the language that it is written in."""

    id: int
    shared: bool
    mine: bool
    shortcut: str
    title: str
    text: str
    locale: str
    changed_at: Moment


class TemplateShown(View):
    """`parts`: {header, body, footer, buttons}, variables as `{{1}}`. `usable`: approved."""

    channel: str
    name: str
    language: str
    title: str
    category: str | None
    status: str
    usable: bool
    reason: str | None
    parts: dict[str, Any]
    variables: list[str]
    synced_at: Moment
