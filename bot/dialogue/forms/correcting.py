"""What is taken back: an answer sent twice, a correction, «قصدي …», and on whose behalf the request is."""

from bot.dialogue.forms import corrections, hearing
from bot.dialogue.forms.definition import Field
from bot.dialogue.forms.harvest import OWN_SHAPE, harvest
from bot.dialogue.forms.moment import Moment
from bot.dialogue.forms.relations import for_oneself, relation
from bot.dialogue.forms.steps import Steps
from bot.dialogue.forms.taking import Taking, usable
from bot.dialogue.forms.values import Extract
from bot.dialogue.forms.wording import Wording
from bot.dialogue.state import Decision

_LONGEST_IN_TEXT = 12
_OWNED_BY_OTHERS = ("iban", "documents")  # «الحساب باسم زوجي» says whose the account is, not whose the request
_BEYOND_DOUBT = 0.85
_ABOUT_CHANGES = ("correct_field", "update_request")


class Correcting:
    def __init__(self, steps: Steps, wording: Wording, taking: Taking, extract: Extract) -> None:
        self._steps, self._wording, self._taking, self._extract = steps, wording, taking, extract

    def duplicate(self, moment: Moment) -> Decision | None:
        """The answer to the question before, sent twice: asked once more. A third time it is meant."""
        said, field = hearing.folded(moment.said.text), moment.field
        if not said or said != moment.filling.last or said == moment.filling.doubted or field is None:
            return None
        if field.type not in ("text", "full_name") and self._taking.has_value(moment, field):
            return None
        return self._steps.again(moment.changed(doubted=said), self._wording(moment, "form_duplicate"))

    def correction(self, moment: Moment) -> Decision | None:
        """«لا، رقم الجوال غلط، الصحيح …» and «غيّر المدينة»."""
        text, asked = moment.said.text, moment.field
        if not self._speaks_of_correcting(moment):
            return None
        known = tuple(f for f in moment.filling.askable(moment.form) if f.name in moment.filling.done)
        others = known if moment.filling.editing else tuple(f for f in known if f is not asked)
        if named := corrections.named(text, others):
            return self._named(moment, named)
        if asked is not None and (
            corrections.names(asked, hearing.folded(text)) or self._taking.has_value(moment, asked)
        ):
            return None
        return self._unnamed(moment, known)

    def _speaks_of_correcting(self, moment: Moment) -> bool:
        """In a free text only its first words tell, or no doubt at all: descriptions speak of mistakes too."""
        text, heard = moment.said.text, moment.said.heard
        if hearing.asks_outright(text) and moment.sure not in (None, *_ABOUT_CHANGES):  # «وش يصير لو البيانات غلط؟»
            return False
        open_left = moment.field is not None and moment.field.optional and hearing.declines(text)
        if hearing.as_it_is(text) or (open_left and not corrections.has_cue(text)):
            return False
        if not moment.free:
            return corrections.has_cue(text) or moment.sure == "correct_field"
        if len(text.split()) > _LONGEST_IN_TEXT:
            return False
        beyond_doubt = heard.name == "correct_field" and heard.confidence >= _BEYOND_DOUBT
        return beyond_doubt or corrections.has_cue(text, early=True) or self._gives_value(moment)

    def _gives_value(self, moment: Moment) -> bool:
        """«رقم الهوية اللي عطيتكم خطأ، الصحيح 10…»: a field by name, and a value of its own shape for it."""
        if not corrections.has_cue(moment.said.text):
            return False
        shaped = tuple(f for f in moment.filling.filled(moment.form) if f.type in OWN_SHAPE)
        named = corrections.named(moment.said.text, shaped)
        return any(self._taking.told_value(moment, field, moment.said.text) is not None for field in named)

    def _named(self, moment: Moment, named: tuple[Field, ...]) -> Decision:
        """What it should be is taken; where that is not told, it is asked."""
        told = {field.name: self._taking.told_value(moment, field, moment.said.text) for field in named}
        values = {name: value for name, value in told.items() if value is not None}
        if values:
            return self._taking.changed(moment, values)
        return self._steps.ask(moment, named[0], self._wording(moment, "form_correcting"), editing=True)

    def _unnamed(self, moment: Moment, known: tuple[Field, ...]) -> Decision | None:
        """A correction that names no field: the value may tell which, else it is asked."""
        if moment.free:
            return None
        found = harvest(corrections.new_value(moment.said.text), known, self._extract, moment.around.now)
        changed = {name: value for name, value in found.items() if value != moment.filling.values.get(name)}
        if len(changed) == 1:
            return self._taking.changed(moment, changed)
        return self._steps.choose(moment) if moment.filling.filled(moment.form) else None

    def contrast(self, moment: Moment) -> Decision | None:
        """«لا مو من الرياض، أنا من تبوك»: what we hold is denied, and another of its kind stands beside it."""
        long_text = moment.free and len(moment.said.text.split()) > _LONGEST_IN_TEXT
        if long_text or not corrections.denies(moment.said.text):
            return None
        for field in moment.filling.filled(moment.form):
            old = moment.filling.values.get(field.name)
            values = set(self._taking.all_values(moment, field, moment.said.text))
            if old in values and len(values) == 2:
                return self._taking.changed(moment, {field.name: (values - {old}).pop()})
        return None

    def meant(self, moment: Moment) -> Decision | None:
        """«قصدي أبها»: the last answer again."""
        if not corrections.meant(moment.said.text) or not moment.filling.trail:
            return None
        field = moment.form.field(moment.filling.trail[-1])
        text = corrections.new_value(moment.said.text)
        value = self._taking.read(moment, field, text, lenient=True) if field else None
        return self._taking.changed(moment, {field.name: value}) if field and usable(value) else None

    def behalf(self, moment: Moment) -> Decision | None:
        """«هذا عن والدتي»: noted, and the form goes on, with the answer if there is one in the message."""
        field = moment.field
        if moment.free or (field is not None and field.type in _OWNED_BY_OTHERS):
            return None
        if moment.filling.relation and for_oneself(moment.said.text):
            return self._steps.again(moment.changed(relation=None), self._wording(moment, "form_behalf_self"))
        found = relation(moment.said.text)
        if found is None or found == moment.filling.relation:
            return None
        moment = moment.changed(relation=found, attestation=None)
        lead = self._wording(moment, "form_behalf", relation=self._wording.relation(moment))
        return self._taking.answered(moment, lead) or self._steps.again(moment, lead)
