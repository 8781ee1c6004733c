"""What is said while a form is open and is no answer: questions, wishes, small talk, a call for a person.

Questions and small talk are answered, and the form asks again: `asks` stays. What leads out puts the form aside.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.dialogue import danger
from bot.dialogue.answers import Answers, Texts
from bot.dialogue.forms import hearing
from bot.dialogue.forms.choices import named_option
from bot.dialogue.forms.commands import Commands
from bot.dialogue.forms.definition import Form
from bot.dialogue.forms.moment import SURE, Around, Moment
from bot.dialogue.forms.steps import Steps, parked
from bot.dialogue.forms.taking import Taking, usable
from bot.dialogue.forms.values import Problem
from bot.dialogue.forms.wording import Wording, paragraphs
from bot.dialogue.keywords import asked_language, is_wish_for_language
from bot.dialogue.state import Choice, Decision, State, spoken
from bot.dialogue.understood import INTENT_PAYLOAD, Understood
from nlu.interpreter import OUT_OF_SCOPE

_SMALL_TALK = frozenset({"greet", "thank", "goodbye", "chitchat", "bot_challenge", "insult"})
_OWN_SHAPE = frozenset({"national_id", "mobile", "iban", "reference", "date"})
_SURE_IN_TEXT = 0.85
_KNOWN_QUESTION = 0.5
_SHORT = 8
_SHORTEST = 3
_MANNERS = frozenset({"greet", "thank", "goodbye", "repeat", "cancel", "resume_draft", "change_language"})

Elsewhere = Callable[[State, Understood, Around], Decision]
Start = Callable[[State, Form, Understood, Around], Decision]


@dataclass(frozen=True, slots=True)
class Exits:
    """What the rest of the dialogue does for a form: hand over to a person, and take what leads out of the form."""

    hand_over: Elsewhere
    leave: Elsewhere
    leads_out: frozenset[str]


class Interruptions:
    def __init__(
        self,
        steps: Steps,
        wording: Wording,
        taking: Taking,
        commands: Commands,
        texts: Texts,
        answers: Answers,
        exits: Exits,
        forms: Mapping[str, Form],
        start: Start,
    ) -> None:
        self._steps, self._wording, self._taking, self._commands = steps, wording, taking, commands
        self._texts, self._answers, self._exits = texts, answers, exits
        self._forms, self._start = forms, start

    # --- a person

    def person(self, moment: Moment) -> Decision | None:
        """A call for a person. In a free text it must be all there is: a description may speak of persons."""
        heard, free = moment.said.heard, moment.free
        urgent, words = heard.name == "urgent_need", len(moment.said.text.split())
        if heard.name not in ("request_human", "urgent_need") or heard.confidence < (_SURE_IN_TEXT if free else SURE):
            return None
        if self._mere_haste(moment):
            return None
        if moment.field is not None and moment.field.may_ask:
            return None
        if self._taking.has_value(moment, moment.field) and (not free or urgent) and not self._beyond_the_list(moment):
            return None
        return None if free and words > _SHORT else self._hand_over(moment, heard.name)

    def _beyond_the_list(self, moment: Moment) -> bool:
        """«أبغى موظف» is a call for a person, though a word of it stands in an option («تعامل موظف»)."""
        field, heard = moment.field, moment.said.heard
        if field is None or field.type != "choice" or moment.said.payload or heard.name != "request_human":
            return False
        return heard.confidence >= _SURE_IN_TEXT and not named_option(field.options, moment.said.text, whole=True)

    def _mere_haste(self, moment: Moment) -> bool:
        """«بسرعة» is no danger yet."""
        heard = moment.said.heard
        return heard.name == "urgent_need" and heard.confidence < _SURE_IN_TEXT and len(moment.said.text.split()) == 1

    def urgent_answer(self, moment: Moment) -> Decision | None:
        """An answer that tells of danger stays the answer: a person is called, and the form goes on."""
        heard, field = moment.said.heard, moment.field
        if field is None or heard.name != "urgent_need":
            return None
        spoken_of, value = danger.spoken_of(moment.said.text), self._taking.read(moment, field)
        if not usable(value) or not (spoken_of or moment.free):
            return None
        if heard.confidence < (SURE if spoken_of else _SURE_IN_TEXT):
            return None
        called = self._exits.hand_over(moment.state, replace(moment.said, intent="urgent_need"), moment.around)
        lead = called.reply.text if called.reply else ""
        return replace(self._taking.taken(moment, field, value, lead), owner=called.owner, intent="urgent_need")

    def _hand_over(self, moment: Moment, intent: str) -> Decision:
        """The draft is kept, and whoever takes over sees it."""
        aside = replace(parked(moment.state), interrupted=moment.form.name)
        decision = self._exits.hand_over(aside, replace(moment.said, intent=intent), moment.around)
        if decision.reply is None:
            return decision
        text = paragraphs(decision.reply.text, self._wording(moment, "form_kept_for_person"))
        reply = replace(decision.reply, text=text)
        return replace(decision, state=spoken(decision.state, reply), reply=reply)

    # --- certain wishes, and questions

    def certain(self, moment: Moment) -> Decision | None:
        """A pressed button of the menu, or a word that is a command on every channel (stop)."""
        if not moment.said.certain:
            return None
        if moment.said.intent in ("opt_out", "opt_in"):
            return self._consent(moment)
        return self._by_intent(moment, moment.said.intent)

    def _consent(self, moment: Moment) -> Decision:
        decision = self._exits.leave(moment.state, moment.said, moment.around)
        lead = decision.reply.text if decision.reply else ""
        return replace(self._steps.again(moment, lead), opted_out=decision.opted_out)

    def question(self, moment: Moment) -> Decision | None:
        """Shaped like a question: answered if we know it. Sent again as it was, it is the answer after all."""
        text, field, heard = moment.said.text, moment.field, moment.said.heard
        said = hearing.folded(text)
        if not hearing.question_shaped(text) or said == moment.filling.doubted or self._is_value(moment):
            return None
        moment = moment.changed(doubted=said)
        if heard.name in self._answers and heard.confidence >= _KNOWN_QUESTION:
            return self._answer(moment, heard.name)
        short = len(text.split()) <= _SHORT
        if moment.sure and (not moment.free or (short and heard.confidence >= _SURE_IN_TEXT)):
            return self._by_intent(moment, heard.name)
        long_text = moment.free and not short
        if long_text or (not moment.free and self._taking.has_value(moment, field)):
            return None
        return replace(self._steps.again(moment, self._wording(moment, "form_question_unknown")), outcome="missed")

    def _is_value(self, moment: Moment) -> bool:
        """A value of its own shape; in a free text a story that ends with a question, or a polite request."""
        field = moment.field
        if field is not None and field.type in _OWN_SHAPE:
            return self._taking.has_value(moment, field)
        if field is not None and field.may_ask and not hearing.marked_as_question(moment.said.text):
            return True
        return moment.free and (hearing.polite_request(moment.said.text) or not hearing.asks_outright(moment.said.text))

    def manners(self, moment: Moment) -> Decision | None:
        """Thanks or a greeting where any text could be the answer: short, and beyond doubt."""
        heard, said = moment.said.heard, hearing.folded(moment.said.text)
        short = len(said.split()) <= _SHORTEST and heard.confidence >= _SURE_IN_TEXT
        if not moment.free or not short or heard.name not in _MANNERS or said == moment.filling.doubted:
            return None
        if heard.name == "change_language" and not is_wish_for_language(moment.said.text):
            return None
        return self._by_intent(moment.changed(doubted=said), heard.name)

    def something_else(self, moment: Moment) -> Decision | None:
        """No answer, no question by its shape, but something we know; a no where no answer is needed."""
        field = moment.field
        if field is not None and isinstance(self._taking.read(moment, field), Problem):
            return None
        if field is not None and field.optional and (moment.sure == "deny" or hearing.declines(moment.said.text)):
            return self._commands.skipped(moment, field)
        if moment.sure and not self._mere_haste(moment):
            return self._by_intent(moment, moment.sure)
        return self._ask_which(moment) if len(moment.said.candidates) > 1 else None

    # --- by intent

    def _by_intent(self, moment: Moment, intent: str) -> Decision | None:
        if intent in self._answers:
            return self._answer(moment, intent)
        if intent in _SMALL_TALK:
            key = "greet_back" if intent == "greet" else f"form_{intent}"
            return self._steps.again(moment, self._wording(moment, key))
        if intent in ("request_human", "urgent_need"):
            return self._hand_over(moment, intent)
        if intent in self._forms:
            return self._other_form(moment, self._forms[intent])
        if intent in self._exits.leads_out:
            return self._leads_out(moment, intent)
        return self._command(moment, intent)

    def _command(self, moment: Moment, intent: str) -> Decision | None:
        commands: Mapping[str, Callable[[Moment], Decision | None]] = {
            "cancel": self._steps.cancel,
            "repeat": self._steps.again,
            "resume_draft": self._steps.again,
            "help": self._commands.help,
            "change_language": self._change_language,
            "correct_field": self._steps.choose,
        }
        return commands[intent](moment) if intent in commands else None

    def _answer(self, moment: Moment, intent: str) -> Decision:
        """To two questions asked at once, both answers."""
        asked = dict.fromkeys(need for need in (intent, *moment.said.needs) if need in self._answers)
        found = [self._answers.answer(need, moment.locale) for need in list(asked)[:2]]
        said = self._steps.again(moment, paragraphs(*(a.text for a in found), self._wording(moment, "form_go_on")))
        return replace(said, cited=tuple(a.cited for a in found))

    def _change_language(self, moment: Moment) -> Decision:
        other = asked_language(moment.said.text) or ("en" if moment.locale == "ar" else "ar")
        moment = replace(moment, state=replace(moment.state, locale=other, language_fixed=True))
        return self._steps.again(moment, self._texts(other, "language_changed"))

    def _other_form(self, moment: Moment, form: Form) -> Decision:
        """Another form is wished for: a pressed button opens it, a typed wish is asked about."""
        if form.name == moment.form.name:
            return self._steps.again(moment)
        if moment.said.certain:
            return self._start(moment.state, form, moment.said, moment.around)
        return self._wished(moment, form.intent, form.title[moment.locale])

    def _leads_out(self, moment: Moment, intent: str) -> Decision:
        """A status, a rating and the like: the same."""
        if moment.said.certain:
            return self._exits.leave(parked(moment.state), moment.said, moment.around)
        return self._wished(moment, intent, self._texts.button(moment.locale, intent))

    def _wished(self, moment: Moment, intent: str, title: str) -> Decision:
        lead = self._wording(moment, "form_other_wished", now=moment.form.title[moment.locale], other=title)
        return self._with_buttons(self._steps.again(moment, lead), self._intents(moment.locale, intent))

    def _ask_which(self, moment: Moment) -> Decision | None:
        choices = self._intents(moment.locale, *moment.said.candidates)
        if len(choices) < 2:
            return None
        asked = self._with_buttons(self._steps.again(moment, self._wording(moment, "ambiguous")), choices)
        return replace(asked, outcome="asked")

    def _with_buttons(self, decision: Decision, choices: tuple[Choice, ...]) -> Decision:
        """More buttons, after those of the question: a number typed still means the question's own."""
        assert decision.reply is not None
        reply = replace(decision.reply, choices=(*decision.reply.choices, *choices))
        return replace(decision, reply=reply, state=spoken(decision.state, reply))

    def _intents(self, locale: str, *intents: str) -> tuple[Choice, ...]:
        known = [intent for intent in intents if intent != OUT_OF_SCOPE and self._texts.has_button(intent)]
        return tuple(Choice(self._texts.button(locale, intent), INTENT_PAYLOAD + intent) for intent in known)
