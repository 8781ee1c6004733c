"""Ordinary talk: greetings, answers from the policy, a person, what was not understood. Pure.

Nothing is invented: an intent has an answer from the policy or the configuration, or a sentence of ours, or a person.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.dialogue.answers import Answers, Texts
from bot.dialogue.forms import hearing
from bot.dialogue.keywords import asked_language
from bot.dialogue.state import Choice, Decision, Reply, State, spoken
from bot.dialogue.understood import INTENT_PAYLOAD, Understood
from nlu.interpreter import OUT_OF_SCOPE
from storage.conversations import Owner

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
_NOTHING_OPEN = {
    "affirm": "affirm_nothing_open",
    "deny": "deny_nothing_open",
    "cancel": "cancel_nothing_open",
    "correct_field": "correct_nothing_open",
}
_NOTHING_OPEN_BUTTONS = {
    "correct_field": ("update_request", "request_human"),
}

_NEVER_ASKED = frozenset({"affirm", "deny", "thank", "goodbye"})
_SHORTEST_QUESTION = 3


def _asks_something(text: str) -> bool:
    """«أكيد بتقبلون طلبي صح؟» looks like a yes, but is a question: it must not be waved through."""
    return hearing.marked_as_question(text) and len(text.split()) >= _SHORTEST_QUESTION


class Talk:
    """Decides what leads to no form and no request."""

    def __init__(self, texts: Texts, answers: Answers, misses_before_person: int) -> None:
        self.texts, self.answers = texts, answers
        self._misses_before_person = misses_before_person
        self._handlers: dict[str, Callable[[State, Understood], Decision]] = {
            "greet": self._greet,
            "repeat": self._repeat,
            "affirm": self._yes,
            "deny": self._no,
            "change_language": self._change_language,
            "request_human": self.hand_over,
            "urgent_need": self.hand_over,
            "opt_out": self._opt,
            "opt_in": self._opt,
            OUT_OF_SCOPE: self._miss,
        }

    def decide(self, state: State, understood: Understood, owner: str) -> Decision:
        if owner == "queued" and understood.intent in ("request_human", OUT_OF_SCOPE):
            said = self.say(state, understood, self.texts(state.locale, "handoff_queued_again"))
            return replace(said, outcome="staff")
        if understood.candidates:
            return self._ask_which(state, understood)
        return self._handle(state, understood)

    def _handle(self, state: State, understood: Understood) -> Decision:
        intent = understood.intent
        if intent in _NEVER_ASKED and _asks_something(understood.text):
            intent = OUT_OF_SCOPE
        if handler := self._handlers.get(intent):
            return handler(state, understood)
        if intent in self.answers:
            return self._answer(state, understood)
        if intent in _AFTER_SMALL_TALK:
            return self.say(state, understood, self.texts(state.locale, intent), _AFTER_SMALL_TALK[intent])
        if intent in _NOTHING_OPEN:
            return self._nothing_open(state, understood)
        return self._not_yet(state, understood)

    def _answer(self, state: State, understood: Understood) -> Decision:
        """The answer to the question; to two questions asked at once, both."""
        asked = [need for need in (understood.intent, *understood.needs) if need in self.answers]
        found = [self.answers.answer(intent, state.locale) for intent in list(dict.fromkeys(asked))[:2]]
        buttons = tuple(dict.fromkeys(b for a in found for b in a.buttons if b not in asked))[:3]
        said = self.say(state, understood, "\n\n".join(a.text for a in found), buttons, misses=0)
        return replace(said, cited=tuple(a.cited for a in found))

    def _greet(self, state: State, understood: Understood) -> Decision:
        """A form begun before is offered again."""
        salam = "سلام" in understood.text or "salam" in understood.text.casefold()
        key = "greet_again" if state.greeted else "greet" if salam else "greet_hello"
        menu = ("resume_draft", *MENU) if state.drafts else MENU
        return self.say(state, understood, self.texts(state.locale, key), menu, greeted=True, misses=0)

    def _repeat(self, state: State, understood: Understood) -> Decision:
        if not state.last_text:
            return self.say(state, understood, self.texts(state.locale, "repeat_nothing"), MENU)
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
        return self.say(state, understood, self.texts(state.locale, _NOTHING_OPEN[understood.intent]), buttons)

    def _change_language(self, state: State, understood: Understood) -> Decision:
        other = asked_language(understood.text) or ("en" if state.locale == "ar" else "ar")
        state = replace(state, locale=other, language_fixed=True)
        return self.say(state, understood, self.texts(other, "language_changed"), MENU)

    def hand_over(self, state: State, understood: Understood) -> Decision:
        urgent = understood.intent == "urgent_need"
        text = self.texts(state.locale, "urgent" if urgent else "handoff_queued")
        owner = Owner("queued", understood.intent, URGENT if urgent else 0)
        return replace(self.say(state, understood, text, misses=0), owner=owner)

    def _opt(self, state: State, understood: Understood) -> Decision:
        out = understood.intent == "opt_out"
        said = self.say(state, understood, self.texts(state.locale, f"{understood.intent}_done"), misses=0)
        return replace(said, opted_out=out)

    def _ask_which(self, state: State, understood: Understood) -> Decision:
        buttons = tuple(c for c in understood.candidates if self.texts.has_button(c))
        if len(buttons) < 2:
            return self._handle(state, understood)
        return replace(self.say(state, understood, self.texts(state.locale, "ambiguous"), buttons), outcome="asked")

    def _miss(self, state: State, understood: Understood) -> Decision:
        misses = state.misses + 1
        if misses >= self._misses_before_person:
            said = self._offer_person(state, understood, "out_of_scope_again", misses)
        else:
            said = self.say(state, understood, self.texts(state.locale, "out_of_scope"), _MISSED, misses=misses)
        return replace(said, outcome="missed")

    def of_no_use(self, state: State, understood: Understood) -> Decision:
        """The answer before was none."""
        return self._offer_person(state, understood, "of_no_use", state.misses + 1)

    def _offer_person(self, state: State, understood: Understood, key: str, misses: int) -> Decision:
        text, buttons = self.texts(state.locale, key), ("request_human", "help")
        return self.say(state, understood, text, buttons, offer="request_human", misses=misses)

    def _not_yet(self, state: State, understood: Understood) -> Decision:
        """A service that staff give for now: says so and offers a person."""
        text = self.texts(state.locale, "not_yet")
        buttons = ("request_human", "faq_how_to_apply")
        return self.say(state, understood, text, buttons, offer="request_human", misses=0)

    def say(
        self,
        state: State,
        understood: Understood | None,
        text: str,
        buttons: tuple[str, ...] = (),
        *,
        offer: str | None = None,
        **changes: object,
    ) -> Decision:
        """The one place where such a reply is made: a greeting in the message is answered before the rest."""
        if understood and "greet" in understood.needs and understood.intent != "greet" and not state.greeted:
            text, changes = f"{self.texts(state.locale, 'greet_back')}\n\n{text}", changes | {"greeted": True}
        choices = tuple(Choice(self.texts.button(state.locale, b), INTENT_PAYLOAD + b) for b in buttons)
        reply = Reply(text, choices, offer)
        return Decision(spoken(state, reply, **changes), reply, intent=understood.intent if understood else None)
