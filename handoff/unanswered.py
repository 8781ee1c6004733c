"""What the assistant could not answer: put together by meaning, and turned into something it can.

UnansweredError
├── UnknownCluster
└── AlreadyClosed   a colleague has dealt with it
"""

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handoff import phrases
from handoff.knowledge import OWN_QUESTION, Knowledge
from handoff.phrases import Known
from nlu import clustering
from nlu.arabic import normalise
from nlu.interpreter import OUT_OF_SCOPE
from storage import audit, clusters, console_events
from storage.answers import Wording
from storage.clusters import DISMISSED, DONE, OPEN, ClusterView, MissView
from storage.db import Database, Transaction
from storage.staff import StaffView

AT_ONCE = 200  # misses looked at in one round
REMEMBERED = 1500  # members of clusters that new ones are compared with
EXAMPLES = 8
GUESSES = 3
SMALL_TALK = frozenset({"greet", "goodbye", "thank", "chitchat", "insult", "bot_challenge"})
MERE_TALK = 0.2  # so sure of it the engine must be, at least

_WRITTEN = re.compile(r"[\w\u064b-\u0652]+")  # with its vowel marks


class UnansweredError(Exception):
    """Root of the errors of what was missed."""


class UnknownCluster(UnansweredError):
    """There is no such cluster."""


class AlreadyClosed(UnansweredError):
    """A colleague has dealt with this already."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """`examples`: its latest messages, without personal data."""

    view: ClusterView
    examples: list[tuple[MissView, str]]


class Unanswered:
    """`kept`: how long a miss stays in its cluster."""

    def __init__(self, db: Database, knowledge: Knowledge, corpora: Known, *, kept: timedelta) -> None:
        self.db, self.knowledge, self._corpora, self._kept = db, knowledge, corpora, kept

    async def refresh(self, now: datetime) -> int:
        """Put new misses into clusters; -> how many. Where another process was quicker, none."""
        async with self.db.read() as tx:
            seen = await clusters.revision(tx)
            new = await clusters.unassigned(tx, AT_ONCE)
            known = await clusters.assigned(tx, (OPEN, DISMISSED), REMEMBERED)
        if not new:
            return 0
        idle = [m for m in new if is_small_talk(m)]
        meant = [m for m in new if not is_small_talk(m)]
        found = await asyncio.to_thread(_grouped, meant, known)
        async with self.db.transaction() as tx:
            if not await clusters.begin(tx, seen):
                return 0
            await clusters.forgive(tx, [_key(m) for m in idle])
            await clusters.forget(tx, now - self._kept)
            for group, members in found.items():
                await self._put(tx, group, members, [m for m in known if m.cluster_id == group], now)
            await console_events.note(tx, [console_events.UNANSWERED], now)
        return len(new)

    async def _put(
        self, tx: Transaction, group: int, new: Sequence[MissView], old: Sequence[MissView], now: datetime
    ) -> None:
        cluster = group if group > 0 else await clusters.create(tx, now)
        await clusters.assign(tx, cluster, [_key(m) for m in new])
        members = [*old, *new]
        texts = [phrases.anonymous(m.text, now) for m in members]
        await clusters.describe(tx, cluster, spelt(clustering.keywords(texts), texts), guesses(members))

    def title(self, intent: str) -> str:
        """In Arabic, as buttons have it; else the name."""
        return self.knowledge.book.title(intent)

    async def listed(self, tx: Transaction, state: str, now: datetime) -> list[Cluster]:
        """`state`: open, or done for those that were dealt with. The largest first."""
        views = await clusters.listed(tx, (OPEN,) if state == OPEN else (DONE, DISMISSED))
        found = await clusters.examples(tx, [v.id for v in views], EXAMPLES) if views else {}
        return [Cluster(v, [(m, phrases.anonymous(m.text, now)) for m in found.get(v.id, ())]) for v in views]

    async def train(
        self, tx: Transaction, staff: StaffView, cluster: int, intent: str, texts: Sequence[str], now: datetime
    ) -> int:
        """Its phrases are learnt as this; -> how many are new. Raises PhraseError besides its own."""
        await self._open(tx, cluster)
        count = await self._keep(tx, staff, cluster, intent, texts, now)
        await self._close(tx, staff, cluster, DONE, {"intent": intent, "phrases": count}, now)
        return count

    async def answer(
        self,
        tx: Transaction,
        staff: StaffView,
        cluster: int,
        intent: str,
        wording: Wording,
        texts: Sequence[str],
        now: datetime,
    ) -> int:
        """It becomes a draft of an answer, and its phrases ask that; -> the draft's revision.

        A question of staff's own is understood once a training with these phrases is live.
        """
        await self._open(tx, cluster)
        revision = await self.knowledge.save(tx, staff, intent, wording, now)
        count = await self._keep(tx, staff, cluster, intent, texts, now) if texts else 0
        await self._close(tx, staff, cluster, DONE, {"answer": intent, "phrases": count}, now)
        return revision

    async def dismiss(self, tx: Transaction, staff: StaffView, cluster: int, reason: str, now: datetime) -> None:
        """Not for us. What means the same later on joins it quietly."""
        await self._open(tx, cluster)
        await self._close(tx, staff, cluster, DISMISSED, {"reason": reason}, now)

    async def add(self, tx: Transaction, staff: StaffView, intent: str, texts: Sequence[str], now: datetime) -> int:
        """Phrases of staff's own; -> how many are new. Raises PhraseError."""
        return await self._keep(tx, staff, None, intent, texts, now)

    async def _keep(
        self, tx: Transaction, staff: StaffView, cluster: int | None, intent: str, texts: Sequence[str], now: datetime
    ) -> int:
        names = await self._intents(intent)
        new = await phrases.learnable(tx, self._corpora, names, intent, texts, now)
        return await phrases.keep(tx, new, staff, now, cluster_id=cluster)

    async def _intents(self, asked: str) -> list[str]:
        """What can be learnt: what the training data know, and questions of staff's own."""
        known = sorted(set((await self._corpora.known()).values()))
        return [*known, asked] if OWN_QUESTION.fullmatch(asked) and not self.knowledge.book.taken(asked) else known

    async def _open(self, tx: Transaction, cluster: int) -> None:
        found = await clusters.find(tx, cluster)
        if found is None:
            raise UnknownCluster(UnknownCluster.__doc__)
        if found[0] != OPEN:
            raise AlreadyClosed(AlreadyClosed.__doc__)

    async def _close(
        self, tx: Transaction, staff: StaffView, cluster: int, state: str, outcome: Mapping[str, Any], now: datetime
    ) -> None:
        await clusters.close(tx, cluster, state, outcome, staff.id, now)
        names = {k: v for k, v in outcome.items() if k != "reason"}
        await audit.note(tx, staff.id, f"unanswered.{state}", f"cluster:{cluster}", now, names)
        await console_events.note(tx, [console_events.UNANSWERED], now)


def is_small_talk(miss: MissView) -> bool:
    """Whether the likeliest thing inside is mere manners: nobody waits for an answer."""
    if miss.miss == "unhelpful":
        return False
    inside = next((r for r in miss.ranking if r["intent"] != OUT_OF_SCOPE), None)
    return inside is not None and inside["intent"] in SMALL_TALK and inside["confidence"] >= MERE_TALK


def spelt(keywords: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Normal forms as most people wrote them, to be read: «مباراة», not «مباراه»."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for word in (found for text in texts for found in _WRITTEN.findall(text)):
        written[normalise(word)][word] += 1
    return [written[k].most_common(1)[0][0] if k in written else k for k in keywords]


def guesses(members: Sequence[MissView]) -> list[dict[str, Any]]:
    """What the messages may have meant, by how likely each was held."""
    total: dict[str, float] = defaultdict(float)
    for member in members:
        for guess in member.ranking:
            if guess["intent"] != OUT_OF_SCOPE:
                total[guess["intent"]] += guess["confidence"] / len(members)
    best = sorted(total.items(), key=lambda item: -item[1])[:GUESSES]
    return [{"intent": intent, "confidence": round(sure, 4)} for intent, sure in best]


def _grouped(new: Sequence[MissView], known: Sequence[MissView]) -> dict[int, list[MissView]]:
    texts = [*(m.text for m in known), *(m.text for m in new)]
    names = [*(m.cluster_id for m in known), *(None for _ in new)]
    found: dict[int, list[MissView]] = defaultdict(list)
    for miss, group in zip(new, clustering.grouped(texts, names)[len(known) :], strict=True):
        found[group].append(miss)
    return found


def _key(miss: MissView) -> tuple[int, int]:
    return miss.conversation_id, miss.seq
