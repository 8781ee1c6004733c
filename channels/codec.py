"""`Inbound` to stored JSON and back, and the one place where hostile characters are taken out of what is stored.

PostgreSQL's text and JSON cannot hold NUL, and no UTF-8 can hold a lone surrogate: both become U+FFFD.
"""

import re
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import orjson

from channels.message import Attachment, Contact, Inbound, Keyword, Kind, Location, Sender

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
T = TypeVar("T")


def storable(value: T) -> T:
    """The same value with NUL and lone surrogates replaced, through dataclasses, mappings and sequences."""
    try:
        if b"\\u0000" not in orjson.dumps(value):
            return value
    except (TypeError, ValueError):
        pass
    return _clean(value)  # type: ignore[no-any-return]


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        cleaned = _UNSTORABLE.sub("�", value)
        return type(value)(cleaned) if type(value) is not str else cleaned
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _clean(getattr(value, f.name)) for f in fields(value)})
    if isinstance(value, dict):
        return {_clean(k): _clean(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_clean(v) for v in value)
    return value


def inbound_to_json(inbound: Inbound) -> dict[str, Any]:
    """A plain dictionary that `inbound_from_json` turns back into an equal `Inbound`."""
    return orjson.loads(orjson.dumps(inbound))  # type: ignore[no-any-return]


def inbound_from_json(data: dict[str, Any]) -> Inbound:
    simple = {name: data[name] for name in _SIMPLE if name in data}
    return Inbound(
        kind=Kind(data["kind"]),
        sender=Sender(**data["sender"] | {"aliases": tuple(data["sender"]["aliases"])}),
        at=_time(data["at"]),
        attachments=tuple(Attachment(**a) for a in data["attachments"]),
        location=Location(**data["location"]) if data["location"] else None,
        contacts=tuple(Contact(**c | {"phones": tuple(c["phones"])}) for c in data["contacts"]),
        keyword=Keyword(data["keyword"]) if data["keyword"] else None,
        **simple,
    )


_SIMPLE = ("channel", "account", "event_key", "message_id", "text", "payload", "refers_to", "forwarded", "extra")


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value).astimezone(UTC) if value else None
