"""What the assistant learns from and is judged by: files that ship with it, and the phrases that staff add."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import ROOT
from nlu.training_data import Example, load, sameness


@dataclass(slots=True)
class Corpora:
    """`training` is learnt from, `evaluation` never; both are read once, when first asked for."""

    training: tuple[Path, ...] = (ROOT / "nlu" / "data",)
    evaluation: tuple[Path, ...] = (ROOT / "nlu" / "evaluation" / "intents.jsonl",)
    _read: tuple[tuple[Example, ...], tuple[Example, ...]] | None = field(default=None, repr=False)

    async def questions(self, intent: str) -> list[str]:
        """Texts that ask this, from both."""
        training, evaluation = await self.examples()
        return [e.text for e in (*evaluation, *training) if e.intent == intent]

    async def known(self) -> dict[str, str]:
        """-> {a text's normal form: its intent} of what is learnt from."""
        training, _ = await self.examples()
        return {sameness(example.text): example.intent for example in training}

    async def intents(self) -> Sequence[str]:
        training, _ = await self.examples()
        found: dict[str, int] = defaultdict(int)
        for example in training:
            found[example.intent] += 1
        return sorted(found)

    async def examples(self) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
        """-> (to learn from, to judge by). Raises DataError."""
        if self._read is None:
            self._read = await asyncio.to_thread(lambda: (load(self.training), load(self.evaluation)))
        return self._read
