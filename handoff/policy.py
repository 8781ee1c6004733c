"""The policy's text by section: what answers rest on, and what a quotation must be found in.

PolicyError
└── UnreadablePolicy    the file does not hold «## N. title» sections
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nlu.arabic import normalise, words

_HEADING = re.compile(r"^## (\d+)\. (.+)$", re.MULTILINE)


class PolicyError(Exception):
    """Root of the policy's errors."""


class UnreadablePolicy(PolicyError):
    """The policy needs sections that begin with «## N. title»."""


@dataclass(frozen=True, slots=True)
class Section:
    number: int
    title: str
    text: str


class Policy:
    """The sections in their order."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self.sections: Mapping[int, Section] = {s.number: s for s in sections}
        self._folded = {number: folded(s.text) for number, s in self.sections.items()}

    @classmethod
    def load(cls, path: Path) -> "Policy":
        """Raises UnreadablePolicy."""
        text = path.read_text(encoding="utf-8")
        found = list(_HEADING.finditer(text))
        if not found:
            raise UnreadablePolicy(f"{path}: {UnreadablePolicy.__doc__}")
        ends = [*(match.start() for match in found[1:]), len(text)]
        return cls(
            Section(int(match[1]), match[2].strip(), text[match.end() : end].strip())
            for match, end in zip(found, ends, strict=True)
        )

    def text_of(self, sections: Iterable[int]) -> str:
        return "\n".join(self.sections[n].text for n in sections if n in self.sections)

    def holds(self, passage: str, sections: Iterable[int]) -> bool:
        """Whether the passage stands in one of the sections, word for word; spelling marks and spaces do not count."""
        wanted = folded(passage)
        return bool(wanted) and any(f" {wanted} " in f" {self._folded.get(n, '')} " for n in sections)


def passages(quote: str) -> list[str]:
    """A quotation's passages, one a line."""
    return [line.strip() for line in quote.splitlines() if line.strip()]


def folded(text: str) -> str:
    return " ".join(words(normalise(text)))
