"""What the bot does when a person gives a conversation back or ends it: an explicit return, in the same commit.

An open form goes on with its question, said again; else, and whenever a conversation was resolved, the person is asked
how they were served, once for that conversation.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update

from bot.dialogue.decide import INTENT_PAYLOAD, Around, Dialogue
from bot.dialogue.forms.steps import without
from bot.dialogue.state import Choice, Decision, Reply, State, spoken
from bot.sealing import Sealing
from channels.channel import Channel
from channels.message import Button, Outbound
from handoff.notifications import message_of
from storage import outgoing
from storage.db import Transaction
from storage.models import Conversation, table_of
from storage.talks import Talk

_conversation = table_of(Conversation)


class BotReturns:
    """Keeps `handoff.talks.Handback`."""

    def __init__(self, channels: Mapping[str, Channel], dialogue: Dialogue, sealing: Sealing) -> None:
        self._channels, self._dialogue, self._sealing = channels, dialogue, sealing

    async def released(self, tx: Transaction, talk: Talk, now: datetime, *, drop_form: bool = False) -> None:
        state = await self._state(tx, talk)
        if drop_form:
            state = _without_form(state)
        if state.form is not None:
            decision = self._resumed(state)
        else:
            decision = self._taken_up(state, talk, now) or self._survey(state, talk, "handback_released")
        await self._say(tx, talk, decision, now)

    async def resolved(self, tx: Transaction, talk: Talk, now: datetime) -> None:
        state = await self._state(tx, talk)
        ended = replace(state, form=None, interrupted=None, served_at=now.isoformat())
        await self._say(tx, talk, self._survey(ended, talk, "handback_resolved"), now)

    def _resumed(self, state: State) -> Decision:
        texts, locale = self._dialogue.texts, state.locale
        question = self._dialogue.forms.question(state) or ""
        parts = (texts(locale, "handback_released"), texts(locale, "form_go_on"), question)
        text = "\n\n".join(part for part in parts if part)
        reply = Reply(text, state.choices, asks=state.asks)
        return Decision(spoken(state, reply), reply)

    def _taken_up(self, state: State, talk: Talk, now: datetime) -> Decision | None:
        """The form that was put aside for the person; what is asked on a page of ours begins with a button."""
        channel = self._channels.get(talk.channel)
        if channel is None:
            return None
        around = Around(now, channel.features.sensitive_in_chat, channel.features.accept_typed)
        resumed = self._dialogue.resume_interrupted(state, around)
        if resumed is None or resumed.reply is None:
            return None
        texts, lead = self._dialogue.texts, self._dialogue.texts(state.locale, "handback_released")
        if resumed.secure is None:
            reply = replace(resumed.reply, text=f"{lead}\n\n{resumed.reply.text}")
            return replace(resumed, state=spoken(resumed.state, reply), reply=reply)
        button = Choice(texts.button(state.locale, "resume_draft"), f"{INTENT_PAYLOAD}resume_draft")
        reply = Reply(lead, (button,))
        return Decision(spoken(replace(state, interrupted=None), reply), reply)

    def _survey(self, state: State, talk: Talk, lead: str) -> Decision:
        asked = self._dialogue.ratings.ask(state, subject=f"conversation:{talk.id}:{talk.epoch}")
        assert asked.reply is not None
        text = f"{self._dialogue.texts(state.locale, lead)}\n\n{asked.reply.text}"
        reply = replace(asked.reply, text=text)
        return replace(asked, state=spoken(asked.state, reply), reply=reply)

    async def _state(self, tx: Transaction, talk: Talk) -> State:
        query = select(_conversation.c.state).where(_conversation.c.id == talk.id)
        return self._sealing.state((await tx.execute(query)).scalar_one())

    async def _say(self, tx: Transaction, talk: Talk, decision: Decision, now: datetime) -> None:
        channel = self._channels.get(talk.channel)
        if channel is None or decision.reply is None:
            return
        buttons = tuple(Button(c.title, c.payload) for c in decision.reply.choices)
        message = message_of(channel, Outbound(decision.reply.text, buttons=buttons), "service")
        await outgoing.post(tx, talk.id, replace(message, asks=decision.reply.asks), now)
        sealed = self._sealing.sealed_state(decision.state)
        await tx.execute(update(_conversation).where(_conversation.c.id == talk.id).values(state=sealed))


def _without_form(state: State) -> State:
    """The form that is open, or was put aside for the person, is given up, and nothing is asked any more."""
    name = state.form.form if state.form else state.interrupted
    left = without(state, name) if name else state
    return replace(left, asks=None, choices=(), offer=None, interrupted=None)
