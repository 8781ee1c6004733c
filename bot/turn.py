"""A turn: what waits in one conversation becomes decisions, and decisions become one commit.

Reads like its story: each event in order is understood, decided, and rendered for its channel; while a person owns the
conversation the bot stops at reading.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot import record
from bot.casework import Casework
from bot.circumstances import around
from bot.dialogue.decide import Dialogue
from bot.dialogue.state import Decision, Reply, State
from bot.dialogue.understood import Understood
from bot.hearing import Hearing
from bot.metrics import Metrics
from bot.sealing import Sealing
from bot.transfers import Transfers
from channels.channel import Channel
from channels.message import ANSWERABLE, Button, Inbound, Keyword, Kind, Outbound, Piece
from nlu.interpreter import OUT_OF_SCOPE
from storage.conversations import Claimed, NewMessage, NewPiece, Owner, Pending, Settled
from storage.interpretations import Cited, NewInterpretation

_CHANGES_NOTHING = frozenset({Kind.REACTION, Kind.EDIT, Kind.DELETION, Kind.OTHER})


@dataclass(slots=True)
class _Draft:
    """The turn so far."""

    state: State
    owner: str
    change: Owner | None = None
    opted_out: bool | None = None
    blocked: str | None = None
    messages: list[NewMessage] = field(default_factory=list)
    heard: list[NewInterpretation] = field(default_factory=list)
    media_seen: bool = False


class Turns:
    """Takes turns. Pure but for the interpreter, which may be a server."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        hearing: Hearing,
        dialogue: Dialogue,
        metrics: Metrics,
        sealing: Sealing,
        casework: Casework,
        *,
        stale_after: timedelta,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex[:16],
    ) -> None:
        self._channels, self._hearing, self._dialogue = channels, hearing, dialogue
        self._metrics, self._sealing, self._casework = metrics, sealing, casework
        self._transfers, self._stale_after = Transfers(sealing), stale_after
        self._new_id = new_id

    async def take(self, claimed: Claimed, now: datetime) -> Settled:
        """Decide every pending event, oldest first.

        Where one fails, those before it are settled; next time it stands first and answers for itself.
        """
        draft, done = _Draft(self._sealing.state(claimed.state), claimed.owner), list[int]()
        begun = self._transfers.marks(draft.state)
        for pending in claimed.pending:
            try:
                await self._event(draft, claimed, pending, now)
            except Exception:
                if not done:
                    raise
                break
            done.append(pending.inbox_id)
        unfinished = self._transfers.marks(draft.state)
        return Settled(
            claimed=claimed,
            state=self._sealing.sealed_state(draft.state),
            done=tuple(done),
            messages=tuple(draft.messages),
            owner=draft.change,
            opted_out=draft.opted_out,
            blocked=draft.blocked,
            drafts=None if unfinished == begun else unfinished,
            turn_id=self._new_id(),
            heard=tuple(draft.heard),
        )

    async def _event(self, draft: _Draft, claimed: Claimed, pending: Pending, now: datetime) -> None:
        inbound = self._sealing.inbound(pending.payload)
        if inbound.kind is Kind.FORM:
            await self._provided(draft, claimed, pending, inbound, now)
            return
        self._note_reachability(draft, claimed, inbound)
        if inbound.kind not in ANSWERABLE:
            return
        if draft.owner == "staff":
            draft.heard.append(record.left_to_staff(pending))
            return
        if inbound.keyword is not None and claimed.channel in self._channels:
            await self._provider_keyword(draft, claimed, inbound.keyword, now)
            return
        if reason := self._unread(claimed, pending, inbound):
            self._queue(draft, Owner("queued", reason))
            draft.heard.append(record.called(pending, Owner("queued", reason)))
            return
        await self._answer(draft, claimed, pending, inbound, now)
        if draft.opted_out is not None:
            await self._casework.wish(claimed, not draft.opted_out, now)

    def _unread(self, claimed: Claimed, pending: Pending, inbound: Inbound) -> str | None:
        """Why the bot leaves a message to people: its channel is switched off, or it is a day old."""
        if claimed.channel not in self._channels:
            return "channel_off"
        return "stale" if inbound.at and pending.received_at - inbound.at > self._stale_after else None

    async def _answer(self, draft: _Draft, claimed: Claimed, pending: Pending, inbound: Inbound, now: datetime) -> None:
        before = draft.state
        understood, decision = await self._decide(draft, claimed, pending, inbound, now)
        draft.heard.append(record.recorded(pending, understood, before, decision))
        if decision is not None:
            self._apply(draft, claimed, await self._casework.perform(claimed, pending, decision, now))

    def _note_reachability(self, draft: _Draft, claimed: Claimed, inbound: Inbound) -> None:
        if inbound.kind is Kind.BLOCKED:
            draft.blocked = "blocked"
        elif inbound.kind is Kind.UNBLOCKED or (claimed.blocked and inbound.kind not in _CHANGES_NOTHING):
            draft.blocked = ""

    async def _provider_keyword(self, draft: _Draft, claimed: Claimed, keyword: Keyword, now: datetime) -> None:
        """The provider has answered STOP, START or HELP itself: remember it and send nothing."""
        if keyword is not Keyword.HELP:
            draft.opted_out = keyword is Keyword.STOP
            await self._casework.wish(claimed, not draft.opted_out, now)

    async def _provided(
        self, draft: _Draft, claimed: Claimed, pending: Pending, inbound: Inbound, now: datetime
    ) -> None:
        """The one-time page was sent: the form goes on, unless a person has taken over or no form is open any more."""
        if draft.owner == "staff":
            return
        decision = self._dialogue.provide(draft.state, inbound.extra["values"], now)
        if decision is not None:
            self._apply(draft, claimed, await self._casework.perform(claimed, pending, decision, now))

    async def _decide(
        self, draft: _Draft, claimed: Claimed, pending: Pending, inbound: Inbound, now: datetime
    ) -> tuple[Understood | None, Decision | None]:
        proven = await self._own_contact(claimed, inbound, now)
        if proven and (went_on := self._dialogue.proven(draft.state)):
            return None, went_on
        files = tuple(f"{claimed.id}.{pending.seq}.{n}" for n, _ in enumerate(inbound.attachments))
        understood = await self._hearing.hear(draft.state, inbound, files, now)
        if understood is None:
            return None, self._wordless(draft, inbound)
        if len(inbound.text) > self._hearing.max_text and understood.intent == OUT_OF_SCOPE:
            return understood, self._dialogue.say(draft.state, "too_long", ("request_human", "help"))
        here = around(self._channels, claimed, pending, now)
        return understood, self._dialogue.decide(
            draft.state,
            understood,
            draft.owner,
            now=now,
            sensitive_in_chat=here.sensitive_in_chat,
            accept_typed=here.accept_typed,
            event=here.event,
        )

    async def _own_contact(self, claimed: Claimed, inbound: Inbound, now: datetime) -> bool:
        """-> whether the channel itself has proven a phone."""
        own = [contact.phones[0] for contact in inbound.contacts if contact.own and contact.phones]
        for phone in own:
            await self._casework.own_phone(claimed, phone, now)
        return bool(own)

    def _wordless(self, draft: _Draft, inbound: Inbound) -> Decision | None:
        """Nothing to read. Files, places and cards are mentioned once a turn, however many came."""
        state = draft.state
        if inbound.kind in (Kind.TEXT, Kind.CHOICE):
            return self._dialogue.say(state, "emoji_only" if inbound.text.strip() else "empty_message")
        if draft.media_seen:
            return None
        draft.media_seen = True
        if draft.owner == "queued":
            return self._dialogue.received(state)
        if inbound.kind is Kind.LOCATION:
            return self._dialogue.say(state, "location_received", ("help", "request_human"))
        if inbound.kind is Kind.CONTACT:
            return self._dialogue.say(state, "contact_received", ("help", "request_human"))
        if any(a.kind in ("voice", "audio") for a in inbound.attachments):
            return self._dialogue.say(state, "voice_received", ("request_human", "help"))
        return self._dialogue.say(state, "media_unclear", ("add_documents", "request_human"))

    def _apply(self, draft: _Draft, claimed: Claimed, decision: Decision) -> None:
        draft.state = decision.state
        if decision.opted_out is not None:
            draft.opted_out = decision.opted_out
        if decision.owner is not None:
            self._queue(draft, decision.owner)
        if decision.reply is not None:
            draft.messages.append(self._rendered(claimed, decision.reply, decision.cited))

    def _queue(self, draft: _Draft, owner: Owner) -> None:
        """A second call for a person does not lose the place in the queue, unless it is more urgent."""
        if draft.owner == "queued" and owner.priority == 0:
            return
        draft.owner, draft.change = owner.owner, owner
        self._metrics.handoffs.labels(owner.reason or "other").inc()

    def _rendered(self, claimed: Claimed, reply: Reply, cited: tuple[Cited, ...]) -> NewMessage:
        channel = self._channels[claimed.channel]
        buttons = tuple(Button(c.title, c.payload) for c in reply.choices)
        pieces = channel.render(Outbound(text=reply.text, buttons=buttons, ask_phone=reply.ask_phone))
        stored = channel.features.stored
        return NewMessage(
            author="bot",
            text=reply.text,
            pieces=tuple(NewPiece(_as_json(p), stored, p.segments) for p in pieces),
            buttons=tuple({"title": b.title, "payload": b.payload} for b in buttons),
            details={"cited": [c.to_json() for c in cited]} if cited else {},
            asks=reply.asks,
        )


def _as_json(piece: Piece) -> dict[str, object]:
    return {"text": piece.text, "body": dict(piece.body), "needs_window": piece.needs_window}
