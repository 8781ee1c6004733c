"""Names that a message itself introduces: «اسمي نورة سعد القحطاني», «معك فهد الحربي», "my name is Huda Salem".

No form asks here, so the words themselves must look like a name: a known given name, a family name after it, or the
particles of one (بن, آل, عبد). «اسمي مكتوب غلط» and «أنا مطلقة وعندي عيال» are no names.
"""

import re
from collections.abc import Iterator
from itertools import takewhile

from nlu.entities.given_names import is_given_name
from nlu.entities.name_rows import Word, beginning, is_family, known_part, row_of
from nlu.entities.reading import Candidate, Reading

# After the strong carriers a name is to be expected; after the weak ones a whole name must be plain to see.
_FULL = r"(?: (?:ال)?(?:كامل|بالكامل|ثلاثي|رباعي|حقيقي|كريم))?"
_OF = r"(?: (?:مقدم|صاحب|مقدمه|صاحبه))?(?: ال(?:طلب|ام|اب|زوج|زوجه|ولد|بنت|طفل|طفله|مستفيد|مستفيده))?"
_CARRIER = re.compile(
    rf"(?<![^\W_])(?:(?P<strong>[وف]?اسمي{_FULL}(?: (?:هو|هي|انا))?|(?:ال)?اسم{_FULL}{_OF}{_FULL} ?(?:[:=-]|هو|هي)"
    rf"|my (?:full )?name is|my name'?s|(?:full )?name ?[:=]|[eia]sm[iey]+)"
    rf"|(?P<weak>مع[اي]?ك|معكم|معاكم|وياك|وياكم|يكلمك|يكلمكم|اخوك|اخوكم|اختك|اختكم|باسم|اسمه|اسمها|سجل عندك|انا|i am|i'm|this is))"
    r"(?![^\W_]) ?[:=,-]? ?"
)


def introduced_names(reading: Reading) -> Iterator[Candidate]:
    for match in _CARRIER.finditer(reading.text):
        taken = _taken(reading.text, match.end(), strong=match["strong"] is not None)
        if taken:
            start, end = taken[0][1], taken[-1][2]
            written = reading.normal.original[slice(*reading.normal.span(start, end))]
            yield Candidate("full_name", " ".join(written.split()), start, end)


def _taken(text: str, place: int, strong: bool) -> list[Word]:
    """The words of the name that starts at a place; none where they don't look like one."""
    row = row_of(text, beginning(text, place))
    latin = bool(row) and row[0][0].isascii()
    name = list(takewhile(lambda word: word[0].isascii(), row)) if latin else known_part(row, strong)
    return name if len(name) > 1 and (strong or _is_plain(name)) else []


def _is_plain(name: list[Word]) -> bool:
    """A given name first, then a family name, a particle or another given name at the end."""
    first, last = name[0][0], name[-1][0]
    if not (is_given_name(first) or first in ("عبد", "ضيف", "جار")):
        return False
    lineage = any(word in ("بن", "بنت", "ال", "bin", "al") for word, _, _ in name[1:])
    return lineage or is_family(last) or (len(name) > 2 and is_given_name(last)) or last.startswith(("al-", "el-"))
