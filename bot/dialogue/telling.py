"""What is said about requests that exist. Pure; the words are the same whether an unproven request exists or not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.dialogue.answers import Texts
from bot.dialogue.calendars import both
from bot.dialogue.effects import ADD_DOCUMENTS, APPEAL, STATUS, UPDATE, WITHDRAW, Lookup, Summary
from bot.dialogue.forms.definition import Form
from bot.dialogue.state import Choice, Decision, Reply, State, spoken
from bot.dialogue.understood import INTENT_PAYLOAD
from storage.requests.statuses import DESK_TYPES

FLOW = "request"
PAYLOAD = "q:"
INTENTS = {
    "request_status": STATUS,
    "add_documents": ADD_DOCUMENTS,
    "update_request": UPDATE,
    "withdraw_request": WITHDRAW,
    "appeal_decision": APPEAL,
}
ACTIONS = tuple(INTENTS.values())
REFERENCE, CODE, CHOOSE, WITHDRAWAL, FILES, FIELD = "reference", "otp", "choose", "withdraw", "files", "field"
_BUTTON_OF = {action: intent for intent, action in INTENTS.items()}
_UNDECIDED = ("submitted", "verifying", "incomplete", "under_review")
_LONGEST_LIST = 10


class Telling:
    def __init__(self, texts: Texts, forms: Mapping[str, Form]) -> None:
        self._texts, self._forms = texts, forms

    # --- replies

    def ask_reference(self, state: State, action: str, lead: str = "") -> Decision:
        asked = self._texts(state.locale, "request_ask_reference")
        text = f"{lead}\n\n{asked}" if lead else asked
        return self.step(state, text, (self.person(state),), "reference", step=REFERENCE, action=action)

    def ask_which(self, state: State, action: str, own: Sequence[Summary]) -> Decision:
        """A short list of the person's own requests."""
        shown = own[:_LONGEST_LIST]
        choices = tuple(Choice(s.reference, f"{PAYLOAD}ref:{s.reference}") for s in shown)
        lines = [self._texts(state.locale, "request_line", **self._named(s, state.locale)) for s in shown]
        text = "\n".join([self._texts(state.locale, "request_which"), *lines])
        return self.step(state, text, choices, "reference", step=CHOOSE, action=action)

    def ask_code(self, state: State, lookup: Lookup) -> Decision:
        choices = self.choice(state, "resend", "resend"), self.person(state)
        text = self._texts(state.locale, "request_prove")
        reference = lookup.reference or ""
        asked = self.step(state, text, choices, "otp", step=CODE, action=lookup.action, reference=reference)
        assert asked.reply is not None
        return replace(asked, reply=replace(asked.reply, ask_phone=True))

    def ask_code_after(self, made: Decision, lookup: Lookup) -> Decision:
        assert made.reply is not None
        asked = self.ask_code(made.state, lookup)
        assert asked.reply is not None
        text = f"{made.reply.text}\n\n{self._texts(made.state.locale, 'request_verify')}"
        reply = replace(asked.reply, text=text)
        return replace(asked, state=spoken(asked.state, reply), reply=reply)

    def wrong_code(self, state: State) -> Decision:
        choices = self.choice(state, "resend", "resend"), self.person(state)
        reply = Reply(self._texts(state.locale, "request_wrong_code"), choices, asks="otp")
        return Decision(spoken(state, reply), reply)

    def not_shared(self, state: State) -> Decision:
        reply = Reply(self._texts(state.locale, "request_not_shared"), (self.person(state),), offer="request_human")
        return Decision(spoken(replace(state, flow=None), reply), reply)

    def tell(self, state: State, summary: Summary) -> Decision:
        """The stage, and buttons for what its owner may do now."""
        choices = tuple(self._action(a, summary, state.locale) for a in ACTIONS if a != STATUS and a in summary.may)
        reply = Reply(self.stage_of(summary, state.locale), choices)
        return Decision(spoken(replace(state, flow=None), reply, misses=0), reply)

    def not_now(self, state: State, summary: Summary) -> Decision:
        return self.end(state, "request_not_now", **self._named(summary, state.locale))

    def end(self, state: State, key: str, **values: object) -> Decision:
        reply = Reply(self._texts(state.locale, key, **values))
        return Decision(spoken(replace(state, flow=None), reply, misses=0), reply)

    def step(self, state: State, text: str, choices: tuple[Choice, ...], asks: str, **flow: str) -> Decision:
        """Asks, and remembers what for."""
        reply = Reply(text, choices, asks=asks)
        return Decision(spoken(replace(state, flow={"name": FLOW, **flow}), reply, misses=0), reply)

    # --- words

    def stage_of(self, summary: Summary, locale: str) -> str:
        """A request in human words: its stage, since when, what comes next, the earliest day of an answer."""
        named = self._named(summary, locale)
        lines = [
            self._texts(locale, "request_head", **named),
            self._texts(locale, "request_stage", since=both(summary.since, locale), **named),
            self._texts(locale, self._next(summary)),
        ]
        if summary.earliest and summary.status in _UNDECIDED:
            lines.append(self._texts(locale, "request_earliest", earliest=both(summary.earliest, locale)))
        if summary.message:
            lines.append(self._texts(locale, "request_message", message=summary.message))
        return "\n".join(lines)

    def _next(self, summary: Summary) -> str:
        """What comes next is not the same for what the committee never sees."""
        keys = (f"next_{summary.status}_{summary.type}", f"next_{summary.status}_desk")
        desk = summary.type in DESK_TYPES
        return next((key for key in keys if desk and key in self._texts), f"next_{summary.status}")

    def choice(self, state: State, key: str, payload: str) -> Choice:
        return Choice(self._texts(state.locale, f"choice_{key}"), PAYLOAD + payload)

    def person(self, state: State) -> Choice:
        return Choice(self._texts.button(state.locale, "request_human"), f"{INTENT_PAYLOAD}request_human")

    def _action(self, action: str, summary: Summary, locale: str) -> Choice:
        missing = action == UPDATE and summary.missing
        title = self._texts(locale, "choice_complete") if missing else self._texts.button(locale, _BUTTON_OF[action])
        return Choice(title, f"{PAYLOAD}do:{action}:{summary.reference}")

    def _named(self, summary: Summary, locale: str) -> dict[str, str]:
        form = self._forms.get(summary.type)
        title = form.title[locale] if form else summary.type
        return {
            "reference": summary.reference,
            "title": title,
            "stage": self._texts(locale, f"status_{summary.status}"),
        }
