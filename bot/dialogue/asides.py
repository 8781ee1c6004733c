"""What is said aside while something short is asked (a number, a code, a rating): answered, and asked again. Pure."""

from dataclasses import replace

from bot.dialogue.answers import Answers, Texts
from bot.dialogue.forms import hearing
from bot.dialogue.forms.moment import SURE
from bot.dialogue.state import Decision, Reply, State, spoken
from bot.dialogue.understood import Understood
from nlu.interpreter import OUT_OF_SCOPE

_STAYS = frozenset({OUT_OF_SCOPE, "affirm", "deny", "repeat", "help", "thank", "chitchat", "greet", "correct_field"})
_KNOWN_QUESTION = 0.5


class Asides:
    def __init__(self, texts: Texts, answers: Answers) -> None:
        self._texts, self._answers = texts, answers

    def decide(self, state: State, said: Understood) -> Decision | None:
        """The same question again, after an answer or a word of help; None for a wish that leads elsewhere."""
        heard = said.heard
        if said.certain and heard.name not in self._answers:
            return None
        if heard.name in self._answers and heard.confidence >= _KNOWN_QUESTION:
            answer = self._answers.answer(heard.name, state.locale)
            return replace(self._again(state, answer.text), cited=(answer.cited,))
        if heard.name not in _STAYS and heard.confidence >= SURE:
            return None
        if hearing.question_shaped(said.text):
            return replace(self._again(state, self._texts(state.locale, "out_of_scope")), outcome="missed")
        return self._again(state, self._texts(state.locale, f"aside_{state.asks}"))

    def _again(self, state: State, lead: str) -> Decision:
        """The open question stays as it was; its own words come last."""
        asked = self._texts(state.locale, f"asking_{state.asks}")
        reply = Reply(f"{lead}\n\n{asked}", state.choices, asks=state.asks)
        return Decision(spoken(state, reply), reply)
