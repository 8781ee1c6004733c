"""Placeholders in canned replies: {name}, {first_name}, {reference}, {staff}, {hours}. Pure."""

import re
from collections.abc import Mapping

PLACEHOLDERS = ("name", "first_name", "reference", "staff", "hours")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def fill(text: str, values: Mapping[str, str | None]) -> str:
    """Known placeholders filled; what is not known, and any other braces, stay as they are."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1]) or found[0], text)


def left_in(text: str) -> tuple[str, ...]:
    """Those that are still to be filled: nothing may go out with them."""
    return tuple(dict.fromkeys(name for name in _PLACEHOLDER.findall(text) if name in PLACEHOLDERS))


def unknown_in(text: str) -> tuple[str, ...]:
    """What looks like a placeholder and is none."""
    return tuple(dict.fromkeys(name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS))
