"""A message that is a command and nothing else: back, later, cancel, skip, repeat, help. Works at every question."""

from collections.abc import Callable, Mapping

from bot.dialogue.forms import hearing
from bot.dialogue.forms.definition import Field
from bot.dialogue.forms.filling import ATTESTING, CANCELLING, SUMMARY
from bot.dialogue.forms.moment import Moment
from bot.dialogue.forms.steps import Steps
from bot.dialogue.forms.taking import Taking
from bot.dialogue.forms.wording import Wording
from bot.dialogue.state import Decision

Rule = Callable[[Moment], Decision | None]


class Commands:
    def __init__(self, steps: Steps, wording: Wording, taking: Taking) -> None:
        self._steps, self._wording, self._taking = steps, wording, taking
        self._handlers: Mapping[str, Rule] = {
            "back": self.back,
            "cancel": steps.cancel,
            "later": self._later,
            "repeat": steps.again,
            "resume": self._resume,
            "help": self.help,
            "done": self.done,
            "skip": self._skip,
        }

    def command(self, moment: Moment) -> Decision | None:
        handler = self._handlers.get(hearing.command(moment.said.text) or "")
        if handler:
            return handler(moment)
        return self.later(moment) if hearing.keeps_for_later(moment.said.text) else None

    def back(self, moment: Moment) -> Decision:
        """To the answer given last, to give it anew."""
        trail = [name for name in moment.filling.trail if name != moment.filling.asking]
        field = moment.form.field(trail[-1]) if trail else None
        if field is None:
            return self._steps.again(moment, self._wording(moment, "form_first_question"))
        moment = moment.changed(trail=tuple(trail[:-1]))
        return self._steps.ask(moment, field, editing=True)

    def _later(self, moment: Moment) -> Decision:
        """«بعدين» and «مو الحين» at a question that may stay open leave it open; elsewhere the form is kept."""
        field = moment.field
        if field and field.optional and hearing.declines(moment.said.text):
            return self.skipped(moment, field)
        return self.later(moment)

    def later(self, moment: Moment) -> Decision:
        """Kept as a draft."""
        title = moment.form.title[moment.locale]
        choices = (self._wording.choice(moment.locale, "continue", f"resume:{moment.form.name}"),)
        return self._steps.park(moment, self._wording(moment, "form_kept", title=title), choices)

    def discarded(self, moment: Moment) -> Decision:
        return self._steps.drop(moment, self._wording(moment, "form_discarded"))

    def help(self, moment: Moment) -> Decision:
        return self._steps.again(moment, self._wording(moment, "form_help"))

    def done(self, moment: Moment) -> Decision | None:
        """Enough files."""
        field = moment.field
        if field is None or field.type != "documents":
            return None
        return self._steps.onward(moment) if moment.filling.values.get(field.name) else self._skip(moment)

    def skipped(self, moment: Moment, field: Field) -> Decision:
        return self._steps.onward(moment.having(moment.filling.skipping(field.name)))

    def wait(self, moment: Moment) -> Decision | None:
        """Nobody is hurried. Where anything may be the answer, only that word alone asks for time."""
        said = moment.said.text
        if not hearing.asks_to_wait(said) or (moment.free and len(said.split()) > 1):
            return None
        return self._steps.again(moment, self._wording(moment, "form_wait"))

    def _resume(self, moment: Moment) -> Decision | None:
        field = moment.field
        if field and field.optional and len(moment.said.text.split()) == 1:  # «كمل» past what may stay open
            return self.skipped(moment, field)
        return self._steps.again(moment) if moment.filling.asking not in (SUMMARY, ATTESTING, CANCELLING) else None

    def _skip(self, moment: Moment) -> Decision | None:
        """«لا يوجد» may be a value («ما عندي دخل»), a skip where skipping is allowed, or a refusal."""
        field = moment.field
        if field is None or (field.type != "text" and self._taking.has_value(moment, field)):
            return None
        if field.optional:
            return self.skipped(moment, field)
        if hearing.confirmed(moment.said.text) is False:
            return None
        return self._steps.again(self._taking.failing(moment), self._wording(moment, "form_required"))
