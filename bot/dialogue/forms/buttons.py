"""Pressed buttons of a form. An old button does what it says where that still makes sense, and nothing where not."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.dialogue.forms.commands import Commands
from bot.dialogue.forms.definition import Field
from bot.dialogue.forms.filling import ATTESTING, SUMMARY
from bot.dialogue.forms.moment import Moment
from bot.dialogue.forms.steps import Steps
from bot.dialogue.forms.taking import Taking
from bot.dialogue.forms.wording import FORM_PAYLOAD, Wording
from bot.dialogue.state import Decision


class Buttons:
    def __init__(self, steps: Steps, wording: Wording, commands: Commands, taking: Taking) -> None:
        self._steps, self._wording, self._commands, self._taking = steps, wording, commands, taking
        self._plain: Mapping[str, Callable[[Moment], Decision | None]] = {
            "yes": self._correct,
            "send": self._send,
            "attest": self._attest,
            "back": commands.back,
            "later": commands.later,
            "cancel": steps.cancel,
            "discard": commands.discarded,
            "continue": steps.onward,
            "resume": steps.again,
            "done": commands.done,
        }
        self._named: Mapping[str, Callable[[Moment, str], Decision | None]] = {
            "edit": self._edit,
            "set": self._set,
            "skip": self._skip,
        }

    def pressed(self, moment: Moment) -> Decision | None:
        payload = moment.said.payload
        if payload is None or not payload.startswith(FORM_PAYLOAD):
            return None
        name, _, rest = payload.removeprefix(FORM_PAYLOAD).partition(":")
        decision = None
        if name in self._named:
            decision = self._named[name](moment, rest)
        elif name in self._plain:
            decision = self._plain[name](moment)
        return decision or self._steps.again(moment, self._wording(moment, "choice_invalid"))

    def _correct(self, moment: Moment) -> Decision | None:
        return self._steps.confirmed(moment) if moment.filling.asking == SUMMARY else None

    def _send(self, moment: Moment) -> Decision | None:
        """Once more, after sending failed; only where everything was confirmed."""
        filling, form = moment.filling, moment.form
        ready = filling.next_field(form) is None and (filling.attestation is not None or not form.attestation)
        return self._steps.send(moment) if ready else None

    def _attest(self, moment: Moment) -> Decision | None:
        return self._steps.attested(moment) if moment.filling.asking == ATTESTING else None

    def _edit(self, moment: Moment, name: str) -> Decision | None:
        field = moment.form.field(name)
        return self._steps.ask(moment, field, editing=True) if field else self._steps.choose(moment)

    def _set(self, moment: Moment, rest: str) -> Decision | None:
        """An option: the answer to its question, or a change of mind about an earlier one."""
        name, _, key = rest.partition(":")
        field = moment.form.field(name)
        value = _option_value(field, key) if field else None
        if field is None or value is None:
            return None
        if field is moment.field:
            return self._taking.taken(moment, field, value)
        return self._taking.changed(moment, {name: value}) if name in moment.filling.done else None

    def _skip(self, moment: Moment, name: str) -> Decision | None:
        field = moment.field
        return self._commands.skipped(moment, field) if field and field.name == name and field.optional else None


def _option_value(field: Field, key: str) -> Any:
    """A choice keeps the option's key; where any words may answer, the option stands for its words."""
    option = field.option(key)
    if option is None:
        return None
    return key if field.type == "choice" else option.title["ar"]
