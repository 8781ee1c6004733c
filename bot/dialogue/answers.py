"""The answers: bot/knowledge/*.yml (the policy's, with their sections) and bot/texts/*.yml (every other sentence).

AnswerError
├── BadKnowledge    a file does not keep the schema: names the file, the key and what is allowed
└── BadTexts        a text is missing in one of the languages
"""

import logging
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from storage.interpretations import Cited

log = logging.getLogger(__name__)
LOCALES = ("ar", "en")
FILE_VERSION = 1
_BUTTONS_OF_NEW = ("faq_services", "request_human")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class AnswerError(Exception):
    """The assistant's sentences cannot be used."""


class BadKnowledge(AnswerError):
    """A knowledge file does not keep the schema."""


class BadTexts(AnswerError):
    """The texts of the languages do not match."""


class Texts:
    """Every sentence besides the answers, by key and language."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts
        self._titles: Mapping[str, Mapping[str, str]] = {}

    @classmethod
    def load(cls, folder: Path) -> "Texts":
        texts = {locale: _read(folder / f"{locale}.yml", BadTexts) for locale in LOCALES}
        different = set(texts["ar"]) ^ set(texts["en"])
        if different:
            raise BadTexts(f"{folder}: only in one language: {', '.join(sorted(different))}")
        return cls(texts)

    def __call__(self, locale: str, key: str, **values: object) -> str:
        text = self._texts[locale][key]
        return (text.format(**values) if values else text).strip()

    def __contains__(self, key: str) -> bool:
        return key in self._texts["ar"]

    def raw(self, locale: str, key: str) -> str:
        """A fragment with its own spaces."""
        return self._texts[locale][key]

    def button(self, locale: str, intent: str) -> str:
        """The title of a question or a wish; see `has_button`."""
        return self(locale, f"button_{intent}") if self._has(intent) else self._titles[intent][locale]

    def has_button(self, intent: str) -> bool:
        return self._has(intent) or intent in self._titles

    def titles(self, locale: str) -> list[str]:
        """Of every button."""
        return [text for key, text in self._texts[locale].items() if key.startswith("button_")]

    def adopt_titles(self, titles: Mapping[str, Mapping[str, str]]) -> None:
        """Of questions that staff added: the only ones from now on."""
        self._titles = titles

    def _has(self, intent: str) -> bool:
        return f"button_{intent}" in self._texts["ar"]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer ready to say. `cited.sections` are the policy's; empty when the answer is from configuration."""

    text: str
    cited: Cited
    buttons: tuple[str, ...]

    @property
    def sections(self) -> tuple[int, ...]:
        return self.cited.sections


@dataclass(frozen=True, slots=True)
class Published:
    """An answer that staff made live; it stands before the file's. `titles`: of a question that no file has."""

    intent: str
    version: int
    sections: tuple[int, ...]
    texts: Mapping[str, str]
    titles: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file holds; see bot/knowledge. `missing`: said while `config` holds nothing."""

    intent: str
    sections: tuple[int, ...]
    quote: str
    config: str | None
    texts: Mapping[str, str]
    missing: Mapping[str, str]
    buttons: tuple[str, ...]


class Answers:
    """Answers by intent, in both languages, with what the association configured filled in."""

    def __init__(self, entries: Mapping[str, Entry], organisation: Mapping[str, Any], texts: Texts) -> None:
        self._entries, self._organisation, self._texts = entries, organisation, texts
        self._facts = {locale: _facts(organisation, locale) for locale in LOCALES}
        self._published: Mapping[str, Published] = {}

    @classmethod
    def load(cls, folder: Path, organisation: Mapping[str, Any], texts: Texts) -> "Answers":
        entries = [_entry(path) for path in sorted(folder.glob("*.yml"))]
        answers = cls({e.intent: e for e in entries}, organisation, texts)
        for entry in entries:  # a missing placeholder stops the start, not a person's question
            for locale in LOCALES:
                answers.answer(entry.intent, locale)
        return answers

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The files', by intent."""
        return self._entries

    @property
    def facts(self) -> Mapping[str, Mapping[str, str]]:
        """By language, what {placeholders} stand for."""
        return self._facts

    def adopt(self, published: Iterable[Published]) -> None:
        """These, and no others, stand before the files from now on.

        One that cannot be said, because what it names is no longer configured, is left out: the file's is said instead.
        """
        usable = {p.intent: p for p in published if self._usable(p)}
        self._texts.adopt_titles({p.intent: p.titles for p in usable.values() if p.titles})
        self._published = usable

    def with_published(self, draft: Published) -> "Answers":
        """The same with one more, to try it out. Raises BadKnowledge for a placeholder that is not configured."""
        for locale in LOCALES:
            self.filled(draft.intent, draft.texts[locale], locale)
        tried = Answers(self._entries, self._organisation, self._texts)
        tried._published = {**self._published, draft.intent: draft}
        return tried

    def __contains__(self, intent: str) -> bool:
        return intent in self._published or intent in self._entries

    def answer(self, intent: str, locale: str) -> Answer:
        entry = self._entries.get(intent)
        buttons = entry.buttons if entry else _BUTTONS_OF_NEW
        if live := self._published.get(intent):
            cited = Cited(intent, live.sections, live.version)
            return Answer(self._worded(cited, live.texts[locale], locale), cited, buttons)
        assert entry is not None
        configured = entry.config is None or bool(_lookup(self._organisation, entry.config))
        template = (entry.texts if configured else entry.missing)[locale]
        cited = Cited(intent, entry.sections if configured else (), FILE_VERSION)
        return Answer(self._worded(cited, template, locale), cited, buttons)

    def filled(self, intent: str, template: str, locale: str) -> str:
        """The text with its placeholders filled. Raises BadKnowledge for one that is not configured."""
        facts = self._facts[locale]
        try:
            wanted = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
        except ValueError as error:
            raise BadKnowledge(f"{intent} ({locale}): {error}") from error
        if unknown := wanted - facts.keys():
            names = ", ".join(sorted(unknown))
            raise BadKnowledge(f"{intent} ({locale}): {{{names}}} is not configured under organisation in config.yml")
        return template.format(**facts).strip()

    def _usable(self, published: Published) -> bool:
        try:
            self.with_published(published)
        except BadKnowledge as error:
            log.error("a published answer cannot be said: %s", error)
            return False
        return True

    def _worded(self, cited: Cited, template: str, locale: str) -> str:
        return self._cited(self.filled(cited.intent, template, locale), cited.sections, locale)

    def _cited(self, text: str, sections: tuple[int, ...], locale: str) -> str:
        if not sections:
            return text
        numbers = [str(s).translate(_ARABIC_DIGITS) if locale == "ar" else str(s) for s in sections]
        if len(numbers) == 1:
            line = self._texts(locale, "source_line", section=numbers[0])
        else:
            joined = self._texts.raw(locale, "source_join").join(numbers)
            line = self._texts(locale, "source_lines", sections=joined)
        return f"{text}\n\n{line}"


def _read(path: Path, error: type[AnswerError]) -> dict[str, Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)  # ten times as fast as its twin in Python
    except (OSError, yaml.YAMLError) as problem:
        raise error(f"{path}: {problem}") from problem
    if not isinstance(data, dict):
        raise error(f"{path}: must be a mapping")
    return data


def _entry(path: Path) -> Entry:
    data = _read(path, BadKnowledge)
    allowed = {"intent", "section", "quote", "config", "ar", "en", "missing", "buttons"}
    if unknown := set(data) - allowed:
        raise BadKnowledge(f"{path}: {', '.join(sorted(unknown))}: not among {', '.join(sorted(allowed))}")
    for key in ("intent", "ar", "en"):
        if not isinstance(data.get(key), str):
            raise BadKnowledge(f"{path}: {key}: must be a text")
    if (data.get("config") is None) != (data.get("missing") is None):
        raise BadKnowledge(f"{path}: config and missing: both or neither")
    section = data.get("section")
    sections = tuple(section) if isinstance(section, list) else () if section is None else (section,)
    texts = {locale: data[locale] for locale in LOCALES}
    missing = data.get("missing") or {}
    quote = (data.get("quote") or "").strip()
    return Entry(data["intent"], sections, quote, data.get("config"), texts, missing, tuple(data.get("buttons") or ()))


def _lookup(organisation: Mapping[str, Any], path: str) -> Any:
    value: Any = organisation
    for key in path.split(".")[1:]:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _facts(organisation: Mapping[str, Any], locale: str) -> dict[str, str]:
    """What {placeholders} may name: `phone`, `location_address`, … A list becomes one line an item; null, nothing."""
    facts: dict[str, str] = {}
    for key, value in organisation.items():
        facts[key] = _said(value, locale)
        if isinstance(value, Mapping) and not set(value) <= set(LOCALES):
            facts |= {f"{key}_{inner}": _said(v, locale) for inner, v in value.items()}
    for name in ("location_address", "location_map"):
        facts.setdefault(name, "")
    return facts


def _said(value: Any, locale: str) -> str:
    if isinstance(value, Mapping):
        return str(value.get(locale) or value.get("ar") or "")
    if isinstance(value, list):
        return "\n".join(f"• {_said(item, locale)}" for item in value)
    return "" if value is None else str(value)
