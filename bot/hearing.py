"""Hearing: what an event says, before anything is decided: a button, a typed choice, a command, or free text."""

from dataclasses import replace
from datetime import datetime

from bot.dialogue.keywords import command
from bot.dialogue.state import State
from bot.dialogue.understood import Understood
from bot.metrics import Metrics
from channels.choices import chosen
from channels.message import Button, Inbound, Kind
from nlu.interpreter import OUT_OF_SCOPE, Context, Interpreter

# Fields whose answer is itself a number: «٢» is two persons, not the second button.
_NUMBER_IS_ANSWER = frozenset({"family_size", "monthly_income", "otp", "rating"})

# Where a sign alone is an answer: «👍», «⭐⭐⭐».
_SIGN_IS_ANSWER = frozenset({"confirm", "attestation", "rating"})

# How forms on paper are left blank; said to the form in its own word.
_DASHES, _NOTHING = frozenset("-–—_."), "تخطي"


class Hearing:
    """Turns events into `Understood`. `max_text`: characters of a message that are read."""

    def __init__(self, interpreter: Interpreter, metrics: Metrics, max_text: int) -> None:
        self._interpreter, self._metrics, self.max_text = interpreter, metrics, max_text

    async def hear(self, state: State, inbound: Inbound, files: tuple[str, ...], now: datetime) -> Understood | None:
        """None: nothing in it that words could answer. `files`: ids of its attachments."""
        text = inbound.text.strip()
        if inbound.kind is Kind.CHOICE and inbound.payload:
            return Understood.from_choice(inbound.payload, text)
        if files and (state.form is not None or state.asks == "documents"):
            return Understood.from_files(files, text)
        if state.form is not None and text and set(text) <= _DASHES:
            return Understood(_NOTHING, OUT_OF_SCOPE)
        if not any(c.isalnum() for c in text):
            return await self._interpreted(state, text, now) if text and state.asks in _SIGN_IS_ANSWER else None
        if picked := self._picked(state, text):
            return Understood.from_choice(picked, text)
        if intent := command(text):
            return Understood(text, intent)
        return replace(await self._interpreted(state, text, now), attachments=files)

    def _picked(self, state: State, text: str) -> str | None:
        """The payload of the choice that the text names, by number or title."""
        if state.asks in _NUMBER_IS_ANSWER and text.strip().isdecimal():
            return None
        found = chosen(text, [Button(c.title, c.payload) for c in state.choices])
        return found.payload if found else None

    async def _interpreted(self, state: State, text: str, now: datetime) -> Understood:
        expects = state.asks or ("confirm" if state.offer else None)
        context = Context(expects, tuple(c.title for c in state.choices))
        found = await self._interpreter.interpret(text[: self.max_text], now=now, context=context)
        self._metrics.intents.labels(found.intent.name, found.engine).inc()
        return Understood.from_interpretation(found)
