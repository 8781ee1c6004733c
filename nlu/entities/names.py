"""The full name that a form asked for: what is left of the answer when its carrier words are taken off."""

import re
from collections.abc import Iterator

from nlu.entities.reading import Candidate, Reading, Token, words

_CARRIER = re.compile(
    r"^(?:.{0,60}?\b)?(?:(?:اسمي|الاسم|اسم(?: ال(?:ام|اب|زوج|زوجه|ولد|بنت|طفل|مستفيد|مستفيده))?|معك|معاك|معكم|انا|"
    r"(?:م?سجل|اكتب|قيد|حط|طلب|الطلب|الحساب|العقد|الملف|ملفي|حسابي|طلبي|التسجيل)\w{0,4} باسم"
    r"(?: (?:زوجي|زوجتي|والدي|والدتي|ابوي|امي|اخوي|اخي|اختي|ولدي|بنتي|ابني|ابنتي))?|"
    r"(?:سجل|اكتب|قيد)(?:ي|وا|ني|وني|يني|و)? عندكم?|"
    r"my name is|name is|my name|i am|im|i'm|this is|name)\b"
    r"(?: الكامل| الثلاثي| الرباعي)? ?(?:(?:هو|هي|is)\b ?)?[:=-]? ?)+"
)
_TITLE = re.compile(
    r"(?:(?:السيد|السيده|الاستاذ|الاستاذه|الدكتور|الدكتوره|المهندس|الشيخ|دكتور|د|م|ا|mr|mrs|ms|dr)\b ?\.? ?)"
)
_STOP = words(
    """
    و من رقم رقمي هويتي هويه هويته جوالي جوال تلفوني ساكن ساكنه عمري وابي ابي ابغي
    اريد ابغا بغيت احتاج عندي انا في اليوم شكرا لو طيب اسم تفضل تفضلي يا اخي اختي هذا هذي مواليد السعوديه مقيم مقيمه
    """
)
_PARTICLES = words("بن بنت ابن ابنه ال عبد ابو ام ابي آل ابا bin bint al abu abd abdul el ibn")
_NOT_NAMES = words(
    """
    نعم لا ايوه طيب شكرا مرحبا السلام عليكم وعليكم ليش لماذا كيف متي اين وين هل ماذا وش ايش ما الغاء الغي رجوع كمل
    موظف مساعده yes no hello hi cancel why what how help ok please الو اهلا صباح مسا الخير النور ممكن ابغي ابي اريد
    عندي طلب مشكله سوال معليش معليه مو مب ماني مدري ادري اعرف اسمي اسمك كم المطلوب اللي لازم ياخذ وقت قبل بعد عشان لان
    بس كذا تبغون تبون الطلب الخدمه اعطيكم اقول اكتب يعطيكم العافيه
    """
)
_MOST_WORDS = 8


def full_names(reading: Reading) -> Iterator[Candidate]:
    """At most one name, of two words or more. Only asked for when the dialogue waits for it."""
    carrier = _CARRIER.match(reading.text)
    start = carrier.end() if carrier else 0
    title = _TITLE.match(reading.text, start)
    start = title.end() if title else start
    taken: list[Token] = []
    for token in reading.tokens:
        if token.start < start or (not taken and not token.text.isalpha()):
            continue
        if not _continues(token, taken):
            break
        taken.append(token)
    if _is_name(taken):
        first, last = taken[0].start, taken[-1].end
        yield Candidate("full_name", " ".join(_written(reading, first, last).split()), first, last)


def _continues(token: Token, taken: list[Token]) -> bool:
    stops = any(token.text.removeprefix(joined) in _STOP for joined in ("", "و", "وال"))
    return len(taken) < _MOST_WORDS and (token.text.isalpha() or token.text in "-'") and not stops


def _is_name(taken: list[Token]) -> bool:
    names = [t for t in taken if t.text.isalpha() and t.text not in _PARTICLES]
    return (
        len([t for t in taken if t.text.isalpha()]) >= 2
        and bool(names)
        and not any(t.text in _NOT_NAMES for t in taken)
    )


def _written(reading: Reading, start: int, end: int) -> str:
    return reading.normal.original[slice(*reading.normal.span(start, end))]
