"""How staff find their way among conversations: lists, counts, labels, how far they have read.

Raises `handoff.talks.UnknownTalk` for what is not there or not for this role; `storage.labels` raises its own errors.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from handoff.search import Finder
from handoff.talks import Talks
from nlu.arabic import normalise as folded
from storage import audit, labels, listing, read_marks, talks
from storage.db import Transaction
from storage.ownership import OWNERS
from storage.staff import StaffView
from storage.talks import TalkCounts, TalkFilters, TalkPage

OPEN = "open"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see. `owner`: one of OWNERS, `open` for all that has not ended, or None for all.

    `order`: of `storage.listing`; None: the queue by urgency, all else by the last word.
    """

    owner: str | None = None
    assignee_id: int | None = None
    channel: str | None = None
    labels: tuple[int, ...] = ()
    unread: bool = False
    snoozed: bool | None = None
    asked: str = ""
    order: str | None = None

    @property
    def owners(self) -> tuple[str, ...]:
        if self.owner is None:
            return OWNERS
        return tuple(o for o in OWNERS if o != "closed") if self.owner == OPEN else (self.owner,)

    @property
    def sorting(self) -> str:
        return self.order or (listing.URGENT if self.owner == "queued" else listing.RECENT)


class Inbox:
    """The deeds behind the console's left half."""

    def __init__(self, desk: Talks, finder: Finder) -> None:
        self._desk, self._finder = desk, finder

    async def listed(
        self, tx: Transaction, staff: StaffView, wish: Wish, cursor: str | None, now: datetime
    ) -> TalkPage:
        filters = TalkFilters(
            now=now,
            owners=wish.owners,
            assignee_id=wish.assignee_id,
            channel=wish.channel,
            labels=wish.labels,
            unread_by=staff.id if wish.unread else None,
            snoozed=wish.snoozed,
            search=await self._finder.search(tx, staff, wish.asked),
        )
        return await talks.listed(tx, filters, wish.sorting, cursor)

    async def counts(self, tx: Transaction, staff: StaffView, now: datetime) -> TalkCounts:
        return await talks.counts(tx, staff.id, now)

    async def read(self, tx: Transaction, staff: StaffView, conversation_id: int, seq: int, now: datetime) -> None:
        """Up to `seq`: less than before makes it unread again. No deed worth a record."""
        await self._desk.visible(tx, staff, conversation_id)
        await read_marks.put(tx, staff.id, conversation_id, seq, now)

    async def label(
        self, tx: Transaction, staff: StaffView, conversation_id: int, label_ids: Collection[int], now: datetime
    ) -> None:
        """Exactly these labels."""
        await self._desk.visible(tx, staff, conversation_id)
        if await labels.put(tx, conversation_id, label_ids, staff.id, now):
            subject, details = f"conversation:{conversation_id}", {"labels": sorted(label_ids)}
            await audit.note(tx, staff.id, "conversation.labels", subject, now, details)

    async def create_label(self, tx: Transaction, staff: StaffView, name: str, colour: str, now: datetime) -> int:
        made = await labels.create(tx, name.strip(), folded(name), colour, staff.id, now)
        await audit.note(tx, staff.id, "label.create", f"label:{made}", now)
        return made

    async def change_label(
        self, tx: Transaction, staff: StaffView, label_id: int, name: str | None, colour: str | None, now: datetime
    ) -> None:
        values = {"colour": colour} if colour else {}
        values |= {"name": name.strip(), "key": folded(name)} if name else {}
        await labels.change(tx, label_id, **values)
        await audit.note(tx, staff.id, "label.change", f"label:{label_id}", now, {"fields": sorted(values)})

    async def remove_label(self, tx: Transaction, staff: StaffView, label_id: int, now: datetime) -> None:
        await labels.remove(tx, label_id)
        await audit.note(tx, staff.id, "label.remove", f"label:{label_id}", now)
