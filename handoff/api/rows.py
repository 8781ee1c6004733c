"""Conversations with all that is shown beside them: whose eyes they wait for, labels, the clock, who has them open."""

from collections.abc import Sequence
from typing import Any

from handoff.api.shown import talk_fields
from handoff.api.views.conversations import LabelShown, TalkShown
from storage import labels, read_marks
from storage.db import Transaction
from storage.labels import LabelView
from storage.staff import StaffView
from storage.talks import Talk


def label_shown(label: LabelView) -> LabelShown:
    return LabelShown(id=label.id, name=label.name, colour=label.colour)


async def talk_rows(tx: Transaction, staff: StaffView, talks: Sequence[Talk]) -> list[TalkShown]:
    """For lists, as this colleague sees them."""
    return [TalkShown(**fields) for fields in await all_fields(tx, staff, talks)]


async def all_fields(tx: Transaction, staff: StaffView, talks: Sequence[Talk]) -> list[dict[str, Any]]:
    """The values by the names of `TalkShown`."""
    ids = [t.id for t in talks]
    unread, stuck = await read_marks.unread(tx, staff.id, ids), await labels.of(tx, ids)
    return [
        talk_fields(t)
        | {
            "unread": t.id in unread,
            "labels": [label_shown(label) for label in stuck.get(t.id, ())],
            "sla": None,
            "viewers": [],
        }
        for t in talks
    ]
