"""Ordinal words: the days of a month («الخامس والعشرون من شعبان») and the hours of a clock («الثانية عشرة»)."""

from nlu.entities.reading import Reading

_STEMS = {
    "اول": 1, "ثاني": 2, "ثالث": 3, "رابع": 4, "خامس": 5, "سادس": 6, "سابع": 7, "ثامن": 8, "تاسع": 9, "عاشر": 10,
    "حادي": 11, "تاني": 2, "تالت": 3, "تامن": 8,
}  # fmt: skip
_TENS = {"عشرين": 20, "عشرون": 20, "ثلاثين": 30, "ثلاثون": 30}
_FEMININE = {
    "واحده": 1, "اولي": 1, "ثانيه": 2, "تانيه": 2, "ثالثه": 3, "رابعه": 4, "خامسه": 5, "سادسه": 6, "سابعه": 7,
    "ثامنه": 8, "تاسعه": 9, "عاشره": 10, "حاديه": 11,
}  # fmt: skip
# The first and the last day have names of their own.
_FIRST_DAY = frozenset(("غره", "مستهل", "مطلع"))


def ordinal_before(reading: Reading, last: int) -> tuple[int, int] | None:
    """The ordinal day whose last word stands at `last`, with its offset: (25, start of «الخامس»)."""
    word = reading.word(last)
    if word in _FIRST_DAY or word in ("اول", "واحد"):
        return 1, reading.tokens[last].start
    if word == "عشر" and (day := _stem(reading.word(last - 1))):
        return day % 10 + 10 if day != 11 else 11, _start(reading, last - 1)
    ten = _TENS.get(word.removeprefix("و").removeprefix("ال"))
    if ten and word.startswith("و") and (day := _stem(reading.word(last - 1))):
        return ten + (1 if day == 11 else day), _start(reading, last - 1)
    if ten and word.startswith("ال"):
        return ten, _start(reading, last)
    if word in ("يوم", "ايام") and reading.word(last - 1) in _STEMS:
        return _STEMS[reading.word(last - 1)], reading.tokens[last - 1].start  # «أول يوم من شوال»
    day = _stem(word) if "ال" in word[:3] else 0
    return (day, _start(reading, last)) if day and day != 11 else None


def is_ordinal(word: str) -> bool:
    return "ال" in word[:3] and _stem(word) > 0


def _stem(word: str) -> int:
    return _STEMS.get(word[_clitic(word) :].removeprefix("ال"), 0)


def _clitic(word: str) -> int:
    return 1 if word[:1] in "وبفل" and word[1:3] == "ال" else 0


def _start(reading: Reading, index: int) -> int:
    token = reading.tokens[index]
    return token.start + _clitic(token.text)


def hour_at(reading: Reading, index: int) -> tuple[int, int, int] | None:
    """An hour said as an ordinal from `index` on: (hour, its offset, index of its last token)."""
    word = reading.word(index)
    skip = _clitic(word)
    hour = _FEMININE.get(word[skip:].removeprefix("ال")) if word[skip:].startswith("ال") else None
    if hour is None:
        return None
    start = reading.tokens[index].start + skip
    if reading.word(index + 1) in ("عشر", "عشره") and hour in (1, 2, 11):
        return (12 if hour == 2 else 11), start, index + 1
    return hour, start, index
