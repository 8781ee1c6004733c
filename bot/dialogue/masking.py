"""ID numbers and IBANs hidden in any text. Knows nothing of language or validity: what looks like one is hidden.

Ten digits that start with 1 or 2 count even where the check digit is wrong: a mistyped ID is still a person's ID. Any
digit set, with spaces, dashes, dots or direction marks between the digits. Mobile numbers and references stay. Where in
doubt it is hidden: a date with a time right after it may be.
"""

import re
import unicodedata
from collections.abc import Iterator

DOT = "•"
SHOWN = 4
_GAP = r"[\s\-‐-―−ـ._/\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]{0,3}"
_IBAN = re.compile(rf"(?<![A-Za-z\d])[Ss]{_GAP}[Aa](?:{_GAP}\d){{14,30}}")
_LONG = re.compile(r"(?<!\d)(?:\d{16,34}|\d{2,4}(?:[ -]\d{4}){3,8}(?:[ -]\d{1,4})?)(?!\d)")  # an IBAN's digits, a card
_ID = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{9}}(?!\d)")


def spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where ID numbers and IBANs stand, in order, never overlapping."""
    found: list[tuple[int, int]] = []
    for candidates in (_IBAN.finditer(text), _LONG.finditer(text), _ids(text)):
        found += [match.span() for match in candidates if not _taken(match.span(), found)]
    return tuple(sorted(found))


def _ids(text: str) -> Iterator[re.Match[str]]:
    """Ten digits from each place where a number begins, so that a number before an ID cannot swallow its start."""
    place = 0
    while match := _ID.search(text, place):
        is_id = _is_id(text, match)
        place = match.end() if is_id else match.start() + 1
        if is_id:
            yield match


def masked(text: str) -> str:
    """The text with every ID number and IBAN as dots and its last four digits: «••••••5673»."""
    for start, end in reversed(spans(text)):
        text = f"{text[:start]}{hidden(text[start:end])}{text[end:]}"
    return text


def hidden(value: str) -> str:
    """One number as dots and its last four digits."""
    digits = [_ascii(char) for char in value if char.isdecimal()]
    letters = "SA" if value[:1] in "Ss" else ""
    return letters + DOT * max(len(digits) - SHOWN, 0) + "".join(digits[-SHOWN:])


def _is_id(text: str, match: re.Match[str]) -> bool:
    first = _ascii(match.group()[0])
    foreign = text[: match.start()].rstrip()[-1:] == "+"
    return first in "12" and not foreign


def _taken(span: tuple[int, int], found: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in found)


def _ascii(char: str) -> str:
    return str(unicodedata.decimal(char))
