"""Whether an answer's words rest on the policy or on what the association configured. Pure.

No reading for meaning: what can be checked is checked. Each sentence must share most of its word roots with what
supports it, or be an offer of what this assistant itself does; each figure must stand in the quotation or in the
configuration, with the same bound. A person reads the rest beside the quotation.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlu.arabic import normalise, words
from nlu.embedded.morphology import root
from nlu.measures import Measure, list_lines, measures

SHARED = 0.5  # of a sentence's roots, in what supports it
_LONG, _MORE = 5, 0.1  # a sentence of fewer roots has to share more: «الخدمات مجانية» speaks of the services, too
OFFERED = 0.25  # of an offer's or a heading's roots, in the words that name what the assistant does
QUOTED = 0.4  # of the quotation's roots, in the answer
_SENTENCE = re.compile(r"[\n؛!؟?]+|\.(?:\s|$)")
_OFFER = re.compile(
    r"\b(?:[وف]?(?:يمكن|تستطيع|بامكان)\w*|[وف]?زر|الازرار|[وف]?(?:اكتب|اختر|اضغط|تفضل|راسل|تواصل|اسال)\w*)\b"
)
_ARTICLE = re.compile(r"^[وف]?(?:لل|[بك]?ال)(?=\w{2})")
_CLITICS = re.compile(r"^[وف]?(?:لل|[بلك]?ال|[بلك])?(?=\w{3})")
_STOP = frozenset(
    words(
        normalise(
            "من في على عن إلى أو ثم أن إن لا ما لم لن هو هي هم هذا هذه ذلك التي الذي كل كلها كلهم كان كانت يكون قد"
            " بعد قبل عند لدى بين حتى كما أي به بها له لها لك لكم لنا فيه فيها عليه عليها منه منها خلال إذا وإن أما"
            " كافة جميع عبر هنا هناك نحن انت انتم وهو وهي"
        )
    )
)


@dataclass(frozen=True, slots=True)
class Support:
    """`sections`: the whole text of those cited. `facts`: what is configured. `abilities`: what the assistant does."""

    quote: str = ""
    sections: str = ""
    facts: str = ""
    abilities: str = ""


def unsupported_sentences(text: str, support: Support) -> Iterator[str]:
    """The sentences that nothing supports."""
    known = set(roots(support.sections)) | set(roots(support.facts))
    ours = known | set(roots(support.abilities))
    for sentence in sentences(text):
        found = roots(sentence)
        if not found or _share(found, known) >= (SHARED if len(found) >= _LONG else SHARED + _MORE):
            continue
        heading = sentence.rstrip().endswith(":")
        if not (heading or _OFFER.search(normalise(sentence))) or _share(found, ours) < OFFERED:
            yield sentence


def quote_is_used(text: str, quote: str) -> bool:
    """Whether the answer says what its quotation says, and not something else of the same section."""
    quoted = set(roots(quote))
    said = quoted & set(roots(text))
    return bool(quoted) and (said == quoted or len(said) >= max(2, QUOTED * len(quoted)))


def unsupported_figures(text: str, support: Support) -> Iterator[Measure]:
    """Figures that stand neither in the quotation nor in the configuration; how many items a list has, it may say."""
    given, items = _given(support), list_lines(text)
    for measure in measures(text):
        counts_items = measure.unit is None and items > 1 and measure.value == items
        if not _idiom(measure) and not counts_items and not any(measure.states(other) for other in given):
            yield measure


def changed_bounds(text: str, support: Support) -> Iterator[tuple[Measure, Measure]]:
    """(what the answer says, what it rests on) where a least has become a most, or the other way, or was left out."""
    given = _given(support)
    for measure in measures(text):
        same = [other for other in given if measure.states(other)]
        if same and all(other.bound and other.bound != measure.bound for other in same):
            yield measure, same[0]


def different_figures(ar: str, en: str) -> bool:
    """Whether the two languages promise different things."""
    mine, other = measures(ar), measures(en)
    missing = [m for m in mine if m.unit and not any(m.states(o) and m.bound == o.bound for o in other)]
    extra = [o for o in other if o.unit and not any(o.states(m) and m.bound == o.bound for m in mine)]
    return bool(missing or extra)


def sentences(text: str) -> list[str]:
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def roots(text: str) -> list[str]:
    """Of the words that carry meaning."""
    return [root(_ARTICLE.sub("", word)) for word in words(normalise(text)) if _carries(word)]


def _carries(word: str) -> bool:
    return len(word) > 2 and not word.isdigit() and not {word, _CLITICS.sub("", word)} & _STOP


def _idiom(measure: Measure) -> bool:
    """«وحده», «أحد»: a one in words counts nothing."""
    return measure.unit is None and measure.value == 1 and not measure.text.isdigit()


def _given(support: Support) -> list[Measure]:
    return [m for text in (support.quote, support.facts, support.abilities) for m in measures(text)]


def _share(found: Iterable[str], known: set[str]) -> float:
    listed = list(found)
    return sum(item in known for item in listed) / len(listed)
