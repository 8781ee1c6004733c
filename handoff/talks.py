"""What staff do with conversations: take them, answer, note, pass on, give back, end. Every deed is on record.

TalkError
├── UnknownTalk     there is none, or this role may not see it
├── UnknownStaff    nobody of this id works here
├── NothingToSay    neither words nor a template
├── PlaceholderLeft a {name} was not filled in
├── NotFailed       it did not surely fail, so it is not sent again
└── WindowShut      more than a day since their last message: only an approved template may go out

`storage.ownership` raises its own: HeldByAnother, NotHeld, IsClosed, JustSpoken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from channels.channel import Channel
from channels.message import Outbound, Template
from handoff import roles
from handoff.files import StaffFiles, UnknownFile
from handoff.folding import terms
from handoff.notifications import message_of
from handoff.placeholders import left_in
from handoff.templates import Templates
from storage import audit, console_events, escalations, outgoing, ownership, talks, uploads, words
from storage import staff as accounts
from storage.conversations import NewMessage
from storage.db import Transaction
from storage.messages import NOTE
from storage.outgoing import Posted
from storage.staff import StaffView
from storage.talks import Talk
from storage.uploads import UploadView


class TalkError(Exception):
    """Root of the errors of conversations with people."""


class UnknownTalk(TalkError):
    """There is nothing here."""


class UnknownStaff(TalkError):
    """Nobody of this id works here."""


class NothingToSay(TalkError):
    """A message needs words or a template."""


class PlaceholderLeft(TalkError):
    """A placeholder is still to be filled in."""


class NotFailed(TalkError):
    """Only what surely failed can be sent once more."""


class WindowShut(TalkError):
    """More than 24 hours since their last message: only an approved template may be sent."""


@dataclass(frozen=True, slots=True)
class Reply:
    """`client_id` names it: the same again is the same message. `note`: for staff's eyes only, with `mentions` of
    colleagues. `file_id`: of a file uploaded before; the words go under it.
    """

    client_id: str
    text: str = ""
    template: Template | None = None
    note: bool = False
    file_id: int | None = None
    mentions: tuple[int, ...] = ()


class Handback(Protocol):
    """What the bot does once a conversation has come back to it or ended, in the same commit (resume, ask)."""

    async def released(self, tx: Transaction, talk: Talk, now: datetime, *, drop_form: bool = False) -> None: ...

    async def resolved(self, tx: Transaction, talk: Talk, now: datetime) -> None: ...


class Talks:
    """`channels` render; `handback`, where there is one, hears of conversations that return or end."""

    def __init__(
        self, channels: Mapping[str, Channel], handback: Handback | None = None, files: StaffFiles | None = None
    ) -> None:
        self._channels, self._handback, self._files = channels, handback, files
        self._templates = Templates(channels)

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
            await outgoing.post(tx, conversation_id, signed(note, staff.id, staff.name), now)

    async def say(self, tx: Transaction, staff: StaffView, conversation_id: int, reply: Reply, now: datetime) -> Posted:
        """A reply by whoever has the conversation, or a note by anybody. Sent through the outbox like everything."""
        talk = await self.visible(tx, staff, conversation_id)
        if not (reply.text.strip() or ((reply.template or reply.file_id) and not reply.note)):
            raise NothingToSay(NothingToSay.__doc__)
        if reply.note:
            return await self._remarked(tx, staff, talk, reply, now)
        await ownership.require_holder(tx, conversation_id, staff.id)
        if known := await outgoing.posted(tx, conversation_id, reply.client_id):
            return known
        if left := left_in(reply.text):
            raise PlaceholderLeft(f"{PlaceholderLeft.__doc__} {{{left[0]}}}")
        shown = await self._templates.check(tx, talk.channel, reply.template) if reply.template else ""
        file = await self._file(tx, talk, reply)
        made = self._message(talk, reply, file, shown, now)
        posted = await outgoing.post(tx, conversation_id, signed(made, staff.id, staff.name), now)
        if posted.fresh:
            if file:
                await uploads.send(tx, file, posted.seq, talk.channel, now)
            await words.add(tx, {conversation_id: terms(reply.text)})
            await escalations.replied(tx, conversation_id, staff.id, now)
            await _note(tx, staff, "reply", conversation_id, now, seq=posted.seq)
        return posted

    async def _remarked(self, tx: Transaction, staff: StaffView, talk: Talk, reply: Reply, now: datetime) -> Posted:
        called = await self._called(tx, reply.mentions)
        note = NewMessage("staff", reply.text, (), kind=NOTE, client_id=reply.client_id)
        note = signed(note, staff.id, staff.name)
        note = replace(note, details=dict(note.details) | {"mentions": called}) if called else note
        posted = await outgoing.post(tx, talk.id, note, now)
        if posted.fresh:
            await words.add(tx, {talk.id: terms(reply.text)})
            events = [console_events.mention(one, talk.id, posted.seq) for one in called if one != staff.id]
            await console_events.note(tx, events, now)
            await _note(tx, staff, NOTE, talk.id, now, seq=posted.seq)
        return posted

    async def _called(self, tx: Transaction, mentions: Sequence[int]) -> list[int]:
        """Raises UnknownStaff for somebody who could not read the note."""
        for one in mentions:
            colleague = await accounts.by_id(tx, one)
            if colleague is None or not roles.may_see_conversations(colleague.role):
                raise UnknownStaff(UnknownStaff.__doc__)
        return sorted(set(mentions))

    async def _file(self, tx: Transaction, talk: Talk, reply: Reply) -> UploadView | None:
        if reply.file_id is None:
            return None
        file = await uploads.find(tx, talk.id, reply.file_id)
        if file is None or file.message_seq is not None:
            raise UnknownFile(UnknownFile.__doc__)
        return file

    async def retry(self, tx: Transaction, staff: StaffView, conversation_id: int, seq: int, now: datetime) -> None:
        """Send once more what surely failed. Raises NotFailed; what may have arrived is never sent again."""
        await self.visible(tx, staff, conversation_id)
        await ownership.require_holder(tx, conversation_id, staff.id)
        if not await outgoing.retry(tx, conversation_id, seq, now):
            raise NotFailed(NotFailed.__doc__)
        await _note(tx, staff, "retry", conversation_id, now, seq=seq)

    def _message(self, talk: Talk, reply: Reply, file: UploadView | None, shown: str, now: datetime) -> NewMessage:
        """`shown`: what the person will read of a template."""
        channel = self._channels.get(talk.channel)
        if channel is None:
            raise UnknownTalk(UnknownTalk.__doc__)
        if reply.template is None and not window_open(channel, talk, now):
            raise WindowShut(WindowShut.__doc__)
        shown = shown or reply.text or (reply.template.name if reply.template else "")
        outbound = Outbound(reply.text, template=reply.template)
        if file and self._files:
            media = self._files.media(channel, file, reply.text, now)
            outbound = Outbound(reply.text) if channel.features.stored else Outbound(media=(media,))
        made = message_of(channel, outbound, "reply", author="staff", shown=shown, client_id=reply.client_id)
        return replace(made, kind="media") if file else made


def window_open(channel: Channel, talk: Talk, now: datetime) -> bool:
    """Whether free words may be sent now."""
    hours = channel.features.window_hours
    return hours is None or (talk.window_from is not None and now - talk.window_from < timedelta(hours=hours))


def signed(message: NewMessage, staff_id: int, name: str) -> NewMessage:
    """With the colleague's name, for colleagues."""
    return replace(message, details={"staff_id": staff_id, "staff_name": name})


async def _note(
    tx: Transaction, staff: StaffView, action: str, conversation_id: int, now: datetime, **details: int
) -> None:
    await audit.note(tx, staff.id, f"conversation.{action}", f"conversation:{conversation_id}", now, details)
