"""Names that a message itself introduces: «اسمي نورة سعد القحطاني», «معك فهد الحربي», "my name is Huda Salem".

No form asks here, so the words themselves must look like a name: a known given name, a family name after it, or the
particles of one (بن, آل, عبد). «اسمي مكتوب غلط» and «أنا مطلقة وعندي عيال» are no names.
"""

import re
from collections.abc import Iterator
from itertools import takewhile

from nlu.entities.given_names import is_given_name
from nlu.entities.reading import Candidate, Reading, words

# After the strong carriers a name is to be expected; after the weak ones a whole name must be plain to see.
_FULL = r"(?: (?:ال)?(?:كامل|بالكامل|ثلاثي|رباعي|حقيقي))?"
_OF = r"(?: (?:مقدم|صاحب|مقدمه|صاحبه))?(?: ال(?:طلب|ام|اب|زوج|زوجه|ولد|بنت|طفل|طفله|مستفيد|مستفيده))?"
_CARRIER = re.compile(
    rf"(?<![^\W_])(?:(?P<strong>[وف]?اسمي{_FULL}(?: (?:هو|هي|انا))?|(?:ال)?اسم{_FULL}{_OF}{_FULL} ?(?:[:=-]|هو|هي)"
    rf"|my (?:full )?name is|my name'?s|(?:full )?name ?[:=]|[eia]sm[iey]+)"
    rf"|(?P<weak>مع[اي]?ك|معكم|معاكم|وياك|وياكم|يكلمك|يكلمكم|اخوك|اخوكم|اختك|اختكم|باسم|انا|i am|i'm|this is))"
    r"(?![^\W_]) ?[:=,-]? ?"
)
_TITLES = words("السيد السيده الاستاذ الاستاذه الدكتور الدكتوره المهندس المهندسه الشيخ دكتور د م ا mr mrs ms dr")
_PARTICLES = words("بن بنت ابن ابنه ال عبد ابو ام ابي ابا bin bint ibn al el abu abd abdul um umm")
_THEOPHORIC = words("الله الدين الرحمن العزيز الاله")
_FAMILY = re.compile(r"ال[^\W\d_]{2,}ي|(?:al|el)[a-z]{3,}")
_NEVER = words(
    """
    مكتوب مكتوبه غلط خطا صح ما مو مب لم لا ليس ليه ليش وين فين اين متي كيف هل طلع ظهر نزل موجود مسجل ناقص محذوف تغير
    اتغير تم انكتب كتبوه اللي الذي في من على عن الى الي مع عند عندكم بعد قبل هو هي هذا هذي هنا عشان لان مطلوب مطلوبه
    ضروري مختلف مطابق صحيح ناقصه اريد ابي ابغي ابغا احتاج محتاج محتاجه مطلق مطلقه ارمله متزوج متزوجه مريض مريضه عزبا
    يتيم يتيمه موظف موظفه مستفيد مستفيده مواطن مواطنه مقيم مقيمه ساكن ساكنه سعودي سعوديه يمني يمنيه سوري سوريه مصري
    مصريه سوداني طالب طالبه عاطل عاطله متقاعد متقاعده معاق حق بطاقه هويه وعمري عمري رقم رقمي جوالي وجوالي جوال شكرا
    تعبان تعبانه جدا كثير مره اليوم امس بكره وابي وابغي واحتاج وعندي عندي واريد ورقم ورقمي وساكن وساكنه وهويتي هويتي
    قدمت قدم سجلت ارسلت طلبت رفعت طلبي الطلب وطلبي كم اسمي يا لو ممكن طيب تمام ومعي معي وانا انا او wrong not missing
    spelled misspelled written incorrect different listed on in the there here same and from i my with is calling at a
    an please need want have who am was ma mo mub maktoob ghalat fi w wa men mn min ana abi abgha a7taj 3ndi 3endi
    sakn saken raqmi jawali 3omri omri looking trying living applying very so thanks
    thank hello hi but also because this you it
    """
)
_MOST_WORDS = 7
_Word = tuple[str, int, int]  # the word, and where it stands


def introduced_names(reading: Reading) -> Iterator[Candidate]:
    for match in _CARRIER.finditer(reading.text):
        taken = _taken(reading.text, match.end(), strong=match["strong"] is not None)
        if taken:
            start, end = taken[0][1], taken[-1][2]
            written = reading.normal.original[slice(*reading.normal.span(start, end))]
            yield Candidate("full_name", " ".join(written.split()), start, end)


def _taken(text: str, place: int, strong: bool) -> list[_Word]:
    """The words of the name that starts at a place; none where they don't look like one."""
    row = _row(text, place)
    while row and row[0][0] in _TITLES:
        row = _row(text, row[0][2], marks=". ")
    latin = bool(row) and row[0][0].isascii()
    name = list(takewhile(lambda word: word[0].isascii(), row)) if latin else _arabic(row, strong)
    return name if len(name) > 1 and (strong or _is_plain(name)) else []


_LATIN_WORD = r"[a-z0-9]+(?:['-][a-z0-9]+)*"
_STEP = re.compile(rf" ?(?P<word>{_LATIN_WORD}|[^\W\d_]+)(?![^\W_])")


def _row(text: str, place: int, marks: str = "") -> list[_Word]:
    """The words from a place on, up to a mark, a number or a word that no name holds."""
    while marks and text[place : place + 1] in marks and place < len(text):
        place += 1
    row: list[_Word] = []
    while len(row) < _MOST_WORDS and (step := _STEP.match(text, place)):
        word = step["word"]
        if word.isdigit() or _is_out(word):
            break
        row.append((word, step.start("word"), step.end()))
        place = step.end()
    return row


def _is_out(word: str) -> bool:
    if word in _NEVER:
        return True
    return word.startswith("و") and len(word) > 3 and not is_given_name(word)


def _arabic(row: list[_Word], strong: bool) -> list[_Word]:
    """The row as far as each word is a given name, a family name or hangs on a particle; a family name ends it."""
    last, index = 0, 0
    while index < len(row):
        word, after = row[index][0], row[index + 1][0] if index + 1 < len(row) else ""
        if word in _PARTICLES or after in _THEOPHORIC:
            if not after:
                break
            index += 2
        elif is_given_name(word) or (index and _is_family(word)) or _is_between(row, index, strong):
            index += 1
        else:
            break
        last = index
        if index > 1 and _is_family(row[index - 1][0]) and row[index - 1][0] not in _THEOPHORIC:
            break
    name = row[:last]
    known = any(is_given_name(word) or word in _PARTICLES for word, _, _ in name)
    return name if known or (name and _is_family(name[-1][0])) else []


def _is_between(row: list[_Word], index: int, strong: bool) -> bool:
    """An unknown word is a name between names, or at the end of a row that begins with one."""
    word, after = row[index][0], row[index + 1][0] if index + 1 < len(row) else ""
    if after in ("بن", "بنت", "ال") or _is_family(after) or (index > 0 and is_given_name(after)):
        return True
    ends = strong and index > 0 and not after and is_given_name(row[index - 1][0])
    return ends and len(word) > 2 and not word.startswith(("م", "ال")) and not word.endswith("ه")


def _is_family(word: str) -> bool:
    """«القحطاني», «الراشد»."""
    if word in _NEVER:
        return False
    return _FAMILY.fullmatch(word) is not None or (word.startswith("ال") and is_given_name(word[2:]))


def _is_plain(name: list[_Word]) -> bool:
    """A given name first, then a family name, a particle or another given name at the end."""
    first, last = name[0][0], name[-1][0]
    if not (is_given_name(first) or first in ("عبد", "ضيف", "جار")):
        return False
    lineage = any(word in ("بن", "بنت", "ال", "bin", "al") for word, _, _ in name[1:])
    return lineage or _is_family(last) or (len(name) > 2 and is_given_name(last)) or last.startswith(("al-", "el-"))
