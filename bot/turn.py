"""A turn: what waits in one conversation becomes decisions, and decisions become one commit.

Reads like its story: each event in order is understood, decided, and rendered for its channel; while a person owns the
conversation the bot stops at reading.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.dialogue.decide import INTENT_PAYLOAD, Dialogue, Understood
from bot.dialogue.keywords import command
from bot.dialogue.state import Decision, Reply, State
from bot.metrics import Metrics
from bot.sealing import Sealing
from channels.channel import Channel
from channels.choices import chosen
from channels.message import ANSWERABLE, Button, Inbound, Keyword, Kind, Outbound, Piece
from nlu.interpreter import OUT_OF_SCOPE, Context, Interpreter
from storage.conversations import Claimed, NewMessage, NewPiece, Owner, Pending, Settled

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
    media_seen: bool = False


class Turns:
    """Takes turns. Pure but for the interpreter, which may be a server."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        interpreter: Interpreter,
        dialogue: Dialogue,
        metrics: Metrics,
        sealing: Sealing,
        *,
        stale_after: timedelta,
        max_text: int,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex[:16],
    ) -> None:
        self._channels, self._interpreter, self._dialogue = channels, interpreter, dialogue
        self._metrics, self._sealing = metrics, sealing
        self._stale_after, self._max_text = stale_after, max_text
        self._new_id = new_id

    async def take(self, claimed: Claimed, now: datetime) -> Settled:
        """Decide every pending event, oldest first."""
        draft = _Draft(self._sealing.state(claimed.state), claimed.owner)
        for pending in claimed.pending:
            await self._event(draft, claimed, pending, now)
        return Settled(
            claimed=claimed,
            state=self._sealing.sealed_state(draft.state),
            done=tuple(p.inbox_id for p in claimed.pending),
            messages=tuple(draft.messages),
            owner=draft.change,
            opted_out=draft.opted_out,
            blocked=draft.blocked,
            turn_id=self._new_id(),
        )

    async def _event(self, draft: _Draft, claimed: Claimed, pending: Pending, now: datetime) -> None:
        inbound = self._sealing.inbound(pending.payload)
        self._note_reachability(draft, claimed, inbound)
        if inbound.kind not in ANSWERABLE or draft.owner == "staff":
            return
        if claimed.channel not in self._channels:  # switched off: people can read it, nobody can be answered
            self._queue(draft, Owner("queued", "channel_off"))
            return
        if inbound.keyword is not None:
            self._provider_keyword(draft, inbound.keyword)
            return
        if inbound.at and pending.received_at - inbound.at > self._stale_after:
            self._queue(draft, Owner("queued", "stale"))
            return
        decision = await self._decide(draft, inbound, now)
        self._apply(draft, claimed, decision)

    def _note_reachability(self, draft: _Draft, claimed: Claimed, inbound: Inbound) -> None:
        if inbound.kind is Kind.BLOCKED:
            draft.blocked = "blocked"
        elif inbound.kind is Kind.UNBLOCKED or (claimed.blocked and inbound.kind not in _CHANGES_NOTHING):
            draft.blocked = ""

    def _provider_keyword(self, draft: _Draft, keyword: Keyword) -> None:
        """The provider has answered STOP, START or HELP itself: remember it and send nothing."""
        if keyword is not Keyword.HELP:
            draft.opted_out = keyword is Keyword.STOP

    async def _decide(self, draft: _Draft, inbound: Inbound, now: datetime) -> Decision | None:
        state, text = draft.state, inbound.text.strip()
        if inbound.kind is Kind.CHOICE and inbound.payload:
            return self._pressed(draft, inbound.payload, text)
        if text and not any(c.isalnum() for c in text):
            return self._dialogue.say(state, "emoji_only" if not text.isascii() else "empty_message")
        if text:
            return await self._said(draft, text, now)
        return self._not_text(draft, inbound)

    def _pressed(self, draft: _Draft, payload: str, title: str) -> Decision:
        if not payload.startswith(INTENT_PAYLOAD):
            return self._dialogue.say(draft.state, "choice_invalid")
        understood = Understood(title, payload.removeprefix(INTENT_PAYLOAD))
        return self._dialogue.decide(draft.state, understood, draft.owner)

    async def _said(self, draft: _Draft, text: str, now: datetime) -> Decision:
        """A typed answer to the choices on offer, a command, or something to understand."""
        state = draft.state
        buttons = [Button(c.title, c.payload) for c in state.choices]
        if picked := chosen(text, buttons):
            return self._pressed(draft, picked.payload, text)
        if intent := command(text):
            return self._dialogue.decide(state, Understood(text, intent), draft.owner)
        context = Context(state.asks or ("confirm" if state.offer else None), tuple(c.title for c in state.choices))
        found = await self._interpreter.interpret(text[: self._max_text], now=now, context=context)
        understood = Understood.from_interpretation(found)
        self._metrics.intents.labels(understood.intent, found.engine).inc()
        if len(text) > self._max_text and understood.intent == OUT_OF_SCOPE:
            return self._dialogue.say(state, "too_long", ("request_human", "help"))
        return self._dialogue.decide(state, understood, draft.owner)

    def _not_text(self, draft: _Draft, inbound: Inbound) -> Decision | None:
        """Files, places and cards: said once a turn, however many came."""
        if draft.media_seen:
            return None
        draft.media_seen = True
        state = draft.state
        if inbound.kind is Kind.LOCATION:
            return self._dialogue.say(state, "location_received", ("help", "request_human"))
        if inbound.kind is Kind.CONTACT:
            return self._dialogue.say(state, "contact_received", ("help", "request_human"))
        if any(a.kind in ("voice", "audio") for a in inbound.attachments):
            return self._dialogue.say(state, "voice_received", ("request_human", "help"))
        if inbound.attachments:
            return self._dialogue.say(state, "media_unclear", ("add_documents", "request_human"))
        return self._dialogue.say(state, "empty_message", ("help",))

    def _apply(self, draft: _Draft, claimed: Claimed, decision: Decision | None) -> None:
        if decision is None:
            return
        draft.state = decision.state
        if decision.opted_out is not None:
            draft.opted_out = decision.opted_out
        if decision.owner is not None:
            self._queue(draft, decision.owner)
        if decision.reply is not None:
            draft.messages.append(self._rendered(claimed, decision.reply))

    def _queue(self, draft: _Draft, owner: Owner) -> None:
        """A second call for a person does not lose the place in the queue, unless it is more urgent."""
        if draft.owner == "queued" and owner.priority == 0:
            return
        draft.owner, draft.change = owner.owner, owner
        self._metrics.handoffs.labels(owner.reason or "other").inc()

    def _rendered(self, claimed: Claimed, reply: Reply) -> NewMessage:
        channel = self._channels[claimed.channel]
        buttons = tuple(Button(c.title, c.payload) for c in reply.choices)
        pieces = channel.render(Outbound(text=reply.text, buttons=buttons))
        stored = channel.features.stored
        return NewMessage(
            author="bot",
            text=reply.text,
            pieces=tuple(NewPiece(_as_json(p), stored) for p in pieces),
            buttons=tuple({"title": b.title, "payload": b.payload} for b in buttons),
            asks=reply.asks,
        )


def _as_json(piece: Piece) -> dict[str, object]:
    return {"text": piece.text, "body": dict(piece.body), "needs_window": piece.needs_window}
