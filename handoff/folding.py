"""One folding for what was said and for what is looked for. Pure.

Words match from their beginning, with or without the article: «بيت» finds «البيت» and «والبيت». Numbers match in every
digit set, phones with or without the country in front.
"""

import re
from collections.abc import Iterator

from nlu.arabic import normalise, words
from storage.requests import read_reference

LONGEST, SHORTEST = 40, 2  # characters of a word that is kept
MOST = 8  # words of one search
_ARTICLE = re.compile(r"^(?:[وفبك]?ال|[وف]?لل)(?=...)")
_PLAIN_ARTICLE = re.compile(r"^ال(?=...)")  # «والدتي» is looked for as it is
_PHONE = re.compile(r"\+?\d(?:[ -]?\d){7,14}")
_REFERENCE = re.compile(r"(?<!\w)MD[\W_]{0,3}\d{4}[\W_]{0,3}[\dA-Z]{6}(?!\w)")


def terms(text: str) -> frozenset[str]:
    """The words by which a text is found."""
    folded = normalise(text)
    found = {form for word in words(folded) for form in _forms(word)}
    found |= {form for number in _PHONE.findall(folded) for form in phone_forms(number)}
    return frozenset(found) | references(text)


def _forms(word: str) -> Iterator[str]:
    """As it is, and without the article."""
    if len(word) >= SHORTEST and word.isalnum():
        yield word[:LONGEST]
        if _ARTICLE.match(word):
            yield _ARTICLE.sub("", word)[:LONGEST]


def phone_forms(text: str) -> frozenset[str]:
    """A number as it may be looked for: with the country, with a zero in front, bare."""
    digits = _digits(text).removeprefix("00")
    own = digits.removeprefix("966").removeprefix("0")
    if len(own) == 9 and own.startswith("5"):
        return frozenset({own, f"0{own}", f"966{own}"})
    return frozenset({digits[:LONGEST]}) if digits else frozenset()


def _digits(text: str) -> str:
    return "".join(c for c in normalise(text) if c.isascii() and c.isdigit())


def references(text: str) -> frozenset[str]:
    """The references in a text, whole and by their last six."""
    known = (read_reference(found) for found in _REFERENCE.findall(text.upper()))
    return frozenset(form for reference in known if reference for form in reference_forms(reference))


def reference_forms(reference: str) -> tuple[str, str]:
    """Folded like everything: what somebody types of it is, too."""
    whole = reference.replace("-", "")
    return normalise(whole), normalise(whole[-6:])


def wanted(asked: str) -> tuple[str, ...]:
    """What was typed, as beginnings of words that all have to be there. Nothing that can be looked for: none."""
    if known := read_reference(asked):
        return reference_forms(known)[:1]
    folded = normalise(asked)
    if _PHONE.fullmatch(folded):
        return (_digits(folded).removeprefix("00")[:LONGEST],)
    found = (_PLAIN_ARTICLE.sub("", word)[:LONGEST] for word in words(folded) if word.isalnum())
    return tuple(dict.fromkeys(found))[:MOST]
