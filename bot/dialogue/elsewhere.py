"""A form begun on another channel: whoever proves the phone in it goes on with it here. Pure.

Nothing is told before that: the words are the same whether anything was begun under a phone or not. There is one living
copy: where it was begun, it is closed.
"""

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from bot.dialogue.answers import Texts
from bot.dialogue.asides import Asides
from bot.dialogue.effects import DraftSearch
from bot.dialogue.forms import hearing
from bot.dialogue.forms.moment import Around
from bot.dialogue.forms.values import Extract
from bot.dialogue.state import Choice, Decision, Reply, State, spoken
from bot.dialogue.understood import INTENT_PAYLOAD, Understood
from nlu.arabic import normalise
from nlu.interpreter import OUT_OF_SCOPE

FLOW, MOVED = "elsewhere", "moved"
PAYLOAD = "e:"
_PHONE, _CODE = "phone", "code"
_DIGITS = re.compile(r"(?<!\d)\d(?:[ -]?\d){3,7}(?!\d)")
_BEGIN = ("start_service_request", "start_support_request")
_MEANT_FOR_THE_FORM = frozenset({OUT_OF_SCOPE, "affirm", "deny", "correct_field", "cancel", "repeat"})


class Elsewhere:
    """Asks for the phone and the code; what is found, `Dialogue.adopt` goes on with. `opening`: intents of forms."""

    def __init__(self, texts: Texts, asides: Asides, extract: Extract, opening: Collection[str]) -> None:
        self._texts, self._asides, self._extract, self._opening = texts, asides, extract, opening

    def begin(self, state: State) -> Decision:
        """Nothing is unfinished here: what the person is verified for is looked for, else the phone is asked."""
        asked = self._ask_phone(state, self._texts(state.locale, "elsewhere_ask"), self._anew(state))
        return replace(asked, search=DraftSearch())

    def decide(self, state: State, said: Understood, around: Around) -> Decision | None:
        """The next step; None where the message leads out."""
        if hearing.command(said.text) in ("cancel", "later", "skip") or hearing.confirmed(said.text) is False:
            return self._end(state, "deny_nothing_open")
        step = self._code if _flow(state, "step") == _CODE else self._phone
        found = self._extract(said.text, now=around.now, expects="mobile")
        if any(e.entity == "reference" for e in found):
            return None
        return step(state, said, [e.value for e in found if e.entity == "mobile"]) or self._asides.decide(state, said)

    def pressed(self, state: State, payload: str) -> Decision | None:
        """«لم يصلني الرمز»."""
        resend = payload == f"{PAYLOAD}resend" and _flow(state, "step") == _CODE
        return self._search(state, _flow(state, "phone")) if resend else None

    def _phone(self, state: State, said: Understood, phones: list[Any]) -> Decision | None:
        if phones:
            return self._search(state, str(phones[0]))
        if any(char.isdecimal() for char in said.text):
            problem, asked = self._texts(state.locale, "problem_mobile"), self._texts(state.locale, "aside_mobile")
            return self._ask_phone(state, f"{problem}\n\n{asked}", self._anew(state))
        return None

    def _code(self, state: State, said: Understood, phones: list[Any]) -> Decision | None:
        """A code, or another phone after all."""
        if phones:
            return self._search(state, str(phones[0]))
        code = _DIGITS.search(normalise(said.text))
        if code is None:
            return None
        search = DraftSearch(_flow(state, "phone"), re.sub(r"\D", "", code.group()))
        return replace(self._ask_code(state, "request_wrong_code", search.phone or ""), search=search)

    # --- what the turn found out

    def prove(self, state: State, phone: str) -> Decision:
        """A code is on its way if something was begun under this phone: said in the same words either way."""
        return self._ask_code(state, "elsewhere_prove", phone)

    def not_proven(self, state: State) -> Decision:
        """Nothing may be told."""
        return self._end(state, "elsewhere_not_proven", self._anew(state))

    def nothing(self, state: State) -> Decision:
        """The phone is proven, and nothing was begun under it."""
        return self._end(state, "elsewhere_nothing", self._anew(state))

    def proven(self, state: State) -> Decision | None:
        """The channel itself proved the phone, while it was asked for."""
        return self.begin(state) if _flow(state, "name") == FLOW else None

    # --- where it was begun

    def moved(self, state: State) -> Decision:
        """It goes on in another conversation."""
        return self._end(state, "draft_moved")

    def after_move(self, state: State, said: Understood) -> Decision | None:
        """What was meant for the form is told where it went; anything else is heard as ever.

        A need told once more («أحتاج جهاز حاسب») opens no second form.
        """
        meant = said.heard.name in _MEANT_FOR_THE_FORM or said.heard.name in self._opening
        return self.moved(state) if meant and not said.certain else None

    # --- replies

    def _search(self, state: State, phone: str) -> Decision:
        return replace(self.not_proven(state), search=DraftSearch(phone))

    def _ask_phone(self, state: State, text: str, choices: tuple[Choice, ...]) -> Decision:
        reply = Reply(text, choices, asks="mobile", ask_phone=True)
        return Decision(spoken(replace(state, flow={"name": FLOW, "step": _PHONE}), reply, misses=0), reply)

    def _ask_code(self, state: State, key: str, phone: str) -> Decision:
        reply = Reply(self._texts(state.locale, key), (self._resend(state),), asks="otp")
        flow = {"name": FLOW, "step": _CODE, "phone": phone}
        return Decision(spoken(replace(state, flow=flow), reply, misses=0), reply)

    def _end(self, state: State, key: str, choices: tuple[Choice, ...] = ()) -> Decision:
        reply = Reply(self._texts(state.locale, key), choices)
        return Decision(spoken(replace(state, flow=None), reply, misses=0), reply)

    def _resend(self, state: State) -> Choice:
        return Choice(self._texts(state.locale, "choice_resend"), f"{PAYLOAD}resend")

    def _anew(self, state: State) -> tuple[Choice, ...]:
        return tuple(Choice(self._texts.button(state.locale, i), INTENT_PAYLOAD + i) for i in _BEGIN)


def _flow(state: State, name: str) -> str:
    return str((state.flow or {}).get(name) or "")
