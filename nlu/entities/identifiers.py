"""Identifiers: national IDs, IBANs, request references and e-mail addresses.

The invalid ones are taken too, as distractors: ten digits with a wrong check digit are still nobody's age.
"""

import re
from collections.abc import Iterator

from nlu.entities.reading import Candidate, Reading, distractor

_IBAN = re.compile(r"(?<![a-z0-9])sa[ .:-]{0,3}\d(?:[ .-]{0,2}\d){13,29}(?![a-z0-9])")
_IBAN_DIGITS = re.compile(r"(?<!\d)\d(?:[ .-]{0,2}\d){21}(?!\d)")
_NATIONAL_ID = re.compile(r"(?<![\d+])(?<!\d[.,-])(?<!\+ )[12](?:[ -]?\d){9}(?![\d]|[ -]\d|[.,]\d)")
_TOLERANT_ID = re.compile(r"(?<!\d)[12](?:[^\w\n]{0,3}\d){9}(?!\d)")

# The marks people and keyboards leave between the parts of a reference: invisible direction marks among them.
_GAP = r"[\s\-_–—−./\\:#\u200b-\u200f\u202a-\u202e\u2066-\u2069]{0,5}"
_SIX = rf"([0-9a-z]{{6}}|[0-9a-z]{{3}}{_GAP}[0-9a-z]{{3}}|[0-9a-z](?:{_GAP}[0-9a-z]){{5}})"
_YEAR = rf"(2{_GAP}[0o]{_GAP}[0-9]{_GAP}[0-9])"
_REFERENCE = re.compile(rf"(?<![a-z0-9])m{_GAP}d{_GAP}{_YEAR}{_GAP}{_SIX}(?![a-z0-9])", re.IGNORECASE)
_REFERENCE_BARE = re.compile(rf"(?<![a-z0-9]){_YEAR}{_GAP}{_SIX}(?![a-z0-9])", re.IGNORECASE)
_REFERENCE_CUT = re.compile(rf"(?<![a-z0-9])m{_GAP}d{_GAP}\d[0-9a-z\-]{{0,20}}", re.IGNORECASE)
_NOT_CODE = re.compile(r"[^0-9a-z]", re.IGNORECASE)
# Crockford base32 reads these letters as the digits they look like; U is no part of it.
_CROCKFORD = str.maketrans("OIL", "011")

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9_%+\-][A-Za-z0-9._%+\-]{0,63}@(?:[A-Za-z0-9\-]{1,63}\.){1,6}[A-Za-z]{2,24}(?![A-Za-z0-9_@])"
)
_EMAIL_SPACED = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9_%+\-][A-Za-z0-9._%+\-]{0,63} ?@ ?[A-Za-z0-9\-]{1,63}"
    r"(?: ?\. ?[A-Za-z0-9\-]{1,63}){1,6}"
)


class _Digits(dict[int, int]):
    """Every decimal digit as its ASCII digit, one for one, so that offsets stay."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        self[code] = code = ord(str(int(char))) if char.isdecimal() else code
        return code


_DIGITS = _Digits()


def national_ids(reading: Reading) -> Iterator[Candidate]:
    pattern = _TOLERANT_ID if reading.expects == "national_id" else _NATIONAL_ID
    for match in pattern.finditer(reading.text):
        digits = re.sub(r"\D", "", match.group())
        if _passes_luhn(digits):
            yield Candidate("national_id", digits, *match.span())
        elif digits == match.group():
            yield distractor(*match.span())


def _passes_luhn(digits: str) -> bool:
    from stdnum import luhn  # imported when first needed: start-up stays cheap

    return bool(luhn.is_valid(digits))


def ibans(reading: Reading) -> Iterator[Candidate]:
    for match in _IBAN.finditer(reading.text):
        yield _iban(re.sub(r"\D", "", match.group()), *match.span())
    if reading.expects == "iban":
        for match in _IBAN_DIGITS.finditer(reading.text):
            yield _iban(re.sub(r"\D", "", match.group()), *match.span())


def _iban(digits: str, start: int, end: int) -> Candidate:
    from stdnum import iban

    value = "SA" + digits
    valid = len(digits) == 22 and iban.is_valid(value)
    return Candidate("iban", value, start, end) if valid else distractor(start, end)


def references(original: str, expects: str | None) -> Iterator[Candidate]:
    """References in the original text, since the normal form shortens tripled letters."""
    text = original.translate(_DIGITS)
    patterns = (_REFERENCE, _REFERENCE_BARE) if expects == "reference" else (_REFERENCE,)
    for pattern in patterns:
        for match in pattern.finditer(text):
            code = _NOT_CODE.sub("", match[2]).upper().translate(_CROCKFORD)
            if "U" not in code:
                year = _NOT_CODE.sub("", match[1]).upper().translate(_CROCKFORD)
                yield Candidate("reference", f"MD-{year}-{code}", *match.span())
    for match in _REFERENCE_CUT.finditer(text):
        yield distractor(*match.span())


def emails(original: str, expects: str | None) -> Iterator[Candidate]:
    """Addresses in the original text, for the same reason. As written: capitals may tell mailboxes apart."""
    text = original.translate(_DIGITS)
    pattern = _EMAIL_SPACED if expects == "email" else _EMAIL
    for match in pattern.finditer(text):
        yield Candidate("email", match.group().replace(" ", ""), *match.span())
