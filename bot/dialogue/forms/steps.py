"""Where a form goes next: the next question, the summary, the attestation, away. Each step is a decision."""

from dataclasses import replace
from itertools import takewhile
from typing import Any

from bot.dialogue.effects import Action, SecureAsk, Submission
from bot.dialogue.forms.definition import ATTESTATION, CONFIRM, Field, Form
from bot.dialogue.forms.filling import ATTESTING, CANCELLING, CHOOSING, SUMMARY, Filling
from bot.dialogue.forms.moment import Moment
from bot.dialogue.forms.showing import for_staff
from bot.dialogue.forms.wording import FORM_PAYLOAD, Wording, paragraphs
from bot.dialogue.state import Choice, Decision, Reply, State, spoken

LINK = "{link}"


class Steps:
    """Makes the decisions of a form; which one, the rules decide."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording

    def onward(self, moment: Moment, lead: str = "") -> Decision:
        """The next field that waits, or the summary. `lead` is said before it."""
        field = moment.filling.next_field(moment.form)
        return self.ask(moment, field, lead) if field else self.summary(moment, lead)

    def ask(self, moment: Moment, field: Field, lead: str = "", *, editing: bool = False) -> Decision:
        moment = moment.having(moment.filling.asked(field.name, editing=editing))
        if field.sensitive and not moment.around.sensitive_in_chat:
            return self._ask_on_page(moment, field, lead)
        text = paragraphs(lead, self.wording.question(moment, field))
        return self._say(moment, text, self.wording.choices(moment, field), field.name)

    def _ask_on_page(self, moment: Moment, field: Field, lead: str) -> Decision:
        """On a one-time page."""
        fields = page_fields(moment, field)
        labels = self.wording.join(moment.locale, [f.label[moment.locale] for f in fields])
        text = paragraphs(lead, self.wording(moment, "form_secure", labels=labels, link=LINK))
        said = self._say(moment, text, self.wording.choices(moment, field), field.name)
        return replace(said, secure=SecureAsk(moment.form.name, tuple(f.name for f in fields)))

    def again(self, moment: Moment, lead: str = "") -> Decision:
        """What is open now, asked again: the same `asks`."""
        stages = {SUMMARY: self.summary, ATTESTING: self.attest, CANCELLING: self.cancel, CHOOSING: self.choose}
        if stage := stages.get(moment.filling.asking or ""):
            return stage(moment, lead)
        field = moment.field
        return self.ask(moment, field, lead, editing=moment.filling.editing) if field else self.onward(moment, lead)

    def summary(self, moment: Moment, lead: str = "") -> Decision:
        moment = moment.having(moment.filling.asked(SUMMARY))
        keys = ("correct", "yes"), ("edit", "edit"), ("cancel", "cancel")
        choices = tuple(self.wording.choice(moment.locale, key, payload) for key, payload in keys)
        return self._say(moment, paragraphs(lead, self.wording.summary(moment)), choices, CONFIRM)

    def attest(self, moment: Moment, lead: str = "") -> Decision:
        moment = moment.having(moment.filling.asked(ATTESTING))
        statement = (moment.form.attestation or {})[moment.locale]
        text = paragraphs(lead, self.wording(moment, "form_attest_ask", statement=statement))
        choices = tuple(self.wording.choice(moment.locale, k, p) for k, p in (("attest", "attest"), ("edit", "edit")))
        return self._say(moment, text, choices, ATTESTATION)

    def cancel(self, moment: Moment, lead: str = "") -> Decision:
        """Asks before anything is lost."""
        moment = moment.having(moment.filling.asked(CANCELLING))
        keys = ("continue", "later", "discard")
        choices = tuple(self.wording.choice(moment.locale, key, key) for key in keys)
        return self._say(moment, paragraphs(lead, self.wording(moment, "form_cancel_ask")), choices, CONFIRM)

    def choose(self, moment: Moment, lead: str = "") -> Decision:
        """Which of the answers to change."""
        moment = moment.having(moment.filling.asked(CHOOSING))
        filled = moment.filling.filled(moment.form)
        choices = tuple(Choice(f.label[moment.locale], f"{FORM_PAYLOAD}edit:{f.name}") for f in filled)
        back = self.wording.choice(moment.locale, "no_edit", "continue")
        return self._say(moment, paragraphs(lead, self.wording(moment, "form_which_field")), (*choices, back), CONFIRM)

    def confirmed(self, moment: Moment) -> Decision:
        """The summary was right: attest, or send where nothing is attested."""
        if moment.filling.reference or not moment.form.attestation:
            return self.send(moment)
        return self.attest(moment)

    def attested(self, moment: Moment) -> Decision:
        """Records what was agreed to, and when."""
        statement = (moment.form.attestation or {})[moment.locale]
        record = {"text": statement, "at": moment.around.now.isoformat(), "said": moment.said.text}
        return self.send(moment.changed(attestation=record))

    def send(self, moment: Moment) -> Decision:
        filling = moment.filling
        values = submitted_values(moment.form, filling)
        if filling.reference:
            return Decision(moment.state, action=Action("update", filling.reference, values))
        sensitive = tuple(f.name for f in moment.form.fields if f.sensitive and f.name in values)
        return Decision(
            moment.state,
            submit=Submission(
                form=moment.form.name,
                values=values,
                locale=moment.locale,
                attestation=filling.attestation,
                on_behalf=self._on_behalf(moment),
                sensitive=sensitive,
                draft=filling.id,
            ),
        )

    def _on_behalf(self, moment: Moment) -> dict[str, str] | None:
        relation = moment.filling.relation
        return {"relation": relation, "said": self.wording.texts("ar", f"relation_{relation}")} if relation else None

    def park(self, moment: Moment, text: str, choices: tuple[Choice, ...] = ()) -> Decision:
        """The form is put aside as a draft, and something else is said."""
        reply = Reply(text, choices)
        return Decision(spoken(parked(moment.state), reply), reply)

    def drop(self, moment: Moment, text: str, choices: tuple[Choice, ...] = ()) -> Decision:
        reply = Reply(text, choices)
        return Decision(spoken(without(moment.state, moment.form.name), reply), reply)

    def _say(self, moment: Moment, text: str, choices: tuple[Choice, ...], asks: str) -> Decision:
        reply = Reply(text, choices, asks=asks)
        return Decision(spoken(moment.state, reply, misses=0), reply)


def page_fields(moment: Moment, field: Field) -> tuple[Field, ...]:
    """What one page asks for: this field, and the sensitive ones that would be asked right after it."""
    waiting = [f for f in moment.filling.applicable(moment.form) if f is field or f.name not in moment.filling.done]
    after = waiting[waiting.index(field) + 1 :] if field in waiting else []
    return (field, *takewhile(lambda f: f.sensitive, after))


def parked(state: State) -> State:
    """The open form among the drafts. One draft a form: the newer one stays."""
    if state.form is None or state.form.reference:
        return replace(state, form=None)
    return replace(state, form=None, drafts={**state.drafts, state.form.form: state.form})


def without(state: State, form: str) -> State:
    """Neither open nor kept."""
    open_form = state.form if state.form and state.form.form != form else None
    return replace(state, form=open_form, drafts={k: v for k, v in state.drafts.items() if k != form})


def submitted_values(form: Form, filling: Filling) -> dict[str, Any]:
    """What was confirmed: the fields that apply and were answered, as requests keep them."""
    return {f.name: for_staff(f, filling.values[f.name]) for f in filling.filled(form)}
