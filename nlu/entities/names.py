"""The full name that a form asked for: what follows the words that announce it; else what is plainly a name."""

import re
from collections.abc import Iterator

from nlu.entities.given_names import is_given_name
from nlu.entities.name_rows import LEADING, PARTICLES, Word, as_written, beginning, is_family, known_part, row_of
from nlu.entities.reading import Candidate, Reading, words

_CARRIER = re.compile(
    r"^(?:.{0,60}?\b)?(?:(?:"
    r"(?:م?سجل|اكتب|قيد|حط|طلب|الطلب|الحساب|العقد|الملف|ملفي|حسابي|طلبي|التسجيل|الاسم)\w{0,4} باسم|"
    r"اسمي|اسمه|اسمها|الاسم|اسم(?: ال(?:ام|اب|زوج|زوجه|ولد|بنت|طفل|مستفيد|مستفيده))?|معك|معاك|معكم|انا|"
    r"(?:سجل|اكتب|قيد)(?:ي|وا|ني|وني|يني|و)? عندكم?|"
    r"my name is|name is|my name|i am|im|i'm|this is|name)\b"
    r"(?: الكامل| الثلاثي| الرباعي)? ?(?:(?:هو|هي|is)\b ?)?[:=-]? ?)+"
)
_NOT_NAMES = words(
    """
    نعم لا ايوه طيب شكرا مرحبا السلام عليكم وعليكم ليش لماذا كيف متي اين وين هل ماذا وش ايش ما الغاء الغي رجوع كمل
    موظف مساعده yes no hello hi cancel why what how help ok please الو اهلا صباح مسا الخير النور ممكن ابغي ابي اريد
    عندي طلب مشكله سوال معليش معليه مو مب ماني مدري ادري اعرف اسمي اسمك كم المطلوب اللي لازم ياخذ وقت قبل بعد عشان لان
    بس كذا تبغون تبون الطلب الخدمه اعطيكم اقول اكتب يعطيكم العافيه لحظه لحظات دقيقه ثواني شوي انتظر مثل قال قالت
    قالوا قلت قالي لي لك له لها بعدين ارسل ارسله ارسلها صوره الهويه البطاقه
    """
)
_NISBA = re.compile(r"\w{2,}[^\Wو]ي")  # «عسيري», «هزازي» at the end; «ساعدوني» is another matter
_MOST_UNKNOWN = 4


def full_names(reading: Reading) -> Iterator[Candidate]:
    """At most one name, of two words or more. Only asked for when the dialogue waits for it."""
    name = next(filter(None, _found(reading)), None)
    if name:
        yield as_written(reading, name)


def _found(reading: Reading) -> Iterator[list[Word]]:
    carrier = _CARRIER.match(reading.text)
    start = beginning(reading.text, carrier.end() if carrier else 0)
    yield _announced(row_of(reading.text, start, awaited=True))
    for token in reading.tokens:
        if is_given_name(token.text) or token.text in PARTICLES:
            yield _known(row_of(reading.text, token.start, awaited=True))


def _announced(row: list[Word]) -> list[Word]:
    """The whole row, unknown names too, but for what follows a family name and is none."""
    ends = (
        place
        for place in range(2, len(row))
        if is_family(row[place - 1][0]) and not _is_known(row[place][0]) and row[place][0] not in PARTICLES
    )
    name = row[: next(ends, len(row))]
    if len(name) < 2 or any(word in _NOT_NAMES for word, _, _ in name) or all(w in PARTICLES for w, _, _ in name):
        return []
    return name if len(name) <= _MOST_UNKNOWN or _is_known(name[0][0]) or name[0][0] in PARTICLES else []


def _known(row: list[Word]) -> list[Word]:
    """As far as the row is plainly a name, and a word that can only be the family's."""
    name = known_part(row, strong=True)
    if len(name) > 1 and len(name) < len(row) and not is_family(name[-1][0]):
        after = row[len(name)][0]
        if _NISBA.fullmatch(after) and after not in LEADING | _NOT_NAMES:
            return row[: len(name) + 1]
    return name if len(name) > 1 else []


def _is_known(word: str) -> bool:
    return is_given_name(word) or is_family(word)
