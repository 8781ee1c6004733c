"""Approved templates: listed from their providers, checked before they are sent.

TemplateError
├── UnknownTemplate     the provider lists none of this name and language
├── NotApproved         it is listed, but not to be used (now)
└── WrongVariables      too few, too many, or an empty one
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from channels.channel import Channel
from channels.message import Template
from channels.templates import APPROVED, ListsTemplates, filled
from storage import audit, templates
from storage.db import Database, Transaction
from storage.staff import StaffView
from storage.templates import TemplateView


class TemplateError(Exception):
    """Root of the errors of templates."""


class UnknownTemplate(TemplateError):
    """There is no such template at the provider."""


class NotApproved(TemplateError):
    """This template is not approved."""


class WrongVariables(TemplateError):
    """Every variable of the template needs a value, and there may be no more."""


class Templates:
    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._channels = channels

    async def sync(self, db: Database, staff: StaffView, now: datetime) -> None:
        """Ask every provider that lists templates. Raises `channels.channel.SendError`; what was asked before stays."""
        for name, channel in self._channels.items():
            if isinstance(channel, ListsTemplates):
                found = await channel.templates()
                rows = [asdict(t) | {"parts": dict(t.parts), "variables": list(t.variables)} for t in found]
                async with db.transaction() as tx:
                    await templates.replace(tx, name, rows, now)
        async with db.transaction() as tx:
            await audit.note(tx, staff.id, "templates.sync", "templates", now)

    async def check(self, tx: Transaction, channel: str, wanted: Template) -> str:
        """-> what the person will read. Where the provider was never asked, it will judge itself: "" ."""
        listed = await templates.listed(tx, channel)
        if not listed:
            return ""
        found = next((t for t in listed if (t.name, t.language) == (wanted.name, wanted.language)), None)
        if found is None:
            raise UnknownTemplate(UnknownTemplate.__doc__)
        if found.status != APPROVED:
            raise NotApproved(f"{NotApproved.__doc__} ({found.status})")
        if len(wanted.variables) != len(found.variables) or not all(v.strip() for v in wanted.variables):
            raise WrongVariables(f"{WrongVariables.__doc__} ({', '.join(found.variables) or 'none'})")
        return rendered(found, wanted)


def rendered(found: TemplateView, wanted: Template) -> str:
    """Values as they are sent: on one line."""
    values = [" ".join(v.split()) for v in wanted.variables]
    parts = (found.parts.get("header"), filled(found.parts["body"], found.variables, values), found.parts.get("footer"))
    return "\n\n".join(part for part in parts if part)
