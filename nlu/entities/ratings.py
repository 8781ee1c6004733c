"""Ratings from 1 to 5: stars, «4 من 5», «خمس نجوم», and a bare number where rating is spoken of or asked for."""

import re
from collections.abc import Iterator, Mapping, Sequence

from nlu.entities.counting import counts_noun
from nlu.entities.quantities import Quantity
from nlu.entities.reading import Candidate, Reading, distractor, words

RATING_WORDS = words(
    """
    تقييم تقييمي التقييم تقييمكم تقييمها تقييمه تقيم تقيمي تقيمكم اقيم اقيمكم اقيمه اقيمها قيمت قيمتكم قيمتها قيمته
    بقيم بقيمكم نقيم نقيمكم يقيم اعطيكم اعطيك اعطيه اعطيها اعطيتكم بعطيكم ابعطيكم نعطيكم عطيتكم عطيتها اعطي بعطي
    تستاهلون تستاهل تستحقون يستاهل يستاهلون تستحق يستحق درجتكم درجه الدرجه الخدمه خدمتكم تقدير تقديري رايي مستوي نجوم
    نجمه النجوم وتقييمي والتقييم بتقييم تقييما رضاي رضا الرضا rate rating stars star score
    """
)
_STRONG = words(
    """
    تقييم تقييمي التقييم تقييمكم تقييمها تقييمه تقيم تقيمي تقيمكم اقيم اقيمكم اقيمه اقيمها قيمت قيمتكم قيمتها قيمته
    بقيم بقيمكم نقيم نقيمكم اعطيكم اعطيه اعطيها بعطيكم ابعطيكم نعطيكم عطيتكم تستاهلون تستاهل تستحقون يستاهل يستاهلون
    وتقييمي والتقييم بتقييم تقييما rate rating score
    """
)
_STARS = words("نجوم نجمات نجمه انجم نجم stars star")
_OUT_OF = words("من على علي / of اصل مجموع out ع")
_EMOJI_RUN = re.compile(r"(?:[⭐🌟★✨💫✮✭✩⭑☆] ?)+")
_FULL_STARS = re.compile(r"[⭐🌟★✨💫✮✭⭑]")


def ratings(reading: Reading, numbers: Sequence[Quantity]) -> Iterator[Candidate]:
    yield from _stars(reading)
    starting = {quantity.first: quantity for quantity in numbers}
    for quantity in numbers:
        if quantity.whole is not None and (found := _rating(reading, quantity, starting)):
            yield found
    yield from _named_stars(reading)


def _stars(reading: Reading) -> Iterator[Candidate]:
    """A row of stars, hollow ones not counted: ★★★★☆ is 4."""
    for match in _EMOJI_RUN.finditer(reading.text):
        count = len(_FULL_STARS.findall(match.group()))
        if 1 <= count <= 5:
            yield Candidate("rating", count, match.start(), match.start() + len(match.group().rstrip()))


def _rating(reading: Reading, quantity: Quantity, starting: Mapping[int, Quantity]) -> Candidate | None:
    place = quantity.last + 1
    starred = reading.word(place) in _STARS
    scale = _out_of(reading, place + starred, starting)
    if scale:
        if scale.value != 5 or not 1 <= quantity.value <= 5 or counts_noun(reading, scale):
            return distractor(quantity.start, scale.end) if scale.value == 10 else None
        end = scale.end if reading.word(scale.last + 1) not in _STARS else reading.tokens[scale.last + 1].end
        return Candidate("rating", quantity.whole, quantity.start, end)
    if not 1 <= quantity.value <= 5 or counts_noun(reading, quantity):
        return None
    if starred:
        return Candidate("rating", quantity.whole, quantity.start, reading.tokens[place].end)
    return Candidate("rating", quantity.whole, quantity.start, quantity.end) if _is_asked(reading, quantity) else None


def _out_of(reading: Reading, place: int, starting: Mapping[int, Quantity]) -> Quantity | None:
    """The 5 of «من 5», «من أصل خمسة», «/5»."""
    first = place
    while reading.word(place) in _OUT_OF and place < first + 3:
        place += 1
    return starting.get(place) if place > first else None


def _is_asked(reading: Reading, quantity: Quantity) -> bool:
    if reading.expects == "rating" or _is_keycap(reading, quantity):
        return True
    return reading.before(quantity.first, _STRONG, 5) is not None


def _is_keycap(reading: Reading, quantity: Quantity) -> bool:
    """4️⃣ and nothing else: an answer on a scale."""
    _, end = reading.normal.span(quantity.start, quantity.end)
    return len(reading.tokens) == 1 and reading.normal.original[:end].endswith("\u20e3")


def _named_stars(reading: Reading) -> Iterator[Candidate]:
    """«نجمتين», «نجمة واحدة»: the noun says its number."""
    for index, token in enumerate(reading.tokens):
        if token.text in ("نجمتين", "نجمتان", "بنجمتين"):
            start = token.start + token.text.startswith("ب")
            last = index
            if reading.word(index + 1) == "من" and reading.word(index + 2) in ("5", "خمس", "خمسه"):
                last = index + 2
            yield Candidate("rating", 2, start, reading.tokens[last].end)
        elif token.text in ("نجمه", "بنجمه") and reading.word(index + 1) in ("واحده", "وحده", "واحد"):
            start = token.start + token.text.startswith("ب")
            last = index + 1
            if reading.word(index + 2) == "من" and reading.word(index + 3) in ("5", "خمس", "خمسه"):
                last = index + 3
            yield Candidate("rating", 1, start, reading.tokens[last].end)
