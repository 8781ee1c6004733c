"""The answers, as staff keep them: a draft, an evaluation, a version that goes live, and the way back.

KnowledgeError
├── UnknownQuestion     no file, no version and no draft answers this
├── UnknownVersion
├── NoDraft
├── NotSupported        what was found against it; see `problems`
├── Unsayable           the words cannot be filled in: a placeholder that is not configured, a brace left open
└── NotForThisRole

`storage.answers` raises AnswerChanged where a colleague was quicker.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from handoff import evaluation, roles
from handoff.evaluation import Change, Length, Problem, Said
from handoff.policy import Policy
from handoff.support import Support
from storage import answers, audit, console_events
from storage.answers import FILE_VERSION, AnswerChanged, Draft, Version, Wording
from storage.db import Database, Transaction
from storage.staff import StaffView

COUNTED = timedelta(days=30)
OWN_QUESTION = re.compile(r"faq_[a-z0-9_]{2,40}")


class KnowledgeError(Exception):
    """Root of the errors of answers."""


class UnknownQuestion(KnowledgeError):
    """There is no such question."""


class UnknownVersion(KnowledgeError):
    """This answer has no such version."""


class NoDraft(KnowledgeError):
    """There is no draft of this answer."""


class Unsayable(KnowledgeError):
    """The words cannot be filled in."""


class NotForThisRole(KnowledgeError):
    """This role may not change what is answered."""


class NotSupported(KnowledgeError):
    """The answer may not go live as it is."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(NotSupported.__doc__)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Question:
    """What files say of a question. `config`: the key of config.yml from which it is answered."""

    intent: str
    titles: Mapping[str, str]
    wording: Wording
    config: str | None


class Library(Protocol):
    """What the assistant says now, and would say."""

    def questions(self) -> Mapping[str, Question]:
        """Those that files answer, by intent."""

    def title(self, intent: str) -> str:
        """In Arabic, as its button has it; the name where there is none."""

    def taken(self, intent: str) -> bool:
        """Whether the name means something else to the assistant."""

    def said(self, intent: str, wording: Wording) -> Said:
        """Raises Unsayable."""

    def cited(self, intent: str, wording: Wording) -> Mapping[str, str]:
        """The same by language, with the line that names the source."""

    def ground(self, intent: str, wording: Wording) -> str:
        """What is configured, as far as this answer may rest on it."""

    @property
    def abilities(self) -> str:
        """What the assistant does itself, in its own words."""

    async def questions_of(self, tx: Transaction, intent: str) -> Sequence[str]:
        """Texts that ask this: from the training data, the evaluation's and staff's own phrases."""

    async def reached(
        self, texts: Sequence[str], intent: str, wording: Wording
    ) -> Sequence[tuple[str | None, str | None]]:
        """Which question's answer each text gets now, and would get if this were live."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A text that asks the question: whose answer it gets now, and would get."""

    text: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Evaluated:
    problems: list[Problem]
    differences: dict[str, list[Change]]
    lengths: dict[str, Length]
    asked: list[Asked]

    @property
    def ok(self) -> bool:
        return not evaluation.stops(self.problems)


@dataclass(frozen=True, slots=True)
class Entry:
    """One question with its answers. `file`: None for one that staff added. `live`: None where the file's is said."""

    intent: str
    file: Question | None
    live: Version | None
    draft: Draft | None
    asked: int = 0

    @property
    def wording(self) -> Wording | None:
        """What is said now; None for a draft that was never live."""
        return self.live.wording if self.live else self.file.wording if self.file else None

    @property
    def titles(self) -> Mapping[str, str]:
        if self.file:
            return self.file.titles
        words = self.wording or (self.draft.wording if self.draft else Wording("", ""))
        return {"ar": words.title_ar or self.intent, "en": words.title_en or self.intent}


class Knowledge:
    """`hosts`: where answers may link to, besides what is configured."""

    def __init__(self, db: Database, library: Library, policy: Policy, *, hosts: Sequence[str] = ()) -> None:
        self.db, self.book, self.policy, self._hosts = db, library, policy, tuple(hosts)

    async def entries(self, now: datetime) -> list[Entry]:
        """The files' questions in their order, then those of staff."""
        files = self.book.questions()
        async with self.db.read() as tx:
            live = {v.intent: v for v in await answers.live(tx)}
            drafts, asked = await answers.drafts(tx), await answers.asked_since(tx, now - COUNTED)
        intents = dict.fromkeys([*files, *sorted({*live, *drafts})])
        return [Entry(i, files.get(i), live.get(i), drafts.get(i), asked.get(i, 0)) for i in intents]

    async def entry(self, tx: Transaction, intent: str) -> tuple[Entry, list[Version]]:
        """-> (the question, its versions newest first). Raises UnknownQuestion."""
        versions = await answers.versions(tx, intent)
        live = next((v for v in versions if v.live), None)
        found = Entry(intent, self.book.questions().get(intent), live, await answers.draft(tx, intent))
        if not (found.file or versions or found.draft):
            raise UnknownQuestion(UnknownQuestion.__doc__)
        return found, versions

    async def save(
        self,
        tx: Transaction,
        staff: StaffView,
        intent: str,
        wording: Wording,
        now: datetime,
        *,
        revision: int | None = None,
    ) -> int:
        """Keep a draft; -> its revision. Anything may be saved; what may go live is another question.

        Raises NotForThisRole, AnswerChanged, or UnknownQuestion for a name that means something else.
        """
        self._require(roles.may_edit_knowledge(staff.role))
        known = intent in self.book.questions()
        if not known and (self.book.taken(intent) or not OWN_QUESTION.fullmatch(intent)):
            raise UnknownQuestion(UnknownQuestion.__doc__)
        kept = replace(wording, sections=tuple(sorted(set(wording.sections))))
        new = await answers.save(tx, intent, kept, staff.id, now, revision=revision)
        await _note(tx, staff, "draft", intent, now, revision=new)
        return new

    async def drop(self, tx: Transaction, staff: StaffView, intent: str, now: datetime) -> None:
        """Raises NotForThisRole or NoDraft."""
        self._require(roles.may_edit_knowledge(staff.role))
        if not await answers.drop(tx, intent):
            raise NoDraft(NoDraft.__doc__)
        await _note(tx, staff, "drop", intent, now)

    async def evaluate(self, intent: str, wording: Wording | None = None) -> Evaluated:
        """Of these words, or of the draft. Takes a moment: every question of the intent is asked. Raises NoDraft."""
        async with self.db.read() as tx:
            found, _ = await self.entry(tx, intent)
            texts = await self.book.questions_of(tx, intent)
        words = wording or (found.draft.wording if found.draft else None)
        if words is None:
            raise NoDraft(NoDraft.__doc__)
        try:
            said, whole = self.book.said(intent, words), self.book.cited(intent, words)
        except Unsayable as error:
            return Evaluated([Problem("unsayable", str(error))], _differences(found, words), {}, [])
        wrong = self._problems(found, words, said)
        reached = await self.book.reached(texts, intent, words)
        asked = [Asked(text, *pair) for text, pair in zip(texts, reached, strict=True)]
        wrong += _lost(intent, asked)
        return Evaluated(wrong, _differences(found, words), evaluation.lengths(whole), asked)

    def _problems(self, found: Entry, words: Wording, said: Said) -> list[Problem]:
        facts = self.book.ground(found.intent, words)
        ground = Support(words.quote, self.policy.text_of(words.sections), facts, self.book.abilities)
        hosts = (*self._hosts, *evaluation.hosts_in(facts))
        return evaluation.problems(words, said, self.policy, ground, hosts, needs_titles=found.file is None)

    async def publish(self, staff: StaffView, intent: str, revision: int, now: datetime) -> int:
        """The draft goes live, as it was at this revision; -> its version.

        Raises NotForThisRole, NoDraft, NotSupported, or AnswerChanged.
        """
        self._require(roles.may_publish_knowledge(staff.role))
        async with self.db.read() as tx:
            draft = await answers.draft(tx, intent)
        if draft is None:
            raise NoDraft(NoDraft.__doc__)
        if draft.revision != revision:
            raise AnswerChanged(AnswerChanged.__doc__)
        found = await self.evaluate(intent, draft.wording)
        if not found.ok:
            raise NotSupported(found.problems)
        async with self.db.transaction() as tx:
            number = await answers.publish(tx, draft, staff.id, now)
            await _note(tx, staff, "publish", intent, now, version=number)
        return number

    async def revert(self, tx: Transaction, staff: StaffView, intent: str, version: int, now: datetime) -> None:
        """An earlier version is said again. Raises NotForThisRole, UnknownQuestion or UnknownVersion."""
        self._require(roles.may_publish_knowledge(staff.role))
        found, _ = await self.entry(tx, intent)
        known = found.file is not None or version != FILE_VERSION
        if not known or not await answers.revert(tx, intent, version):
            raise UnknownVersion(UnknownVersion.__doc__)
        await _note(tx, staff, "revert", intent, now, version=version)

    def _require(self, allowed: bool) -> None:
        if not allowed:
            raise NotForThisRole(NotForThisRole.__doc__)


def _differences(found: Entry, words: Wording) -> dict[str, list[Change]]:
    before = found.wording or Wording("", "")
    return {"ar": evaluation.changes(before.ar, words.ar), "en": evaluation.changes(before.en, words.en)}


def _lost(intent: str, asked: Sequence[Asked]) -> list[Problem]:
    """Questions that would no longer get their answer; and a question of staff's own that nobody can ask yet."""
    told = "This question would no longer get its answer."
    lost = [Problem("question_lost", told, excerpt=a.text) for a in asked if a.before == intent != a.after]
    if not any(a.after == intent for a in asked):
        told = "No question leads to this answer yet: train with phrases that ask it."
        lost.append(Problem("not_asked_yet", told, severity=evaluation.WARNING))
    return lost


async def _note(tx: Transaction, staff: StaffView, action: str, intent: str, now: datetime, **details: int) -> None:
    """On record; and consoles that show answers look again."""
    await audit.note(tx, staff.id, f"answer.{action}", f"answer:{intent}", now, details)
    await console_events.note(tx, [console_events.KNOWLEDGE], now)
