"""Cut long text into pieces that a provider takes, by the units that the provider counts.

Promised for every text and measure: no piece is blank or over its limit, nothing but white space at the cuts is lost,
and no grapheme (an emoji with its modifiers, a letter with its marks) is torn unless it alone is over the limit.
Cuts fall after a sentence or a line unless that would leave a piece less than a third full, else between words, else
between graphemes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import regex

_GRAPHEME = regex.compile(r"\X")
_SENTENCE_END = regex.compile(r"(?<!^\d{1,3})[.!?؟…۔][»”\"')\]]*(?=\s)|\n", regex.MULTILINE)  # «١.» ends nothing
_WORD_END = regex.compile(r"\S(?=\s)")

Fits = Callable[[str], bool]

_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("\f^{}\\[~]|€")


def utf16_units(text: str) -> int:
    """UTF-16 code units: what SMS, Telegram and WhatsApp count; an emoji is two or more."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class SmsSize:
    """`encoding`: `gsm7` or `ucs2`; `units` in it."""

    segments: int
    encoding: str
    units: int


def sms_size(text: str) -> SmsSize:
    """What an SMS takes: segments of 160/153 units in GSM-7, of 70/67 UTF-16 units in UCS-2.

    A character of two units never straddles two segments.
    """
    if all(c in _GSM_BASIC or c in _GSM_EXTENDED for c in text):
        widths = [2 if c in _GSM_EXTENDED else 1 for c in text]
        return SmsSize(_segments(widths, single=160, part=153), "gsm7", sum(widths))
    widths = [2 if c > "\uffff" else 1 for c in text]
    return SmsSize(_segments(widths, single=70, part=67), "ucs2", sum(widths))


def sms_segments(text: str) -> int:
    return sms_size(text).segments


def _segments(widths: list[int], *, single: int, part: int) -> int:
    if sum(widths) <= single:
        return 1
    segments, used = 1, 0
    for width in widths:
        if used + width > part:
            segments, used = segments + 1, 0
        used += width
    return segments


def within_units(limit: int) -> Fits:
    return lambda text: utf16_units(text) <= limit


def within_segments(limit: int) -> Fits:
    return lambda text: sms_segments(text) <= limit


def split(text: str, fits: Fits, *, longest: int) -> list[str]:
    """Cut the text into pieces for which `fits` holds; no piece is longer than `longest` characters.

    `fits` must hold for every prefix of a text for which it holds, and for every single character.
    """
    pieces: list[str] = []
    rest = text.strip()
    while rest:
        if len(rest) <= longest and fits(rest):
            return [*pieces, rest]
        cut = _cut(rest, _longest_fitting(rest[:longest], fits))
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return pieces


def split_units(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` UTF-16 units."""
    return split(text, within_units(limit), longest=limit)


def split_sms(text: str, segments: int) -> list[str]:
    """Pieces of at most so many SMS segments each."""
    return split(text, within_segments(segments), longest=160 * segments)


def shorten(text: str, limit: int) -> str:
    """The text within `limit` UTF-16 units, whole graphemes only, with an ellipsis where something is missing."""
    if utf16_units(text) <= limit:
        return text
    room, kept = limit - 1, ""
    for grapheme in _GRAPHEME.findall(text[: limit + 64]):
        if utf16_units(kept + grapheme) > room:
            break
        kept += grapheme
    return kept.rstrip() + "…"


def _longest_fitting(text: str, fits: Fits) -> int:
    """The length of the longest prefix that fits, by bisection; at least one character."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle]) else (low, middle - 1)
    return low


def _cut(text: str, end: int) -> int:
    """Where to cut a text whose first `end` characters fit."""
    borders: list[int] = _grapheme_borders(text, end)
    if not borders:
        return end  # one grapheme larger than the whole limit: torn, because it must be
    candidates = frozenset(borders)
    sentences: list[int] = [m.end() for m in _SENTENCE_END.finditer(text, endpos=end + 1) if m.end() in candidates]
    if sentences and sentences[-1] * 3 >= end:
        return sentences[-1]
    words: list[int] = [m.end() for m in _WORD_END.finditer(text, endpos=end + 1) if m.end() in candidates]
    return words[-1] if words else borders[-1]


def _grapheme_borders(text: str, end: int) -> list[int]:
    """The ends of the graphemes that lie within the first `end` characters."""
    borders = []
    for grapheme in _GRAPHEME.finditer(text):
        if grapheme.end() > end:
            break
        borders.append(grapheme.end())
    return borders
