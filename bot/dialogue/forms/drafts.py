"""Unfinished forms: offered again, resumed, or begun anew. Pure."""

from dataclasses import replace
from datetime import date

from bot.dialogue.answers import Texts
from bot.dialogue.calendars import gregorian
from bot.dialogue.forms import hearing
from bot.dialogue.forms.definition import CONFIRM, Form
from bot.dialogue.forms.engine import FormEngine
from bot.dialogue.forms.moment import SURE, Around
from bot.dialogue.forms.steps import without
from bot.dialogue.forms.wording import FORM_PAYLOAD
from bot.dialogue.state import Choice, Decision, Reply, State, spoken
from bot.dialogue.understood import Understood

FLOW = "draft"
_NEW = hearing.folded("جديد"), hearing.folded("من جديد"), hearing.folded("طلب جديد"), "new", "start anew", "start over"


class Drafts:
    """What was begun and not sent."""

    def __init__(self, engine: FormEngine, texts: Texts) -> None:
        self._engine, self._texts = engine, texts

    def start(self, state: State, form: Form, said: Understood, around: Around) -> Decision:
        """A form begun before is offered, not silently begun anew."""
        draft = state.drafts.get(form.name)
        if draft is None or not form.available:
            return self._engine.start(state, form, said, around)
        locale = state.locale
        begun = gregorian(date.fromisoformat(draft.started), locale)
        text = self._texts(locale, "form_draft_found", title=form.title[locale], started=begun)
        choices = self._resume_choice(form, locale), self._choice(locale, "new", f"new:{form.name}")
        return self._say(replace(state, flow={"name": FLOW, "form": form.name}), text, choices)

    def resume(self, state: State, around: Around) -> Decision | None:
        """«أكمل طلبي»: the one draft at once, or which of several; None where there is none."""
        drafts = [state.drafts[name] for name in state.drafts if name in self._engine.forms]
        if not drafts:
            return None
        if len(drafts) == 1:
            return self._engine.resume(replace(state, flow=None), drafts[0], around)
        forms = [self._engine.forms[draft.form] for draft in drafts]
        choices = tuple(Choice(f.title[state.locale], f"{FORM_PAYLOAD}resume:{f.name}") for f in forms)
        return self._say(
            replace(state, flow={"name": FLOW, "form": ""}), self._texts(state.locale, "form_drafts"), choices
        )

    def pressed(self, state: State, payload: str, said: Understood, around: Around) -> Decision | None:
        """A button about a draft; None for any other, or where the draft is gone."""
        verb, _, name = payload.removeprefix(FORM_PAYLOAD).partition(":")
        if name not in self._engine.forms or verb not in ("resume", "new"):
            return None
        state = replace(state, flow=None)
        if verb == "resume" and name in state.drafts:
            return self._engine.resume(state, state.drafts[name], around)
        return self._engine.start(without(state, name), self._engine.forms[name], replace(said, text=""), around)

    def decide(self, state: State, said: Understood, around: Around) -> Decision | None:
        """A typed answer to the offer; None where it is something else."""
        name = str((state.flow or {}).get("form") or "")
        if not name:
            return self._chosen(state, said, around)
        folded = hearing.folded(said.text)
        if folded in _NEW or hearing.confirmed(said.text) is False:
            return self.pressed(state, f"new:{name}", said, around)
        wanted = said.heard.name in ("affirm", "resume_draft") and said.heard.confidence >= SURE
        if wanted or hearing.confirmed(said.text) or hearing.command(said.text) == "resume":
            return self.pressed(state, f"resume:{name}", said, around)
        return None

    def _chosen(self, state: State, said: Understood, around: Around) -> Decision | None:
        wanted = hearing.folded(said.text)
        for number, choice in enumerate(state.choices, 1):
            if wanted and wanted in (str(number), hearing.folded(choice.title)):
                return self.pressed(state, choice.payload, said, around)
        return None

    def _resume_choice(self, form: Form, locale: str) -> Choice:
        return self._choice(locale, "continue", f"resume:{form.name}")

    def _choice(self, locale: str, key: str, payload: str) -> Choice:
        return Choice(self._texts(locale, f"choice_{key}"), FORM_PAYLOAD + payload)

    def _say(self, state: State, text: str, choices: tuple[Choice, ...]) -> Decision:
        reply = Reply(text, choices, asks=CONFIRM)
        return Decision(spoken(state, reply, misses=0), reply)
