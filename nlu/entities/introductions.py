"""Names that a message itself introduces: «اسمي نورة سعد القحطاني», «معك فهد الحربي», "my name is Huda Salem"; and
those that stand there by themselves and can be nothing else: «نورة سعد القحطاني، ٠٥٥…».

No form asks here, so the words themselves must look like a name: a known given name, a family name after it, or the
particles of one (بن, آل, عبد). «اسمي مكتوب غلط» and «أنا مطلقة وعندي عيال» are no names, nor is «شارع خالد بن الوليد».
"""

import re
from collections.abc import Iterator
from itertools import takewhile

from nlu.entities.given_names import is_given_name
from nlu.entities.name_rows import Word, as_written, beginning, is_family, known_part, row_of
from nlu.entities.reading import Candidate, Reading, nouns, words

# After the strong carriers a name is to be expected; after the weak ones a whole name must be plain to see.
_FULL = r"(?: (?:ال)?(?:كامل|بالكامل|ثلاثي|رباعي|حقيقي|كريم))?"
_OF = r"(?: (?:مقدم|صاحب|مقدمه|صاحبه))?(?: ال(?:طلب|ام|اب|زوج|زوجه|ولد|بنت|طفل|طفله|مستفيد|مستفيده))?"
_CARRIER = re.compile(
    rf"(?<![^\W_])(?:(?P<strong>[وف]?اسمي{_FULL}(?: (?:هو|هي|انا))?|(?:ال)?اسم{_FULL}{_OF}{_FULL} ?(?:[:=-]|هو|هي)"
    rf"|باسم|[وف]?اسم(?:ه|ها)|سجل عندك|my (?:full )?name is|my name'?s|(?:full )?name ?[:=]|[eia]sm[iey]+)"
    rf"|(?P<weak>مع[اي]?ك|معكم|معاكم|وياك|وياكم|يكلمك|يكلمكم|اخوك|اخوكم|اختك|اختكم|انا"
    r"|i am|i'm|this is))"
    r"(?![^\W_]) ?[:=,-]? ?"
)

# What bears somebody's name and is not that person.
_NAMED_AFTER = nouns(
    """
    شارع طريق حي مدرسه جامعه مستشفي مسجد جامع مدينه مجمع مركز قصر قاعه عماره شركه موسسه مكتب محل بنك معهد كليه برج سوق
    دوار ميدان حديقه استراحه جمعيه مستوصف صيدليه مطعم سد جسر مخطط كتاب
    """
) | words("الملك الملكه الامير الاميره سيدنا النبي الصحابي الخليفه ابن بن بنت ال عبد street road")
_KUNYA = words("ابو ام")


def introduced_names(reading: Reading) -> Iterator[Candidate]:
    told = [
        taken
        for match in _CARRIER.finditer(reading.text)
        if (taken := _taken(reading.text, match.end(), strong=match["strong"] is not None))
    ]
    for name in told or _standing(reading):
        yield as_written(reading, name)


def _standing(reading: Reading) -> Iterator[list[Word]]:
    past = 0
    for place, token in enumerate(reading.tokens):
        begins = is_given_name(token.text) or (token.text in _KUNYA and is_given_name(reading.word(place + 1)))
        if token.start < past or not begins or reading.before(place, _NAMED_AFTER, 2) is not None:
            continue
        name = known_part(row_of(reading.text, token.start), strong=False)
        if len(name) > 1 and _is_plain(name):
            past = name[-1][2]
            yield name


def _taken(text: str, place: int, strong: bool) -> list[Word]:
    """The words of the name that starts at a place; none where they don't look like one."""
    row = row_of(text, beginning(text, place))
    latin = bool(row) and row[0][0].isascii()
    name = list(takewhile(lambda word: word[0].isascii(), row)) if latin else known_part(row, strong)
    return name if len(name) > 1 and (strong or _is_plain(name)) else []


def _is_plain(name: list[Word]) -> bool:
    """A given name first, then a family name, a particle or another given name at the end."""
    if name[0][0] in _KUNYA and len(name) > 2:
        return _is_plain(name[2:])
    first, last = name[0][0], name[-1][0]
    if not (is_given_name(first) or first in ("عبد", "ضيف", "جار")):
        return False
    lineage = any(word in ("بن", "بنت", "ال", "bin", "al") for word, _, _ in name[1:])
    return lineage or is_family(last) or (len(name) > 2 and is_given_name(last)) or last.startswith(("al-", "el-"))
