"""Ratings from 1 to 5: stars, «4 من 5», «خمس نجوم», and a bare number where rating is spoken of or asked for."""

import re
from collections.abc import Iterator, Mapping, Sequence

from nlu.entities.counting import counts_noun
from nlu.entities.quantities import Quantity
from nlu.entities.reading import Candidate, Reading, distractor, nouns, verbs, words

_STEMS = [f"{prefix}قيم" for prefix in ("ا", "ب", "اب", "ن", "بن", "ت")] + [
    f"{prefix}{verb}" for prefix in ("ا", "ب", "اب", "ن", "بن") for verb in ("عطي", "دي")
]
_ASKING = (
    nouns("تقييم")
    | verbs(" ".join(stem + object_ for stem in _STEMS for object_ in ("كم", "ه", "ها", "هم")))
    | verbs("اقيم ابقيم بقيم نقيم تقيم تقيمي قيمت قيمتكم قيمتها قيمته قيموا عطيتكم عطيتها عطيته")
    | verbs("تستاهلون تستاهل تستحقون يستاهل يستاهلون تستحق يستحق احط بحط حطيت")
    | words("تقييما رضاي rate rating score taqyeem taqyeemi")
)
_QUALITY = words(
    "ممتاز ممتازه جيد جيده جدا متوسط متوسطه ضعيف ضعيفه سيي سييه سيء مقبول مقبوله رايع رايعه excellent good bad"
)
_SERVICE = _ASKING | _QUALITY | nouns("خدمه خدمات موظف موظفه تعامل رد") | words("service")
_YOU = words("you it them")
_THANKS = words("شكرا شكر مشكورين لكم يعطيكم العافيه من thanks thank you")
_STARS = words(
    """
    نجوم نجمات نجمه انجم نجم stars star njom njoom nojom nojoom nujoom nujum njoum nejoom nejom nojoum njmat najmat njma
    najma
    """
)
_ONE_OR_TWO = {
    "نجمه": 1, "نجمتين": 2, "نجمتان": 2, "njma": 1, "najma": 1, "nejma": 1, "njmtain": 2, "njmtein": 2, "najmatain": 2,
}  # fmt: skip
_ONE = words("واحده وحده واحد wa7da wahda w7da")
_OUT_OF = words("من على علي / of اصل مجموع out ع")
_EMOJI_RUN = re.compile(r"(?:[⭐🌟★✨💫✮✭✩⭑☆] ?)+")
_FULL_STARS = re.compile(r"[⭐🌟★✨💫✮✭⭑]")


def ratings(reading: Reading, numbers: Sequence[Quantity]) -> Iterator[Candidate]:
    starting = {quantity.first: quantity for quantity in numbers}
    by_end = {quantity.end: quantity for quantity in numbers}
    by_start = {quantity.start: quantity for quantity in numbers}
    yield from _stars(reading, by_start, by_end)
    for quantity in numbers:
        if found := _rating(reading, quantity, starting):
            yield found
    yield from _named_stars(reading, starting)


def _stars(reading: Reading, by_start: Mapping[int, Quantity], by_end: Mapping[int, Quantity]) -> Iterator[Candidate]:
    """A row of stars, hollow ones not counted: ★★★★☆ is 4; so are «4 ⭐» and «⭐⭐⭐⭐ 4»."""
    for match in _EMOJI_RUN.finditer(reading.text):
        count = len(_FULL_STARS.findall(match.group()))
        start, end = match.start(), match.start() + len(match.group().rstrip())
        number = by_end.get(len(reading.text[:start].rstrip())) or by_start.get(match.end())
        if number and number.value in (1, 2, 3, 4, 5) and count in (1, number.value):
            yield Candidate("rating", number.whole, min(start, number.start), max(end, number.end))
        elif 1 <= count <= 5:
            yield Candidate("rating", count, start, end)


def _rating(reading: Reading, quantity: Quantity, starting: Mapping[int, Quantity]) -> Candidate | None:
    fits = quantity.value in (1, 2, 3, 4, 5)
    place = quantity.last + 1
    starred = reading.word(place) in _STARS
    scale = _out_of(reading, place + starred, starting)
    if scale and scale.value in (5, 10) and not counts_noun(reading, scale):
        starred_scale = reading.word(scale.last + 1) in _STARS
        end = reading.tokens[scale.last + starred_scale].end
        fits = fits and scale.value == 5
        return Candidate("rating", quantity.whole, quantity.start, end) if fits else distractor(quantity.start, end)
    if starred and fits:
        kind = "" if reading.word(quantity.first - 1) in ("فندق", "فنادق", "hotel") else "rating"
        return Candidate(kind, quantity.whole, quantity.start, reading.tokens[place].end)
    if not fits or counts_noun(reading, quantity) or not _is_asked(reading, quantity):
        return None
    return Candidate("rating", quantity.whole, quantity.start, quantity.end)


def _out_of(reading: Reading, place: int, starting: Mapping[int, Quantity]) -> Quantity | None:
    """The 5 of «من 5», «من أصل خمسة», «/5»."""
    first = place
    while reading.word(place) in _OUT_OF and place < first + 3:
        place += 1
    return starting.get(place) if place > first else None


def _is_asked(reading: Reading, quantity: Quantity) -> bool:
    if reading.expects == "rating" or _is_keycap(reading, quantity):
        return True
    if quantity.last == len(reading.tokens) - 1 and reading.before(quantity.first, _QUALITY, 2) is not None:
        return True  # «خدمة ممتازة 5»
    if reading.before(quantity.first, _ASKING, 5) is not None:
        return True
    return reading.word(quantity.first - 2) in ("give", "gave") and reading.word(quantity.first - 1) in _YOU


def _is_keycap(reading: Reading, quantity: Quantity) -> bool:
    """4️⃣ with nothing else but thanks, or where a service is spoken of: an answer on a scale."""
    _, end = reading.normal.span(quantity.start, quantity.end)
    if not reading.normal.original[:end].endswith("\u20e3") or reading.normal.original.count("\u20e3") > 1:
        return False
    if (
        reading.before(quantity.first, _SERVICE, 6) is not None
        or reading.after(quantity.last + 1, _SERVICE, 6) is not None
    ):
        return True
    others = (token.text for token in reading.tokens if token.start != quantity.start)
    return all(word in _THANKS or not word.isalnum() for word in others)


def _single(reading: Reading, index: int, starting: Mapping[int, Quantity]) -> Candidate | None:
    """ "one star", "one out of five": in English the number one counts nothing else."""
    last = index + (reading.word(index + 1) == "star")
    scale = _out_of(reading, last + 1, starting)
    if scale and scale.value == 5:
        last = scale.last
    token = reading.tokens[index]
    return Candidate("rating", 1, token.start, reading.tokens[last].end) if last > index else None


def _named_stars(reading: Reading, starting: Mapping[int, Quantity]) -> Iterator[Candidate]:
    """«نجمتين», «نجمة واحدة», «نجمة من خمس»: the noun says its number."""
    for index, token in enumerate(reading.tokens):
        if token.text == "one" and (found := _single(reading, index, starting)):
            yield found
        word = token.text.removeprefix("ب")
        if word not in _ONE_OR_TWO:
            continue
        one = reading.word(index + 1) in _ONE
        last = index + one
        scale = _out_of(reading, last + 1, starting)
        if scale and scale.value == 5:
            last = scale.last
        if _ONE_OR_TWO[word] == 2 or last > index or len(reading.tokens) == 1:
            start = token.start + len(token.text) - len(word)
            yield Candidate("rating", _ONE_OR_TWO[word], start, reading.tokens[last].end)
