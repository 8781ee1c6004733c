"""The decision: what one message leads to. Pure: (state, what was understood) -> what to say and what changes.

This is the door. Behind it stand the forms (`forms`), talk about existing requests (`requests`), ratings (`rating`) and
ordinary talk (`talk`); whatever is open hears a message first.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.dialogue import danger, elsewhere, rating, requests
from bot.dialogue.answers import Answers, Texts
from bot.dialogue.asides import Asides
from bot.dialogue.calendars import both, earliest_decision
from bot.dialogue.discontent import answer_was_none
from bot.dialogue.effects import Submission
from bot.dialogue.elsewhere import Elsewhere
from bot.dialogue.forms import drafts, hearing
from bot.dialogue.forms.definition import CONFIRM, Form
from bot.dialogue.forms.drafts import Drafts
from bot.dialogue.forms.engine import FormEngine
from bot.dialogue.forms.filling import Filling
from bot.dialogue.forms.interruptions import Exits
from bot.dialogue.forms.moment import Around
from bot.dialogue.forms.steps import without
from bot.dialogue.forms.values import Extract
from bot.dialogue.forms.wording import FORM_PAYLOAD
from bot.dialogue.masking import masked
from bot.dialogue.rating import Ratings
from bot.dialogue.refusals import by_their_word
from bot.dialogue.requests import Requests
from bot.dialogue.state import Choice, Decision, Reply, State, spoken
from bot.dialogue.talk import HANDOFF_FROM_MISSES, MENU, URGENT, Talk
from bot.dialogue.understood import INTENT_PAYLOAD, Understood
from nlu.arabic import normalise
from nlu.entities import extract as extract_entities
from nlu.interpreter import OUT_OF_SCOPE

__all__ = ["HANDOFF_FROM_MISSES", "INTENT_PAYLOAD", "MENU", "URGENT", "Around", "Dialogue", "Understood"]

RATE = "rate_service"
REOPENED = "reopened"  # the reason of such a call for a person
REOPENS_WITHIN = timedelta(hours=24)
_HEARD_ANYWAY = frozenset({"request_human", "urgent_need", "repeat"})
# A right like erasure, without an intent of its own.
_COPY_OF_DATA = re.compile(r"نسخه? (?:كامله )?(?:من|عن) (?:كل |جميع )?(?:ال)?بيانات|copy of (?:all )?my data")


class Dialogue:
    """Decides. Holds the sentences, the answers and the forms, and no other state.

    `requests`, `ratings`: what the turn answers their effects with.
    """

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
        self._given = (forms, extract, misses_before_person)
        self._talk = Talk(texts, answers, misses_before_person)
        self._leading_out = frozenset({*requests.INTENTS, RATE})
        exits = Exits(lambda state, said, _: self._talk.hand_over(state, said), self._leave_form, self._leading_out)
        self.forms = FormEngine(forms, texts, answers, extract, exits)
        asides = Asides(texts, answers)
        self._drafts = Drafts(self.forms, texts)
        self.requests = Requests(self.forms, texts, asides, extract)
        self.ratings = Ratings(texts, asides, extract)
        self.elsewhere = Elsewhere(texts, asides, extract, self.forms.by_intent)

    def decide(
        self,
        state: State,
        understood: Understood,
        owner: str = "bot",
        *,
        now: datetime,
        sensitive_in_chat: bool = True,
        accept_typed: bool = True,
        event: str = "",
    ) -> Decision:
        """What a message leads to.

        `owner` is the conversation's: while it is queued for a person, misses do not offer one again. For the others
        see `Around`.
        """
        around = Around(now, sensitive_in_chat, accept_typed, event)
        if danger.beyond_doubt(understood.text) and not understood.payload:
            understood = understood.surely("urgent_need")
        decision = self._decide(state, understood, owner, around)
        hidden = masked(understood.text)
        return replace(decision, masked=hidden) if hidden != understood.text else decision

    def answering(self, answers: Answers) -> "Dialogue":
        """The same with other answers, to try them out."""
        forms, extract, misses = self._given
        return Dialogue(self.texts, answers, forms, extract=extract, misses_before_person=misses)

    def say(self, state: State, key: str, buttons: tuple[str, ...] = (), *, offer: str | None = None) -> Decision:
        """One of our own sentences, with buttons for intents. What is open stays open, and is asked again after it."""
        text = self.texts(state.locale, key)
        if state.asks is None:
            return self._talk.say(state, None, text, buttons, offer=offer)
        asked = self.forms.question(state) or self.texts(state.locale, f"asking_{state.asks}")
        reply = Reply(f"{text}\n\n{asked}", state.choices, asks=state.asks)
        return Decision(spoken(state, reply), reply)

    def received(self, state: State) -> Decision:
        """Something without words, from a person who waits in the queue."""
        return replace(self.say(state, "handoff_received"), outcome="staff")

    def submitted(self, state: State, submission: Submission, reference: str, today: date) -> Decision:
        """The request exists: its number, who studies it, and the earliest day of an answer in both calendars."""
        form = self.forms.forms[submission.form]
        earliest = both(earliest_decision(today), state.locale)
        reply = Reply(form.sent[state.locale].format(reference=reference, earliest=earliest))
        return Decision(spoken(without(state, form.name), reply, misses=0), reply)

    def not_sent(self, state: State) -> Decision:
        """The request could not be created: nothing is lost, and the same button tries again."""
        choice = Choice(self.texts(state.locale, "choice_send"), f"{FORM_PAYLOAD}send")
        reply = Reply(self.texts(state.locale, "form_not_sent"), (choice,), asks=CONFIRM)
        return Decision(spoken(state, reply), reply)

    def provide(
        self, state: State, values: Mapping[str, Any], now: datetime, *, sensitive_in_chat: bool = False
    ) -> Decision | None:
        """Values from the one-time page, checked by `forms.check`; the form goes on. None where none is open."""
        return self.forms.provide(state, values, Around(now, sensitive_in_chat))

    def adopt(self, state: State, found: Sequence[Filling], around: Around) -> Decision | None:
        """Drafts from the person's other channels, after verification: theirs to continue here."""
        drafts = {filling.form: filling for filling in found}
        return self._drafts.resume(replace(state, flow=None, drafts={**drafts, **state.drafts}), around)

    def moved_away(self, state: State, form: str) -> Decision:
        """A form that goes on elsewhere by now is closed here, unsent."""
        return self.elsewhere.moved(without(state, form))

    def proven(self, state: State) -> Decision | None:
        """The channel has just proven the person's own phone: what waited for that goes on. None: nothing did."""
        return self.requests.proven(state) or self.elsewhere.proven(state)

    def resume_interrupted(self, state: State, around: Around) -> Decision | None:
        """The form that a call for a person broke off goes on; None where there was none."""
        draft = state.drafts.get(state.interrupted or "")
        if draft is None or draft.form not in self.forms.forms:
            return None
        return self.forms.resume(replace(state, flow=None, interrupted=None), draft, around)

    # --- who hears first

    def _decide(self, state: State, understood: Understood, owner: str, around: Around) -> Decision:
        if state.form is not None:
            return self.forms.decide(state, understood, around)
        understood = by_their_word(understood)
        if understood.intent != "change_language":
            state = self._language(state, understood)
        decision = (
            self._pressed(state, understood, around)
            or self._in_flow(state, understood, owner, around)
            or self._for_a_colleague(replace(state, flow=None), understood, owner)
            or self._opened(replace(state, flow=None), understood, around)
            or self._of_no_use(replace(state, flow=None), understood)
            or self._reopened(replace(state, flow=None), understood, owner, around)
            or self._talk.decide(replace(state, flow=None), understood, owner)
        )
        return replace(decision, intent=decision.intent or understood.intent)

    def _for_a_colleague(self, state: State, understood: Understood, owner: str) -> Decision | None:
        """A file that comes in the queue is for whoever takes over, unless a question or a call stands beside it."""
        if owner != "queued" or not understood.attachments or understood.intent in _HEARD_ANYWAY:
            return None
        if hearing.marked_as_question(understood.text):
            return None
        return replace(self.received(state), intent=OUT_OF_SCOPE)

    def _reopened(self, state: State, understood: Understood, owner: str, around: Around) -> Decision | None:
        """What is not understood soon after a colleague has ended the conversation is meant for them."""
        if owner != "bot" or understood.intent != OUT_OF_SCOPE or understood.candidates or state.served_at is None:
            return None
        if around.now - datetime.fromisoformat(state.served_at) > REOPENS_WITHIN:
            return None
        called = self._talk.hand_over(replace(state, served_at=None), replace(understood, intent=REOPENED))
        return replace(called, intent=OUT_OF_SCOPE)

    def _pressed(self, state: State, understood: Understood, around: Around) -> Decision | None:
        """A button of a draft, a request or a rating; an old one that means nothing any more says so."""
        payload = understood.payload or ""
        if not payload or payload.startswith(INTENT_PAYLOAD):
            return None
        pressed = None
        if payload.startswith(FORM_PAYLOAD):
            pressed = self._drafts.pressed(state, payload, understood, around) or self._moved(state)
        elif payload.startswith(elsewhere.PAYLOAD):
            pressed = self.elsewhere.pressed(state, payload)
        elif payload.startswith(requests.PAYLOAD):
            pressed = self.requests.pressed(state, payload, around)
        elif payload.startswith(rating.PAYLOAD):
            pressed = self.ratings.pressed(state, payload)
        return pressed or self.say(state, "choice_invalid")

    def _moved(self, state: State) -> Decision | None:
        """A button of the form that went elsewhere."""
        gone = state.flow is not None and state.flow["name"] == elsewhere.MOVED
        return self.elsewhere.moved(state) if gone else None

    def _in_flow(self, state: State, understood: Understood, owner: str, around: Around) -> Decision | None:
        """A short conversation that is open: a status, a rating, a draft offered."""
        flow = state.flow["name"] if state.flow else None
        if flow == drafts.FLOW:
            return self._drafts.decide(state, understood, around)
        if flow == requests.FLOW:
            return self.requests.decide(state, understood, around)
        if flow == elsewhere.FLOW:
            return self.elsewhere.decide(state, understood, around)
        if flow == elsewhere.MOVED:
            return self.elsewhere.after_move(state, understood)
        return self._rating(state, understood, owner, around) if flow == rating.FLOW else None

    def _rating(self, state: State, understood: Understood, owner: str, around: Around) -> Decision | None:
        """Whoever answers the question how it was with something else may not have been served at all."""
        decided = self.ratings.decide(state, understood, around)
        unread = decided is not None and decided.rating is None and decided.state.flow is not None
        reopened = self._reopened(replace(state, flow=None), understood, owner, around) if unread else None
        return reopened or decided

    def _opened(self, state: State, understood: Understood, around: Around) -> Decision | None:
        """What opens a form, resumes one, or speaks of an existing request."""
        if self.requests.number_alone(understood, around):
            understood = understood.surely("request_status")
        if understood.candidates:
            return None
        intent = state.offer if understood.intent == "affirm" else understood.intent
        if intent == "correct_field":  # with nothing open, a wish that stands beside it is meant
            intent = next((need for need in understood.needs if need in self.forms.by_intent), intent)
        if _COPY_OF_DATA.search(normalise(understood.text)):
            intent = "erase_my_data"
        if intent == OUT_OF_SCOPE and self.requests.named(understood, around):  # a number alone asks how it stands
            intent = "request_status"
        if intent == "resume_draft" or (state.drafts and hearing.command(understood.text) == "resume"):
            return self._drafts.resume(state, around) or self.elsewhere.begin(state)
        if form := self.forms.by_intent.get(intent or ""):
            return self._drafts.start(state, form, understood, around)
        if intent in requests.INTENTS:
            return self.requests.begin(state, intent, understood, around)
        return self.ratings.begin(state, understood, around) if intent == RATE else None

    def _of_no_use(self, state: State, understood: Understood) -> Decision | None:
        """Said of the answer before; who calls for a person besides is put through to one."""
        if understood.payload or understood.intent in _HEARD_ANYWAY or not answer_was_none(understood.text):
            return None
        return self._talk.of_no_use(state, understood)

    def _leave_form(self, state: State, understood: Understood, around: Around) -> Decision:
        """Something that leads out of a form; the form was put aside before."""
        return self._decide(replace(state, form=None), understood, "bot", around)

    def _language(self, state: State, understood: Understood) -> State:
        """A talk goes on in its language: «ok» and a request's number are of every language."""
        if understood.language in (None, state.locale) or state.language_fixed:
            return state
        if state.last_text and (hearing.confirmed(understood.text) is not None or hearing.command(understood.text)):
            return state
        return replace(state, locale=str(understood.language))
