"""Saudi cities and governorates, in Arabic and Latin spellings, with prepositions attached -> the official name."""

import re
from collections.abc import Iterator
from functools import lru_cache

from nlu.entities import misspellings
from nlu.entities.gazetteer import Spelling, first_words, spellings
from nlu.entities.reading import Candidate, Reading, nouns, verbs, words

_LONGEST = 4
_PREPOSITIONS = words("في ف من الي الى ب ل لين حتي بمدينه عن بين او in from to at near around") | verbs(
    "حول قرب جنب قريب شمال جنوب شرق غرب ضواحي وسط داخل خارج باتجاه صوب نحو ناحيه"
)
# Verbs of coming and going take the place right after them: «زرت الخبر», «رايح عفيف».
_GOING = verbs(
    """
    رحت زرت جيت وصلت نزلت سافرت طلعت رجعت نقلت رحنا زرنا جينا سافرنا رجعنا نقلنا وصلنا رايح رايحه راجع راجعه مسافر
    مسافره اروح نروح اسافر نسافر ازور نزور
    """
)
_EVERY = words("يوم كل ليله")  # «يوم خميس مشيت»
_TOWN = words("مدينه محافظه بمدينه لمدينه بمحافظه لمحافظه city")
_SURE_DWELLING = nouns("مدينه محافظه اهل اهالي سكان") | verbs(
    """
    ساكن ساكنه ساكنين اسكن نسكن تسكن يسكن سكنت سكنا مقيم مقيمه مقيمين نقيم انتقلت انتقلنا نعيش اعيش يعيش عايش عايشه
    عايشين مستقر مستقره
    """
)
_DWELLING = (
    nouns("مدينه محافظه سكن مسكن منطقه بيت فرع فروع قريه مركز موقع عنوان سكان اهل اهالي اقامه")
    | verbs(
        """
        ساكن ساكنه ساكنين اسكن نسكن تسكن يسكن سكنت سكنا مقيم مقيمه مقيمين نقيم انتقلت انتقلنا نعيش اعيش يعيش عايش
        عايشه عايشين مستقر مستقره
        """
    )
    | words("city live living lives resident")
)
_LEADING = _PREPOSITIONS | _GOING
# What comes after these bears the city's name but is not the city.
_NAMESAKES = words(
    "شارع طريق بنك مصرف جريده صحيفه نادي حي مخطط مطعم شركه مدرسه مدارس فندق مجمع مستوصف قصر street road bank"
)
_DOUBLED = re.compile(r"(.)\1+")  # الجبييل: a letter drawn out by one
_NEWS = words("اليقين السعيد المفرح المحزن السار الصحيح الاكيد")  # «بالخبر اليقين»
# «المدينة الجامعية» is a campus, even where a city is asked for.
_NOT_MEDINA = words(
    """
    الجامعيه الصناعيه الطبيه الرياضيه الاقتصاديه الرقميه السكنيه العسكريه الترفيهيه الاعلاميه التعليميه الساحليه
    """
)
# Towns whose names are also words, by what shows the word: «حائل دون», «الماء ينبع من», «عن الخبر».
_WORD_BEFORE = {"الخبر": words("عن حول وصلت رجعت") | verbs("وصلني وصلنا وصلهم جاني جانا سمعت سمعنا بلغني نشرتوا عرفت")}
_WORD_AFTER = {
    "الباحه": words("قدام خلف ورا الاماميه الخلفيه حقت حقتنا"),
    "حايل": words("دون بيني بيننا بينه بينها بينهم بينك بين امام لي"),
    "ينبع": words("من عن منه منها"),
}
_FAMILY = nouns("اولاد عيال اطفال بنات ولد بنت زوج زوجه ابنا احفاد")
_CLITICS = ("", "و", "ب", "ل", "ف", "ك", "وب", "ول", "ع", "وف", "ه")


def cities(reading: Reading) -> Iterator[Candidate]:
    index, after_city = 0, -1
    while index < len(reading.tokens):
        found = _city(reading, index, listed=index == after_city)
        if found:
            yield found[0]
        index = found[1] + 1 if found else index + 1
        after_city = index if found else after_city


def _city(reading: Reading, index: int, listed: bool) -> tuple[Candidate, int] | None:
    """The place whose name starts at a token, and its last token. `listed`: another place ends right before it."""
    for stem, offset, clitic in _stems(reading.word(index)):
        if stem not in first_words():
            continue
        found = _longest(reading, index, stem)
        if found and _is_place(reading, index, found, clitic, listed):
            spelling, last, _ = found
            token = reading.tokens[index]
            return Candidate("city", spelling.official, token.start + offset, reading.tokens[last].end), last
    return _misspelt(reading, index)


def _misspelt(reading: Reading, index: int) -> tuple[Candidate, int] | None:
    token, following = reading.tokens[index], reading.word(index + 1)
    if len(token.text) < 3 or not token.text.isalpha() or reading.word(index - 1) in _NAMESAKES:
        return None
    for stem, offset, clitic in _bare(token.text):
        if clitic not in ("", "ب", "ل", "و", "ف"):
            continue
        found = misspellings.guess(stem, following)
        if found and _is_meant(reading, index, found[2], clitic, last := index + found[1] - 1):
            return Candidate("city", found[0].official, token.start + offset, reading.tokens[last].end), last
    return None


def _is_meant(reading: Reading, index: int, wanted: int, clitic: str, last: int) -> bool:
    if reading.expects == "city" or wanted == misspellings.SURELY:
        return reading.word(index - 1) not in _EVERY
    if wanted == misspellings.NAMED:
        return reading.word(index - 1) in _TOWN
    if reading.before(index, _SURE_DWELLING, 2) is not None:
        return True
    return wanted == misspellings.INTRODUCED and _is_introduced(reading, index, last, clitic, listed=False)


def _stems(word: str) -> Iterator[tuple[str, int, str]]:
    """The word, and the word without the clitics it may carry: «للرياض» is الرياض; last, without doubled letters."""
    yield from _bare(word)
    if _DOUBLED.search(word):
        yield from ((_DOUBLED.sub(r"\1", stem), offset, clitic) for stem, offset, clitic in _bare(word))


@lru_cache(maxsize=20_000)
def _bare(word: str) -> tuple[tuple[str, int, str], ...]:
    """What is left of a word, after how many letters, and the clitic that these were."""
    carried = (clitic for clitic in _CLITICS if word.startswith(clitic))
    stems = [(word[len(c) :], len(c), c) for c in carried if not c or len(word) > len(c) + 2]
    joined = (clitic for clitic in ("لل", "ولل", "عل") if word.startswith(clitic))
    return (*stems, *(("ال" + word[len(clitic) :], len(clitic), "ل") for clitic in joined))


def _longest(reading: Reading, index: int, stem: str) -> tuple[Spelling, int, str] | None:
    """The longest spelling that starts here, a hyphen taken for a space: its place, last token and normal form."""
    found, name, last = None, stem, index
    while last < index + _LONGEST:
        if name in spellings():
            found = spellings()[name], last, name
        last += 2 if reading.word(last + 1) == "-" else 1
        name = f"{name} {reading.word(last)}"
    return found


def _is_place(reading: Reading, index: int, found: tuple[Spelling, int, str], clitic: str, listed: bool) -> bool:
    spelling, last, name = found
    if (
        reading.word(index - 1) in _NAMESAKES
        or reading.word(last + 1) == "bank"
        or _is_plural_garden(reading, index, name)
        or (name == "المدينه" and reading.word(last + 1) in _NOT_MEDINA)
    ):
        return False
    if reading.expects == "city":
        return True
    after = reading.word(last + 1)
    marks = max(spelling.marks, _marks_of_letters(reading, index, name, clitic))
    marks = max(marks, int(after in _WORD_AFTER.get(name, ())))
    if marks == 0:
        return True
    if reading.word(index - 1) in _WORD_BEFORE.get(name, ()):
        return False
    if clitic == "ه" or after in _NEWS or (name == "المدينه" and after.startswith("ال")):
        return False  # «هالمدينة», «المدينة الصغيرة»
    if marks == 2:
        return reading.before(index, _SURE_DWELLING, 2) is not None
    return reading.before(index, _DWELLING, 3) is not None or _is_introduced(reading, index, last, clitic, listed)


def _is_introduced(reading: Reading, index: int, last: int, clitic: str, listed: bool) -> bool:
    """By a preposition, by a place before it («الدمام والخبر»), or by standing all alone."""
    if clitic in ("ب", "ل", "وب", "ول", "ف") or reading.word(index - 1) in _LEADING:
        return True
    return (listed and clitic == "و") or (index == 0 and last == len(reading.tokens) - 1 and not clitic)


def _is_plural_garden(reading: Reading, index: int, name: str) -> bool:
    return name == "رياض" and reading.word(index + 1) in ("اطفال", "الاطفال")


def _marks_of_letters(reading: Reading, index: int, name: str, clitic: str) -> int:
    """«جدة» is the city, «جده» may be somebody's grandfather, «وجده» that he found it."""
    if name not in ("جده", "جدا"):
        return 0
    token = reading.tokens[index]
    written = reading.normal.original[slice(*reading.normal.span(token.start, token.end))]
    if name == "جدا":
        return 2
    if "ة" in written:
        grandmother = reading.word(index + 1) in _FAMILY or reading.word(index - 1) in ("يا", "انا", "هي", "ام", "صرت")
        return 2 if grandmother else 0
    return 2 if clitic == "و" else 1
