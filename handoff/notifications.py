"""News of a step: told once, where the person will see it, when they may be disturbed, and without telling others.

The ladder: the channel they prefer, then those they used, the last one first; last of all a text message to the phone
in the request, which says only that there is news. A step is skipped where the person said stop or blocked us, and
outside the 24-hour window of WhatsApp unless a template was approved. What failed goes to the next step; what may have
arrived is never sent again.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from channels.channel import Channel
from channels.message import Button, Features, Outbound, Template
from handoff.hours import ServiceHours
from handoff.summaries import Summary, summary_of
from storage import contacts, links, notifications, outbox, outgoing, requests
from storage.contacts import Contact
from storage.conversations import NewMessage, NewPiece
from storage.crypto import Vault
from storage.db import Database, Transaction
from storage.notifications import Notice
from storage.requests import RequestView

log = logging.getLogger(__name__)
POLL_S = 5.0
WATCH = timedelta(minutes=10)  # a provider has told by then whether it took the message
PAGE_PATIENCE = timedelta(hours=1)  # so long a message on our page waits to be seen before a text message says so
WATCH_ENDS = timedelta(hours=24)
AFTER_FAULT = timedelta(minutes=5)
PHONE = "phone"
NEWS_TEMPLATE = "news"  # the key of the approved template in `templates`; its one variable is the reference

Templates = Mapping[str, Mapping[str, str]]


class Wording(Protocol):
    """What is said. The text messages of `hint` may be read by anybody: no name, no reference, no stage."""

    def news(self, summary: Summary) -> tuple[str, tuple[Button, ...]]: ...

    def hint(self, locale: str) -> str: ...

    def erased(self, locale: str) -> str: ...


class Notifier:
    """Plans and sends notices. `templates`: {channel: {"news": template}}; `sms`: the channel of text messages."""

    def __init__(
        self,
        db: Database,
        vault: Vault,
        channels: Mapping[str, Channel],
        wording: Wording,
        *,
        now: Callable[[], datetime],
        hours: ServiceHours = ServiceHours(),  # noqa: B008 - a frozen value
        templates: Templates | None = None,
        sms: str = "twilio_sms",
    ) -> None:
        self._db, self._vault, self._channels, self._wording = db, vault, channels, wording
        self._now, self._hours, self._templates, self._sms = now, hours, templates or {}, sms

    async def announce(self, tx: Transaction, request: RequestView, now: datetime) -> None:
        """The step that made this version of the request, in the step's own transaction."""
        notice = await notifications.plan(tx, request.id, request.version, now)
        if notice:
            await self._send(tx, notice, now)

    async def farewell(self, tx: Transaction, request: RequestView, now: datetime) -> tuple[int, ...]:
        """A last word, that their data are gone, where they wrote last; -> its outbox rows, which outlive the erasure.

        Our own page keeps nothing to be read afterwards, and where only a template may go out nothing is said.
        """
        for contact in await contacts.of_person(tx, request.person_id):
            if not self._open(contact, ()) or self._features(contact).stored:
                continue
            hours, channel = self._features(contact).window_hours, self._channels[contact.channel]
            if hours is None or _window_open(contact, hours, now):
                conversation = await outgoing.open_conversation(tx, contact.identity_id, now)
                said = Outbound(self._wording.erased(request.locale))
                posted = await outgoing.post(tx, conversation, message_of(channel, said, "service"), now)
                await outbox.put_off(tx, posted.outbox_ids, now if self._hours.hold(now) else self._hours.next(now))
                return posted.outbox_ids
        return ()

    async def run(self) -> None:
        """What waits for the morning, for a second way, or for word of how it went."""
        while True:
            try:
                while await self.once():
                    pass
            except Exception as error:
                log.error("a notice could not be sent: %s", type(error).__name__)
            await asyncio.sleep(POLL_S)

    async def once(self) -> bool:
        """Attend to one due notice; -> whether there was one. A faulty one comes back later, behind the others."""
        now = self._now()
        notice: Notice | None = None
        try:
            async with self._db.transaction() as tx:
                notice = await notifications.next_due(tx, now)
                if notice:
                    await (self._send if notice.state == "waiting" else self._watch)(tx, notice, now)
        except Exception:
            if notice is None:
                raise
            log.exception("notice %s failed", notice.id)
            async with self._db.transaction() as tx:
                await notifications.mark(tx, notice.id, notice.state, next_at=now + AFTER_FAULT)
        return notice is not None

    async def _send(self, tx: Transaction, notice: Notice, now: datetime, *, otherwise: str = "given_up") -> None:
        """By the first way that is open, else it ends. Outside the hours only our own page is, which rings nobody."""
        request = await requests.find(tx, self._vault, notice.reference)
        if request is None:
            await notifications.mark(tx, notice.id, "given_up", reason="no_request")
            return
        step = await requests.event(tx, self._vault, request, notice.event_number)
        summary = summary_of(request, step)
        async for contact in self._ways(tx, request, notice, now):
            outbound = self._outbound(contact, summary, now)
            if outbound is None:
                continue
            if not (self._features(contact).stored or self._hours.hold(now)):
                await notifications.mark(tx, notice.id, "waiting", next_at=self._hours.next(now))
                return
            await self._post(tx, notice, contact, outbound, now)
            return
        await notifications.mark(tx, notice.id, otherwise, reason="no_further_way")

    async def _ways(
        self, tx: Transaction, request: RequestView, notice: Notice, now: datetime
    ) -> AsyncIterator[Contact]:
        """Open ways to the person, best first; the phone in the request is the last."""
        theirs = {c.identity_id for c in await contacts.of_person(tx, request.person_id)}
        if request.phone_index:
            theirs.update(await links.holders(tx, request.phone_index, now))
        preferred = await contacts.preferred_channel(tx, request.person_id)
        ways = sorted(await contacts.of_identities(tx, theirs), key=lambda c: c.channel != preferred)
        for contact in ways:
            if self._open(contact, notice.tried):
                yield contact
        for contact in await self._phone(tx, request, notice, now):
            if self._open(contact, notice.tried):
                yield contact

    def _open(self, contact: Contact, tried: Sequence[object]) -> bool:
        free = not (contact.blocked or contact.opted_out) and contact.identity_id not in tried
        return free and contact.channel in self._channels

    async def _phone(self, tx: Transaction, request: RequestView, notice: Notice, now: datetime) -> list[Contact]:
        channel, mobile = self._channels.get(self._sms), request.fields.get("mobile")
        if channel is None or not mobile or PHONE in notice.tried:
            return []
        identity = await outgoing.identity_at(tx, channel.name, channel.account, str(mobile), now)
        return await contacts.of_identities(tx, [identity])

    def _features(self, contact: Contact) -> Features:
        return self._channels[contact.channel].features

    def _outbound(self, contact: Contact, summary: Summary, now: datetime) -> Outbound | None:
        """What may be said there now; None where nothing may."""
        features, hint = self._features(contact), self._wording.hint(summary.locale)
        if contact.channel == self._sms:
            return Outbound(hint)
        if features.window_hours and not _window_open(contact, features.window_hours, now):
            name = self._templates.get(contact.channel, {}).get(NEWS_TEMPLATE)
            return Outbound(hint, template=Template(name, summary.locale, (summary.reference,))) if name else None
        text, buttons = self._wording.news(summary)
        return Outbound(text, buttons if features.max_buttons else ())

    async def _post(self, tx: Transaction, notice: Notice, contact: Contact, outbound: Outbound, now: datetime) -> None:
        channel = self._channels[contact.channel]
        conversation = await outgoing.open_conversation(tx, contact.identity_id, now)
        posted = await outgoing.post(tx, conversation, message_of(channel, outbound, "service"), now)
        tried = [*notice.tried, contact.identity_id, *([PHONE] if contact.channel == self._sms else [])]
        wait = PAGE_PATIENCE if channel.features.stored else WATCH
        place = {"conversation_id": conversation, "message_seq": posted.seq}
        await notifications.mark(tx, notice.id, "sent", next_at=now + wait, tried=tried, **place)

    async def _watch(self, tx: Transaction, notice: Notice, now: datetime) -> None:
        """Did it come? Failed or unread: the next step. Unknown: it may have come, so it is left at that."""
        assert notice.conversation_id is not None
        assert notice.message_seq is not None
        fate = await notifications.fate(tx, notice.conversation_id, notice.message_seq, notice.created_at)
        if fate.states & {"pending", "sending"} and now - notice.created_at < WATCH_ENDS:
            await notifications.mark(tx, notice.id, "sent", next_at=now + WATCH)
            return
        place = await contacts.of_conversation(tx, notice.conversation_id)
        stored = place is not None and place.channel in self._channels and self._features(place).stored
        if fate.states & {"failed", "dropped"}:
            await self._send(tx, notice, now)
        elif stored and not fate.answered:
            await self._send(tx, notice, now, otherwise="done")
        else:
            await notifications.mark(tx, notice.id, "done")


def _window_open(contact: Contact, hours: int, now: datetime) -> bool:
    return contact.window_from is not None and now - contact.window_from < timedelta(hours=hours)


def message_of(
    channel: Channel,
    outbound: Outbound,
    purpose: str,
    *,
    author: str = "system",
    shown: str | None = None,
    client_id: str | None = None,
) -> NewMessage:
    """An outbound rendered for its channel, as a line of the transcript (`shown` in its place) with its pieces."""
    pieces = channel.render(outbound)
    stored, template = channel.features.stored, outbound.template is not None
    return NewMessage(
        author=author,
        text=outbound.text if shown is None else shown,
        pieces=tuple(
            NewPiece(
                {"text": p.text, "body": dict(p.body), "needs_window": p.needs_window}, stored, p.segments, template
            )
            for p in pieces
        ),
        buttons=tuple({"title": b.title, "payload": b.payload} for b in outbound.buttons),
        purpose=purpose,
        client_id=client_id,
    )
