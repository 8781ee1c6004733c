"""Choices where a provider has no buttons: numbered lines on the way out, `٢`, `2` or the title on the way in."""

import unicodedata
from collections.abc import Sequence

import regex

from channels.message import Button

_ARABIC = regex.compile(r"\p{Arabic}")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_NUMBER = regex.compile(r"\W*(\d{1,3})\W*")
_NOISE = regex.compile(r"[\p{M}\p{P}\p{S}\p{Z}\p{C}ـ]+")  # tatweel is a letter to Unicode
_LETTERS = str.maketrans("أإآٱىة", "اااايه")

# What a provider's fixed labels say where the caller gave none: Arabic, English.
_PHRASES = {
    "reply": ("أرسل رقم الخيار", "Reply with the number"),
    "choose": ("اختر من التالي:", "Please choose:"),
    "open": ("عرض الخيارات", "See options"),
    "share_phone": ("📱 مشاركة رقم الجوال", "📱 Share my phone number"),
}


def is_arabic(text: str) -> bool:
    """Whether a reader of this text reads Arabic. Text without any letter counts as Arabic: the house's default."""
    return bool(_ARABIC.search(text)) or not any(c.isalpha() for c in text)


def phrase(name: str, text: str) -> str:
    """A fixed label in the language of the text around it."""
    arabic, english = _PHRASES[name]
    return arabic if is_arabic(text) else english


def numbered(text: str, buttons: Sequence[Button], *, closing: str | None = None) -> str:
    """The text with its choices as numbered lines and a line that says how to answer.

    Numerals follow the language of the text (`١.` or `1.`). `closing` replaces the last line; an empty one drops it.
    """
    if not buttons:
        return text
    tongue = text if any(c.isalpha() for c in text) else buttons[0].title
    lines = [_line(n, button, is_arabic(tongue)) for n, button in enumerate(buttons, 1)]
    end = phrase("reply", tongue) if closing is None else closing
    return "\n\n".join(part for part in (text.strip(), "\n".join(lines), end) if part)


def shown(text: str, buttons: Sequence[Button]) -> str:
    """What a person reads of a message with native buttons, for transcripts."""
    return "\n".join([text, *(f"[{button.title}]" for button in buttons)])


def _line(number: int, button: Button, arabic: bool) -> str:
    numeral = str(number).translate(_ARABIC_DIGITS) if arabic else str(number)
    description = f" – {button.description}" if button.description else ""
    return f"{numeral}. {button.title}{description}"


def chosen(reply: str, buttons: Sequence[Button]) -> Button | None:
    """The button that a typed reply names: by number in any digits, or by its title; None when it names none.

    A title that consists of a number wins over the position: among «١٠» and «٢٠», the reply «٢٠» is the second.
    """
    wanted = _folded(reply)
    by_title = [button for button in buttons if wanted and _folded(button.title) == wanted]
    if by_title:
        return by_title[0] if len(by_title) == 1 else None
    number = _NUMBER.fullmatch(reply)
    position = int(number[1]) if number else 0
    return buttons[position - 1] if 1 <= position <= len(buttons) else None


def _folded(text: str) -> str:
    """A form in which spellings of one title are equal: no marks, punctuation or spaces; one alef; ASCII digits."""
    letters = _NOISE.sub("", unicodedata.normalize("NFKD", text).casefold()).translate(_LETTERS)
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in letters)
