"""What staff do with conversations: take them, answer, note, pass on, give back, end. Every deed is on record.

TalkError
├── UnknownTalk     there is none, or this role may not see it
├── UnknownStaff    nobody of this id works here
├── NothingToSay    neither words nor a template
└── WindowShut      more than a day since their last message: only an approved template may go out

`storage.ownership` raises its own: HeldByAnother, NotHeld, IsClosed, JustSpoken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from channels.channel import Channel
from channels.message import Outbound, Template
from handoff import roles
from handoff.folding import terms
from handoff.notifications import message_of
from storage import audit, escalations, outgoing, ownership, talks, words
from storage import staff as accounts
from storage.conversations import NewMessage
from storage.db import Transaction
from storage.messages import NOTE
from storage.outgoing import Posted
from storage.staff import StaffView
from storage.talks import Talk


class TalkError(Exception):
    """Root of the errors of conversations with people."""


class UnknownTalk(TalkError):
    """There is nothing here."""


class UnknownStaff(TalkError):
    """Nobody of this id works here."""


class NothingToSay(TalkError):
    """A message needs words or a template."""


class WindowShut(TalkError):
    """More than 24 hours since their last message: only an approved template may be sent."""


@dataclass(frozen=True, slots=True)
class Reply:
    """`client_id` names it: the same again is the same message. `note`: for staff's eyes only."""

    client_id: str
    text: str = ""
    template: Template | None = None
    note: bool = False


class Handback(Protocol):
    """What the bot does once a conversation has come back to it or ended, in the same commit (resume, ask)."""

    async def released(self, tx: Transaction, talk: Talk, now: datetime, *, drop_form: bool = False) -> None: ...

    async def resolved(self, tx: Transaction, talk: Talk, now: datetime) -> None: ...


class Talks:
    """`channels` render; `handback`, where there is one, hears of conversations that return or end."""

    def __init__(self, channels: Mapping[str, Channel], handback: Handback | None = None) -> None:
        self._channels, self._handback = channels, handback

    async def visible(self, tx: Transaction, staff: StaffView, conversation_id: int) -> Talk:
        """Raises UnknownTalk, for what is not there and for what this role may not see alike."""
        found = await talks.find(tx, conversation_id) if roles.may_see_conversations(staff.role) else None
        if found is None:
            raise UnknownTalk(UnknownTalk.__doc__)
        return found

    async def claim(self, tx: Transaction, staff: StaffView, conversation_id: int, now: datetime) -> None:
        await self.visible(tx, staff, conversation_id)
        if await ownership.claim(tx, conversation_id, staff.id, now):
            await _note(tx, staff, "claim", conversation_id, now)

    async def assign(
        self, tx: Transaction, staff: StaffView, conversation_id: int, to: int, now: datetime, *, note: str = ""
    ) -> None:
        """To a colleague who may hold conversations, with a note for them. One's own, or anybody's for a supervisor."""
        talk = await self.visible(tx, staff, conversation_id)
        colleague = await accounts.by_id(tx, to)
        if colleague is None or not roles.may_see_conversations(colleague.role):
            raise UnknownStaff(UnknownStaff.__doc__)
        if talk.owner == "staff" and not roles.may_reassign(staff.role):
            await ownership.require_holder(tx, conversation_id, staff.id)
        await ownership.assign(tx, conversation_id, to, staff.id, now)
        await _note(tx, staff, "assign", conversation_id, now, staff_id=to)
        await self.remark(tx, staff, conversation_id, note, now)

    async def release(
        self, tx: Transaction, staff: StaffView, conversation_id: int, now: datetime, *, drop_form: bool = False
    ) -> None:
        """Back to the bot, by whoever has it or a supervisor. An open form goes on, or is dropped on purpose."""
        talk = await self.own(tx, staff, conversation_id)
        await ownership.release(tx, conversation_id, now)
        await _note(tx, staff, "release", conversation_id, now)
        if self._handback:
            await self._handback.released(tx, talk, now, drop_form=drop_form)

    async def resolve(
        self, tx: Transaction, staff: StaffView, conversation_id: int, now: datetime, *, note: str = ""
    ) -> None:
        talk = await self.own(tx, staff, conversation_id)
        await ownership.resolve(tx, conversation_id, now)
        await _note(tx, staff, "resolve", conversation_id, now)
        await self.remark(tx, staff, conversation_id, note, now)
        if self._handback:
            await self._handback.resolved(tx, talk, now)

    async def own(self, tx: Transaction, staff: StaffView, conversation_id: int) -> Talk:
        """Theirs, or anybody's for a supervisor. Raises UnknownTalk, HeldByAnother."""
        talk = await self.visible(tx, staff, conversation_id)
        if talk.owner == "staff" and not roles.may_reassign(staff.role):
            await ownership.require_holder(tx, conversation_id, staff.id)
        return talk

    async def remark(self, tx: Transaction, staff: StaffView, conversation_id: int, text: str, now: datetime) -> None:
        """A note that goes with a deed."""
        if text.strip():
            note = NewMessage("staff", text, (), kind=NOTE)
            await outgoing.post(tx, conversation_id, _signed(note, staff), now)

    async def say(self, tx: Transaction, staff: StaffView, conversation_id: int, reply: Reply, now: datetime) -> Posted:
        """A reply by whoever has the conversation, or a note by anybody. Sent through the outbox like everything."""
        talk = await self.visible(tx, staff, conversation_id)
        if not (reply.text.strip() or (reply.template and not reply.note)):
            raise NothingToSay(NothingToSay.__doc__)
        if reply.note:
            message = NewMessage("staff", reply.text, (), kind=NOTE, client_id=reply.client_id)
        else:
            await ownership.require_holder(tx, conversation_id, staff.id)
            message = self._message(talk, reply, now)
        posted = await outgoing.post(tx, conversation_id, _signed(message, staff), now)
        if posted.fresh:
            await words.add(tx, {conversation_id: terms(reply.text)})
            if not reply.note:
                await escalations.replied(tx, conversation_id, staff.id, now)
            await _note(tx, staff, NOTE if reply.note else "reply", conversation_id, now, seq=posted.seq)
        return posted

    def _message(self, talk: Talk, reply: Reply, now: datetime) -> NewMessage:
        channel = self._channels.get(talk.channel)
        if channel is None:
            raise UnknownTalk(UnknownTalk.__doc__)
        if reply.template is None and not window_open(channel, talk, now):
            raise WindowShut(WindowShut.__doc__)
        outbound = Outbound(reply.text, template=reply.template)
        shown = reply.text or (reply.template.name if reply.template else "")
        return message_of(channel, outbound, "reply", author="staff", shown=shown, client_id=reply.client_id)


def window_open(channel: Channel, talk: Talk, now: datetime) -> bool:
    """Whether free words may be sent now."""
    hours = channel.features.window_hours
    return hours is None or (talk.window_from is not None and now - talk.window_from < timedelta(hours=hours))


def _signed(message: NewMessage, staff: StaffView) -> NewMessage:
    return NewMessage(
        author=message.author,
        text=message.text,
        pieces=message.pieces,
        details={"staff_id": staff.id, "staff_name": staff.name},
        kind=message.kind,
        purpose=message.purpose,
        client_id=message.client_id,
    )


async def _note(
    tx: Transaction, staff: StaffView, action: str, conversation_id: int, now: datetime, **details: int
) -> None:
    await audit.note(tx, staff.id, f"conversation.{action}", f"conversation:{conversation_id}", now, details)
