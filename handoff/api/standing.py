"""How conversations stand at the desk, for lists and for one."""

from collections.abc import Collection
from datetime import datetime

from handoff.api.views.desk import SlaShown, Standing, WhyAssigned
from handoff.desk_settings import DeskSettings
from handoff.outlook import Outlook
from handoff.outlooks import Outlooks
from storage import escalations
from storage.db import Transaction
from storage.escalations import EscalationView
from storage.talks import Talk


class Standings:
    """Reads them."""

    def __init__(self, settings: DeskSettings) -> None:
        self._settings, self._outlooks = settings, Outlooks(settings)

    async def slas(self, tx: Transaction, conversation_ids: Collection[int], now: datetime) -> dict[int, SlaShown]:
        """-> {conversation: its stay with people}, of those that have had one."""
        stays = await escalations.latest(tx, conversation_ids) if conversation_ids else {}
        queued = [i for i, e in stays.items() if e.owner == "queued"]
        outlooks = await self._outlooks.of(tx, queued, now)
        rules = await self._settings.current(tx)
        return {i: _shown(e, rules.sla.state(e, now), outlooks.get(i)) for i, e in stays.items()}

    async def standing(self, tx: Transaction, talk: Talk, now: datetime) -> Standing:
        sla = (await self.slas(tx, [talk.id], now)).get(talk.id)
        same = ("id", "owner", "epoch", "priority", "priority_reason", "snoozed_until", "follows_id")
        held = talk.assignee_id if talk.owner == "staff" else None
        return Standing(**{name: getattr(talk, name) for name in same}, assignee_id=held, sla=sla)


def _shown(e: EscalationView, state: str, outlook: Outlook | None) -> SlaShown:
    same = ("reason", "priority", "skill", "opened_at", "first_reply_due_at", "first_replied_at", "resolve_due_at")
    values = {name: getattr(e, name) for name in (*same, "waiting_since", "ended_at", "requeues")}
    return SlaShown(
        escalation_id=e.id,
        state=state,
        position=outlook.position if outlook else None,
        expected_wait_minutes=outlook.wait_minutes if outlook else None,
        why_assigned=WhyAssigned(**e.assigned_why) if e.assigned_why else None,
        **values,
    )
