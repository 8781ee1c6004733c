"""The dialogue's forms as the staff API shows them."""

from collections.abc import Iterable

from bot.dialogue.forms.definition import Field, Form
from handoff.api.forms import ChoiceShown, FieldShown, FormShown, Titles


def forms_shown(forms: Iterable[Form]) -> list[FormShown]:
    return [
        FormShown(name=form.name, title=Titles(**form.title), fields=[_field(field) for field in form.fields])
        for form in forms
    ]


def _field(field: Field) -> FieldShown:
    return FieldShown(
        name=field.name,
        type=field.type,
        label=Titles(**field.label),
        sensitive=field.sensitive,
        optional=field.optional,
        options=[ChoiceShown(key=option.key, title=Titles(**option.title)) for option in field.options],
    )
