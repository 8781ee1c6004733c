"""Values for several fields in one message («اسمي سارة محمد من جدة وجوالي ٠٥٥…»). Pure.

What has a shape of its own (an ID, a mobile, an IBAN, a city) is taken wherever it stands. A number, a date, an amount
or a name could mean anything, so it is taken only after the field's own name («راتبي ٣٠٠٠», «اسمي …»).
"""

import re
from datetime import datetime
from typing import Any

from bot.dialogue.forms.choices import contains, named_option, pattern
from bot.dialogue.forms.definition import Field
from bot.dialogue.forms.hearing import folded
from bot.dialogue.forms.values import ENTITY, Extract, Problem, read
from nlu.arabic import normalise, normalise_mapped
from nlu.entities.name_rows import begins_name

OWN_SHAPE = frozenset({"national_id", "mobile", "iban", "city", "reference"})
_AFTER_NAME = frozenset({"full_name", "date", "number", "money"})


def harvest(
    text: str, fields: tuple[Field, ...], extract: Extract, now: datetime, *, opening: bool = False
) -> dict[str, Any]:
    """Values by field, for every field that the text surely answers. `opening`: it is the message that opens a form."""
    plain = tuple(extract(text, now=now))
    found: dict[str, Any] = {}
    for field in fields:
        if field.type in OWN_SHAPE:
            values = {e.value for e in plain if e.entity == ENTITY[field.type]}
            if len(values) == 1:
                found[field.name] = values.pop()
        elif field.from_opening and opening:
            option = named_option(field.options, text)
            found |= {field.name: option.key} if option else {}
        elif field.type in _AFTER_NAME and (introduced(field, text) or (field.type == "full_name" and presented(text))):
            value = _after_name(field, text, extract, now)
            if value is not None and not isinstance(value, Problem):
                found[field.name] = value
    return found


def introduced(field: Field, text: str) -> bool:
    """Whether the message calls the field by name: «جوالي …»."""
    said = folded(text)
    return any(contains(said, name) for name in field.names)


_I_AM = re.compile(r"(?<!\w)(?:انا|معك|معاك|معكم|اخوك|اختك|i am|i'm)\s+(\w+)")


def presented(text: str) -> bool:
    """«أنا محمد …», but not «أنا محتاج …»."""
    said = _I_AM.search(normalise(text))
    return said is not None and begins_name(said[1])


def _after_name(field: Field, text: str, extract: Extract, now: datetime) -> Any:
    """The value that follows the field's name most closely."""
    start = name_span(field, text)[1]
    found = [
        e
        for e in extract(text, now=now, expects=field.name)
        if e.entity in (ENTITY[field.type], _OTHER.get(field.type))
    ]
    after = [e for e in found if e.start >= start]
    if not after:
        return None
    nearest = min(after, key=lambda e: e.start)
    return read(field, text[nearest.start : nearest.end], extract, now)


_OTHER = {"money": "number"}


def name_span(field: Field, text: str) -> tuple[int, int]:
    """Where the field's name stands in the original text, the longest of its names; (0, 0) where it is not named."""
    normal = normalise_mapped(text)
    for name in sorted(field.names, key=len, reverse=True):
        found = re.search(pattern(name), normal.text)
        if found:
            return normal.span(*found.span())
    return 0, 0
