"""The forms engine: starts, continues and resumes forms, and lets everything else be said in between.

Pure: (state, message, circumstances) -> decision. The sentences and the forms are given; nothing is remembered here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.dialogue.answers import Answers, Texts
from bot.dialogue.forms.buttons import Buttons
from bot.dialogue.forms.commands import Commands
from bot.dialogue.forms.correcting import Correcting
from bot.dialogue.forms.definition import Form
from bot.dialogue.forms.filling import Filling
from bot.dialogue.forms.harvest import harvest
from bot.dialogue.forms.interruptions import Exits, Interruptions
from bot.dialogue.forms.moment import Around, Moment
from bot.dialogue.forms.relations import relation
from bot.dialogue.forms.showing import show
from bot.dialogue.forms.stages import Stages
from bot.dialogue.forms.steps import Steps, page_fields, parked
from bot.dialogue.forms.taking import Taking, usable
from bot.dialogue.forms.values import Extract
from bot.dialogue.forms.wording import Wording, paragraphs
from bot.dialogue.state import Choice, Decision, Reply, State, spoken
from bot.dialogue.understood import INTENT_PAYLOAD, Understood
from nlu.interpreter import OUT_OF_SCOPE


@dataclass(frozen=True, slots=True)
class Standing:
    """A form as a colleague sees it: what is filled, what is missing, on whose behalf (a key of `relations`)."""

    title: str
    filled: Mapping[str, str]
    missing: tuple[str, ...]
    relation: str | None = None


_NO_FORM_WITHOUT = ("request_human", "faq_services")


class FormEngine:
    """All forms, by name and by the intent that starts them."""

    def __init__(self, forms: Sequence[Form], texts: Texts, answers: Answers, extract: Extract, exits: Exits) -> None:
        self.forms: Mapping[str, Form] = {form.name: form for form in forms}
        self.by_intent: Mapping[str, Form] = {form.intent: form for form in forms}
        self._texts, self._extract, self._exits = texts, extract, exits
        self._wording = Wording(texts)
        self._steps = Steps(self._wording)
        self._taking = Taking(self._steps, self._wording, extract)
        self._rules = self._rules_in_order(answers)

    def _rules_in_order(self, answers: Answers) -> tuple[Callable[[Moment], Decision | None], ...]:
        """The first rule that applies decides; the last always applies."""
        steps, wording, taking = self._steps, self._wording, self._taking
        commands = Commands(steps, wording, taking)
        stages, correcting = Stages(steps, wording, commands), Correcting(steps, wording, taking, self._extract)
        buttons = Buttons(steps, wording, commands, taking)
        between = Interruptions(
            steps, wording, taking, commands, self._texts, answers, self._exits, self.by_intent, self.start
        )
        return (
            buttons.pressed, between.certain, taking.files, between.person, commands.command,
            correcting.duplicate, correcting.correction, correcting.contrast, commands.wait,
            stages.stage, correcting.meant, correcting.behalf,
            between.question, between.manners, between.urgent_answer, taking.answered,
            between.something_else, taking.not_an_answer,
        )  # fmt: skip

    def start(self, state: State, form: Form, said: Understood, around: Around, **given: Any) -> Decision:
        """Opens a form; what its first message already tells is taken. `given`: values known beforehand."""
        if not form.available:
            return self._unavailable(state, form)
        began = Filling(form.name, id=_named(form, around), started=around.now.date().isoformat())
        filling = replace(began, relation=relation(said.text)).taken(given)
        moment = self._moment(parked(state), form, filling, said, around)
        found = {} if said.payload else harvest(said.text, form.fields, self._extract, around.now, opening=True)
        found = {name: value for name, value in found.items() if self._may_take(moment, name)}
        moment = moment.having(moment.filling.taken(found))
        behalf = (
            self._wording(moment, "form_behalf", relation=self._wording.relation(moment)) if filling.relation else ""
        )
        noted = self._wording.noted(moment, tuple(found))
        return self._steps.onward(
            moment, paragraphs(self._greeting(moment), self._wording.opening(moment), behalf, noted)
        )

    def _unavailable(self, state: State, form: Form) -> Decision:
        text = (form.unavailable or {}).get(state.locale) or self._texts(state.locale, "not_yet")
        buttons = [Choice(self._texts.button(state.locale, i), INTENT_PAYLOAD + i) for i in _NO_FORM_WITHOUT]
        reply = Reply(text, tuple(buttons), offer="request_human")
        return Decision(spoken(state, reply, misses=0), reply)

    def _may_take(self, moment: Moment, name: str) -> bool:
        field = moment.form.field(name)
        return field is not None and (not field.sensitive or moment.around.takes_typed)

    def _greeting(self, moment: Moment) -> str:
        """A greeting in the first message is returned."""
        greeted = "greet" in moment.said.needs and not moment.state.greeted
        return self._wording(moment, "greet_back") if greeted else ""

    def resume(self, state: State, draft: Filling, around: Around) -> Decision:
        """A draft goes on where it stood. Answers that the form no longer knows are asked again."""
        form = self.forms[draft.form]
        moment = self._moment(parked(state), form, _known(draft, form), Understood("", "resume_draft"), around)
        return self._steps.onward(moment, self._wording(moment, "form_resumed", title=form.title[state.locale]))

    def complete(self, state: State, reference: str, form: Form, only: tuple[str, ...], around: Around) -> Decision:
        """These fields of a request that exists already."""
        filling = Filling(form.name, started=around.now.date().isoformat(), reference=reference, only=only)
        moment = self._moment(parked(state), form, filling, Understood("", "update_request"), around)
        return self._steps.onward(moment)

    def decide(self, state: State, said: Understood, around: Around) -> Decision:
        """A message while a form is open."""
        assert state.form is not None
        form = self.forms.get(state.form.form)
        if form is None:  # the form's file is gone since
            return self._exits.leave(replace(state, form=None), said, around)
        moment = self._moment(state, form, state.form, said, around)
        decision = next(decision for rule in self._rules if (decision := rule(moment)) is not None)
        return replace(decision, intent=decision.intent or said.intent)

    def question(self, state: State) -> str | None:
        """The open form's question alone; None where no field is being asked."""
        form = self.forms.get(state.form.form) if state.form else None
        field = form.field(state.form.asking) if form and state.form else None
        return field.ask[state.locale] if field else None

    def check(self, state: State, values: Mapping[str, str], around: Around) -> tuple[dict[str, Any], dict[str, str]]:
        """Typed values of the open form's fields -> (normal forms, what is wrong with the others, in words)."""
        assert state.form is not None
        form = self.forms[state.form.form]
        moment = self._moment(state, form, state.form, Understood("", OUT_OF_SCOPE), around)
        good: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for name, text in values.items():
            field = form.field(name)
            if field is None or (not text.strip() and field.optional):
                continue
            value = self._taking.read(moment, field, text, lenient=True)
            if usable(value):
                good[name] = value
            else:
                wrong[name] = self._wording.problem(moment, field, value)
        return good, wrong

    def provide(self, state: State, values: Mapping[str, Any], around: Around) -> Decision | None:
        """Values from the one-time page, checked before; the form goes on. None where no form is open."""
        form = self.forms.get(state.form.form) if state.form else None
        if form is None or state.form is None:
            return None
        moment = self._moment(state, form, state.form, Understood("", OUT_OF_SCOPE), around)
        known = {name: value for name, value in values.items() if form.field(name)}
        shown = page_fields(moment, moment.field) if moment.field else ()
        filling = moment.filling.taken(known)
        for field in shown:
            if field.optional and field.name not in known:  # the page asked for it, and it was left empty
                filling = filling.skipping(field.name)
        moved = moment.having(filling)
        lead = self._wording.noted(moved, tuple(known))
        answered = moment.field is None or moment.field.name in filling.done
        return self._steps.onward(moved, lead) if answered else self._steps.again(moved, lead)

    def standing(self, filling: Filling, locale: str) -> Standing | None:
        """How far a form has come, for whoever takes the conversation over; sensitive values by their last digits."""
        form = self.forms.get(filling.form)
        if form is None:
            return None
        filled = {f.label[locale]: show(f, filling.values[f.name], locale) for f in filling.filled(form)}
        waiting = [f.label[locale] for f in filling.applicable(form) if f.name not in filling.done and not f.optional]
        return Standing(form.title[locale], filled, tuple(waiting), filling.relation)

    def _moment(self, state: State, form: Form, filling: Filling, said: Understood, around: Around) -> Moment:
        filling = replace(filling, touched=around.now.date().isoformat())
        return Moment(replace(state, form=filling), form, filling, around, said)


def _named(form: Form, around: Around) -> str:
    """One event may lead to one form of a kind."""
    return f"{around.event}:{form.name}" if around.event else ""


def _known(draft: Filling, form: Form) -> Filling:
    """Without values of fields and options that are gone from the form since."""

    def holds(name: str, value: Any) -> bool:
        field = form.field(name)
        return field is not None and (field.type != "choice" or field.option(value) is not None)

    values = {name: value for name, value in draft.values.items() if holds(name, value)}
    trail = tuple(name for name in draft.trail if name in values or name in draft.skipped)
    return replace(draft, values=values, trail=trail, asking=None, editing=False)
