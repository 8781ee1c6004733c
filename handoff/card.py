"""The hand-off card: all that somebody who takes over must know, so that nobody has to say anything twice.

What the bot's state means only the bot knows: it reads it through `CaseReader`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select

from storage import escalations, interpretations, transcripts
from storage.db import Transaction
from storage.interpretations import Interpretation
from storage.models import Conversation, table_of
from storage.talks import Talk
from storage.transcripts import Line, TalkFile

_conversation = table_of(Conversation)
_LOOKED_AT = 50  # lines, and interpretations


@dataclass(frozen=True, slots=True)
class Filled:
    """A field as staff read it; a sensitive one masked."""

    name: str
    label: str
    value: str
    masked: bool


@dataclass(frozen=True, slots=True)
class Missing:
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class OpenForm:
    """The form that was being filled. `files`: names of what was sent for it (`<conversation>.<seq>.<number>`)."""

    name: str
    title: str
    filled: tuple[Filled, ...]
    missing: tuple[Missing, ...]
    files: tuple[str, ...] = ()


class CaseReader(Protocol):
    def form(self, state: Mapping[str, Any], locale: str) -> OpenForm | None:
        """Of a conversation's stored state. None: none is open."""

    def title(self, intent: str, locale: str) -> str:
        """What an intent is called, or the intent itself."""


@dataclass(frozen=True, slots=True)
class Need:
    """`words`: the person's own, that called for somebody. `reason`: why it is urgent, or was queued."""

    intent: str | None
    title: str | None
    words: str | None
    priority: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Citation:
    """The answer that was given last. `sections`: of the policy, «٣، ٤»."""

    section: str
    intent: str
    version: str | None


@dataclass(frozen=True, slots=True)
class Guess:
    intent: str
    title: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What the bot was not sure of, last."""

    text: str
    ranking: tuple[Guess, ...]


@dataclass(frozen=True, slots=True)
class Card:
    need: Need
    form: OpenForm | None
    documents: tuple[TalkFile, ...]
    citation: Citation | None
    uncertainty: Uncertainty | None


async def card_of(tx: Transaction, reader: CaseReader, talk: Talk, locale: str) -> Card:
    """`locale`: whose language labels and titles are in."""
    state = (await tx.execute(select(_conversation.c.state).where(_conversation.c.id == talk.id))).scalar_one()
    heard = await interpretations.of_conversation(tx, talk.id, last=_LOOKED_AT)
    said = {line.seq: line for line in await transcripts.lines(tx, talk.id, limit=4 * _LOOKED_AT)}
    stay = (await escalations.latest(tx, [talk.id])).get(talk.id)
    form = reader.form(state, locale)
    return Card(
        need=_need(reader, talk, heard, said, stay.opened_at if stay else None, locale),
        form=form,
        documents=_documents(await transcripts.files(tx, talk.id), form),
        citation=_citation(heard),
        uncertainty=_uncertainty(reader, heard, said, locale),
    )


def _need(
    reader: CaseReader,
    talk: Talk,
    heard: Sequence[Interpretation],
    said: Mapping[int, Line],
    since: datetime | None,
    locale: str,
) -> Need:
    """What called for a person; where nothing did (a colleague took it), what was said last."""
    called = [i for i in heard if i.outcome == "queued"] or list(heard)
    before = [i for i in called if since is None or i.at <= since] or called
    last = before[-1] if before else None
    words = said[last.seq].text if last and last.seq in said else _last_words(said)
    intent = last.intent if last else None
    title = reader.title(intent, locale) if intent else None
    return Need(intent, title, words or None, talk.priority, talk.priority_reason or talk.queue_reason)


def _last_words(said: Mapping[int, Line]) -> str | None:
    return next((said[seq].text for seq in sorted(said, reverse=True) if said[seq].author == "visitor"), None)


def _documents(files: Sequence[TalkFile], form: OpenForm | None) -> tuple[TalkFile, ...]:
    """Those that were sent for the form; without one, all that came."""
    if form is None:
        return tuple(files)
    seqs = {int(parts[1]) for name in form.files if len(parts := name.split(".")) == 3 and parts[1].isdigit()}
    return tuple(f for f in files if f.message_seq in seqs)


def _citation(heard: Sequence[Interpretation]) -> Citation | None:
    cited = next((i.cited[0] for i in reversed(heard) if i.cited), None)
    if cited is None:
        return None
    sections = "، ".join(str(number) for number in cited["sections"])
    return Citation(sections, cited["intent"], str(cited["version"]))


def _uncertainty(
    reader: CaseReader, heard: Sequence[Interpretation], said: Mapping[int, Line], locale: str
) -> Uncertainty | None:
    missed = next((i for i in reversed(heard) if i.miss and i.seq in said), None)
    if missed is None:
        return None
    guesses = (Guess(g["intent"], reader.title(g["intent"], locale), g["confidence"]) for g in missed.ranking[:3])
    return Uncertainty(said[missed.seq].text, tuple(guesses))
