"""The parts of the day: their names in Arabic, and their bounds, which are configurable under the keys of `DAY_PARTS`.

`day_parts` may also bound a phrase: "after_maghrib" for «بعد المغرب», "before_dhuhr" for «قبل الظهر».
"""

from collections.abc import Mapping
from dataclasses import dataclass

from nlu.entities.calendars import WEEKDAYS
from nlu.entities.given_names import is_given_name
from nlu.entities.meals import is_meal
from nlu.entities.name_rows import LEADING
from nlu.entities.reading import Reading, words

DAY_PARTS: dict[str, tuple[str, str]] = {
    "fajr": ("04:30", "06:00"),
    "morning": ("07:00", "11:00"),
    "duha": ("08:00", "11:00"),
    "dhuhr": ("12:00", "15:00"),
    "asr": ("15:30", "17:30"),
    "maghrib": ("17:30", "19:00"),
    "isha": ("19:00", "21:00"),
    "evening": ("17:00", "21:00"),
    "night": ("20:00", "23:59"),
}
_ALONE = {
    "fajr": "الفجر فجرا الفجريه fajr fajer",
    "morning": "الصبح الصباح صباحا الصبحيه morning sob7 sub7 sobh subh 9ob7 sb7 elsob7 alsob7",
    "duha": "الضحي ضحي الضحويه الضحا",
    "dhuhr": "الظهر ظهرا الظهريه الظهيره القايله noon afternoon dhuhr dohor dhohr duhr zuhr thohr dohr eldohor aldohor",
    "asr": "العصر عصرا العصريه العصاري asr 3asr 3aser 3asir 3sr el3asr al3asr",
    "maghrib": "المغرب المغربيه maghrib maghreb magrib mghrb elmaghreb almaghrib elmaghrib",
    "isha": "العشا isha 3isha 3esha 3sha 3ishaa el3isha al3isha",
    "evening": "المسا مسا مساا مسايا evening masa2",
    "night": "الليل ليلا الليله night tonight",
}
# These name a part of the day only beside an hour or a day.
_BESIDE = {
    "fajr": "فجر",
    "morning": "صباح صبح ص am بدري",
    "dhuhr": "ظهر ظ",
    "asr": "عصر",
    "maghrib": "مغرب",
    "isha": "عشا",
    "evening": "م pm",
    "night": "ليل ليله",
}
_ALONE_WORDS = {form: key for key, forms in _ALONE.items() for form in forms.split()}
_BESIDE_WORDS = _ALONE_WORDS | {form: key for key, forms in _BESIDE.items() for form in forms.split()}
_CLITICS = ("", "ب", "ل", "و", "ع", "ف", "ول", "وب", "ه")


def _with_clitics(names: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    """Every form of a name -> its part of the day and the length of what is attached in front («للعصر»: 1)."""
    forms = {"لل" + name[2:]: (key, 1) for name, key in names.items() if name.startswith("ال")}
    for clitic in reversed(_CLITICS):
        forms |= {clitic + name: (key, len(clitic)) for name, key in names.items()}
    return forms


_ALONE_FORMS, _BESIDE_FORMS = _with_clitics(_ALONE_WORDS), _with_clitics(_BESIDE_WORDS)
_RELATIONS = {
    "بعد": "after", "عقب": "after", "وبعد": "after", "لبعد": "after", "after": "after",
    "ba3d": "after", "b3d": "after", "b3ad": "after", "gabl": "before", "qabl": "before", "abl": "before",
    "قبل": "before", "قبيل": "before", "وقبل": "before", "لقبل": "before", "before": "before",
}  # fmt: skip
_PRAYER = words("صلاه الصلاه اذان salat")
_ARTICLES = words("el al il l")
_EVERYBODY_FROM = words(  # «أنا من المغرب» is where, not when
    """
    انا احنا حنا نحن اصلي اصلها اصله زوجي زوجتي ابوي امي خادمتنا خادمتي الخادمه الشغاله العامله شغالتنا عاملتنا ana a7na
    """
)
_WISHES = words("الخير النور الورد الفل السرور السعاده الياسمين العسل الجمال الحب الرضا خير نور الانوار الانس")
_GREETED = words("good عمتم عمت عمتي طاب")
_AT = words("at after before until till by around this")
_NAMED = words(
    """
    سوره حي مدرسه مدارس شركه موسسه مستوصف مستشفي شارع طريق مسجد مخبز فندق قناه جريده صحيفه دوله مملكه عيادات صيدليه
    وجبه وجبات الم الام وجع اوجاع عمود فقرات انزلاق ديسك عمليه بلاد سفاره اسفل كسر كسور اصابه مغربي مغربيه مسافر
    مسافره سافر سافرت جنسيه
    """
)
_MARKS = "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"  # tatweel and the vowel signs
_DAY_WORDS = words("اليوم غد الغد بكره بكرا امس البارح باكر يوم غدا هاليوم") | frozenset(WEEKDAYS)


@dataclass(frozen=True, slots=True)
class DayPart:
    key: str
    relation: str  # "", "after" or "before"
    start: int
    last: int


def part_name(reading: Reading, index: int, beside: bool) -> tuple[str, int] | None:
    """The part of day that one token names, and its offset without clitics. `beside`: an hour or a day stands by."""
    word = reading.word(index)
    found = (_BESIDE_FORMS if beside else _ALONE_FORMS).get(word)
    if found is None:
        return None
    key, clitic = found
    article = word.isascii() and reading.word(index - 1) in _ARTICLES
    return key, reading.tokens[index - article].start + clitic


def day_part_at(reading: Reading, index: int) -> DayPart | None:
    """A part of the day that stands for itself: «العصر», «بعد صلاة العشاء», «صباح بكرة»; greetings are none."""
    relation = _RELATIONS.get(reading.word(index), "")
    place = index + bool(relation)
    place += bool(relation) and reading.word(place) in _PRAYER
    place += bool(relation) and reading.word(place) in _ARTICLES
    beside = reading.word(place + 1) in _DAY_WORDS and len(reading.word(place)) > 1
    found = part_name(reading, place, beside)
    if found is None or _is_something_else(reading, place, beside):
        return None
    key, start = found
    if relation:
        start = reading.tokens[index].start + (reading.word(index)[0] in "ول")
    return DayPart(key, relation, start, place)


def _is_something_else(reading: Reading, place: int, beside: bool) -> bool:
    if reading.word(place + 1) in _WISHES or reading.before(place, _NAMED, 2) is not None:
        return True
    first = place - (reading.word(place - 1) in _ARTICLES)
    before = reading.word(first - 1)
    if before in ("من", "men", "mn", "min") and reading.word(first - 2) in _EVERYBODY_FROM:
        return True
    if "عشا" in reading.word(place) and before not in _RELATIONS and before not in _PRAYER and is_meal(reading, place):
        return True
    if before in LEADING and is_given_name(reading.word(place)):
        return True  # «بنتي ضحى»
    if before in _GREETED or (reading.word(place) == "noon" and before not in _AT):
        return True
    return reading.word(place) == "مسا" and not beside and not _is_adverb(reading, place)


def _is_adverb(reading: Reading, place: int) -> bool:
    """«مساءً», «مساءا» and «مساء» alone say when; «مسا الورد» and its kind do not."""
    start, end = reading.normal.span(reading.tokens[place].start, reading.tokens[place].end)
    return reading.normal.original[start:end].rstrip(_MARKS).endswith(("ء", "ءا"))


def bounds(configured: Mapping[str, tuple[str, str]], part: DayPart) -> tuple[int, int]:
    """The bounds in minutes. «بعد X» is X itself unless configured, «قبل X» the two hours before it."""
    phrase = configured.get(f"{part.relation}_{part.key}")
    start, end = (minutes(at) for at in phrase or configured.get(part.key) or DAY_PARTS[part.key])
    if part.relation == "before" and not phrase:
        return (start - 120) % 1440, start
    return start, end


def minutes(at: str) -> int:
    hour, minute = at.split(":")
    return int(hour) * 60 + int(minute)
