"""Quantities: what number words and digits say together. «ألفين وخمسمية» is 2500, «٤ آلاف ونص» is 4500.

Which words belong together is told here. Whether a quantity is money, an age, a day or an order number is for others
to say.
"""

import re
from dataclasses import dataclass

from nlu.entities.counted import CURRENCY, FOREIGN, is_counted
from nlu.entities.numerals import CONSTRUCTS, LEXICON, TEEN_OPENERS, UNITS_BEFORE_TENS, numeral
from nlu.entities.reading import Reading, Token, words
from nlu.entities.sums import Item, Sum

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{1,2})?|[1-9]\d{0,2}(?:\.\d{3})+")
_PLAIN = re.compile(r"(\d+)(?:[.,](\d{1,2}))?")
_LATIN = re.compile(r"[a-z_#@]|'[a-z]")
_GLUED_UNITS = words("k sar sr riyal riyals am pm th st nd rd")
_GLUED_CURRENCIES = words("sr sar")
_ARABIZI_ARTICLES = words("el al l il")
_VAGUE = words("الاف تلاف الوف ملايين")  # «آلاف المحتاجين» is no number; «ثلاثة آلاف» is
_TEN_WORDS = frozenset(("عشر", "عشره"))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the message. `first`, `last` are token indices, `start`, `end` offsets without the clitic.

    `digits` is the number as written where it is one plain token of digits, else "". `scaled`: a word for thousands
    or more took part.
    """

    value: float
    first: int
    last: int
    start: int
    end: int
    clitic: str
    digits: str
    scaled: bool

    @property
    def whole(self) -> int | None:
        return int(self.value) if self.value == int(self.value) else None


def quantities(reading: Reading) -> list[Quantity]:
    """All quantities of a message, in order, none overlapping."""
    found: list[Quantity] = []
    index = 0
    while index < len(reading.tokens):
        quantity = _quantity(reading, index)
        if quantity:
            found.append(quantity)
        index = quantity.last + 1 if quantity else index + 1
    return found


def _quantity(reading: Reading, index: int) -> Quantity | None:
    item = _item(reading, index)
    if item is None or (item.kind == "fraction" and not _scale_at(reading, index + 1)):
        return None
    if item.kind == "scale" and reading.word(index)[len(item.clitic) :] in _VAGUE:
        return None
    number = Sum()
    number.open(item)
    last = _extend(reading, number, index + item.tokens - 1, item)
    if last == index and reading.word(index) == "الفا" and item.kind == "scale" and not _has_tanwin(reading, index):
        return None  # alpha, not a thousand
    return Quantity(
        value=number.value,
        first=index,
        last=last,
        start=reading.tokens[index].start + len(item.clitic),
        end=reading.tokens[last].end,
        clitic=item.clitic,
        digits=item.digits if last == index else "",
        scaled=number.scaled,
    )


def _extend(reading: Reading, number: Sum, last: int, item: Item | None) -> int:
    """Adds words while they fit; returns the index of the last token taken."""
    if item and item.kind in ("unit", "digits") and _half_before_scale(reading, last + 1):
        number.group += LEXICON[reading.word(last + 1).removeprefix("و")].value
        last += 1
    while True:
        bare = reading.word(last + 1) in ("و", "and")
        item = _item(reading, last + 1 + bare)
        if item is None or item.clitic not in ("", "و"):
            return _less(reading, number, last)
        joined = bare or item.clitic == "و" or _follows_in_english(reading.word(last + 1), item)
        if not number.add(item, joined):
            return _less(reading, number, last)
        last += bare + item.tokens


def _less(reading: Reading, number: Sum, last: int) -> int:
    """«ألفين إلا مية»: takes off what is said to be missing."""
    if not number.scaled or reading.word(last + 1) != "الا":
        return last
    item = _item(reading, last + 2)
    amount = item.value * number.scale if item and item.kind == "fraction" else item.value if item else 0
    if item is None or not 0 < amount < number.scale:
        return last
    number.group -= amount
    return last + 1 + item.tokens


def _follows_in_english(word: str, item: Item) -> bool:
    """English joins with nothing: two thousand five hundred."""
    return word.isascii() and item.kind in ("unit", "teen", "ten")


def _half_before_scale(reading: Reading, index: int) -> bool:
    """«ثلاثة ونص مليون»: the fraction belongs to the scale after it."""
    found = numeral(reading.word(index))
    return bool(found and found[0] == "و" and found[1].kind == "fraction" and _scale_at(reading, index + 1))


def _scale_at(reading: Reading, index: int) -> bool:
    return _is_scale(reading.word(index))


def _item(reading: Reading, index: int) -> Item | None:
    if index >= len(reading.tokens):
        return None
    token = reading.tokens[index]
    if token.text[0].isdigit() and not token.text[-1].isalpha():
        return _digits(reading, index, token)
    opened = _opening(reading, index, token.text)
    if opened:
        return opened
    found = numeral(token.text)
    if found is None:
        return None
    clitic, word = found
    return Item(word.value, word.kind, 1, clitic)


def _opening(reading: Reading, index: int, word: str) -> Item | None:
    """Words that are numbers by what follows them: أحد before عشر, إحدى before وعشرين, مئتا before ألف."""
    opener, after = word.removeprefix("و"), reading.word(index + 1)
    clitic = word[: len(word) - len(opener)]
    if opener in TEEN_OPENERS and after in _TEN_WORDS:
        return Item(TEEN_OPENERS[opener], "teen", 2, clitic)
    if (
        word not in LEXICON
        and opener in UNITS_BEFORE_TENS
        and _is_ten(reading.word(index + 2) if after == "و" else after.removeprefix("و"))
    ):
        return Item(UNITS_BEFORE_TENS[opener], "unit", 1, clitic) if after.startswith("و") else None
    if opener in CONSTRUCTS and _is_counted_by(reading, index, after):
        value = CONSTRUCTS[opener]
        return Item(value, "hundreds" if value < 1000 else "scales", 1, clitic)
    return None


def _is_ten(word: str) -> bool:
    found = LEXICON.get(word)
    return bool(found and found.kind == "ten")


def _is_counted_by(reading: Reading, index: int, after: str) -> bool:
    """«ألفا ريال» is two thousand; in «عشرين ألفا» and «ألفاً» the ending is that of one thousand."""
    if not (after in CURRENCY or after in FOREIGN or is_counted(after) or _is_scale(after)):
        return False
    token = reading.tokens[index]
    written = reading.normal.original[slice(*reading.normal.span(token.start, token.end))]
    return not written.endswith(("ً", "ًا")) and (
        written.startswith("و") or reading.word(index - 1) == "و" or numeral(reading.word(index - 1)) is None
    )


def _has_tanwin(reading: Reading, index: int) -> bool:
    token = reading.tokens[index]
    return "\u064b" in reading.normal.original[slice(*reading.normal.span(token.start, token.end))]


def _is_scale(word: str) -> bool:
    found = LEXICON.get(word)
    return bool(found and found.kind == "scale")


def _digits(reading: Reading, index: int, token: Token) -> Item | None:
    glued = reading.text[token.end : token.end + 1].isalpha()
    if _is_arabizi(reading, index, token, reading.word(index + 1) if glued else ""):
        return None
    value = number_of(token.text)
    if value is None:
        return None
    if glued and reading.word(index + 1) == "k" and not reading.text[token.end + 1 : token.end + 2].isalnum():
        return Item(value * 1000, "scales", 2, "", "")
    return Item(value, "digits", 1, "", token.text)


def _is_arabizi(reading: Reading, index: int, token: Token, following: str) -> bool:
    """The 3 of «3endi», «3'air» and «el 3am» is a letter."""
    before, after = reading.text[max(token.start - 1, 0) : token.start], reading.text[token.end : token.end + 2]
    if reading.word(index - 1) in _GLUED_CURRENCIES and not reading.text[token.end : token.end + 1].isalpha():
        return False  # SR5000
    if _LATIN.match(before) or (following and reading.word(index - 1) in _ARABIZI_ARTICLES):
        return True
    return bool(_LATIN.match(after)) and following not in _GLUED_UNITS


def number_of(digits: str) -> float | None:
    """The value of a token of digits; None where it isn't one number (1.2.3)."""
    if len(digits) > 15:
        return None
    if _GROUPED.fullmatch(digits):
        return float(_ungrouped(digits))
    plain = _PLAIN.fullmatch(digits)
    return float(f"{plain[1]}.{plain[2] or 0}") if plain else None


def _ungrouped(digits: str) -> str:
    return digits.replace(",", "") if "," in digits else digits.replace(".", "")
