"""What the assistant says and understands now, in this process, kept up with what staff published.

The database holds the truth; `Library.run` compares its revisions with those last acted on: at once on a hint, and
every few seconds in any case.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from string import Formatter

from bot.corpora import Corpora
from bot.dialogue.answers import LOCALES, Answers, BadKnowledge, Published
from bot.dialogue.decide import Dialogue
from bot.dialogue.state import State
from bot.dialogue.understood import Understood
from handoff.evaluation import Said
from handoff.knowledge import Question, Unsayable
from nlu.interpreter import Interpreter, InterpreterError
from storage import answers as stored
from storage import phrases, revisions
from storage.answers import Version, Wording
from storage.db import Database, Transaction, told
from storage.hints import KNOWLEDGE, LocalHints
from storage.interpretations import Cited

log = logging.getLogger(__name__)
POLL_S = 3.0
# What the association has always told; any answer may rest on it.
ALWAYS_KNOWN = ("name", "licence", "phone", "fax", "po_box", "city", "website")

Catch = Callable[[Transaction], Awaitable[None]]


class Library:
    """Keeps the protocol `Library` of handoff/knowledge.py."""

    def __init__(
        self, dialogue: Dialogue, interpreter: Interpreter, corpora: Corpora, now: Callable[[], datetime]
    ) -> None:
        self._dialogue, self._interpreter, self._corpora, self._now = dialogue, interpreter, corpora, now

    @property
    def _answers(self) -> Answers:
        return self._dialogue.answers

    def questions(self) -> Mapping[str, Question]:
        return {
            intent: Question(
                intent,
                {locale: self._dialogue.texts.button(locale, intent) for locale in LOCALES},
                Wording(entry.texts["ar"].strip(), entry.texts["en"].strip(), entry.sections, entry.quote),
                entry.config,
            )
            for intent, entry in self._answers.entries.items()
        }

    def title(self, intent: str) -> str:
        texts = self._dialogue.texts
        return texts.button("ar", intent) if texts.has_button(intent) else intent

    def taken(self, intent: str) -> bool:
        return self._dialogue.texts.has_button(intent) and intent not in self._answers

    def said(self, intent: str, wording: Wording) -> Said:
        try:
            texts = {locale: self._answers.filled(intent, _text(wording, locale), locale) for locale in LOCALES}
        except BadKnowledge as error:
            raise Unsayable(str(error)) from error
        return Said(texts["ar"], texts["en"])

    def cited(self, intent: str, wording: Wording) -> Mapping[str, str]:
        tried = self._tried(intent, wording)
        return {locale: tried.answer(intent, locale).text for locale in LOCALES}

    def ground(self, intent: str, wording: Wording) -> str:
        """What is always known, what the question's own key holds, and what the text names by {placeholder}."""
        entry = self._answers.entries.get(intent)
        own = entry.config.removeprefix("organisation.") if entry and entry.config else None
        named = {name for locale in LOCALES for _, name, _, _ in Formatter().parse(_text(wording, locale)) if name}
        return "\n".join(
            value
            for locale in LOCALES
            for key, value in self._answers.facts[locale].items()
            if value and (key in ALWAYS_KNOWN or key in named or (own and key.startswith(own)))
        )

    @property
    def abilities(self) -> str:
        texts = self._dialogue.texts
        return "\n".join([texts("ar", "help"), texts("ar", "asking_rating"), *texts.titles("ar")])

    async def questions_of(self, tx: Transaction, intent: str) -> Sequence[str]:
        own = [phrase.text for phrase in await phrases.listed(tx, intent=intent, limit=None)]
        return list(dict.fromkeys([*await self._corpora.questions(intent), *own]))

    async def reached(
        self, texts: Sequence[str], intent: str, wording: Wording
    ) -> Sequence[tuple[str | None, str | None]]:
        dialogue, now = self._dialogue.answering(self._tried(intent, wording)), self._now()
        found = []
        for text in texts:
            understood = Understood.from_interpretation(await self._interpreter.interpret(text, now=now))
            pair = [d.decide(State(), understood, now=now).cited for d in (self._dialogue, dialogue)]
            found.append((_first(pair[0]), _first(pair[1])))
            await asyncio.sleep(0)  # a hundred questions must not hold up those of people
        return found

    def _tried(self, intent: str, wording: Wording) -> Answers:
        titles = {"ar": wording.title_ar or intent, "en": wording.title_en or intent}
        texts = {locale: _text(wording, locale) for locale in LOCALES}
        return self._answers.with_published(Published(intent, 0, wording.sections, texts, titles))

    def adopt(self, live: Iterable[Version]) -> None:
        self._answers.adopt(_published(version) for version in live)


def _first(cited: Sequence[Cited]) -> str | None:
    return cited[0].intent if cited else None


def _text(wording: Wording, locale: str) -> str:
    return wording.ar if locale == "ar" else wording.en


def _published(version: Version) -> Published:
    words = version.wording
    texts = {locale: _text(words, locale) for locale in LOCALES}
    titles = {"ar": words.title_ar, "en": words.title_en} if words.title_ar and words.title_en else None
    return Published(version.intent, version.number, words.sections, texts, titles)


class Watcher:
    """Acts on what has changed in the database since it last looked: `catches` by the name of the revision."""

    def __init__(self, db: Database, hints: LocalHints, catches: Mapping[str, Catch]) -> None:
        self._db, self._hints, self._catches = db, hints, catches
        self._seen: dict[str, int] = {}

    async def run(self) -> None:
        with self._hints.subscribe(KNOWLEDGE) as wakeup:
            while True:
                try:
                    await self.once()
                except Exception as error:
                    log.error("what staff published could not be read: %s", told(error))
                await wakeup.wait(POLL_S)

    async def begin(self) -> None:
        """Catch up before the first message; a model that cannot be had leaves the shipped one in its place."""
        try:
            await self.once()
        except InterpreterError as error:
            log.critical("the model that is live cannot be used, the shipped one answers: %s", error)

    async def once(self) -> None:
        """Catch up. What fails is tried again next time, and hinders nothing else."""
        async with self._db.read() as tx:
            found = await revisions.read(tx)
            for name, catch in self._catches.items():
                if found.get(name, 0) == self._seen.get(name, 0):
                    continue
                await catch(tx)
                self._seen[name] = found[name]


def answers_of(library: Library) -> Catch:
    async def catch(tx: Transaction) -> None:
        library.adopt(await stored.live(tx))

    return catch
