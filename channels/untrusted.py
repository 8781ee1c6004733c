"""Total readers of what providers send: any JSON value goes in, only clean values of the asked type come out.

A webhook is signed but its shape is never promised: fields vanish, types change, new ones appear. Every reader here
answers with an empty value instead of raising, so that one strange field costs that field and nothing else. Strings
come out without NUL bytes and lone surrogates, which neither PostgreSQL nor UTF-8 can hold.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import orjson

from channels.channel import MalformedUpdate

LONGEST_KEY = 200  # characters of an id that may go into an index as it is
_SIXTY_FOUR_BITS = 2**63
_MILLISECONDS = 100_000_000_000  # an epoch this large (year 5138 in seconds) counts milliseconds


def load_json(body: bytes) -> Any:
    """Read a JSON body, lone surrogates and NaN included. Raises MalformedUpdate."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise MalformedUpdate("the body is not JSON") from None


def load_form(body: bytes) -> dict[str, list[str]]:
    """Read a form body: every value of every name, blanks kept. Raises MalformedUpdate."""
    form: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        raise MalformedUpdate("the body is not a form") from None
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form


def clean(text: str) -> str:
    """The text without NULs; surrogate pairs joined, lone surrogates replaced."""
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def as_dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def as_text(value: object) -> str:
    return clean(value) if isinstance(value, str) else ""


def as_id(value: object) -> str | None:
    """An identifier as text: a non-blank string or a whole number."""
    if isinstance(value, str):
        return clean(value).strip() or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def as_float(value: object) -> float | None:
    """A finite number, also from text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def as_int(value: object) -> int | None:
    """A whole number of at most 64 bits, exact; also from text."""
    exact = isinstance(value, int) and not isinstance(value, bool)
    number = value if exact else as_float(value)
    return int(number) if isinstance(number, int | float) and abs(number) < _SIXTY_FOUR_BITS else None


def as_coordinates(latitude: object, longitude: object) -> tuple[float, float] | None:
    """A point on the globe, or None."""
    north, east = as_float(latitude), as_float(longitude)
    if north is None or east is None or abs(north) > 90 or abs(east) > 180:
        return None
    return north, east


def as_time(value: object) -> datetime | None:
    """A UTC time from epoch seconds (or milliseconds), number or text; None for anything else."""
    seconds = as_float(value)
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds / 1000 if abs(seconds) >= _MILLISECONDS else seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def as_key(value: object, *, otherwise: object) -> str:
    """An event key short enough for an index: the id itself, else a digest of it or of `otherwise`."""
    identifier = as_id(value)
    if identifier is not None and len(identifier) <= LONGEST_KEY:
        return identifier
    basis = identifier if identifier is not None else json.dumps(otherwise, sort_keys=True, default=str)
    return "sha256:" + hashlib.sha256(basis.encode("utf-8", "surrogatepass")).hexdigest()


def small(facts: Mapping[str, Any]) -> dict[str, str]:
    """The facts that are short, non-empty texts or numbers: fit to be stored beside a message."""
    texts = {name: as_id(value) for name, value in facts.items()}
    return {clean(name)[:64]: text[:512] for name, text in texts.items() if text}
