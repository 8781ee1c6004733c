"""Talk about requests that exist: their status, more documents, changes, withdrawal, appeal. Pure.

Nothing is told before the turn has proven whose the request is. What the turn must do is an effect on the decision;
the reply beside it is what is said where the turn finds nothing better to say.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.dialogue.answers import Texts
from bot.dialogue.asides import Asides
from bot.dialogue.effects import ADD_DOCUMENTS, APPEAL, STATUS, WITHDRAW, Action, Lookup, OtpTry, Summary
from bot.dialogue.forms import hearing
from bot.dialogue.forms.definition import CONFIRM
from bot.dialogue.forms.engine import FormEngine
from bot.dialogue.forms.moment import Around
from bot.dialogue.forms.values import Extract
from bot.dialogue.state import Choice, Decision, State, spoken
from bot.dialogue.telling import (
    ACTIONS,
    CHOOSE,
    CODE,
    FIELD,
    FILES,
    FLOW,
    INTENTS,
    PAYLOAD,
    REFERENCE,
    WITHDRAWAL,
    Telling,
)
from bot.dialogue.understood import Understood
from nlu.arabic import normalise
from nlu.interpreter import Entity

__all__ = ["FLOW", "INTENTS", "PAYLOAD", "Requests"]

_CODE = re.compile(r"(?<!\d)\d(?:[ -]?\d){3,7}(?!\d)")
Step = Callable[[State, Understood, Around], Decision | None]


class Requests:
    """Decides within the flow, and goes on with what the turn found out."""

    def __init__(self, engine: FormEngine, texts: Texts, asides: Asides, extract: Extract) -> None:
        self._engine, self._texts, self._asides, self._extract = engine, texts, asides, extract
        self._telling = Telling(texts, engine.forms)
        self._steps: Mapping[str, Step] = {
            REFERENCE: self._reference,
            CODE: self._code,
            CHOOSE: self._chosen,
            WITHDRAWAL: lambda state, said, _: self._withdrawal(state, said),
            FILES: lambda state, said, _: self._files(state, said),
            FIELD: self._field,
        }

    # --- what people say

    def begin(self, state: State, intent: str, said: Understood, around: Around) -> Decision:
        """With a reference in the message it is looked up; without, the person's own requests are, if we know them."""
        action = INTENTS[intent]
        found = self._references(said, around, None)
        if found:
            return self._look(state, action, found[0])
        return replace(self._telling.ask_reference(state, action), lookup=Lookup(action))

    def named(self, said: Understood, around: Around) -> bool:
        """Whether the message holds the number of a request."""
        return bool(self._references(said, around, None))

    def number_alone(self, said: Understood, around: Around) -> bool:
        """Whether the number is all that the message says, or what it says may be asking how it stands.

        Its letters are nobody's words, but an engine may hear some in them.
        """
        found, rest = self._numbers(said, around, None), said.text
        for one in reversed(found):
            rest = rest[: one.start] + rest[one.end :]
        return bool(found) and ("request_status" in said.candidates or not any(map(str.isalnum, rest)))

    def decide(self, state: State, said: Understood, around: Around) -> Decision | None:
        """The next step of the flow; None where the message leads out of it."""
        step = self._steps.get(_flow(state, "step"))
        if step is None:
            return None
        if hearing.command(said.text) == "cancel" or said.heard.name == "cancel":
            return self._telling.end(state, "request_left")
        return step(state, said, around) or self._asides.decide(state, said)

    def pressed(self, state: State, payload: str, around: Around) -> Decision | None:
        """A button of this flow; None where it means nothing any more."""
        verb, _, rest = payload.removeprefix(PAYLOAD).partition(":")
        step = _flow(state, "step")
        if verb == "do":
            action, _, reference = rest.partition(":")
            return self._look(state, action, reference) if action in ACTIONS else None
        if verb == "ref":
            return self._look(state, _flow(state, "action") or STATUS, rest)
        if verb == "resend" and step == CODE:
            return self._look(state, _flow(state, "action"), _flow(state, "reference"))
        if verb in ("yes", "no") and step == WITHDRAWAL:
            return self._withdraw(state) if verb == "yes" else self._telling.end(state, "request_left")
        return self._change(state, rest, around) if verb == "field" and step == FIELD else None

    def _reference(self, state: State, said: Understood, around: Around) -> Decision | None:
        found = self._references(said, around, "reference")
        if found:
            return self._look(state, _flow(state, "action"), found[0])
        if any(char.isdecimal() for char in said.text):
            problem = self._texts(state.locale, "problem_reference")
            return self._telling.ask_reference(state, _flow(state, "action"), problem)
        return None

    def _code(self, state: State, said: Understood, around: Around) -> Decision | None:
        """A code, or another reference after all."""
        if other := self._references(said, around, None):
            return self._look(state, _flow(state, "action"), other[0])
        code = _CODE.search(normalise(said.text))
        if code is None:
            return None
        attempt = OtpTry(_flow(state, "action"), _flow(state, "reference"), re.sub(r"\D", "", code.group()))
        return replace(self._telling.wrong_code(state), otp=attempt)

    def _chosen(self, state: State, said: Understood, around: Around) -> Decision | None:
        """One of the person's requests, by reference or by its place on the list."""
        found = self._references(said, around, "reference")
        if found:
            return self._look(state, _flow(state, "action"), found[0])
        return self._listed(state, said, around)

    def _listed(self, state: State, said: Understood, around: Around) -> Decision | None:
        wanted = hearing.folded(said.text)
        for number, choice in enumerate(state.choices, 1):
            if wanted and (wanted == str(number) or hearing.folded(choice.title) in wanted):
                return self.pressed(state, choice.payload, around)
        return None

    def _field(self, state: State, said: Understood, around: Around) -> Decision | None:
        return self._listed(state, said, around)

    def _withdrawal(self, state: State, said: Understood) -> Decision | None:
        answer = hearing.confirmed(said.text)
        if answer is None:  # «لا خلاص ابقوه»: whatever opens with a no keeps the request
            return self._telling.end(state, "request_left") if hearing.declines(said.text) else None
        return self._withdraw(state) if answer else self._telling.end(state, "request_left")

    def _files(self, state: State, said: Understood) -> Decision | None:
        if said.attachments:
            documents = {"documents": list(said.attachments)}
            return self._act(state, Action(ADD_DOCUMENTS, _flow(state, "reference"), documents))
        left = hearing.command(said.text) in ("done", "skip", "later")
        return self._telling.end(state, "request_left") if left else None

    # --- what the turn found out

    def own(self, state: State, lookup: Lookup, requests: Sequence[Summary]) -> Decision:
        """The requests of whoever is verified here: a list to choose from; without any, the number is asked."""
        if not requests:
            return self._telling.ask_reference(state, lookup.action)
        return self._telling.ask_which(state, lookup.action, requests)

    def prove(self, state: State, lookup: Lookup) -> Decision:
        """A code is on its way if there is such a request: said in the same words either way."""
        return self._telling.ask_code(state, lookup)

    def proven(self, state: State) -> Decision | None:
        """The channel itself proved the phone, while a code was asked for."""
        waits = _flow(state, "name") == FLOW and _flow(state, "step") == CODE
        return self._look(state, _flow(state, "action"), _flow(state, "reference")) if waits else None

    def verify(self, made: Decision, reference: str) -> Decision:
        """A wish about one's own data is made; the code that is on its way shows whose they are."""
        return self._telling.ask_code_after(made, Lookup(STATUS, reference))

    def wrong_code(self, state: State) -> Decision:
        return self._telling.wrong_code(state)

    def not_shared(self, state: State) -> Decision:
        """Nothing may be told."""
        return self._telling.not_shared(state)

    def found(self, state: State, action: str, summary: Summary, around: Around) -> Decision:
        """Proven to be the person's own: what was wished for goes on."""
        if action == STATUS:
            return self._telling.tell(state, summary)
        if action not in summary.may:
            return self._telling.not_now(state, summary)
        if action == WITHDRAW:
            return self._ask_withdrawal(state, summary)
        if action == ADD_DOCUMENTS:
            return self._ask_files(state, summary)
        return self._appeal(state, summary, around) if action == APPEAL else self._update(state, summary, around)

    def done(self, state: State, action: Action) -> Decision:
        """The change is made."""
        return self._telling.end(replace(state, form=None), f"request_{action.kind}_done", reference=action.reference)

    def not_done(self, state: State, action: Action) -> Decision:
        """The request has moved on meanwhile, or the change failed: a person is offered."""
        said = self._telling.end(replace(state, form=None), "request_not_done", reference=action.reference)
        assert said.reply is not None
        reply = replace(said.reply, choices=(self._telling.person(state),), offer="request_human")
        return Decision(spoken(said.state, reply), reply)

    def stage_of(self, summary: Summary, locale: str) -> str:
        """A request in human words, for notices as well."""
        return self._telling.stage_of(summary, locale)

    # --- steps

    def _look(self, state: State, action: str, reference: str) -> Decision:
        return replace(self._telling.not_shared(state), lookup=Lookup(action, reference))

    def _ask_withdrawal(self, state: State, summary: Summary) -> Decision:
        text = self._texts(state.locale, "request_withdraw_ask", reference=summary.reference)
        choices = self._telling.choice(state, "withdraw", "yes"), self._telling.choice(state, "keep", "no")
        return self._telling.step(state, text, choices, CONFIRM, step=WITHDRAWAL, reference=summary.reference)

    def _withdraw(self, state: State) -> Decision:
        return self._act(state, Action(WITHDRAW, _flow(state, "reference"), {}))

    def _ask_files(self, state: State, summary: Summary) -> Decision:
        text = self._texts(state.locale, "request_files_ask", reference=summary.reference)
        return self._telling.step(state, text, (), "documents", step=FILES, reference=summary.reference)

    def _update(self, state: State, summary: Summary, around: Around) -> Decision:
        """What the committee misses is asked at once; papers that the form does not know, as files for the request.

        Where nothing is missing the person says what to change.
        """
        form = self._engine.forms[summary.type]
        known = tuple(name for name in summary.missing if form.field(name))
        if known:
            return self._engine.complete(replace(state, flow=None), summary.reference, form, known, around)
        if summary.missing:
            return self._ask_files(state, summary)
        choices = tuple(Choice(f.label[state.locale], f"{PAYLOAD}field:{f.name}") for f in form.fields)
        text = self._texts(state.locale, "form_which_field")
        flow = {"step": FIELD, "reference": summary.reference, "form": form.name}
        return self._telling.step(state, text, choices, CONFIRM, **flow)

    def _change(self, state: State, name: str, around: Around) -> Decision | None:
        form = self._engine.forms.get(_flow(state, "form"))
        if form is None or form.field(name) is None:
            return None
        return self._engine.complete(replace(state, flow=None), _flow(state, "reference"), form, (name,), around)

    def _appeal(self, state: State, summary: Summary, around: Around) -> Decision:
        form = self._engine.by_intent["appeal_decision"]
        said = Understood("", "appeal_decision")
        return self._engine.start(replace(state, flow=None), form, said, around, related_reference=summary.reference)

    def _act(self, state: State, action: Action) -> Decision:
        return replace(self.not_done(state, action), action=action)

    def _references(self, said: Understood, around: Around, expects: str | None) -> list[Any]:
        return [e.value for e in self._numbers(said, around, expects)]

    def _numbers(self, said: Understood, around: Around, expects: str | None) -> list[Entity]:
        found = self._extract(said.text, now=around.now, expects=expects)
        return [e for e in found if e.entity == "reference"]


def _flow(state: State, name: str) -> str:
    return str((state.flow or {}).get(name) or "")
