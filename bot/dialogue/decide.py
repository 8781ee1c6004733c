"""The decision: what one message leads to. Pure: (state, what was understood) -> what to say and what changes.

Nothing is invented: an intent has an answer from the policy or the configuration, or a sentence of ours, or a person.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.dialogue.answers import Answers, Texts
from bot.dialogue.calendars import both, earliest_decision
from bot.dialogue.effects import Submission
from bot.dialogue.forms import drafts
from bot.dialogue.forms.definition import CONFIRM, Form
from bot.dialogue.forms.drafts import Drafts
from bot.dialogue.forms.engine import Exits, FormEngine
from bot.dialogue.forms.moment import Around
from bot.dialogue.forms.steps import without
from bot.dialogue.forms.values import Extract
from bot.dialogue.forms.wording import FORM_PAYLOAD
from bot.dialogue.keywords import asked_language
from bot.dialogue.masking import masked
from bot.dialogue.state import Choice, Decision, Reply, State, spoken
from bot.dialogue.understood import INTENT_PAYLOAD, Understood
from nlu.entities import extract as extract_entities
from nlu.interpreter import OUT_OF_SCOPE
from storage.conversations import Owner

__all__ = ["INTENT_PAYLOAD", "Dialogue", "Understood"]

URGENT = 100
HANDOFF_FROM_MISSES = "misses"

MENU = ("start_support_request", "start_service_request", "request_status", "faq_services", "request_human")
_MISSED = ("faq_services", "faq_how_to_apply", "request_human")
_AFTER_SMALL_TALK: dict[str, tuple[str, ...]] = {
    "bot_challenge": ("request_human", "help"),
    "help": (*MENU, "file_complaint"),
    "insult": ("request_human", "file_complaint"),
    "chitchat": (),
    "thank": (),
    "goodbye": ("rate_service",),
}
# What cannot be done beside a form: the form is put aside for it.
_LEADS_OUT = frozenset({"request_status", "add_documents", "update_request", "withdraw_request", "rate_service"})
_NOTHING_OPEN = {
    "affirm": "affirm_nothing_open",
    "deny": "deny_nothing_open",
    "cancel": "cancel_nothing_open",
    "correct_field": "correct_nothing_open",
    "resume_draft": "resume_nothing",
}
_NOTHING_OPEN_BUTTONS = {
    "correct_field": ("update_request", "request_human"),
    "resume_draft": ("start_service_request", "start_support_request"),
}


class Dialogue:
    """Decides. Holds the sentences and the answers, and no other state."""

    def __init__(
        self,
        texts: Texts,
        answers: Answers,
        forms: Sequence[Form] = (),
        *,
        extract: Extract = extract_entities,
        misses_before_person: int = 2,
    ) -> None:
        self.texts, self.answers = texts, answers
        self._misses_before_person = misses_before_person
        exits = Exits(self._hand_over, self._leave_form, _LEADS_OUT)
        self._engine = FormEngine(forms, texts, answers, extract, exits)
        self._drafts = Drafts(self._engine, texts)
        self._handlers: dict[str, Callable[[State, Understood], Decision]] = {
            "greet": self._greet,
            "repeat": self._repeat,
            "affirm": self._yes,
            "deny": self._no,
            "change_language": self._change_language,
            "request_human": self._hand_over,
            "urgent_need": self._hand_over,
            "opt_out": self._opt,
            "opt_in": self._opt,
            OUT_OF_SCOPE: self._miss,
        }

    def decide(
        self,
        state: State,
        understood: Understood,
        owner: str = "bot",
        *,
        now: datetime | None = None,
        sensitive_in_chat: bool = True,
        accept_typed: bool = True,
    ) -> Decision:
        """What a message leads to.

        `owner` is the conversation's: while it is queued for a person, misses do not offer one again. For
        `sensitive_in_chat` and `accept_typed` see `Around`.
        """
        around = Around(now or datetime.now(UTC), sensitive_in_chat, accept_typed)
        decision = self._decide(state, understood, owner, around)
        hidden = masked(understood.text)
        return replace(decision, masked=hidden) if hidden != understood.text else decision

    def submitted(self, state: State, submission: Submission, reference: str, today: date) -> Decision:
        """The request exists: its number, who studies it, and the earliest day of an answer in both calendars."""
        form = self._engine.forms[submission.form]
        earliest = both(earliest_decision(today), state.locale)
        reply = Reply(form.sent[state.locale].format(reference=reference, earliest=earliest))
        return Decision(spoken(without(state, form.name), reply, misses=0), reply)

    def not_sent(self, state: State) -> Decision:
        """The request could not be created: nothing is lost, and the same button tries again."""
        choice = Choice(self.texts(state.locale, "choice_send"), f"{FORM_PAYLOAD}yes")
        reply = Reply(self.texts(state.locale, "form_not_sent"), (choice,), asks=CONFIRM)
        return Decision(spoken(state, reply), reply)

    def _decide(self, state: State, understood: Understood, owner: str, around: Around) -> Decision:
        if state.form is not None:
            return self._engine.decide(state, understood, around)
        if understood.intent != "change_language":
            state = self._language(state, understood)
        if opened := self._about_forms(state, understood, around):
            return opened
        state = replace(state, flow=None)
        if owner == "queued" and understood.intent in ("request_human", OUT_OF_SCOPE):
            return self._say(state, understood, self.texts(state.locale, "handoff_queued_again"))
        if understood.candidates:
            return self._ask_which(state, understood)
        return self._handle(state, understood)

    def _about_forms(self, state: State, understood: Understood, around: Around) -> Decision | None:
        """Whatever opens or resumes a form; None for everything else."""
        payload, intent = understood.payload or "", understood.intent
        if payload.startswith(FORM_PAYLOAD):
            pressed = self._drafts.pressed(state, payload, understood, around)
            return pressed or self.say(state, "choice_invalid")
        if state.flow and state.flow["name"] == drafts.FLOW and not payload:
            answered = self._drafts.decide(state, understood, around)
            if answered is not None:
                return answered
        if understood.candidates:
            return None
        if intent == "resume_draft" or (intent == "affirm" and state.offer == "resume_draft"):
            return self._drafts.resume(state, around)
        wanted = state.offer if intent == "affirm" else intent
        if form := self._engine.by_intent.get(wanted or ""):
            return replace(self._drafts.start(state, form, understood, around), intent=intent)
        return None

    def _leave_form(self, state: State, understood: Understood) -> Decision:
        """Something that leads out of a form; the form was put aside before."""
        return self._handle(replace(state, form=None), understood)

    def say(self, state: State, key: str, buttons: tuple[str, ...] = (), *, offer: str | None = None) -> Decision:
        """One of our own sentences, with buttons for intents."""
        return self._say(state, None, self.texts(state.locale, key), buttons, offer=offer)

    def _handle(self, state: State, understood: Understood) -> Decision:
        intent = understood.intent
        if handler := self._handlers.get(intent):
            return handler(state, understood)
        if intent in self.answers:
            return self._answer(state, understood)
        if intent in _AFTER_SMALL_TALK:
            return self._say(state, understood, self.texts(state.locale, intent), _AFTER_SMALL_TALK[intent])
        if intent in _NOTHING_OPEN:
            return self._nothing_open(state, understood)
        return self._not_yet(state, understood)

    def _language(self, state: State, understood: Understood) -> State:
        if understood.language in (None, state.locale) or state.language_fixed:
            return state
        return replace(state, locale=str(understood.language))

    def _answer(self, state: State, understood: Understood) -> Decision:
        """The answer to the question; to two questions asked at once, both."""
        asked = [need for need in (understood.intent, *understood.needs) if need in self.answers]
        found = [self.answers.answer(intent, state.locale) for intent in list(dict.fromkeys(asked))[:2]]
        buttons = tuple(dict.fromkeys(b for a in found for b in a.buttons if b not in asked))[:3]
        return self._say(state, understood, "\n\n".join(a.text for a in found), buttons, misses=0)

    def _greet(self, state: State, understood: Understood) -> Decision:
        salam = "سلام" in understood.text or "salam" in understood.text.casefold()
        key = "greet_again" if state.greeted else "greet" if salam else "greet_hello"
        return self._say(state, understood, self.texts(state.locale, key), MENU, greeted=True, misses=0)

    def _repeat(self, state: State, understood: Understood) -> Decision:
        if not state.last_text:
            return self._say(state, understood, self.texts(state.locale, "repeat_nothing"), MENU)
        reply = Reply(state.last_text, state.choices, state.offer, state.asks)
        return Decision(state, reply, intent=understood.intent)

    def _yes(self, state: State, understood: Understood) -> Decision:
        if state.offer:
            return self._handle(state, replace(understood, intent=state.offer, needs=()))
        return self._nothing_open(state, understood)

    def _no(self, state: State, understood: Understood) -> Decision:
        return self._nothing_open(replace(state, misses=0), understood)

    def _nothing_open(self, state: State, understood: Understood) -> Decision:
        buttons = _NOTHING_OPEN_BUTTONS.get(understood.intent, ())
        return self._say(state, understood, self.texts(state.locale, _NOTHING_OPEN[understood.intent]), buttons)

    def _change_language(self, state: State, understood: Understood) -> Decision:
        other = asked_language(understood.text) or ("en" if state.locale == "ar" else "ar")
        state = replace(state, locale=other, language_fixed=True)
        return self._say(state, understood, self.texts(other, "language_changed"), MENU)

    def _hand_over(self, state: State, understood: Understood) -> Decision:
        urgent = understood.intent == "urgent_need"
        text = self.texts(state.locale, "urgent" if urgent else "handoff_queued")
        owner = Owner("queued", understood.intent, URGENT if urgent else 0)
        return replace(self._say(state, understood, text, misses=0), owner=owner)

    def _opt(self, state: State, understood: Understood) -> Decision:
        out = understood.intent == "opt_out"
        said = self._say(state, understood, self.texts(state.locale, f"{understood.intent}_done"), misses=0)
        return replace(said, opted_out=out)

    def _ask_which(self, state: State, understood: Understood) -> Decision:
        buttons = tuple(c for c in understood.candidates if self.texts.has_button(c))
        if len(buttons) < 2:
            return self._handle(state, understood)
        return self._say(state, understood, self.texts(state.locale, "ambiguous"), buttons)

    def _miss(self, state: State, understood: Understood) -> Decision:
        misses = state.misses + 1
        if misses >= self._misses_before_person:
            text, buttons = self.texts(state.locale, "out_of_scope_again"), ("request_human", "help")
            return self._say(state, understood, text, buttons, offer="request_human", misses=misses)
        return self._say(state, understood, self.texts(state.locale, "out_of_scope"), _MISSED, misses=misses)

    def _not_yet(self, state: State, understood: Understood) -> Decision:
        """A service that staff give for now: says so and offers a person."""
        text = self.texts(state.locale, "not_yet")
        buttons = ("request_human", "faq_how_to_apply")
        return self._say(state, understood, text, buttons, offer="request_human", misses=0)

    def _say(
        self,
        state: State,
        understood: Understood | None,
        text: str,
        buttons: tuple[str, ...] = (),
        *,
        offer: str | None = None,
        **changes: object,
    ) -> Decision:
        """The one place where a reply is made: a greeting in the message is answered before the rest."""
        if understood and "greet" in understood.needs and understood.intent != "greet" and not state.greeted:
            text, changes = f"{self.texts(state.locale, 'greet_back')}\n\n{text}", changes | {"greeted": True}
        choices = tuple(Choice(self.texts.button(state.locale, b), INTENT_PAYLOAD + b) for b in buttons)
        reply = Reply(text, choices, offer)
        return Decision(spoken(state, reply, **changes), reply, intent=understood.intent if understood else None)
