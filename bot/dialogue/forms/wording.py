"""The sentences of a form: what is asked, asked again, summed up. Pure; every text comes from the files."""

from bot.dialogue.answers import Texts
from bot.dialogue.calendars import numerals
from bot.dialogue.forms.definition import Field
from bot.dialogue.forms.filling import Filling
from bot.dialogue.forms.moment import Moment
from bot.dialogue.forms.showing import show
from bot.dialogue.forms.values import Problem
from bot.dialogue.state import Choice
from bot.dialogue.understood import INTENT_PAYLOAD

FORM_PAYLOAD = "f:"
PERSON_AFTER = 3


class Wording:
    """Says what the engine decided."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def __call__(self, moment: Moment, key: str, **values: object) -> str:
        return self.texts(moment.locale, key, **values)

    def choice(self, locale: str, key: str, payload: str) -> Choice:
        return Choice(self.texts(locale, f"choice_{key}"), FORM_PAYLOAD + payload)

    def problem(self, moment: Moment, field: Field, value: object) -> str:
        """What is wrong with an answer; `value` is what reading it gave."""
        code = value.code if isinstance(value, Problem) else field.type
        bounds = {"least": int(field.least or 0), "most": int(field.most or 0)}
        return self(moment, f"problem_{code}", **{k: numerals(v, moment.locale) for k, v in bounds.items()})

    def opening(self, moment: Moment) -> str:
        """What the form is for, what it will need, and how long it takes."""
        form, locale = moment.form, moment.locale
        needs = self.join(locale, [f.label[locale] for f in form.fields if not f.optional and not f.when])
        minutes = self.minutes(locale, form.minutes)
        said = self(moment, "form_opening", opening=form.opening[locale], needs=needs, minutes=minutes)
        return f"{said}\n{self(moment, 'form_attests')}" if form.attestation else said

    def minutes(self, locale: str, count: int) -> str:
        key = {1: "minutes_one", 2: "minutes_two"}.get(count, "minutes_many")
        return self.texts(locale, key, count=numerals(count, locale))

    def question(self, moment: Moment, field: Field) -> str:
        """The field's question; after wrong answers in other words, with an example, and at last at its plainest."""
        locale, failures = moment.locale, moment.filling.failures
        if failures == 0:
            asked = field.ask[locale]
        elif failures < PERSON_AFTER:
            asked = field.again[locale]
        else:
            asked = field.simple[locale]
        if failures and field.example:
            asked += f"\n{self(moment, 'form_example', example=field.example[locale])}"
        return f"{asked}\n{self(moment, 'form_offer_person')}" if failures >= PERSON_AFTER else asked

    def choices(self, moment: Moment, field: Field) -> tuple[Choice, ...]:
        locale = moment.locale
        choices = [Choice(o.title[locale], f"{FORM_PAYLOAD}set:{field.name}:{o.key}") for o in field.options]
        if field.type == "documents" and moment.filling.values.get(field.name):
            choices.append(self.choice(locale, "done", "done"))
        elif field.optional:
            choices.append(self.choice(locale, "skip", f"skip:{field.name}"))
        if moment.filling.failures >= PERSON_AFTER:
            choices.append(Choice(self.texts.button(locale, "request_human"), f"{INTENT_PAYLOAD}request_human"))
            choices.append(self.choice(locale, "later", "later"))
        return tuple(choices)

    def noted(self, moment: Moment, names: tuple[str, ...]) -> str:
        """What was taken beside the answer to the question."""
        fields = [field for field in moment.form.fields if field.name in names]
        pairs = [self.pair(moment.filling, field, moment.locale) for field in fields]
        return self(moment, "form_noted", values=self.join(moment.locale, pairs)) if pairs else ""

    def changed(self, moment: Moment, names: tuple[str, ...]) -> str:
        said = []
        for field in moment.form.fields:
            if field.name in names:
                value = show(field, moment.filling.values[field.name], moment.locale)
                said.append(self(moment, "form_changed", label=field.label[moment.locale], value=value))
        return "\n".join(said)

    def pair(self, filling: Filling, field: Field, locale: str) -> str:
        return f"{field.label[locale]}: {show(field, filling.values[field.name], locale)}"

    def summary(self, moment: Moment) -> str:
        locale, filling = moment.locale, moment.filling
        lines = [f"• {self.pair(filling, field, locale)}" for field in filling.filled(moment.form)]
        if filling.relation:
            lines.insert(0, f"• {self(moment, 'form_behalf_line', relation=self.relation(moment))}")
        title = self(moment, "form_summary", title=moment.form.title[locale])
        return "\n".join([title, *lines, "", self(moment, "form_summary_ask")])

    def relation(self, moment: Moment) -> str:
        return self(moment, f"relation_{moment.filling.relation}")

    def join(self, locale: str, items: list[str]) -> str:
        return ("، " if locale == "ar" else ", ").join(items)


def paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
