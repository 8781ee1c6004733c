"""The one-time page as HTML: right to left, no script, nothing from elsewhere, large targets. Pure.

Every value goes through `escape`. The style stands in the page itself and is allowed by its hash.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Protocol

from bot.dialogue.calendars import numerals
from handoff.secure import DOCUMENTS, IBAN, MOST_FILES, NATIONAL_ID, Problem
from storage.secure_links import PageField

ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,application/pdf"
_DIGITS = frozenset({NATIONAL_ID})
_SHOWN = 4

STYLE = """
:root{--sand:#f3ece0;--card:#fffefb;--line:#cdbfa9;--ink:#2a2420;--muted:#6a5e53;--green:#0f5b4f;--soft:#e4efe9;
--danger:#a2311d;--danger-soft:#fbe9e4;--focus:#a3660f;color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:var(--sand);color:var(--ink);
font:1.125rem/1.75 "IBM Plex Sans Arabic","Noto Sans Arabic","Segoe UI",Tahoma,system-ui,sans-serif}
main{max-width:32rem;margin:0 auto;padding:1.25rem 1rem 3rem}
header{display:flex;align-items:center;gap:.75rem;margin:.5rem 0 1rem}
header svg{flex:none;width:2.75rem;height:2.75rem;padding:.6rem;border-radius:50%;background:var(--green);color:#fff}
h1{font-size:1.5rem;line-height:1.4;margin:0}
.card{background:var(--card);border:1px solid #e4d9c8;border-radius:1rem;padding:1.25rem}
.card+.card{margin-top:1rem}
h2{font-size:1.1rem;margin:0 0 .25rem}
p{margin:0 0 .75rem}
.card>p:last-child{margin:0}
.quiet{color:var(--muted);font-size:1rem}
.problems{background:var(--danger-soft);border:1px solid var(--danger);border-radius:.75rem;padding:.85rem 1rem;
margin:0 0 1rem}
.problems p{margin:0}
.field{margin:1.5rem 0 0}
label,.label{display:block;font-weight:600;margin-bottom:.15rem}
.optional{color:var(--muted);font-weight:400;font-size:.95rem}
.help{margin:0 0 .5rem;color:var(--muted);font-size:1rem}
.error{margin:0 0 .5rem;color:var(--danger);font-weight:600;font-size:1rem}
input{display:block;width:100%;min-height:3.5rem;padding:.6rem .9rem;font:inherit;color:inherit;background:#fff;
border:2px solid var(--line);border-radius:.75rem}
input[dir=ltr]{text-align:left;font-size:1.25rem;letter-spacing:.06em;font-variant-numeric:tabular-nums}
input[type=file]{padding:.7rem;border-style:dashed;font-size:1rem}
input[type=file]::file-selector-button{font:inherit;min-height:2.5rem;padding:.2rem 1rem;margin-inline-end:.75rem;
border:0;border-radius:.5rem;background:var(--soft);color:var(--green);font-weight:600}
input[aria-invalid=true]{border-color:var(--danger)}
input:focus-visible,button:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.right{display:flex;align-items:center;gap:.5rem;min-height:3.5rem;padding:.6rem .9rem;border-radius:.75rem;
background:var(--soft);color:var(--green);font-weight:600}
.right bdi{letter-spacing:.06em}
button{display:block;width:100%;min-height:3.75rem;margin-top:1.75rem;border:0;border-radius:.9rem;
background:var(--green);color:#fff;font:inherit;font-size:1.2rem;font-weight:700;cursor:pointer}
button:active{background:#0b463d}
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "sandbox allow-forms allow-same-origin"
)
_LOCK = (
    '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" '
    'stroke-linejoin="round" aria-hidden="true"><rect x="4" y="11" width="16" height="10" rx="2"/>'
    '<path d="M8 11V7a4 4 0 0 1 8 0v4"/></svg>'
)
_CHECK = '<span aria-hidden="true">✓</span>'


class Say(Protocol):
    """A sentence by its key."""

    def __call__(self, locale: str, key: str, **values: object) -> str: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """The state of a page: what it asks, what was wrong, what was right already (sealed in `kept`).

    `files_lost`: files came with a try that failed, and browsers do not send them again by themselves.
    """

    locale: str
    fields: Sequence[PageField]
    csrf: str
    megabytes: int
    problems: Mapping[str, Problem] = field(default_factory=dict)
    right: Mapping[str, Any] = field(default_factory=dict)
    kept: str = ""
    files_lost: bool = False


def form_page(say: Say, shown: Shown) -> str:
    title = say(shown.locale, "secure_title")
    intro = f"<p>{_t(say, shown, 'secure_intro')}</p><p class=quiet>{_t(say, shown, 'secure_minutes')}</p>"
    hidden = f'<input type=hidden name=csrf value="{escape(shown.csrf)}">'
    if shown.kept:
        hidden += f'<input type=hidden name=kept value="{escape(shown.kept)}">'
    fields = "".join(_field(say, shown, f) for f in shown.fields)
    button = f"<button>{_t(say, shown, 'secure_save')}</button>"
    form = f'<form method=post enctype="multipart/form-data" novalidate>{hidden}{fields}{button}</form>'
    return _page(shown.locale, title, f"{_problems(say, shown)}<div class=card>{intro}{form}</div>")


def message_page(say: Say, locale: str, name: str) -> str:
    """`done` or `failed`, in the page's language."""
    title = say(locale, f"secure_{name}_title")
    return _page(locale, title, f"<div class=card><p>{escape(say(locale, f'secure_{name}'))}</p></div>")


def gone_page(say: Say) -> str:
    """In both languages, since an address that opens nothing has none."""
    title, english = say("ar", "secure_gone_title"), say("en", "secure_gone_title")
    arabic = f"<div class=card><p>{escape(say('ar', 'secure_gone'))}</p></div>"
    other = f"<h2>{escape(english)}</h2><p>{escape(say('en', 'secure_gone'))}</p>"
    return _page("ar", title, f"{arabic}<div class='card quiet' lang=en dir=ltr>{other}</div>")


def _page(locale: str, title: str, body: str) -> str:
    direction = "ltr" if locale == "en" else "rtl"
    return (
        f"<!doctype html><html lang={locale} dir={direction}><head><meta charset=utf-8><title>{escape(title)}</title>"
        '<meta name=viewport content="width=device-width,initial-scale=1"><meta name=robots content=noindex>'
        f"<style>{STYLE}</style></head><body><main><header>{_LOCK}<h1>{escape(title)}</h1></header>{body}</main></body>"
        "</html>"
    )


def _t(say: Say, shown: Shown, key: str, **values: object) -> str:
    """A sentence; numbers in it are written in the digits of its language."""
    said = {k: numerals(v, shown.locale) if isinstance(v, int) else v for k, v in values.items()}
    return escape(say(shown.locale, key, **said))


def _problems(say: Say, shown: Shown) -> str:
    if not shown.problems:
        return ""
    again = _t(say, shown, "secure_problems")
    return f"<div class=problems role=alert tabindex=-1><p>{again}</p></div>"


def _field(say: Say, shown: Shown, f: PageField) -> str:
    if f.name in shown.right and f.name != DOCUMENTS:
        return _kept(shown, f)
    name, problem = escape(f.name), shown.problems.get(f.name)
    optional = f" <span class=optional>({_t(say, shown, 'secure_optional')})</span>" if f.optional else ""
    label = f"<label for={name}>{escape(f.label)}{optional}</label>"
    notes, described = _notes(say, shown, f, problem)
    invalid = " aria-invalid=true" if problem else ""
    aria = f' aria-describedby="{described}"' if described else ""
    required = "" if f.optional else " required"
    return f"<div class=field>{label}{notes}<input id={name} name={name}{_kind(f)}{required}{invalid}{aria}></div>"


def _kept(shown: Shown, f: PageField) -> str:
    """Right already: its end is shown, it need not be typed again."""
    end = escape(str(shown.right[f.name])[-_SHOWN:])
    value = f"<div class=right>{_CHECK}<bdi dir=ltr>••••••{end}</bdi></div>"
    return f"<div class=field><div class=label>{escape(f.label)}</div>{value}</div>"


def _kind(f: PageField) -> str:
    if f.name == DOCUMENTS:
        return f' type=file multiple accept="{ACCEPTED}"'
    if f.name in _DIGITS:
        return " type=text dir=ltr inputmode=numeric maxlength=20 autocomplete=off"
    if f.name == IBAN:
        return " type=text dir=ltr maxlength=40 autocomplete=off autocapitalize=characters spellcheck=false"
    return " type=text maxlength=500 autocomplete=off"


def _notes(say: Say, shown: Shown, f: PageField, problem: Problem | None) -> tuple[str, str]:
    """-> (help and complaint, the ids that the input points to)."""
    notes, ids = "", []
    if f.name in (NATIONAL_ID, IBAN, DOCUMENTS):
        text = _t(say, shown, f"secure_{f.name}_help", count=MOST_FILES, megabytes=shown.megabytes)
        notes, ids = f"<p class=help id={f.name}-help>{text}</p>", [f"{f.name}-help"]
    complaint = _complaint(say, shown, f, problem)
    if complaint:
        name = escape(f.name)
        notes, ids = f"{notes}<p class=error id={name}-error>{complaint}</p>", [*ids, f"{name}-error"]
    return notes, " ".join(ids)


def _complaint(say: Say, shown: Shown, f: PageField, problem: Problem | None) -> str:
    if problem:
        return _t(say, shown, f"secure_problem_{problem.code}", **problem.details)
    if f.name == DOCUMENTS and shown.files_lost:
        return _t(say, shown, "secure_documents_again")
    return ""
