"""What the bot's state of a conversation tells colleagues: keeps `handoff.card.CaseReader`."""

from collections.abc import Mapping
from typing import Any

from bot.dialogue.decide import Dialogue
from bot.dialogue.forms.definition import Field
from bot.dialogue.forms.showing import show
from bot.sealing import Sealing
from handoff.card import Filled, Missing, OpenForm
from storage.crypto import CannotOpen

DOCUMENTS = "documents"


class Case:
    """Opens the sealed state. Sensitive values never leave it in clear."""

    def __init__(self, dialogue: Dialogue, sealing: Sealing) -> None:
        self._dialogue, self._sealing = dialogue, sealing

    def form(self, state: Mapping[str, Any], locale: str) -> OpenForm | None:
        """The one being filled, else the one that was put aside last: a call for a person puts it aside."""
        try:
            opened = self._sealing.state(dict(state))
        except CannotOpen:  # sealed with a secret that is gone
            return None
        filling = opened.form or next(reversed([*opened.drafts.values()]), None)
        form = self._dialogue.forms.forms.get(filling.form) if filling else None
        if filling is None or form is None:
            return None
        values = filling.values
        return OpenForm(
            name=form.name,
            title=form.title[locale],
            filled=tuple(_filled(f, values[f.name], locale) for f in filling.filled(form) if f.name != DOCUMENTS),
            missing=tuple(
                Missing(f.name, f.label[locale]) for f in filling.applicable(form) if f.name not in filling.done
            ),
            files=tuple(str(name) for name in values.get(DOCUMENTS) or ()),
        )

    def title(self, intent: str, locale: str) -> str:
        form = next((f for f in self._dialogue.forms.forms.values() if f.intent == intent), None)
        if form:
            return form.title[locale]
        return self._dialogue.texts.button(locale, intent) if self._dialogue.texts.has_button(intent) else intent


def _filled(field: Field, value: Any, locale: str) -> Filled:
    return Filled(field.name, field.label[locale], show(field, value, locale), field.sensitive)
