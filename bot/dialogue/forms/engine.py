"""The forms engine: starts, continues and resumes forms, and lets everything else be said in between.

Pure: (state, message, circumstances) -> decision. The sentences and the forms are given; nothing is remembered here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.dialogue.answers import Answers, Texts
from bot.dialogue.forms import hearing
from bot.dialogue.forms.definition import Field, Form
from bot.dialogue.forms.filling import Filling
from bot.dialogue.forms.harvest import harvest
from bot.dialogue.forms.moment import SURE, Around, Moment
from bot.dialogue.forms.relations import relation
from bot.dialogue.forms.rules import Rule, Rules
from bot.dialogue.forms.steps import Steps, parked
from bot.dialogue.forms.values import Extract
from bot.dialogue.forms.wording import FORM_PAYLOAD, Wording, paragraphs
from bot.dialogue.state import Choice, Decision, Reply, State, spoken
from bot.dialogue.understood import INTENT_PAYLOAD, Understood
from nlu.interpreter import OUT_OF_SCOPE

_SMALL_TALK = frozenset({"greet", "thank", "goodbye", "chitchat", "bot_challenge", "insult"})
_SURE_IN_TEXT = 0.85
_KNOWN_QUESTION = 0.5
_SHORT = 8

Elsewhere = Callable[[State, Understood], Decision]


@dataclass(frozen=True, slots=True)
class Exits:
    """What the rest of the dialogue does for a form: hand over to a person, and handle what leads out of the form."""

    hand_over: Elsewhere
    leave: Elsewhere
    leads_out: frozenset[str]


class FormEngine:
    """All forms, by name and by the intent that starts them."""

    def __init__(self, forms: Sequence[Form], texts: Texts, answers: Answers, extract: Extract, exits: Exits) -> None:
        self.forms: Mapping[str, Form] = {form.name: form for form in forms}
        self.by_intent: Mapping[str, Form] = {form.intent: form for form in forms}
        self._texts, self._answers, self._extract, self._exits = texts, answers, extract, exits
        self.wording = Wording(texts)
        self.steps = Steps(self.wording)
        self._rules = Rules(self.steps, self.wording, extract)
        self._order: tuple[Rule, ...] = (
            self._pressed, self._certain, self._person, *self._rules.all, self._question, self._urgent_text,
            self._rules.answered, self._else_said, self._rules.not_an_answer,
        )  # fmt: skip

    # --- starting and resuming

    def start(self, state: State, form: Form, said: Understood, around: Around, **given: Any) -> Decision:
        """Opens a form; what its first message already tells is taken. `given`: values known beforehand."""
        if not form.available:
            reply = Reply(
                (form.unavailable or {}).get(state.locale, self._texts(state.locale, "not_yet")), offer="request_human"
            )
            reply = replace(reply, choices=self._intents(state.locale, "request_human", "faq_services"))
            return Decision(spoken(state, reply, misses=0), reply)
        filling = Filling(form.name, given, started=around.now.date().isoformat(), relation=relation(said.text))
        moment = self._moment(parked(state), form, filling, said, around)
        found = {} if said.payload else harvest(said.text, form.fields, self._extract, around.now)
        if not around.sensitive_in_chat and not around.accept_typed:
            found = {k: v for k, v in found.items() if not _sensitive(form, k)}
        moment = moment.having(moment.filling.taken(found))
        behalf = self.wording(moment, "form_behalf", relation=self.wording.relation(moment)) if filling.relation else ""
        noted = self.wording.noted(moment, tuple(found))
        return self.steps.onward(moment, paragraphs(self.wording.opening(moment), behalf, noted))

    def resume(self, state: State, draft: Filling, around: Around) -> Decision:
        """A draft goes on where it stood. Answers that the form no longer knows are asked again."""
        form = self.forms[draft.form]
        moment = self._moment(parked(state), form, _known(draft, form), Understood("", "resume_draft"), around)
        lead = self.wording(moment, "form_resumed", title=form.title[state.locale])
        return self.steps.onward(moment, lead)

    def complete(self, state: State, form: Form, only: tuple[str, ...], reference: str, around: Around) -> Decision:
        """Some fields of a request that exists already."""
        filling = Filling(form.name, started=around.now.date().isoformat(), reference=reference, only=only)
        moment = self._moment(parked(state), form, filling, Understood("", "update_request"), around)
        return self.steps.onward(moment)

    # --- a message while a form is open

    def decide(self, state: State, said: Understood, around: Around) -> Decision:
        assert state.form is not None
        form = self.forms.get(state.form.form)
        if form is None:
            return self._exits.leave(replace(state, form=None), said)
        moment = self._moment(state, form, state.form, said, around)
        for rule in self._order:
            decision = rule(moment)
            if decision is not None:
                return replace(decision, intent=decision.intent or said.intent)
        raise AssertionError("the last rule always applies")

    def provide(self, state: State, values: Mapping[str, Any], around: Around) -> Decision | None:
        """Values from the one-time page, already read; the form goes on. None where no form is open."""
        if state.form is None or state.form.form not in self.forms:
            return None
        form = self.forms[state.form.form]
        moment = self._moment(state, form, state.form, Understood("", OUT_OF_SCOPE), around)
        known = {name: value for name, value in values.items() if form.field(name)}
        waits = moment.filling.asking
        moment = moment.having(moment.filling.taken(known))
        lead = self.wording.noted(moment, tuple(known))
        return self.steps.onward(moment, lead) if waits in (*known, None) else self.steps.again(moment, lead)

    def _moment(self, state: State, form: Form, filling: Filling, said: Understood, around: Around) -> Moment:
        return Moment(replace(state, form=filling), form, filling, around, said)

    # --- buttons

    def _pressed(self, moment: Moment) -> Decision | None:
        payload = moment.said.payload
        if payload is None or not payload.startswith(FORM_PAYLOAD):
            return None
        name, _, rest = payload.removeprefix(FORM_PAYLOAD).partition(":")
        return self._button(moment, name, rest) or self.steps.again(moment, self.wording(moment, "choice_invalid"))

    def _button(self, moment: Moment, name: str, rest: str) -> Decision | None:
        rules = self._rules
        plain: Mapping[str, Rule] = {
            "yes": self._send_pressed,
            "attest": self._attest_pressed,
            "edit": lambda m: self._edit(m, rest),
            "set": lambda m: self._set(m, rest),
            "skip": lambda m: self._skip(m, rest),
            "back": rules.back,
            "later": rules.later,
            "cancel": self.steps.cancel,
            "discard": rules.discarded,
            "continue": self.steps.onward,
            "done": rules.done,
        }
        return plain[name](moment) if name in plain else None

    def _send_pressed(self, moment: Moment) -> Decision | None:
        """Only at a complete form: the button may be an old one."""
        complete = moment.filling.next_field(moment.form) is None
        return self.steps.confirmed(moment) if complete and moment.filling.asking == "summary" else None

    def _attest_pressed(self, moment: Moment) -> Decision | None:
        return self.steps.attested(moment) if moment.filling.asking == "attesting" else None

    def _edit(self, moment: Moment, name: str) -> Decision | None:
        field = moment.form.field(name)
        return self.steps.ask(moment, field, editing=True) if field else self.steps.choose(moment)

    def _set(self, moment: Moment, rest: str) -> Decision | None:
        """An option pressed: the answer, or a change of mind about an earlier question."""
        name, _, key = rest.partition(":")
        field = moment.form.field(name)
        option = field.option(key) if field else None
        if field is None or option is None:
            return None
        value = key if field.type == "choice" else option.title["ar"]
        if field is moment.field:
            return self._rules.taken(replace(moment, said=replace(moment.said, entities=())), field, value)
        return self._rules.changed(moment, {name: value})

    def _skip(self, moment: Moment, name: str) -> Decision | None:
        field = moment.field
        return self._rules.skipped(moment, field) if field and field.name == name and field.optional else None

    # --- leaving for a person

    def _person(self, moment: Moment) -> Decision | None:
        heard = moment.said.heard
        free = moment.field is not None and moment.field.type == "text"
        sure = _SURE_IN_TEXT if free else SURE
        wanted = heard.name == "request_human" or (heard.name == "urgent_need" and not free)
        if not wanted or heard.confidence < sure or (free and len(moment.said.text.split()) > _SHORT):
            return None
        return self._hand_over(moment, heard.name)

    def _urgent_text(self, moment: Moment) -> Decision | None:
        """A description that tells of danger is kept as the description, and a person is called."""
        heard, field = moment.said.heard, moment.field
        if field is None or field.type != "text" or heard.name != "urgent_need" or heard.confidence < _SURE_IN_TEXT:
            return None
        taken = moment.filling.taken({field.name: moment.said.text.strip()})
        return self._hand_over(moment.having(taken), "urgent_need")

    def _hand_over(self, moment: Moment, intent: str) -> Decision:
        """The draft is kept, and the person taking over sees it."""
        decision = self._exits.hand_over(parked(moment.state), replace(moment.said, intent=intent))
        if decision.reply is None:
            return decision
        reply = replace(
            decision.reply, text=paragraphs(decision.reply.text, self.wording(moment, "form_kept_for_person"))
        )
        return replace(decision, state=spoken(decision.state, reply), reply=reply)

    # --- questions and everything else

    def _certain(self, moment: Moment) -> Decision | None:
        """A pressed button of the menu, or a word that is a command on every channel (stop)."""
        if moment.said.certain and moment.said.intent in ("opt_out", "opt_in"):
            return self._consent(moment)
        return self._by_intent(moment, moment.said.intent, certain=True) if moment.said.certain else None

    def _consent(self, moment: Moment) -> Decision:
        decision = self._exits.leave(moment.state, moment.said)
        lead = decision.reply.text if decision.reply else ""
        return replace(self.steps.again(moment, lead), opted_out=decision.opted_out)

    def _question(self, moment: Moment) -> Decision | None:
        """A question in the midst: answered, and the form asks again."""
        text, field, heard = moment.said.text, moment.field, moment.said.heard
        if not hearing.question_shaped(text) or hearing.folded(text) == moment.filling.doubted:
            return None
        if field is not None and field.type in _OWN_SHAPE and self._rules.has_value(moment, field):
            return None
        if field is not None and field.type == "text" and hearing.polite_request(text):
            return None
        doubting = moment.having(replace(moment.filling, doubted=hearing.folded(text)))
        if heard.name in self._answers and heard.confidence >= _KNOWN_QUESTION:
            return self.steps.again(doubting, self._answer(moment))
        if heard.name != OUT_OF_SCOPE and heard.confidence >= SURE:
            return self._by_intent(doubting, heard.name)
        if self._rules.has_value(moment, field) and not (
            field and field.type == "text" and len(text.split()) <= _SHORT
        ):
            return None
        return self.steps.again(doubting, self.wording(moment, "form_question_unknown"))

    def _else_said(self, moment: Moment) -> Decision | None:
        """No answer, no question by its shape, but something we know."""
        if moment.sure:
            return self._by_intent(moment, moment.sure)
        if len(moment.said.candidates) > 1:
            return self._ask_which(moment)
        return None

    def _by_intent(self, moment: Moment, intent: str, *, certain: bool = False) -> Decision | None:
        if intent in self._answers:
            return self.steps.again(moment, self._answer(moment, intent))
        if intent in _SMALL_TALK:
            return self._small_talk(moment, intent)
        if intent in ("request_human", "urgent_need"):
            return self._hand_over(moment, intent)
        if intent in self.by_intent:
            return self._other_form(moment, self.by_intent[intent], certain)
        if intent in self._exits.leads_out:
            return self._exits.leave(parked(moment.state), replace(moment.said, intent=intent))
        return self._command(moment, intent)

    def _command(self, moment: Moment, intent: str) -> Decision | None:
        commands: Mapping[str, Rule] = {
            "cancel": self.steps.cancel,
            "repeat": self.steps.again,
            "resume_draft": self.steps.again,
            "help": self._rules.help,
            "change_language": self._change_language,
            "correct_field": self.steps.choose,
        }
        return commands[intent](moment) if intent in commands else None

    def _answer(self, moment: Moment, intent: str | None = None) -> str:
        answer = self._answers.answer(intent or moment.said.heard.name, moment.locale)
        return paragraphs(answer.text, self.wording(moment, "form_go_on"))

    def _small_talk(self, moment: Moment, intent: str) -> Decision:
        key = "greet_back" if intent == "greet" else f"form_{intent}"
        return self.steps.again(moment, self.wording(moment, key))

    def _change_language(self, moment: Moment) -> Decision:
        other = "en" if moment.locale == "ar" else "ar"
        state = replace(moment.state, locale=other, language_fixed=True)
        return self.steps.again(replace(moment, state=state), self._texts(other, "language_changed"))

    def _other_form(self, moment: Moment, form: Form, certain: bool) -> Decision:
        """Another form is wished for: a pressed button opens it, a typed wish is asked about."""
        if form.name == moment.form.name:
            return self.steps.again(moment)
        if certain:
            return self.start(moment.state, form, moment.said, moment.around)
        titles = {"now": moment.form.title[moment.locale], "other": form.title[moment.locale]}
        said = self.steps.again(moment, self.wording(moment, "form_other_wished", **titles))
        return self._with_buttons(said, self._intents(moment.locale, form.intent))

    def _ask_which(self, moment: Moment) -> Decision | None:
        choices = self._intents(moment.locale, *(c for c in moment.said.candidates if self._texts.has_button(c)))
        if len(choices) < 2:
            return None
        return self._with_buttons(self.steps.again(moment, self.wording(moment, "ambiguous")), choices)

    def _with_buttons(self, decision: Decision, choices: tuple[Choice, ...]) -> Decision:
        assert decision.reply is not None
        reply = replace(decision.reply, choices=(*choices, *decision.reply.choices))
        return replace(decision, reply=reply, state=spoken(decision.state, reply))

    def _intents(self, locale: str, *intents: str) -> tuple[Choice, ...]:
        return tuple(Choice(self._texts.button(locale, i), INTENT_PAYLOAD + i) for i in intents)


_OWN_SHAPE = frozenset({"national_id", "mobile", "iban", "reference", "date"})


def _sensitive(form: Form, name: str) -> bool:
    field: Field | None = form.field(name)
    return field is not None and field.sensitive


def _known(draft: Filling, form: Form) -> Filling:
    """Without values of fields and options that are gone from the form since."""
    gone = {
        name
        for name, value in draft.values.items()
        if (field := form.field(name)) is None or (field.type == "choice" and field.option(value) is None)
    }
    values = {name: value for name, value in draft.values.items() if name not in gone}
    return replace(
        draft, values=values, trail=tuple(t for t in draft.trail if t not in gone), asking=None, editing=False
    )
