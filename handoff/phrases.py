"""Phrases to learn from: free of personal data, and each with one meaning only.

PhraseError
├── UnknownIntent       nothing of this name can be understood
├── NothingToLearn      no phrase is left once personal data are off
└── TwoMeanings         the text is known as something else; `text`, `intent` say which
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from nlu.entities import extract
from nlu.training_data import sameness
from storage import audit, phrases
from storage.db import Transaction
from storage.phrases import NewPhrase, PhraseKnown
from storage.staff import StaffView

_PERSONAL = frozenset({"national_id", "mobile", "iban", "email", "reference", "full_name"})
_LONG_NUMBER = re.compile(r"\d[\d\s-]{5,}\d")
HIDDEN = "…"


class PhraseError(Exception):
    """Root of the errors of phrases."""


class UnknownIntent(PhraseError):
    """Nothing of this name can be understood."""


class NothingToLearn(PhraseError):
    """There is no phrase to learn from."""


class TwoMeanings(PhraseError):
    """One text cannot mean two things."""

    def __init__(self, text: str, intent: str) -> None:
        super().__init__(f"«{text}» is {intent} already: one text cannot mean two things")
        self.text, self.intent = text, intent


class Known(Protocol):
    """What is learnt from besides."""

    async def known(self) -> Mapping[str, str]:
        """-> {a text's normal form: its intent}."""


def anonymous(text: str, now: datetime) -> str:
    """Without names, numbers of persons, phones and accounts, addresses and references."""
    found = [e for e in extract(text, now=now) if e.entity in _PERSONAL]
    for entity in sorted(found, key=lambda e: -e.start):
        text = text[: entity.start] + HIDDEN + text[entity.end :]
    return " ".join(_LONG_NUMBER.sub(HIDDEN, text.replace("•", "")).split())


async def learnable(
    tx: Transaction, corpora: Known, intents: Sequence[str], intent: str, texts: Sequence[str], now: datetime
) -> list[NewPhrase]:
    """The phrases as they may be kept; those that are known under the same intent are left out.

    Raises UnknownIntent, NothingToLearn or TwoMeanings.
    """
    if intent not in intents:
        raise UnknownIntent(UnknownIntent.__doc__)
    shipped, found = await corpora.known(), dict[str, NewPhrase]()
    for text in texts:
        kept = anonymous(text, now)
        key = sameness(kept)
        if not key.strip(f"{HIDDEN} .؟?"):
            continue
        if shipped.get(key, intent) != intent:
            raise TwoMeanings(kept, shipped[key])
        if key not in shipped:
            found[key] = NewPhrase(kept, key, intent)
    if not found:
        raise NothingToLearn(NothingToLearn.__doc__)
    others = await phrases.by_key(tx, list(found))
    for key, other in others.items():
        if other != intent:
            raise TwoMeanings(found[key].text, other)
    return list(found.values())


async def keep(
    tx: Transaction, new: Sequence[NewPhrase], staff: StaffView, now: datetime, *, cluster_id: int | None = None
) -> int:
    """-> how many were new. Raises TwoMeanings where a colleague was quicker with another meaning."""
    try:
        count = await phrases.add(tx, new, staff.id, now, cluster_id=cluster_id)
    except PhraseKnown as error:
        raise TwoMeanings(error.text, error.intent) from error
    await audit.note(tx, staff.id, "phrases.add", f"intent:{new[0].intent}", now, {"count": count})
    return count


async def remove(tx: Transaction, phrase_id: int, staff: StaffView, now: datetime) -> bool:
    """-> whether it was there."""
    gone = await phrases.remove(tx, phrase_id)
    if gone:
        await audit.note(tx, staff.id, "phrases.remove", f"intent:{gone[1]}", now, {"phrase": phrase_id})
    return gone is not None
