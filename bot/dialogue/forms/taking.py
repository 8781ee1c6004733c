"""Answers taken into a form: what was asked, what came with it, what was changed, what could not be taken."""

import re
from collections.abc import Mapping
from typing import Any

from bot.dialogue.forms import corrections, hearing
from bot.dialogue.forms.definition import Field
from bot.dialogue.forms.filling import STAGES
from bot.dialogue.forms.harvest import OWN_SHAPE, harvest, introduced, name_span
from bot.dialogue.forms.moment import Moment
from bot.dialogue.forms.steps import Steps
from bot.dialogue.forms.values import ENTITY, Extract, Problem, insisted, read
from bot.dialogue.forms.wording import Wording
from bot.dialogue.state import Decision


class Taking:
    """Reads answers and moves the form on."""

    def __init__(self, steps: Steps, wording: Wording, extract: Extract) -> None:
        self._steps, self._wording, self._extract = steps, wording, extract

    def read(self, moment: Moment, field: Field, text: str | None = None, *, lenient: bool | None = None) -> Any:
        said = moment.said.text if text is None else text
        easy = moment.sure is None if lenient is None else lenient
        return read(field, said, self._extract, moment.around.now, lenient=easy)

    def has_value(self, moment: Moment, field: Field | None) -> bool:
        return field is not None and usable(self.read(moment, field))

    def answered(self, moment: Moment, lead: str = "") -> Decision | None:
        """The message answers the question, and perhaps others with it."""
        field = moment.field
        value = self.read(moment, field) if field else None
        if field is None or not usable(value):
            return self._beside(moment, lead)
        return self.taken(moment, field, value, lead)

    def taken(self, moment: Moment, field: Field, value: Any, lead: str = "") -> Decision:
        """`value` answers the question; on to the next."""
        beside = {} if field.type == "text" or moment.said.payload else self._others(moment, field)
        if declined := self._declined(moment, {field.name: value, **beside}):
            return declined
        editing = moment.filling.editing and field.name in moment.filling.values
        moment = moment.having(moment.filling.taken({field.name: value, **beside}, hearing.folded(moment.said.text)))
        changed = self._wording.changed(moment, (field.name,)) if editing else ""
        return self._steps.onward(moment, _lines(lead, changed, self._wording.noted(moment, tuple(beside))))

    def told_value(self, moment: Moment, field: Field, text: str) -> Any:
        """The value that a correction of `field` gives, or None.

        After «الصحيح» stands what it should be. Without, it is what follows the field's name, or what stands beside it;
        the old value, named as the wrong one, is none.
        """
        if corrections.has_new_value(text):
            value = self.read(moment, field, corrections.new_value(text), lenient=True)
            return value if usable(value) else None
        if field.type == "text":
            return None
        if field.type == "full_name":
            return self._told_name(moment, field, text)
        old = moment.filling.values.get(field.name)
        start, end = name_span(field, text)
        beside = f"{text[:start]} {text[end:]}"
        values = [self.read(moment, field, part, lenient=True) for part in (text[end:], beside)]
        values += self.all_values(moment, field, beside)
        return next((value for value in values if usable(value) and value != old), None)

    def _told_name(self, moment: Moment, field: Field, text: str) -> Any:
        """«الاسم مو كذا، اسمي منى سعد»: the last clause that holds a name beyond doubt."""
        clauses = reversed([clause for clause in re.split(r"[،,.\n]", text) if clause.strip()])
        names = (self.read(moment, field, clause, lenient=False) for clause in clauses)
        return next((name for name in names if usable(name)), None)

    def all_values(self, moment: Moment, field: Field, text: str) -> list[Any]:
        if field.type not in OWN_SHAPE:
            return []
        found = self._extract(text, now=moment.around.now, expects=field.name)
        return [e.value for e in reversed(found) if e.entity == ENTITY[field.type]]

    def _beside(self, moment: Moment, lead: str) -> Decision | None:
        """Not what was asked, but values for other fields."""
        if moment.free:
            return None
        found = self._others(moment, moment.field)
        if not found:
            return None
        if declined := self._declined(moment, found):
            return declined
        changed = tuple(name for name in found if name in moment.filling.values)
        new = tuple(name for name in found if name not in changed)
        moment = moment.having(moment.filling.taken(found, hearing.folded(moment.said.text)))
        said = _lines(lead, self._wording.changed(moment, changed), self._wording.noted(moment, new))
        return self._steps.again(moment, said) if moment.field else self._steps.onward(moment, said)

    def _others(self, moment: Moment, asked: Field | None) -> dict[str, Any]:
        """Values for other fields in the message: empty ones, and filled ones that are called by name."""
        others = {f.name: f for f in moment.filling.askable(moment.form) if f is not asked}
        found = harvest(moment.said.text, tuple(others.values()), self._extract, moment.around.now)
        filled = moment.filling.values
        return {
            name: value
            for name, value in found.items()
            if name not in filled or (value != filled[name] and introduced(others[name], moment.said.text))
        }

    def changed(self, moment: Moment, values: Mapping[str, Any]) -> Decision:
        """Says what changed, then goes on where the form stood; a summary is shown anew."""
        if declined := self._declined(moment, values):
            return declined
        stood = moment.filling.asking
        moment = moment.having(moment.filling.taken(values, hearing.folded(moment.said.text)))
        lead = self._wording.changed(moment, tuple(values))
        return self._steps.onward(moment, lead) if stood in (*STAGES, *values) else self._steps.again(moment, lead)

    def _declined(self, moment: Moment, values: Mapping[str, Any]) -> Decision | None:
        """A sensitive value typed where this channel must not carry it, and the configuration says no."""
        sensitive = any(f.sensitive for f in moment.form.fields if f.name in values)
        if not sensitive or moment.around.takes_typed:
            return None
        return self._steps.again(moment, self._wording(moment, "form_typed_declined"))

    def files(self, moment: Moment) -> Decision | None:
        """Files answer the question about documents; at any other question they are kept for it."""
        if not moment.said.attachments:
            return None
        field = next((f for f in moment.filling.applicable(moment.form) if f.type == "documents"), None)
        if field is None:
            return self._steps.again(moment, self._wording(moment, "media_received"))
        if field.sensitive and not moment.around.takes_typed:
            return self._steps.again(moment, self._wording(moment, "form_files_declined"))
        have = [*moment.filling.values.get(field.name, []), *moment.said.attachments]
        key = "form_files_got" if field is moment.field else "form_files_kept"
        moment = moment.having(moment.filling.taken({field.name: list(dict.fromkeys(have))}))
        return self._steps.again(moment, self._wording(moment, key))

    def not_an_answer(self, moment: Moment) -> Decision:
        """Asked again in other words; the third time at its plainest, with a person offered."""
        field = moment.field
        if field is None:
            return self._steps.again(moment, self._wording(moment, "form_not_understood"))
        value, said = self.read(moment, field), hearing.folded(moment.said.text)
        if said and said == moment.filling.doubted and not _no_answer(moment.said.text):
            meant = insisted(field, moment.said.text, self._extract, moment.around.now)
            if usable(meant):
                return self.taken(moment, field, meant)
        return self._steps.again(self.failing(moment), self._wording.problem(moment, field, value))

    def failing(self, moment: Moment) -> Moment:
        return moment.having(moment.filling.failed(hearing.folded(moment.said.text)))


def _no_answer(text: str) -> bool:
    """A question, a yes, a no or «ما أدري» stays none, however often it is said."""
    return hearing.question_shaped(text) or hearing.confirmed(text) is not None or hearing.declines(text)


def usable(value: Any) -> bool:
    return value is not None and not isinstance(value, Problem)


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
