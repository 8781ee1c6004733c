"""Telling staff who are away from the console: by e-mail, several things together, and in a group on Telegram.

Only what a colleague chose, only within the hours, only while no console of theirs is open, and without a word about
whom it concerns. Each telling is a row that is claimed before it is sent: a restart in between doubles nothing.
"""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage

from channels.channel import Channel, NotSent, RateLimited, Rejected, SendError
from channels.message import Outbound
from handoff import roles
from handoff.alert_words import email_of, group_text
from handoff.hours import ServiceHours
from handoff.mail import MailError, MailRefused, NotMailed
from storage import alerts
from storage.alerts import AlertView, NewAlert, News, Reader
from storage.db import Database

log = logging.getLogger(__name__)
POLL_S = 20.0
GATHERED = timedelta(minutes=2)  # what comes within it goes into one message
_LOOK_BACK = timedelta(hours=1)
_DEAD_AFTER = timedelta(minutes=10)
_AGAIN = timedelta(minutes=5)
_USUAL = ("assigned", "mention", "urgent")
_GROUP = ("urgent", "sla", "queue")

Mail = Callable[[EmailMessage], Awaitable[None]]


class Alerts:
    """`mail` sends a message (raises `MailError`), as `sender`; `group`: a channel and the chat in it."""

    def __init__(
        self,
        db: Database,
        *,
        now: Callable[[], datetime],
        hours: ServiceHours,
        own_url: str,
        mail: Mail | None = None,
        sender: str = "",
        group: tuple[Channel, str] | None = None,
    ) -> None:
        self._db, self._now, self._hours, self._url = db, now, hours, own_url
        self._mail, self._sender, self._group = mail, sender, group

    async def run(self) -> None:
        while True:
            try:
                await self.once()
            except Exception as error:
                log.error("alerts could not be sent: %s", type(error).__name__)
            await asyncio.sleep(POLL_S)

    async def once(self) -> None:
        """Note what there is to tell, and tell what is due."""
        now = self._now()
        async with self._db.transaction() as tx:
            await alerts.abandon(tx, now - _DEAD_AFTER, now)
            people = await alerts.readers(tx)
            new = planned(await alerts.news(tx, now - _LOOK_BACK), people, group=self._group is not None)
            await alerts.plan(tx, new if self._mail else [n for n in new if n.medium != "email"], now)
        if self._hours.hold(now):
            await self._send_mails(people, now)
            await self._send_group(now)

    async def _send_mails(self, people: Sequence[Reader], now: datetime) -> None:
        for who, waiting in (await self._waiting("email", now)).items():
            reader = next((p for p in people if p.id == who), None)
            if reader is None or reader.present:
                await self._finish([a.id for a in waiting], "skipped", now)
            elif claimed := await self._claim(waiting, now):
                await self._send_mail(reader, claimed, now)

    async def _send_mail(self, reader: Reader, claimed: Sequence[AlertView], now: datetime) -> None:
        assert self._mail is not None
        ids = [a.id for a in claimed]
        try:
            await self._mail(email_of(self._sender, reader, Counter(a.kind for a in claimed), self._url))
        except NotMailed as error:
            log.warning("an e-mail to a colleague waits: %s", error)
            await self._put_off(ids, now)
        except MailError as error:
            log.error("an e-mail to a colleague was lost: %s", error)
            await self._finish(ids, "failed" if isinstance(error, MailRefused) else "unknown", now)
        else:
            await self._finish(ids, "sent", now)

    async def _send_group(self, now: datetime) -> None:
        waiting = (await self._waiting("telegram", now)).get(None, [])
        if self._group is None or not waiting or not (claimed := await self._claim(waiting, now)):
            return
        (channel, chat), ids = self._group, [a.id for a in claimed]
        text = group_text(Counter(a.kind for a in claimed), self._url)
        try:
            for piece in channel.render(Outbound(text=text)):
                await channel.send(piece, to=chat, outbox_id=f"alert-{ids[0]}")
        except (NotSent, RateLimited):
            await self._put_off(ids, now)
        except SendError as error:
            log.error("the alert group could not be told: %s", type(error).__name__)
            await self._finish(ids, "failed" if isinstance(error, Rejected) else "unknown", now)
        else:
            await self._finish(ids, "sent", now)

    async def _waiting(self, medium: str, now: datetime) -> dict[int | None, list[AlertView]]:
        """By reader, where the oldest has waited long enough for company."""
        found: dict[int | None, list[AlertView]] = defaultdict(list)
        async with self._db.read() as tx:
            for alert in await alerts.due(tx, medium, now):
                found[alert.staff_id].append(alert)
        return {who: some for who, some in found.items() if some[0].created_at <= now - GATHERED}

    async def _claim(self, waiting: Sequence[AlertView], now: datetime) -> list[AlertView]:
        async with self._db.transaction() as tx:
            ours = set(await alerts.claim(tx, [a.id for a in waiting], now))
        return [a for a in waiting if a.id in ours]

    async def _finish(self, ids: Collection[int], state: str, now: datetime) -> None:
        async with self._db.transaction() as tx:
            await alerts.finish(tx, ids, state, now)

    async def _put_off(self, ids: Collection[int], now: datetime) -> None:
        async with self._db.transaction() as tx:
            await alerts.put_off(tx, ids, now + _AGAIN)


def planned(news: Sequence[News], people: Sequence[Reader], *, group: bool) -> list[NewAlert]:
    """Who is told what, and by which way. Pure."""
    found = [_alert("email", who.id, one) for one in news for who in people if _wants(who, one)]
    anybody = any(p.present for p in people if roles.may_see_conversations(p.role))
    telling = [n for n in news if n.kind in _GROUP and not (n.kind == "queue" and anybody)]
    return found + [_alert("telegram", None, one) for one in telling if group]


def _wants(who: Reader, one: News) -> bool:
    """What concerns nobody yet is for all who see conversations; what is late in the queue, for who may reassign."""
    if one.kind not in who.alerts.get("email", _USUAL) or not roles.may_see_conversations(who.role):
        return False
    if one.staff_id is not None:
        return one.staff_id == who.id
    return one.kind != "sla" or roles.may_reassign(who.role)


def _alert(medium: str, staff_id: int | None, one: News) -> NewAlert:
    return NewAlert(
        f"{medium}|{staff_id or 'group'}|{one.kind}|{one.ref}", medium, staff_id, one.kind, one.conversation_id
    )
