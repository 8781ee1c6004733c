"""Form files: read, checked whole, and joined with the shared fields and what the association configured.

A form is bot/forms/NAME.yml. Fields that several forms ask alike stand once in bot/forms/shared/fields.yml and are used
by name. Every mistake is found at the start and says where it stands: `file:line: key: what is allowed`.
"""

import string
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.dialogue.forms.definition import TYPES, Bilingual, Field, Form, Option
from bot.dialogue.forms.source import LOCALES, Source, Where
from nlu.arabic import normalise

MOST_OPTIONS, LONGEST_BUTTON = 10, 24  # a WhatsApp list: ten rows, titles of 24 characters
_FORM_KEYS = {"intent", "title", "minutes", "opening", "sent", "attestation", "unavailable", "fields"}
_FIELD_KEYS = {
    "name", "type", "label", "ask", "again", "simple", "example", "optional", "sensitive", "options", "options_from",
    "names", "when", "words", "from_opening", "may_ask", "least", "most",
}  # fmt: skip
_PLACEHOLDERS = {"reference", "earliest", "earliest_hijri", "name"}


def load_forms(folder: Path, organisation: Mapping[str, Any]) -> tuple[Form, ...]:
    """Every form of the folder, by file name. Raises BadForm."""
    shared_source = Source(folder / "shared" / "fields.yml")
    shared = {str(name): (shared_source, (str(name),), data) for name, data in shared_source.data.items()}
    for name, (source, where, data) in shared.items():  # checked here, so that the mistake is found in this file
        _field(source, where, {"name": name, **source.only(where, data, _FIELD_KEYS)}, organisation)
    return tuple(_form(Source(path), shared, organisation) for path in sorted(folder.glob("*.yml")))


Shared = Mapping[str, tuple[Source, Where, Any]]


def _form(source: Source, shared: Shared, organisation: Mapping[str, Any]) -> Form:
    data = source.only((), source.data, _FORM_KEYS)
    for key in ("intent", "title", "minutes", "opening", "sent", "fields"):
        if key not in data:
            raise source.bad((key,), "is missing")
    if not isinstance(data["minutes"], int) or not isinstance(data["intent"], str):
        raise source.bad(("minutes",), "must be a whole number of minutes, and intent a name of the taxonomy")
    if not isinstance(data["fields"], list) or not data["fields"]:
        raise source.bad(("fields",), "must be a list of fields")
    fields = tuple(_use(source, ("fields", i), f, shared, organisation) for i, f in enumerate(data["fields"]))
    _check_together(source, fields)
    said = {key: source.bilingual((key,), data[key]) for key in _bilingual_keys(data)}
    _check_placeholders(source, said["sent"])
    return Form(
        name=source.path.stem,
        intent=data["intent"],
        title=said["title"],
        minutes=data["minutes"],
        opening=said["opening"],
        sent=said["sent"],
        fields=fields,
        attestation=said.get("attestation"),
        unavailable=said.get("unavailable"),
    )


def _bilingual_keys(data: Mapping[str, Any]) -> list[str]:
    return [key for key in ("title", "opening", "sent", "attestation", "unavailable") if key in data]


def _use(source: Source, where: Where, data: Any, shared: Shared, organisation: Mapping[str, Any]) -> Field:
    """A field written out, or a shared one by name, or a shared one with some keys changed."""
    name = data if isinstance(data, str) else data.get("name") if isinstance(data, dict) else None
    if not isinstance(name, str):
        raise source.bad(where, "must be the name of a shared field, or a mapping with a name")
    own = {"name": name} if isinstance(data, str) else source.only(where, data, _FIELD_KEYS)
    if name not in shared:
        if isinstance(data, str):
            raise source.bad(where, f"no shared field {name}; there are: {', '.join(sorted(shared))}")
        return _field(source, where, own, organisation)
    base_source, base_where, base = shared[name]
    base = base_source.only(base_where, base, _FIELD_KEYS)
    changed = source if own.keys() - {"name"} else base_source
    return _field(changed, where if changed is source else base_where, {**base, **own}, organisation)


def _field(source: Source, where: Where, data: Mapping[str, Any], organisation: Mapping[str, Any]) -> Field:
    for key in ("type", "label", "ask", "again"):
        if key not in data:
            raise source.bad((*where, key), "is missing")
    if data["type"] not in TYPES:
        raise source.bad((*where, "type"), f"must be one of {', '.join(TYPES)}")
    said = {key: source.bilingual((*where, key), data[key]) for key in ("label", "ask", "again")}
    more = {key: source.bilingual((*where, key), data[key]) for key in ("simple", "example") if data.get(key)}
    return Field(
        name=data["name"],
        type=data["type"],
        **said,
        simple=more.get("simple", said["again"]),
        example=more.get("example"),
        optional=_flag(source, where, data, "optional"),
        sensitive=_flag(source, where, data, "sensitive"),
        options=_options(source, where, data, organisation),
        names=tuple(normalise(n) for n in _strings(source, (*where, "names"), data.get("names", []))),
        when=_when(source, where, data.get("when")),
        words=_words(source, where, data.get("words")),
        from_opening=_flag(source, where, data, "from_opening"),
        may_ask=_flag(source, where, data, "may_ask"),
        least=_bound(source, where, data, "least"),
        most=_bound(source, where, data, "most"),
    )


def _flag(source: Source, where: Where, data: Mapping[str, Any], key: str) -> bool:
    if not isinstance(data.get(key, False), bool):
        raise source.bad((*where, key), "must be true or false")
    return bool(data.get(key, False))


def _bound(source: Source, where: Where, data: Mapping[str, Any], key: str) -> float | None:
    value = data.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise source.bad((*where, key), "must be a number")
    return value


def _strings(source: Source, where: Where, data: Any) -> list[str]:
    if not isinstance(data, list) or not all(isinstance(item, str) for item in data):
        raise source.bad(where, "must be a list of texts")
    return data


def _words(source: Source, where: Where, data: Any) -> Mapping[str, Any] | None:
    if data is None:
        return None
    if not isinstance(data, dict):
        raise source.bad((*where, "words"), "must map a value to a list of phrases")
    found = {}
    for value, phrases in data.items():
        for phrase in _strings(source, (*where, "words", str(value)), phrases):
            found[normalise(phrase)] = value
    return found


def _when(source: Source, where: Where, data: Any) -> Mapping[str, tuple[str, ...]] | None:
    if data is None:
        return None
    if not isinstance(data, dict):
        raise source.bad((*where, "when"), "must map a field to the list of its answers")
    return {str(k): tuple(_strings(source, (*where, "when", str(k)), v)) for k, v in data.items()}


def _options(
    source: Source, where: Where, data: Mapping[str, Any], organisation: Mapping[str, Any]
) -> tuple[Option, ...]:
    if data["type"] not in ("choice", "time"):
        for key in ("options", "options_from"):
            if key in data:
                raise source.bad((*where, key), "is for the types choice and time only")
        return ()
    configured = _configured(organisation, str(data.get("options_from", "")))
    if configured:
        return configured
    if data["type"] == "choice" and "options" not in data and "options_from" not in data:
        raise source.bad((*where, "options"), "a choice needs options, or options_from")
    given = data.get("options", [])
    if not isinstance(given, list) or len(given) > MOST_OPTIONS:
        raise source.bad((*where, "options"), f"must be a list of at most {MOST_OPTIONS} options")
    return tuple(_option(source, (*where, "options", i), option) for i, option in enumerate(given))


def _option(source: Source, where: Where, data: Any) -> Option:
    option = source.only(where, data, {"key", "ar", "en", "also"})
    title = source.bilingual(where, {k: v for k, v in option.items() if k in LOCALES})
    key = option.get("key")
    if not isinstance(key, str) or not key.isascii() or not key.isidentifier():
        raise source.bad((*where, "key"), "must be a short name in ASCII letters")
    if too_long := [t for t in title.values() if len(t) > LONGEST_BUTTON]:
        raise source.bad(where, f"a button has at most {LONGEST_BUTTON} characters: {too_long[0]}")
    also = _strings(source, (*where, "also"), option.get("also", []))
    return Option(key, title, tuple(normalise(a) for a in also))


def _configured(organisation: Mapping[str, Any], path: str) -> tuple[Option, ...]:
    """What the association offers. The key is made from the Arabic title, so that a draft survives a new order."""
    value: Any = organisation
    for key in path.split(".")[1:]:
        value = value.get(key) if isinstance(value, Mapping) else None
    if not path or not isinstance(value, list):
        return ()
    titles = [{locale: str(item.get(locale) or item.get("ar")) for locale in LOCALES} for item in value]
    return tuple(Option(f"o{zlib.crc32(title['ar'].encode()):08x}", title) for title in titles)


def _check_together(source: Source, fields: tuple[Field, ...]) -> None:
    seen: dict[str, Field] = {}
    for index, field in enumerate(fields):
        where: Where = ("fields", index)
        if field.name in seen:
            raise source.bad(where, f"{field.name} stands twice")
        for name, keys in (field.when or {}).items():
            _check_condition(source, (*where, "when", name), seen.get(name), keys)
        seen[field.name] = field


def _check_condition(source: Source, where: Where, on: Field | None, keys: tuple[str, ...]) -> None:
    if on is None or on.type != "choice":
        raise source.bad(where, "must name an earlier field of the type choice")
    if unknown := set(keys) - {o.key for o in on.options}:
        raise source.bad(where, f"no option {', '.join(sorted(unknown))} in {on.name}")


def _check_placeholders(source: Source, sent: Bilingual) -> None:
    for locale, text in sent.items():
        names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        if unknown := names - _PLACEHOLDERS:
            raise source.bad(
                ("sent", locale), f"unknown {', '.join(sorted(unknown))}; allowed: {', '.join(sorted(_PLACEHOLDERS))}"
            )
