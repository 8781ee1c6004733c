"""Conversations with all that is shown beside them: whose eyes they wait for, labels, the clock, who has them open."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from handoff.api.shown import talk_fields
from handoff.api.standing import Standings
from handoff.api.views.conversations import LabelShown, StaffName, TalkShown
from handoff.live import Live
from storage import labels, read_marks, requests
from storage.crypto import Vault
from storage.db import Transaction
from storage.labels import LabelView
from storage.staff import StaffView
from storage.talks import Talk


def label_shown(label: LabelView) -> LabelShown:
    return LabelShown(id=label.id, name=label.name, colour=label.colour)


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes them. `standings`: how they stand at the desk; `live`: who looks at them; `vault` opens their requests."""

    standings: Standings
    live: Live
    vault: Vault

    async def shown(self, tx: Transaction, staff: StaffView, talks: Sequence[Talk], now: datetime) -> list[TalkShown]:
        """For lists, as this colleague sees them."""
        return [TalkShown(**fields) for fields in await self.fields(tx, staff, talks, now)]

    async def fields(
        self, tx: Transaction, staff: StaffView, talks: Sequence[Talk], now: datetime
    ) -> list[dict[str, Any]]:
        """The values by the names of `TalkShown`."""
        ids = [t.id for t in talks]
        unread, stuck = await read_marks.unread(tx, staff.id, ids), await labels.of(tx, ids)
        slas = await self.standings.slas(tx, ids, now)
        called = await requests.names(tx, self.vault, {t.person_id for t in talks if not t.name})
        return [
            talk_fields(replace(t, name=t.name or called.get(t.person_id)))
            | {
                "unread": t.id in unread,
                "labels": [label_shown(label) for label in stuck.get(t.id, ())],
                "sla": slas.get(t.id),
                "viewers": [StaffName(id=v.id, name=v.name) for v in self.live.viewers(t.id) if v.id != staff.id],
            }
            for t in talks
        ]
