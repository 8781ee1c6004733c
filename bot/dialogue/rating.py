"""Satisfaction: a rating from 1 to 5 by buttons, words, stars or digits, then a comment for those who like. Pure.

The rating is kept as soon as it is given; a comment joins it later. Whether one thing was rated before, the turn knows.
"""

import re
from dataclasses import replace
from typing import Any

from bot.dialogue.answers import Texts
from bot.dialogue.asides import Asides
from bot.dialogue.effects import Rating
from bot.dialogue.forms import hearing
from bot.dialogue.forms.moment import SURE, Around
from bot.dialogue.forms.values import Extract
from bot.dialogue.state import Choice, Decision, Reply, State, spoken
from bot.dialogue.understood import Understood
from nlu.arabic import normalise

FLOW = "rating"
PAYLOAD = "r:"
SCORES = range(1, 6)
LOW = 2
LONGEST_COMMENT = 2000
_NOTHING_TO_ADD = frozenset({"thank", "deny", "goodbye", "affirm"})
_SHORT = 4

_SPOKEN = {
    1: "زفت|سيء جدا|سيئه جدا|سيئ جدا|اسوا شي|اسوا خدمه|فاشل|فاشله|تعبانه|تعيسه|terrible|awful|very bad",
    2: "مو زين|مو زينه|مب زين|مو حلو|مو حلوه|مو كويس|مو كويسه|ضعيف|bad|poor",
    3: "نص نص|عادي|عاديه|لا باس|لا باس بها|متوسط|متوسطه|يعني|ماشي الحال|ok|okay|average",
    4: "كويس|كويسه|زين|زينه|حلو|حلوه|طيب|طيبه|جيد جدا|جيده جدا|تمام|good|very good",
    5: "رائع|رائعه|روعه|مره حلو|مره حلوه|مره زين|مره كويس|مره كويسه|ممتاز جدا|الف شكر|بطله|خرافه|great|perfect|amazing",
}
_BY_WORDS = {hearing.folded(said): score for score, line in _SPOKEN.items() for said in line.split("|")}
_OF_TEN = re.compile(r"(?<!\d)(10|[1-9]) ?(?:/|من|out of) ?(?:10|عشره)(?!\d)")


def _spoken(text: str) -> int | None:
    """What people say of a service instead of a number, and marks out of ten."""
    if of_ten := _OF_TEN.search(normalise(text)):
        return (int(of_ten[1]) + 1) // 2
    return _BY_WORDS.get(hearing.folded(text))


class Ratings:
    def __init__(self, texts: Texts, asides: Asides, extract: Extract) -> None:
        self._texts, self._asides, self._extract = texts, asides, extract

    def ask(self, state: State, subject: str | None = None) -> Decision:
        """Asked by the person, or by us when something has ended; `subject` is what is rated."""
        choices = tuple(Choice(self._texts(state.locale, f"rating_{n}"), f"{PAYLOAD}{n}") for n in SCORES)
        text = self._texts(state.locale, "rating_ask")
        return self._say(state, Reply(text, choices, asks="rating"), subject=subject, step="rating")

    def already(self, state: State) -> Decision:
        """This was rated before."""
        reply = Reply(self._texts(state.locale, "rating_already"))
        return Decision(spoken(replace(state, flow=None), reply), reply)

    def begin(self, state: State, said: Understood, around: Around) -> Decision:
        """A wish to rate may bring the rating along: «أقيّمكم ٥ نجوم»."""
        score = None if said.payload else self._score(said.text, around, None)
        asked = self.ask(state)
        return self._rated(asked.state, score) if score else asked

    def decide(self, state: State, said: Understood, around: Around) -> Decision | None:
        flow = state.flow or {}
        if hearing.command(said.text) in ("cancel", "later"):
            return self._thanks(state)
        if flow.get("step") == "comment":
            return self._comment(state, said)
        score = self._score(said.text, around, "rating") or _spoken(said.text) or self._titled(state, said.text)
        if score:
            return self._rated(state, score)
        return self._thanks(state) if hearing.command(said.text) == "skip" else self._asides.decide(state, said)

    def pressed(self, state: State, payload: str) -> Decision | None:
        value = payload.removeprefix(PAYLOAD)
        step = (state.flow or {}).get("step")
        if value == "skip" and step == "comment":
            return self._thanks(state)
        if value.isdecimal() and int(value) in SCORES and step in ("rating", "comment"):
            return self._rated(state, int(value))
        return None

    def _score(self, text: str, around: Around, expects: str | None) -> int | None:
        found = [e.value for e in self._extract(text, now=around.now, expects=expects) if e.entity == "rating"]
        return int(found[0]) if found else None

    def _titled(self, state: State, text: str) -> int | None:
        """«ممتازة» or «ممتاز»: the word on a button."""
        said = hearing.folded(text).split()
        stems = [hearing.folded(self._texts(state.locale, f"rating_{n}")).split()[-1].rstrip("ه") for n in SCORES]
        named = [score for score, stem in zip(SCORES, stems, strict=True) if any(w.startswith(stem) for w in said)]
        return named[0] if len(named) == 1 else None

    def _rated(self, state: State, score: int) -> Decision:
        """Kept at once; a low one is asked about with regret."""
        subject = (state.flow or {}).get("subject")
        text = self._texts(state.locale, "rating_why" if score <= LOW else "rating_comment")
        skip = Choice(self._texts(state.locale, "choice_skip"), f"{PAYLOAD}skip")
        said = self._say(state, Reply(text, (skip,), asks="comment"), subject=subject, step="comment", score=score)
        return replace(said, rating=Rating(score, None, subject))

    def _comment(self, state: State, said: Understood) -> Decision | None:
        """Any words are the comment, but for thanks, a plain no, a question we know, and a call for a person."""
        heard, text = said.heard, said.text.strip()
        short = len(text.split()) <= _SHORT
        if hearing.command(text) == "skip" or (short and heard.name in _NOTHING_TO_ADD and heard.confidence >= SURE):
            return self._thanks(state)
        if said.certain or (heard.name in ("request_human", "urgent_need") and heard.confidence >= SURE):
            return None
        if hearing.question_shaped(text) and heard.confidence >= SURE:
            return self._asides.decide(state, said)
        flow: Any = state.flow or {}
        rating = Rating(int(flow["score"]), text[:LONGEST_COMMENT], flow.get("subject"))
        return replace(self._thanks(state), rating=rating)

    def _thanks(self, state: State) -> Decision:
        reply = Reply(self._texts(state.locale, "rating_thanks"))
        return Decision(spoken(replace(state, flow=None), reply, misses=0), reply)

    def _say(self, state: State, reply: Reply, **flow: object) -> Decision:
        return Decision(spoken(replace(state, flow={"name": FLOW, **flow}), reply, misses=0), reply)
