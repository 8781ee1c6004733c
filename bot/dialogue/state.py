"""What the dialogue remembers between messages, and what it decides. Both are plain values; nothing here does I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.dialogue.effects import Action, DraftSearch, Lookup, OtpTry, Rating, SecureAsk, Submission
from bot.dialogue.forms.filling import Filling
from storage.conversations import Owner
from storage.interpretations import Cited

# The parts of a stored state that hold what people entered: to be sealed wherever they are kept.
PRIVATE = ("form", "drafts", "flow")


@dataclass(frozen=True, slots=True)
class Choice:
    """A button as the person saw it: its title and what pressing it means."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class State:
    """`offer`: the intent that a plain yes accepts. `asks`: what the bot waits for (see /webchat/messages).

    `language_fixed`: the person chose the language; else it follows what they write. `form`: the one being filled;
    `drafts`: those put aside, by form. `flow`: another short conversation (a status, a rating) and where it stands.
    `interrupted`: the draft that a call for a person broke off. `served_at`: when a colleague ended the conversation.
    """

    locale: str = "ar"
    language_fixed: bool = False
    greeted: bool = False
    misses: int = 0
    offer: str | None = None
    asks: str | None = None
    choices: tuple[Choice, ...] = ()
    last_text: str = ""
    form: Filling | None = None
    drafts: Mapping[str, Filling] = field(default_factory=dict)
    flow: Mapping[str, Any] | None = None
    interrupted: str | None = None
    served_at: str | None = None

    def to_json(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in self.__slots__}
        return values | {
            "choices": [[c.title, c.payload] for c in self.choices],
            "form": self.form.to_json() if self.form else None,
            "drafts": {name: draft.to_json() for name, draft in self.drafts.items()},
            "flow": dict(self.flow) if self.flow else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "State":
        known = {name: value for name, value in data.items() if name in cls.__slots__}
        choices = tuple(Choice(title, payload) for title, payload in known.pop("choices", ()))
        form, drafts = known.pop("form", None), known.pop("drafts", None) or {}
        return cls(
            **known,
            choices=choices,
            form=Filling.from_json(form) if form else None,
            drafts={name: Filling.from_json(draft) for name, draft in drafts.items()},
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the person: paragraphs in one bubble, with choices under it.

    `ask_phone`: sharing one's own phone number answers it too, where the channel can.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    offer: str | None = None
    asks: str | None = None
    ask_phone: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from one event: the new state, at most one reply, and what else changes.

    The rest are effects for the turn, see `effects`. `masked`: the message without ID numbers and IBANs, where it held
    any: what may be stored. A reply with `secure` holds `{link}`, for the address of the page. `cited`: the answers
    that the reply gives. `outcome`: what the message came to, where that cannot be told from the rest.
    """

    state: State
    reply: Reply | None = None
    owner: Owner | None = None
    opted_out: bool | None = None
    intent: str | None = None
    cited: tuple[Cited, ...] = ()
    outcome: str | None = None
    masked: str | None = None
    submit: Submission | None = None
    secure: SecureAsk | None = None
    lookup: Lookup | None = None
    otp: OtpTry | None = None
    action: Action | None = None
    rating: Rating | None = None
    search: DraftSearch | None = None


def spoken(state: State, reply: Reply, **changes: Any) -> State:
    """The state after saying `reply`."""
    return replace(state, offer=reply.offer, asks=reply.asks, choices=reply.choices, last_text=reply.text, **changes)
