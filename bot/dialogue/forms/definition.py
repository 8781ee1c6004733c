"""What a form is: its fields, what they accept, and every sentence around them. Plain values; nothing here reads files.

FormError
└── BadForm     a form file does not keep the schema: names the file, the line, the key and what is allowed
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nlu.arabic import normalise

TYPES = (
    "full_name", "national_id", "mobile", "iban", "city", "choice", "text", "date", "number", "money", "documents",
    "time", "reference",
)  # fmt: skip
CONFIRM, ATTESTATION = "confirm", "attestation"

Bilingual = Mapping[str, str]


class FormError(Exception):
    """A form cannot be used."""


class BadForm(FormError):
    """A form file does not keep the schema."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a choice. `also`: other words people use for it, in normal form."""

    key: str
    title: Bilingual
    also: tuple[str, ...] = ()

    @property
    def phrases(self) -> tuple[str, ...]:
        """Everything that names the option, in normal form."""
        return (*(normalise(title) for title in self.title.values()), *self.also)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to ask for.

    `ask`, `again`, `simple`: the question, the same in other words, and at its plainest. `names`: what people call the
    field, in normal form, so that a correction finds it. `when`: asked only where another field holds one of the keys.
    `may_ask`: the answer itself may sound like a question («متى يوصل الدعم»); only a question mark makes it one.
    `from_opening`: a choice that the wish itself may tell («احذفوا بياناتي»). `words`: phrases that stand for a value
    («ما عندي دخل» is 0). `least`, `most`: length of a text, bounds of a number.
    """

    name: str
    type: str
    label: Bilingual
    ask: Bilingual
    again: Bilingual
    simple: Bilingual
    example: Bilingual | None = None
    optional: bool = False
    sensitive: bool = False
    options: tuple[Option, ...] = ()
    names: tuple[str, ...] = ()
    when: Mapping[str, tuple[str, ...]] | None = None
    words: Mapping[str, Any] | None = None
    from_opening: bool = False
    may_ask: bool = False
    least: float | None = None
    most: float | None = None

    def option(self, key: Any) -> Option | None:
        return next((o for o in self.options if o.key == key), None)


@dataclass(frozen=True, slots=True)
class Form:
    """A form. `opening` tells what it is for; `attestation` is the statement to agree to, where there is one.

    `sent` is said once the request has its reference. `unavailable` is said instead of the form where a choice that is
    filled from the configuration has nothing to choose from.
    """

    name: str
    intent: str
    title: Bilingual
    minutes: int
    opening: Bilingual
    sent: Bilingual
    fields: tuple[Field, ...]
    attestation: Bilingual | None = None
    unavailable: Bilingual | None = None

    def field(self, name: str | None) -> Field | None:
        return next((f for f in self.fields if f.name == name), None)

    @property
    def available(self) -> bool:
        return all(f.options for f in self.fields if f.type == "choice")

    def applicable(self, values: Mapping[str, Any]) -> tuple[Field, ...]:
        """The fields that these values call for, in order. A condition on a field that does not apply itself fails."""
        wanted: list[Field] = []
        for field in self.fields:
            known = {f.name for f in wanted}
            if all(name in known and values.get(name) in keys for name, keys in (field.when or {}).items()):
                wanted.append(field)
        return tuple(wanted)
