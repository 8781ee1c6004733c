"""The rules by which a message moves an open form, tried in order; the first that applies decides.

A rule returns None where it does not apply. Which texts count as what is told in `hearing`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.dialogue.forms import corrections, hearing
from bot.dialogue.forms.definition import Field
from bot.dialogue.forms.filling import ATTESTING, CANCELLING, CHOOSING, SUMMARY
from bot.dialogue.forms.harvest import harvest, introduced
from bot.dialogue.forms.moment import Moment
from bot.dialogue.forms.relations import for_oneself, relation
from bot.dialogue.forms.steps import Steps
from bot.dialogue.forms.values import Extract, Problem, read
from bot.dialogue.forms.wording import Wording
from bot.dialogue.state import Decision

# Types whose answers have a shape: a value of that shape is the answer whatever else the words may mean.
_SHAPED = frozenset({"national_id", "mobile", "iban", "reference", "date"})
_FREE = frozenset({"text"})
_SHORT_LIST = 12

Rule = Callable[[Moment], Decision | None]


class Rules:
    """Everything typed into an open form."""

    def __init__(self, steps: Steps, wording: Wording, extract: Extract) -> None:
        self._steps, self._wording, self._extract = steps, wording, extract
        self.all: tuple[Rule, ...] = (
            self.files, self.command, self.stage, self.duplicate, self.correction, self.meant, self.behalf,
        )  # fmt: skip

    # --- commands

    def command(self, moment: Moment) -> Decision | None:
        """A message that is a command and nothing else."""
        name = hearing.command(moment.said.text)
        if name == "skip":
            return self._skip(moment)
        handlers: Mapping[str, Rule] = {
            "back": self.back,
            "cancel": self._cancel,
            "later": self.later,
            "repeat": self._steps.again,
            "resume": self._resume,
            "help": self.help,
            "done": self.done,
        }
        handler = handlers.get(name or "")
        return handler(moment) if handler else None

    def back(self, moment: Moment) -> Decision:
        """To the answer given last, to give it anew."""
        trail = [name for name in moment.filling.trail if name != moment.filling.asking]
        field = moment.form.field(trail[-1]) if trail else None
        if field is None:
            return self._steps.again(moment, self._wording(moment, "form_first_question"))
        moment = moment.changed(trail=tuple(trail[:-1]))
        return self._steps.ask(moment, field, editing=True)

    def later(self, moment: Moment) -> Decision:
        title = moment.form.title[moment.locale]
        choices = (self._wording.choice(moment.locale, "continue", f"resume:{moment.form.name}"),)
        return self._steps.park(moment, self._wording(moment, "form_kept", title=title), choices)

    def _cancel(self, moment: Moment) -> Decision:
        return self._steps.cancel(moment)

    def _resume(self, moment: Moment) -> Decision | None:
        return self._steps.again(moment) if moment.filling.asking not in (SUMMARY, ATTESTING, CANCELLING) else None

    def help(self, moment: Moment) -> Decision:
        return self._steps.again(moment, self._wording(moment, "form_help"))

    def done(self, moment: Moment) -> Decision | None:
        """Enough files."""
        field = moment.field
        if field is None or field.type != "documents":
            return None
        return self._steps.onward(moment) if moment.filling.values.get(field.name) else self._skip(moment)

    def _skip(self, moment: Moment) -> Decision | None:
        field = moment.field
        if field is None or (field.words and hearing.folded(moment.said.text) in field.words):
            return None
        if field.optional:
            return self.skipped(moment, field)
        plain_no = hearing.confirmed(moment.said.text) is False
        return None if plain_no else self._steps.again(self._failing(moment), self._wording(moment, "form_required"))

    def skipped(self, moment: Moment, field: Field) -> Decision:
        return self._steps.onward(moment.having(moment.filling.skipping(field.name)))

    # --- the summary and what follows it

    def stage(self, moment: Moment) -> Decision | None:
        stages: Mapping[str, Rule] = {
            SUMMARY: self._at_summary,
            ATTESTING: self._at_attestation,
            CANCELLING: self._at_cancelling,
            CHOOSING: self._at_choosing,
        }
        stage = stages.get(moment.filling.asking or "")
        return stage(moment) if stage else None

    def _at_summary(self, moment: Moment) -> Decision | None:
        answer = hearing.confirmed(moment.said.text)
        if answer is True or hearing.ATTEST.search(hearing.folded(moment.said.text)):
            return self._steps.confirmed(moment)
        wants_edit = answer is False or hearing.command(moment.said.text) == "edit" or moment.sure == "deny"
        if wants_edit:
            return self._steps.choose(moment)
        return self._steps.confirmed(moment) if moment.sure == "affirm" else None

    def _at_attestation(self, moment: Moment) -> Decision | None:
        answer = hearing.attested(moment.said.text)
        if answer is None and moment.sure in ("affirm", "deny"):
            answer = moment.sure == "affirm"
        if answer is True:
            return self._steps.attested(moment)
        if answer is False:
            return self._steps.again(moment, self._wording(moment, "form_attest_needed"))
        return self._steps.choose(moment) if hearing.command(moment.said.text) == "edit" else None

    def _at_cancelling(self, moment: Moment) -> Decision | None:
        answer, command = hearing.confirmed(moment.said.text), hearing.command(moment.said.text)
        if answer is True or command == "discard":
            return self.discarded(moment)
        if answer is False or command == "resume":
            return self._steps.onward(moment)
        return None

    def discarded(self, moment: Moment) -> Decision:
        return self._steps.drop(moment, self._wording(moment, "form_discarded"))

    def _at_choosing(self, moment: Moment) -> Decision | None:
        said = hearing.folded(moment.said.text)
        filled = moment.filling.filled(moment.form)
        if said.isdecimal() and 0 < int(said) <= len(filled):
            return self._steps.ask(moment, filled[int(said) - 1], editing=True)
        named = [f for f in filled if corrections.names(f, said)]
        if named and not corrections.has_new_value(moment.said.text):
            return self._steps.ask(moment, named[0], editing=True)
        return self._steps.onward(moment) if hearing.confirmed(moment.said.text) is not None else None

    # --- what was said before, and is said again or taken back

    def duplicate(self, moment: Moment) -> Decision | None:
        """The answer to the question before, sent twice: asked once more, without blame."""
        said = hearing.folded(moment.said.text)
        repeated = said and said == moment.filling.last and moment.filling.doubted != said
        if not repeated or moment.field is None or self._is_new(moment, moment.field):
            return None
        return self._steps.again(moment.changed(doubted=said), self._wording(moment, "form_duplicate"))

    def _is_new(self, moment: Moment, field: Field) -> bool:
        """An equal answer to a question that has its own shape, or few options, may well be meant."""
        return field.type not in ("text", "full_name") and self.read(moment, field) is not None

    def correction(self, moment: Moment) -> Decision | None:
        """«لا، رقم الجوال غلط، الصحيح …» and «غيّر المدينة»."""
        text, free = moment.said.text, moment.field is not None and moment.field.type in _FREE
        told = corrections.has_cue(text, early=free) or (moment.sure == "correct_field" and not free)
        if not told or (free and len(text.split()) > _SHORT_LIST):
            return None
        known = (*moment.filling.filled(moment.form), *self._skipped_fields(moment))
        named = [
            c for c in corrections.corrections(text, known) if c.field is not moment.field or moment.filling.editing
        ]
        if named:
            return self._corrected(moment, named)
        if corrections.names(moment.field, hearing.folded(text)) if moment.field else False:
            return None
        return self._unnamed_correction(moment, known)

    def _skipped_fields(self, moment: Moment) -> tuple[Field, ...]:
        return tuple(f for f in moment.form.fields if f.name in moment.filling.skipped)

    def _corrected(self, moment: Moment, named: list[corrections.Correction]) -> Decision:
        values = {}
        for correction in named:
            value = read(
                correction.field, correction.value, self._extract, moment.around.now, lenient=_has_value(moment)
            )
            if value is not None and not isinstance(value, Problem) and _plausible(correction, moment):
                values[correction.field.name] = value
        if values:
            return self.changed(moment, values)
        return self._steps.ask(moment, named[0].field, self._wording(moment, "form_correcting"), editing=True)

    def _unnamed_correction(self, moment: Moment, known: tuple[Field, ...]) -> Decision | None:
        """A correction that names no field: the value may tell which, else it is asked."""
        value = corrections.new_value(moment.said.text)
        found = harvest(value, known, self._extract, moment.around.now)
        changed = {k: v for k, v in found.items() if v != moment.filling.values.get(k)}
        if len(changed) == 1:
            return self.changed(moment, changed)
        if moment.field is not None and self.read(moment, moment.field) is not None:
            return None
        return self._steps.choose(moment) if moment.filling.filled(moment.form) else None

    def changed(self, moment: Moment, values: Mapping[str, Any]) -> Decision:
        """Says what changed, then goes on where the form stood; a summary is shown anew."""
        editing = moment.filling.asking in values
        stands = moment.filling.asking
        moment = moment.having(moment.filling.taken(values, hearing.folded(moment.said.text)))
        lead = self._wording.changed(moment, tuple(values))
        if stands in (SUMMARY, ATTESTING, CANCELLING, CHOOSING) or editing:
            return self._steps.onward(moment, lead)
        return self._steps.again(moment, lead)

    def meant(self, moment: Moment) -> Decision | None:
        """«قصدي أبها»: the last answer again."""
        if not corrections.meant(moment.said.text) or not moment.filling.trail:
            return None
        field = moment.form.field(moment.filling.trail[-1])
        text = corrections.new_value(moment.said.text)
        value = read(field, text, self._extract, moment.around.now, lenient=True) if field else None
        if field is None or value is None or isinstance(value, Problem):
            return None
        return self.changed(moment, {field.name: value})

    # --- who it is for, and files

    def behalf(self, moment: Moment) -> Decision | None:
        """«هذا عن والدتي»: noted, and the form goes on, with the answer if there is one in the message."""
        if moment.field is not None and moment.field.type in _FREE:
            return None
        if moment.filling.relation and for_oneself(moment.said.text):
            return self._steps.again(moment.changed(relation=None), self._wording(moment, "form_behalf_self"))
        found = relation(moment.said.text)
        if found is None or found == moment.filling.relation:
            return None
        moment = moment.changed(relation=found)
        lead = self._wording(moment, "form_behalf", relation=self._wording.relation(moment))
        return self.answered(moment, lead) or self._steps.again(moment, lead)

    def files(self, moment: Moment) -> Decision | None:
        """Files fill the question about documents; at any other they are kept for it."""
        if not moment.said.attachments:
            return None
        field = next((f for f in moment.filling.applicable(moment.form) if f.type == "documents"), None)
        if field is None:
            return self._steps.again(moment, self._wording(moment, "media_received"))
        if field.sensitive and not moment.around.sensitive_in_chat and not moment.around.accept_typed:
            return self._steps.again(moment, self._wording(moment, "form_files_declined"))
        have = [*moment.filling.values.get(field.name, []), *moment.said.attachments]
        moment = moment.having(moment.filling.taken({field.name: list(dict.fromkeys(have))}))
        return self._steps.again(moment, self._wording(moment, "form_files_got"))

    # --- answers

    def has_value(self, moment: Moment, field: Field | None) -> bool:
        if field is None:
            return False
        value = self.read(moment, field)
        return value is not None and not isinstance(value, Problem)

    def read(self, moment: Moment, field: Field) -> Any:
        return read(field, moment.said.text, self._extract, moment.around.now, lenient=moment.sure is None)

    def answered(self, moment: Moment, lead: str = "") -> Decision | None:
        """The message answers the question, and perhaps others with it."""
        field = moment.field
        if field is None:
            return self._beside(moment, lead)
        value = self.read(moment, field)
        if value is None or isinstance(value, Problem):
            return self._beside(moment, lead)
        return self.taken(moment, field, value, lead)

    def taken(self, moment: Moment, field: Field, value: Any, lead: str = "") -> Decision:
        declined = self._declined(moment, {field.name: value})
        if declined is not None:
            return declined
        beside = {} if field.type in _FREE else self._others(moment, field)
        filling = moment.filling.taken({field.name: value, **beside}, hearing.folded(moment.said.text))
        editing, moment = moment.filling.editing, moment.having(filling)
        changed = self._wording.changed(moment, (field.name,)) if editing else ""
        noted = self._wording.noted(moment, tuple(beside))
        return self._steps.onward(moment, "\n".join(part for part in (lead, changed, noted) if part))

    def _others(self, moment: Moment, asked: Field | None) -> dict[str, Any]:
        """Values for other fields in the message: empty ones, and filled ones that are called by name."""
        others = tuple(f for f in moment.form.fields if f is not asked)
        found = harvest(moment.said.text, others, self._extract, moment.around.now)
        by_name = {f.name: f for f in others}
        filled = moment.filling.values
        return {
            k: v
            for k, v in found.items()
            if k not in filled or (introduced(by_name[k], moment.said.text) and v != filled[k])
        }

    def _beside(self, moment: Moment, lead: str) -> Decision | None:
        """Not what was asked, but values for other fields."""
        if moment.field is not None and moment.field.type in _FREE:
            return None
        found = self._others(moment, moment.field)
        if not found or (declined := self._declined(moment, found)):
            return declined if found else None
        changed = tuple(k for k in found if k in moment.filling.values)
        moment = moment.having(moment.filling.taken(found, hearing.folded(moment.said.text)))
        noted = self._wording.noted(moment, tuple(k for k in found if k not in changed))
        parts = (lead, self._wording.changed(moment, changed), noted)
        said = "\n".join(part for part in parts if part)
        return self._steps.onward(moment, said) if moment.field is None else self._steps.again(moment, said)

    def _declined(self, moment: Moment, values: Mapping[str, Any]) -> Decision | None:
        """A sensitive value typed where this channel must not carry it, and the configuration says no."""
        sensitive = [f for f in moment.form.fields if f.sensitive and f.name in values]
        if not sensitive or moment.around.sensitive_in_chat or moment.around.accept_typed:
            return None
        return self._steps.again(moment, self._wording(moment, "form_typed_declined"))

    def not_an_answer(self, moment: Moment) -> Decision:
        """Asked again in other words; the third time at its plainest, with a person offered."""
        field = moment.field
        if field is None:
            return self._steps.again(moment, self._wording(moment, "form_not_understood"))
        value = self.read(moment, field)
        said = hearing.folded(moment.said.text)
        if value is None and said and said == moment.filling.doubted and field.type == "city":
            return self.taken(moment, field, moment.said.text.strip())
        key = f"problem_{value.code}" if isinstance(value, Problem) else f"problem_{field.type}"
        return self._steps.again(self._failing(moment), self._wording(moment, key, **_bounds(field)))

    def _failing(self, moment: Moment) -> Moment:
        return moment.having(moment.filling.failed(hearing.folded(moment.said.text)))


def _has_value(moment: Moment) -> bool:
    return corrections.has_new_value(moment.said.text)


def _plausible(correction: corrections.Correction, moment: Moment) -> bool:
    """A free text is taken from a correction only where the message says what it should be."""
    return correction.field.type not in ("text", "full_name") or _has_value(moment)


def _bounds(field: Field) -> dict[str, object]:
    return {"least": int(field.least or 0), "most": int(field.most or 0)}
