"""Values shown, by type of field: to the person, to staff. Pure."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from bot.dialogue.calendars import both, numerals
from bot.dialogue.forms.definition import Field
from bot.dialogue.masking import hidden


def show(field: Field, value: Any, locale: str) -> str:
    """The value as the person reads it; sensitive ones with only their last digits."""
    if field.sensitive and isinstance(value, str):
        return hidden(value)
    return _SHOW.get(field.type, _as_it_is)(field, value, locale)


def for_staff(field: Field, value: Any) -> Any:
    """The value as requests keep it: a choice by its Arabic title, everything else as it is."""
    option = field.option(value) if field.type == "choice" else None
    return option.title["ar"] if option else value


def _as_it_is(_field: Field, value: Any, _locale: str) -> str:
    return str(value)


def _show_choice(field: Field, value: Any, locale: str) -> str:
    option = field.option(value)
    return option.title[locale] if option else str(value)


def _show_mobile(_field: Field, value: Any, _locale: str) -> str:
    """As it is dialled at home, kept left to right within Arabic."""
    local = re.sub(r"^\+966", "0", str(value))
    return f"\u2066{local}\u2069"


def _show_date(_field: Field, value: Any, locale: str) -> str:
    return both(date.fromisoformat(value), locale)


def _show_number(_field: Field, value: Any, locale: str) -> str:
    return numerals(value, locale)


def _show_money(_field: Field, value: Any, locale: str) -> str:
    amount = f"{value:,}".replace(",", "٬" if locale == "ar" else ",")
    return f"{numerals(amount, locale)} ريال" if locale == "ar" else f"SAR {amount}"


def _show_reference(_field: Field, value: Any, _locale: str) -> str:
    """In groups, as it is read aloud; the number of another request must not look like the number of this one."""
    text = str(value)
    return f"{text[:-3]} {text[-3:]}"


def _show_documents(_field: Field, value: Any, locale: str) -> str:
    return numerals(len(value), locale)


_SHOW: dict[str, Callable[[Field, Any, str], str]] = {
    "choice": _show_choice, "mobile": _show_mobile, "date": _show_date, "number": _show_number, "money": _show_money,
    "documents": _show_documents,
    "reference": _show_reference,
}  # fmt: skip
