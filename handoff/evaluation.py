"""What is wrong with an answer before it goes live. Pure: wording and what supports it in, problems out.

An error stops the answer; a warning is for the colleague who publishes it to judge.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from string import Formatter

from channels.splitting import sms_segments
from handoff import support
from handoff.policy import Policy, passages
from handoff.support import Support
from nlu.measures import LEAST
from storage.answers import Wording

ERROR, WARNING = "error", "warning"
LOCALES = ("ar", "en")
LONGEST = 600  # characters: about one phone screen
MANY_SEGMENTS = 6  # text messages, from which an answer by SMS becomes dear
LONGEST_TITLE = 20  # WhatsApp's buttons, the tightest of the providers
_ARABIC, _LATIN = re.compile(r"[\u0621-\u064a]"), re.compile(r"[A-Za-z]")
_HOST = re.compile(r"(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,24})(?=[/\s:?#)\]،؛.]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Problem:
    """`locale`: of the text concerned, None for both. `excerpt`: the words concerned."""

    code: str
    message: str
    locale: str | None = None
    excerpt: str | None = None
    severity: str = ERROR


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as people would read it, placeholders filled, without the line that names its source."""

    ar: str
    en: str

    def __getitem__(self, locale: str) -> str:
        return self.ar if locale == "ar" else self.en


@dataclass(frozen=True, slots=True)
class Length:
    characters: int
    segments: int


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that stayed (`same`), came (`added`) or went (`removed`)."""

    kind: str
    text: str


def problems(
    wording: Wording, said: Said, policy: Policy, ground: Support, hosts: Iterable[str], *, needs_titles: bool
) -> list[Problem]:
    """`ground`: what the answer may rest on; `hosts`: where it may link to."""
    found = [*_form(wording, said), *_titles(wording, needs_titles), *_links(said, hosts)]
    if wording.sections or wording.quote.strip():
        found += _quotation(wording, said, policy)
    return [*found, *_support(said, ground)]


def lengths(said: Mapping[str, str]) -> dict[str, Length]:
    """Of the whole texts, source line and all."""
    return {locale: Length(len(said[locale]), sms_segments(said[locale])) for locale in LOCALES}


def changes(before: str, after: str) -> list[Change]:
    """Word by word; put together, `same` and `added` are the new text, `same` and `removed` the old one."""
    old, new = _pieces(before), _pieces(after)
    found: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Change("same", "".join(old[a:b])))
            continue
        found += [Change(k, "".join(part)) for k, part in (("removed", old[a:b]), ("added", new[c:d])) if part]
    return found


def _pieces(text: str) -> list[str]:
    return re.findall(r"\s+|\S+", text)


def _form(wording: Wording, said: Said) -> Iterator[Problem]:
    for locale in LOCALES:
        text = said[locale]
        if not text.strip():
            yield Problem("language_missing", "The answer needs words in both languages.", locale)
        elif locale == "en" and _ARABIC.search(text):
            yield Problem("wrong_script", "The English text holds Arabic letters.", locale)
        elif locale == "ar" and not _ARABIC.search(text):
            yield Problem("wrong_script", "The Arabic text holds no Arabic letter.", locale)
        if len(text) > LONGEST:
            yield Problem("too_long", f"At most {LONGEST} characters, a phone's screen; it has {len(text)}.", locale)
        elif (segments := sms_segments(text)) > MANY_SEGMENTS:
            told = f"By SMS it takes {segments} messages."
            yield Problem("many_segments", told, locale, severity=WARNING)
    if _placeholders(wording.ar) != _placeholders(wording.en):
        yield Problem("placeholders_differ", "Both languages must use the same {placeholders}.")


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _titles(wording: Wording, needed: bool) -> Iterator[Problem]:
    if not needed:
        return
    for locale, title in (("ar", wording.title_ar), ("en", wording.title_en)):
        if not (title or "").strip():
            yield Problem("title_missing", "A new question needs a title for its button, in both languages.", locale)
        elif len(title or "") > LONGEST_TITLE:
            yield Problem("title_too_long", f"A title has at most {LONGEST_TITLE} characters.", locale, title)


def _links(said: Said, hosts: Iterable[str]) -> Iterator[Problem]:
    allowed = {host.casefold().removeprefix("www.") for host in hosts}
    for locale in LOCALES:
        for match in _HOST.finditer(said[locale]):
            if match[1].casefold().removeprefix("www.") not in allowed:
                told = "Links lead to the association's own addresses only."
                yield Problem("link_not_allowed", told, locale, match[0])


def hosts_in(text: str) -> list[str]:
    return [match[1] for match in _HOST.finditer(text)]


def _quotation(wording: Wording, said: Said, policy: Policy) -> Iterator[Problem]:
    for number in wording.sections:
        if number not in policy.sections:
            yield Problem("section_unknown", f"The policy has no section {number}.", excerpt=str(number))
    quoted = passages(wording.quote)
    if not wording.sections or not quoted:
        yield Problem("quote_missing", "An answer from the policy names its section and quotes it.")
        return
    for passage in quoted:
        if not policy.holds(passage, wording.sections):
            yield Problem("quote_not_found", "This does not stand in the section, word for word.", excerpt=passage)
    if not any(support.quote_is_used(said.ar, passage) for passage in quoted):
        yield Problem("quote_unused", "The answer says something else than what it quotes.", "ar", wording.quote)


def _support(said: Said, ground: Support) -> Iterator[Problem]:
    for sentence in support.unsupported_sentences(said.ar, ground):
        told = "Nothing in the cited sections or in the configuration supports this sentence."
        yield Problem("unsupported", told, "ar", sentence)
    for locale in LOCALES:
        for measure in support.unsupported_figures(said[locale], ground):
            told = "This figure stands neither in the quotation nor in the configuration."
            yield Problem("figure_unsupported", told, locale, measure.text)
        for mine, given in support.changed_bounds(said[locale], ground):
            wanted = "at least" if given.bound == LEAST else "at most"
            told = f"The quotation says {wanted}; the answer does not."
            yield Problem("bound_changed", told, locale, mine.text)
    if support.different_figures(said.ar, said.en):
        yield Problem("languages_differ", "The two languages give different figures.")


def stops(found: Sequence[Problem]) -> bool:
    return any(problem.severity == ERROR for problem in found)
