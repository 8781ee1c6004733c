"""Answers as the staff API shows them."""

from typing import Literal

from handoff.api.views.moment import Moment, View

Locale = Literal["ar", "en"]


class Bilingual(View):
    ar: str
    en: str


class DraftView(View):
    """`revision` goes back with the next change, so that two colleagues do not write over each other."""

    ar: str
    en: str
    sections: list[int]
    quote: str
    note: str
    title_ar: str | None
    title_en: str | None
    revision: int
    by: str
    updated_at: Moment


class KnowledgeRow(View):
    """A question. `source`: whose words are said now; `live` is null for a draft that never was.

    `config`: the key of config.yml from which the file answers it. `asked_30d`: how often it was answered.
    """

    intent: str
    title: Bilingual
    sections: list[int]
    version: int | None
    live: Bilingual | None
    draft: DraftView | None
    source: Literal["file", "console"]
    config: str | None
    updated_at: Moment | None
    asked_30d: int


class VersionView(View):
    """Version 1 is the file's; it has no date and no author."""

    number: int
    source: Literal["file", "console"]
    live: bool
    ar: str
    en: str
    sections: list[int]
    quote: str
    note: str
    by: str | None
    published_at: Moment | None


class PolicySection(View):
    number: int
    title: str
    text: str


class KnowledgeWhole(KnowledgeRow):
    """A question with its history, newest first, and the policy's text of the sections that it cites now."""

    quote: str
    policy: list[PolicySection]
    versions: list[VersionView]


class Saved(View):
    revision: int


class ProblemView(View):
    """An `error` stops the answer; a `warning` is for the colleague who publishes it to judge."""

    code: Literal[
        "language_missing", "wrong_script", "too_long", "many_segments", "placeholders_differ", "unsayable",
        "title_missing", "title_too_long", "link_not_allowed", "section_unknown", "quote_missing", "quote_not_found",
        "quote_unused", "unsupported", "figure_unsupported", "bound_changed", "languages_differ", "question_lost",
        "not_asked_yet",
    ]  # fmt: skip
    severity: Literal["error", "warning"]
    message: str
    locale: Locale | None
    excerpt: str | None


class ChangeView(View):
    """`same` and `added` make the new text, `same` and `removed` the old one."""

    kind: Literal["same", "added", "removed"]
    text: str


class Differences(View):
    ar: list[ChangeView]
    en: list[ChangeView]


class LengthView(View):
    """Of the whole text, source line and all. `segments`: text messages it takes by SMS."""

    characters: int
    segments: int


class Lengths(View):
    ar: LengthView
    en: LengthView


class AskedView(View):
    """A text that asks the question, and whose answer it gets: now, and if this went live."""

    text: str
    before: str | None
    after: str | None


class EvaluationView(View):
    """`ok`: it may go live."""

    ok: bool
    problems: list[ProblemView]
    diff: Differences
    lengths: Lengths | None
    questions: list[AskedView]


class Published(View):
    version: int
