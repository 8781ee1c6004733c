"""The normal form of written Arabic: one spelling for what people write in many ways.

The normal form is a key for comparing and for features; it is never shown to anybody and the original is always kept.
`normalise` is total (any `str`, lone surrogates included), idempotent and linear in the length of the text.
`normalise_mapped` gives the same string together with the way back to offsets in the original.

What is folded: presentation forms and ligatures, diacritics, tatweel, the forms of alef, hamza, ya and ta marbuta,
Persian and Urdu letters, every decimal digit to ASCII, letter case and Latin accents, typographic punctuation, bidi and
zero-width controls, control characters, stretched letters. Emoji become tokens of their own. A line break stays a line
break, because it tells sentences apart.

Standard library only: the Rasa components import this file from another environment (Python 3.10).
"""

import re
import unicodedata
from dataclasses import dataclass

_LETTERS = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ؤ": "و", "ۆ": "و", "ۇ": "و", "ۋ": "و",
    "ئ": "ي", "ى": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ێ": "ي", "ے": "ي", "ء": "", "ٴ": "",
    "ة": "ه", "ہ": "ه", "ۀ": "ه", "ە": "ه", "ھ": "ه", "ۃ": "ه", "ک": "ك", "ڪ": "ك", "چ": "ك", "ڭ": "ك",
    "گ": "ق", "ڨ": "ق", "پ": "ب", "ڤ": "ف", "ژ": "ز", "ڵ": "ل", "ں": "ن", "ـ": "",
}  # fmt: skip
_PUNCTUATION = {
    "؟": "?", "¿": "?", "¡": "!", "،": ",", "、": ",", "٬": ",", "؛": ";", "٫": ".", "۔": ".", "。": ".", "…": ".",
    "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "‟": '"', "‹": '"', "›": '"', "‘": "'", "’": "'", "‚": "'",
    "`": "'", "´": "'", "ʼ": "'", "–": "-", "—": "-", "―": "-", "‐": "-", "‑": "-", "−": "-", "٪": "%", "٭": "*",
    "•": "*", "·": "*", "⁄": "/",
}  # fmt: skip
_DROPPED_CATEGORIES = {"Mn", "Me", "Cc", "Cf", "Cs", "Co", "Cn"}
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_REGIONAL = range(0x1F1E6, 0x1F200)

# Stretching is emphasis, not spelling. Laughter (هه) and the doubled lam of الله keep two.
_RUN = re.compile(
    r"(?P<space>\s+)|(?P<two>[هل])(?P=two){2,}|(?P<letter>[^\W\d_])(?P=letter){2,}|(?P<mark>[?!.,;*'\"_-])(?P=mark)+"
)


class _Folds(dict[int, str]):
    """Code point -> its folded string, computed when first met. Folding a folded string changes nothing."""

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        self[code] = folded
        return folded


def _fold(char: str) -> str:
    return "".join(_fold_one(part) for part in _decomposed(char))


def _decomposed(char: str) -> str:
    """Compatibility form, lower case, taken apart. Twice, since case folding can yield composed characters."""
    for _ in range(2):
        char = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", char).casefold())
    return char


def _fold_one(char: str) -> str:
    if char in _LETTERS:
        return _LETTERS[char]
    if char in _PUNCTUATION:
        return _PUNCTUATION[char]
    if char in "\n\u2028\u2029\x85\v\f\r":
        return "\n"
    if char.isspace():
        return " "
    return _fold_by_category(char)


def _fold_by_category(char: str) -> str:
    category, code = unicodedata.category(char), ord(char)
    if category in _DROPPED_CATEGORIES or code in _SKIN_TONES:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "So" and code not in _REGIONAL:
        return f" {char} "
    return char


_FOLDS = _Folds()


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal form with the way back. Character i of `text` stands for `original[starts[i]:ends[i]]`."""

    original: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of `text[start:end]`, with the marks that hang on its last letter.

        An empty span maps to an empty span at the place where it stands.
        """
        if start >= end:
            place = self.starts[start] if start < len(self.starts) else len(self.original)
            return place, place
        first, last = self.starts[start], self.ends[end - 1]
        while last < len(self.original) and not _FOLDS[ord(self.original[last])]:
            last += 1
        return first, last


def normalise(text: str) -> str:
    """The normal form of any string."""
    return _RUN.sub(_collapsed, text.translate(_FOLDS)).strip()


def normalise_mapped(text: str) -> Normal:
    """The normal form with its offsets in `text`. `normalise_mapped(t).text == normalise(t)` for every t."""
    chars: list[str] = []
    origins: list[int] = []
    for index, char in enumerate(text):
        folded = _FOLDS[ord(char)]
        chars.append(folded)
        origins.extend([index] * len(folded))
    return _collapse_mapped(text, "".join(chars), origins)


def words(text: str) -> list[str]:
    """The words of a normal form: runs of letters and digits, and emoji; punctuation is left out."""
    return _WORD.findall(text)


_WORD = re.compile(r"\w+|[^\w\s\x00-\x7f]")


def _collapsed(match: re.Match[str]) -> str:
    if match["space"]:
        return "\n" if "\n" in match["space"] else " "
    if match["two"]:
        return match["two"] * 2
    return match["letter"] or match["mark"]


def _collapse_mapped(original: str, folded: str, origins: list[int]) -> Normal:
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def keep(first: int, last: int) -> None:
        """folded[first:last] stands for itself."""
        chars.append(folded[first:last])
        starts.extend(origins[first:last])
        ends.extend(origin + 1 for origin in origins[first:last])

    def take(piece: str, first: int, last: int) -> None:
        """`piece` stands for folded[first:last]; its last character takes what was collapsed away."""
        chars.append(piece)
        starts.extend(origins[first : first + len(piece)])
        ends.extend(origins[i] + 1 for i in range(first, first + len(piece)))
        ends[-1] = origins[last - 1] + 1

    at = 0
    for match in _RUN.finditer(folded):
        keep(at, match.start())
        take(_collapsed(match), match.start(), match.end())
        at = match.end()
    keep(at, len(folded))
    return _stripped(original, "".join(chars), starts, ends)


def _stripped(original: str, text: str, starts: list[int], ends: list[int]) -> Normal:
    left = len(text) - len(text.lstrip())
    right = len(text.rstrip())
    kept = slice(left, max(left, right))
    return Normal(original, text[kept], tuple(starts[kept]), tuple(ends[kept]))
