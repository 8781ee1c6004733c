"""What the dialogue remembers between messages, and what it decides. Both are plain values; nothing here does I/O."""

from dataclasses import dataclass, replace
from typing import Any

from storage.conversations import Owner


@dataclass(frozen=True, slots=True)
class Choice:
    """A button as the person saw it: its title and what pressing it means."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class State:
    """`offer`: the intent that a plain yes accepts. `asks`: what the bot waits for (see /webchat/messages).

    `language_fixed`: the person chose the language; else it follows what they write.
    """

    locale: str = "ar"
    language_fixed: bool = False
    greeted: bool = False
    misses: int = 0
    offer: str | None = None
    asks: str | None = None
    choices: tuple[Choice, ...] = ()
    last_text: str = ""

    def to_json(self) -> dict[str, Any]:
        choices = [[c.title, c.payload] for c in self.choices]
        values = {name: getattr(self, name) for name in self.__slots__ if name != "choices"}
        return values | {"choices": choices}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "State":
        known = {name: value for name, value in data.items() if name in cls.__slots__}
        choices = tuple(Choice(title, payload) for title, payload in known.pop("choices", ()))
        return cls(**known, choices=choices)


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the person: paragraphs in one bubble, with choices under it."""

    text: str
    choices: tuple[Choice, ...] = ()
    offer: str | None = None
    asks: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from one event: the new state, at most one reply, and what else changes."""

    state: State
    reply: Reply | None = None
    owner: Owner | None = None
    opted_out: bool | None = None
    intent: str | None = None


def spoken(state: State, reply: Reply, **changes: Any) -> State:
    """The state after saying `reply`."""
    return replace(state, offer=reply.offer, asks=reply.asks, choices=reply.choices, last_text=reply.text, **changes)
