"""A form being filled: what one person has answered so far. A plain value that survives restarts as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from bot.dialogue.forms.definition import Field, Form

SUMMARY, ATTESTING, CANCELLING, CHOOSING = "summary", "attesting", "cancelling", "choosing"
STAGES = SUMMARY, ATTESTING, CANCELLING, CHOOSING


@dataclass(frozen=True, slots=True)
class Filling:
    """`id` names it for good, wherever it goes on; "" where nobody gave it one. `values` are normal forms by field.

    `asking`: the field asked now, or one of the stages above. `editing`: that field was filled before and is being
    changed. `trail`: fields in the order they were answered, for going back. `failures`: wrong answers to this question
    in a row. `doubted`, `last`: folded texts, of an answer that was not believed at first and of the last one taken.
    `relation`: on whose behalf, see `relations`. `started`, `touched`: ISO days. `only` and `reference`: not a new
    request, but these fields of an existing one.
    """

    form: str
    values: Mapping[str, Any] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()
    asking: str | None = None
    editing: bool = False
    failures: int = 0
    doubted: str = ""
    last: str = ""
    relation: str | None = None
    attestation: Mapping[str, str] | None = None
    id: str = ""
    started: str = ""
    touched: str = ""
    reference: str | None = None
    only: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Filling":
        known = {f.name for f in fields(cls)}
        kept: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items() if k in known}
        return cls(**kept)

    @property
    def done(self) -> frozenset[str]:
        """The fields that were answered or skipped."""
        return frozenset({*self.values, *self.skipped})

    def applicable(self, form: Form) -> tuple[Field, ...]:
        """The fields to be asked, as the answers stand."""
        return self.askable(form) if self.only else form.applicable(self.values)

    def askable(self, form: Form) -> tuple[Field, ...]:
        """Every field that this filling may come to ask."""
        return tuple(f for f in form.fields if f.name in self.only) if self.only else form.fields

    def next_field(self, form: Form) -> Field | None:
        """The first field that still waits for an answer."""
        return next((f for f in self.applicable(form) if f.name not in self.done), None)

    def filled(self, form: Form) -> tuple[Field, ...]:
        return tuple(f for f in self.applicable(form) if f.name in self.values)

    def taken(self, values: Mapping[str, Any], last: str = "") -> "Filling":
        """With these values. What was attested before does not cover them, so that goes."""
        fresh = [name for name in values if name not in self.trail]
        return replace(
            self,
            values={**self.values, **values},
            skipped=tuple(s for s in self.skipped if s not in values),
            trail=(*self.trail, *fresh),
            attestation=None,
            failures=0,
            doubted="",
            last=last or self.last,
        )

    def skipping(self, name: str) -> "Filling":
        values = {k: v for k, v in self.values.items() if k != name}
        skipped = (*(s for s in self.skipped if s != name), name)
        trail = (*(t for t in self.trail if t != name), name)
        return replace(self, values=values, skipped=skipped, trail=trail, attestation=None, failures=0, doubted="")

    def asked(self, asking: str, *, editing: bool = False) -> "Filling":
        """Asking something else starts its failures anew."""
        same = asking == self.asking
        return replace(
            self,
            asking=asking,
            editing=editing,
            failures=self.failures if same else 0,
            doubted=self.doubted if same else "",
        )

    def failed(self, text: str) -> "Filling":
        return replace(self, failures=self.failures + 1, doubted=text)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value
