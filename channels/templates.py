"""Approved templates as providers list them, in the gateway's own words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class ListedTemplate:
    """`name`: what it is sent by (Twilio: the ContentSid); `title`: what people call it. `parts`: {header, body,
    footer, buttons}. `variables`: the names of the body's, in the order in which they are given. `status`: `approved`,
    or the provider's word in lower case; `reason`: why it is not.
    """

    name: str
    language: str
    title: str
    status: str
    category: str | None = None
    parts: Mapping[str, Any] = field(default_factory=dict)
    variables: tuple[str, ...] = ()
    reason: str | None = None


@runtime_checkable
class ListsTemplates(Protocol):
    """A channel whose provider lists its templates."""

    async def templates(self) -> Sequence[ListedTemplate]:
        """All of them. Raises SendError."""


def variables_of(body: str) -> tuple[str, ...]:
    """The variables of a body, each once, numbers in their order."""
    names = dict.fromkeys(VARIABLE.findall(body))
    return tuple(sorted(names, key=lambda n: (0, int(n), n) if n.isdigit() else (1, 0, n)))


def filled(body: str, names: Sequence[str], values: Sequence[str]) -> str:
    """The body as the person will read it; what has no value stays as it is."""
    given = dict(zip(names, values, strict=False))
    return VARIABLE.sub(lambda found: given.get(found[1], found[0]), body)
