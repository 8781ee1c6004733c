"""Telephone numbers: mobiles are taken in E.164, landlines and service numbers only set aside.

Saudi numbers are read here, in every way people space them; numbers of other countries by `phonenumbers`.
"""

import re
from collections.abc import Iterator

from nlu.entities.reading import Candidate, Reading, distractor

_RUN = re.compile(r"(?<![0-9a-z_.@-])(?:\+ ?|\+?\()?\d(?:[ ().-]{0,3}\d)*")
_TOLERANT_RUN = re.compile(r"\+?\d(?:[^\w\n]{0,3}\d)*")
_GROUP = re.compile(r"\d+")
_MOBILE = re.compile(r"(?:00966|966)?0?(5\d{8})")
_SERVICE = re.compile(r"(?:00966|966)?(?:0?1[1-7]\d{7}|920\d{6}|800\d{7}|9200\d{5})")
_MOST_GROUPS = 10


def mobiles(reading: Reading) -> Iterator[Candidate]:
    awaited = reading.expects == "mobile"
    for run in (_TOLERANT_RUN if awaited else _RUN).finditer(reading.text):
        groups = [(m.start() + run.start(), m.end() + run.start()) for m in _GROUP.finditer(run.group())]
        international = run.group().startswith("+") or (awaited and run.group().startswith("00"))
        if international and (foreign := _foreign(reading.text, run.start(), groups)):
            yield foreign
        else:
            yield from _saudi(reading.text, run.start(), groups)


def _saudi(text: str, run_start: int, groups: list[tuple[int, int]]) -> Iterator[Candidate]:
    """Numbers in a run of digit groups: the shortest row of groups that makes one, from the left."""
    first = 0
    while first < len(groups):
        start = run_start if first == 0 else groups[first][0]
        taken = _window(text, start, groups, first)
        if taken:
            yield taken[0]
        first = taken[1] + 1 if taken else first + 1


def _window(text: str, start: int, groups: list[tuple[int, int]], first: int) -> tuple[Candidate, int] | None:
    digits = ""
    for last in range(first, min(first + _MOST_GROUPS, len(groups))):
        digits += text[slice(*groups[last])]
        if mobile := _MOBILE.fullmatch(digits):
            return Candidate("mobile", "+966" + mobile[1], start, groups[last][1]), last
        if _SERVICE.fullmatch(digits):
            return distractor(start, groups[last][1]), last
    return None


def _foreign(text: str, start: int, groups: list[tuple[int, int]]) -> Candidate | None:
    """The longest international number that starts here, mobile or not; None for Saudi ones."""
    digits = [text[slice(*group)] for group in groups[:_MOST_GROUPS]]
    if "".join(digits).removeprefix("00").startswith("966"):
        return None
    for last in range(len(digits) - 1, -1, -1):
        number = "".join(digits[: last + 1]).removeprefix("00")
        mobile = _international(number) if 8 <= len(number) <= 15 else None
        if mobile is not None:
            return Candidate("mobile" if mobile else "", "+" + number, start, groups[last][1])
    return None


def _international(digits: str) -> bool | None:
    """Whether a number of another country can be a mobile; None where it is no number at all."""
    import phonenumbers  # its metadata are heavy, and most messages hold no such number

    try:
        number = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    mobile = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return phonenumbers.number_type(number) in mobile
