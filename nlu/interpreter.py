"""What it means to understand a message: the protocol that every NLU engine keeps.

InterpreterError
└── Unavailable     the engine cannot answer now (a remote one): the caller falls back
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

OUT_OF_SCOPE = "out_of_scope"


class InterpreterError(Exception):
    """Root of the errors of understanding."""


class Unavailable(InterpreterError):
    """The engine cannot answer now."""


@dataclass(frozen=True, slots=True)
class Intent:
    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Entity:
    """A value found in the text. `start`, `end` are offsets in the *original* text, in code points; `value` is normal.

    Values: str, int, float, or for `time` {"from": "HH:MM", "to": "HH:MM"}; see the taxonomy in nlu/domain.yml.
    """

    entity: str
    value: Any
    start: int
    end: int
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Context:
    """What the dialogue waits for, which changes what words mean.

    `expects` is the taxonomy's entity or field name, or `confirm`, `choice`, `rating`, `comment`, `otp`, or None.
    `choices` are the titles on offer, in order.
    """

    expects: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One message, understood. `intent.name` is the decision: `out_of_scope` where the engine falls back.

    `needs`: every need found, the main one first (greeting + question gives both, the question first).
    `candidates`: two or three intents to ask about, when the engine would rather ask than guess; else empty.
    """

    text: str
    intent: Intent
    ranking: tuple[Intent, ...] = ()
    entities: tuple[Entity, ...] = ()
    language: str = "ar"  # "ar" or "en": the language to answer in
    needs: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    engine: str = "embedded"

    def values(self, entity: str) -> tuple[Any, ...]:
        return tuple(e.value for e in self.entities if e.entity == entity)


@runtime_checkable
class Interpreter(Protocol):
    """An NLU engine. `interpret` never raises for any text; a remote engine may raise Unavailable."""

    async def interpret(self, text: str, *, now: datetime, context: Context = Context()) -> Interpretation: ...

    async def ready(self) -> bool: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class NluSettings:
    """`engine` is `embedded` or `rasa`. Thresholds are probabilities in 0..1."""

    engine: str = "embedded"
    fallback_threshold: float = 0.35
    ambiguity_margin: float = 0.1
    rasa_url: str | None = None
    rasa_timeout_s: float = 2.0
    day_parts: dict[str, tuple[str, str]] = field(default_factory=dict)
