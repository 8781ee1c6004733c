"""Yes, no and what else is said at the summary, the attestation, a cancellation, and the list of answers to change."""

from collections.abc import Callable, Mapping

from bot.dialogue.forms import corrections, hearing
from bot.dialogue.forms.commands import Commands
from bot.dialogue.forms.filling import ATTESTING, CANCELLING, CHOOSING, SUMMARY
from bot.dialogue.forms.moment import Moment
from bot.dialogue.forms.steps import Steps
from bot.dialogue.forms.wording import Wording
from bot.dialogue.state import Decision


class Stages:
    def __init__(self, steps: Steps, wording: Wording, commands: Commands) -> None:
        self._steps, self._wording, self._commands = steps, wording, commands
        self._stages: Mapping[str, Callable[[Moment], Decision | None]] = {
            SUMMARY: self._summary,
            ATTESTING: self._attestation,
            CANCELLING: self._cancelling,
            CHOOSING: self._choosing,
        }

    def stage(self, moment: Moment) -> Decision | None:
        stage = self._stages.get(moment.filling.asking or "")
        return stage(moment) if stage else None

    def _summary(self, moment: Moment) -> Decision | None:
        answer = True if hearing.as_it_is(moment.said.text) else hearing.attested(moment.said.text)
        if answer is None and moment.sure in ("affirm", "deny"):
            answer = moment.sure == "affirm"
        if answer is True:
            return self._steps.confirmed(moment)
        wants_edit = answer is False or hearing.command(moment.said.text) == "edit"
        return self._steps.choose(moment) if wants_edit else None

    def _attestation(self, moment: Moment) -> Decision | None:
        answer = hearing.attested(moment.said.text)
        if answer is None and moment.sure in ("affirm", "deny"):
            answer = moment.sure == "affirm"
        if answer is True:
            return self._steps.attested(moment)
        if answer is False:
            return self._steps.again(moment, self._wording(moment, "form_attest_needed"))
        return self._steps.choose(moment) if hearing.command(moment.said.text) == "edit" else None

    def _cancelling(self, moment: Moment) -> Decision | None:
        answer, command = hearing.confirmed(moment.said.text), hearing.command(moment.said.text)
        if answer is True or command == "discard":
            return self._commands.discarded(moment)
        return self._steps.onward(moment) if answer is False or command == "resume" else None

    def _choosing(self, moment: Moment) -> Decision | None:
        """The answer to change, by its place on the list or by its name."""
        said, filled = hearing.folded(moment.said.text), moment.filling.filled(moment.form)
        if said.isdecimal() and 0 < int(said) <= len(filled):
            return self._steps.ask(moment, filled[int(said) - 1], editing=True)
        named = [f for f in filled if corrections.names(f, said) or said == hearing.folded(f.label[moment.locale])]
        if named and not corrections.has_new_value(moment.said.text):
            return self._steps.ask(moment, named[0], editing=True)
        return self._steps.onward(moment) if hearing.confirmed(moment.said.text) is not None else None
