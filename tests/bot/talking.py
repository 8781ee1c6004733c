"""A person talking to the dialogue, and the smallest interpreter that a talk needs. For tests."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.dialogue.answers import Answers, Texts
from bot.dialogue.decide import Dialogue
from bot.dialogue.effects import Submission
from bot.dialogue.forms.loading import load_forms
from bot.dialogue.state import Decision, Reply, State
from bot.dialogue.understood import Understood
from nlu.interpreter import OUT_OF_SCOPE, Intent, Interpretation

BOT = Path(__file__).parents[2] / "bot"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REFERENCE = "MD-2026-7K3QXA"

# What the fake engine hears: the first phrase that stands in the text.
PHRASES = {
    "أطلب خدمة": "start_service_request", "طلب خدمة": "start_service_request", "طلب دعم": "start_support_request",
    "service request": "start_service_request", "على مشروع": "apply_project", "شكوى": "file_complaint",
    "اتصلوا": "request_callback", "اقتراح": "suggest", "أتظلم": "appeal_decision", "بياناتي": "erase_my_data",
    "يقرر": "faq_who_decides", "كم ياخذ": "faq_decision_time", "مدة الرد": "faq_decision_time",
    "موظف": "request_human", "خطر": "urgent_need", "السلام عليكم": "greet", "شكرا": "thank",
    "English": "change_language",
    "حالة طلبي": "request_status", "أقيم": "rate_service", "أسحب": "withdraw_request", "أرفق": "add_documents",
    "أعدل طلبي": "update_request", "أكمل طلبي": "resume_draft",
}  # fmt: skip


def interpreted(text: str, intent: str | None = None, confidence: float = 0.9) -> Understood:
    """A text as an engine that knows PHRASES would understand it."""
    name = intent or next((name for phrase, name in PHRASES.items() if phrase in text), OUT_OF_SCOPE)
    heard = Intent(name, confidence)
    needs = (name, "greet") if "السلام عليكم" in text and name != "greet" else (name,)
    language = "ar" if re.search(r"[\u0621-\u064a]", text) else "en"
    return Understood.from_interpretation(Interpretation(text, heard, (heard,), language=language, needs=needs))


def organisation(**configured: Any) -> Mapping[str, Any]:
    config = yaml.safe_load((BOT.parent / "config.yml").read_text(encoding="utf-8"))
    return {**config["organisation"], **configured}


def dialogue(**configured: Any) -> Dialogue:
    """The shipped dialogue; `configured` changes what the association says of itself."""
    org = organisation(**configured)
    texts = Texts.load(BOT / "texts")
    return Dialogue(texts, Answers.load(BOT / "knowledge", org, texts), load_forms(BOT / "forms", org))


@cache
def shipped() -> Dialogue:
    """The dialogue with nothing configured, made once: it holds no state."""
    return dialogue()


@dataclass
class Visitor:
    """Talks; every state goes through JSON, as it does between messages. Requests are created at once."""

    dialogue: Dialogue = field(default_factory=shipped)
    state: State = field(default_factory=State)
    around: dict[str, Any] = field(default_factory=dict)
    now: datetime = NOW
    submissions: list[Submission] = field(default_factory=list)
    last: Decision | None = None

    def say(self, text: str, intent: str | None = None, confidence: float = 0.9) -> Reply:
        return self.hear(interpreted(text, intent, confidence))

    def press(self, title: str) -> Reply:
        """The button whose title matches."""
        choice = next(c for c in self.state.choices if re.search(title, c.title))
        return self.hear(Understood.from_choice(choice.payload, choice.title))

    def send_files(self, *ids: str) -> Reply:
        return self.hear(Understood.from_files(ids))

    def hear(self, understood: Understood) -> Reply:
        self.state = State.from_json(json.loads(json.dumps(self.state.to_json())))
        decision = self.dialogue.decide(self.state, understood, now=self.now, **self.around)
        self.last = decision
        if decision.submit is not None:
            self.submissions.append(decision.submit)
            decision = self.dialogue.submitted(decision.state, decision.submit, REFERENCE, self.today)
        self.state = decision.state
        assert decision.reply is not None
        return decision.reply

    @property
    def today(self) -> date:
        return self.now.date()

    def answer(self, answers: Mapping[str, str | dict[str, str]], limit: int = 40) -> Reply:
        """Answers whatever is asked until nothing is; a {"button": …} is pressed."""
        reply = Reply(self.state.last_text, self.state.choices, asks=self.state.asks)
        while reply.asks and limit:
            limit -= 1
            given = answers[reply.asks]
            reply = self.press(given["button"]) if isinstance(given, dict) else self.say(given)
        return reply
