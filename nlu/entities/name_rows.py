"""What a written name is made of: rows of words that may be one, and how far each of them looks like it."""

import re

from nlu.entities.given_names import is_given_name
from nlu.entities.reading import Candidate, Reading, words

_TITLES = words("السيد السيده الاستاذ الاستاذه الدكتور الدكتوره المهندس المهندسه الشيخ دكتور د م ا mr mrs ms dr")
PARTICLES = words("بن بنت ابن ابنه ال عبد ابو ام ابي ابا bin bint ibn al el abu abd abdul um umm")
# What may stand between the words that announce a name and the name: whose it is, a courtesy, a prayer.
LEADING = words(
    """
    اخوك اخوكم اختك اختكم ابنكم بنتكم ولدكم زوجي زوجتي اخوي اخي اختي ابوي والدي والدتي امي ابني ابنتي ولدي بنتي جدي
    جدتي عمي عمتي خالي خالتي الوالد الوالده المستفيد المستفيده صاحب صاحبه الطلب مقدم مقدمه الكريم الكامل الثلاثي ثلاثي
    الرباعي رباعي الحقيقي بالكامل هو هي يا حياك حياكم الله يرحمه يرحمها يحفظه يحفظها يسلمك ابشر ابشري طيب تمام ايه نعم
    محدثك محدثكم محدثتك محدثتكم المواطن المواطنه بالهويه بالبطاقه بالجواز ana esmi ismi esmy
    """
)
_BEFORE = _TITLES | LEADING
_THEOPHORIC = words("الله الدين الرحمن العزيز الاله")
_FAMILY = re.compile(r"ال[^\W\d_]{2,}ي|با(?!ل)[^\W\d_]{4,}|(?:al|el)[a-z]{4,}")  # القحطاني, باوزير, alharbi
_NEVER = words(
    """
    مكتوب مكتوبه غلط خطا صح ما مو مب لم لا ليس ليه ليش وين فين اين متي كيف هل طلع ظهر نزل موجود مسجل ناقص محذوف تغير
    اتغير تم انكتب كتبوه اللي الذي في من على عن الى الي مع عند عندكم بعد قبل هو هي هذا هذي هنا عشان لان مطلوب مطلوبه
    ضروري مختلف مطابق صحيح ناقصه اريد ابي ابغي ابغا احتاج محتاج محتاجه مطلقه ارمله متزوج متزوجه مريض مريضه عزبا يتيم
    يتيمه موظف موظفه مستفيد مستفيده مواطن مواطنه مقيم مقيمه ساكن ساكنه سعودي سعوديه يمني يمنيه سوري سوريه مصري مصريه
    سوداني سودانيه اردني اردنيه فلسطيني فلسطينيه باكستاني باكستانيه هندي هنديه بنغالي بنغاليه فلبيني فلبينيه اندونيسي
    اندونيسيه نيجيري نيجيريه تشادي تشاديه اثيوبي اثيوبيه الجنسيه جنسيتي طالب طالبه عاطل عاطله متقاعد متقاعده معاق حق
    بطاقه هويه وعمري عمري رقم رقمي جوالي وجوالي جوال ايميلي تلفوني شكرا تعبان تعبانه جدا كثير مره اليوم امس بكره وابي
    وابغي واحتاج وعندي عندي واريد ورقم ورقمي وساكن وساكنه وهويتي هويتي هويته هويتها قدمت قدم سجلت ارسلت طلبت رفعت طلبي
    الطلب وطلبي كم اسم اسمي اسمه اسمها يا لو ممكن طيب تمام ومعي معي معك معاك معكم معاكم وانا انا او تفضل تفضلي مواليد
    السعوديه بغيت بس الماضي القادم الجاي الحالي الثاني التالي الاتي المقبل توفي توفت كذا
    wrong not missing spelled misspelled written incorrect different listed on in the there here same and from i my with
    is calling at a an please need want have who am was working years old nationality ma mo mub maktoob ghalat fi w wa
    men mn min ana abi abgha a7taj 3ndi 3endi sakn saken raqmi jawali 3omri omri looking trying living applying very so
    thanks thank hello hi but also because this you it
    """
)
_MOST_WORDS = 7
_LATIN_WORD = r"[a-z0-9]+(?:['-][a-z0-9]+)*"
_MARKS = re.compile(r"[.:,]?")
_STEP = re.compile(rf" ?(?P<word>{_LATIN_WORD}|[^\W\d_]+)(?![^\W_])")

Word = tuple[str, int, int]  # the word, and where it stands


def beginning(text: str, place: int) -> int:
    """Where a name begins at the soonest: past titles and what else may stand before it."""
    while step := _STEP.match(text, place):
        if step["word"] not in _BEFORE:
            break
        place = _MARKS.match(text, step.end()).end()  # type: ignore[union-attr]  # it may be empty
    return place


def row_of(text: str, place: int, *, awaited: bool = False) -> list[Word]:
    """The words from a place on, up to a mark, a number or a word that no name holds.

    `awaited`: somebody was asked for the name, and «وهبي» may be one.
    """
    row: list[Word] = []
    while len(row) < _MOST_WORDS and (step := _STEP.match(text, place)):
        word = step["word"]
        if word.isdigit() or _is_out(word, awaited):
            break
        row.append((word, step.start("word"), step.end()))
        place = step.end()
    return row


def _is_out(word: str, awaited: bool) -> bool:
    if any(word.removeprefix(joined) in _NEVER for joined in ("", "و", "وال", "ف")):
        return True
    return not awaited and word.startswith("و") and len(word) > 3 and not is_given_name(word)


def known_part(row: list[Word], strong: bool) -> list[Word]:
    """The row as far as each word is a given name, a family name or hangs on a particle; a family name ends it."""
    last, index = 0, 0
    while index < len(row):
        word, after = row[index][0], row[index + 1][0] if index + 1 < len(row) else ""
        if word in PARTICLES or after in _THEOPHORIC:
            if not after:
                break
            index += 2
        elif is_given_name(word) or (index and is_family(word)) or _is_between(row, index, strong):
            index += 1
        else:
            break
        last = index
        if index > 1 and _is_last(row, index - 1):
            break
    name = row[:last]
    known = any(is_given_name(word) or word in PARTICLES for word, _, _ in name)
    return name if known or (name and is_family(name[-1][0])) else []


def _is_last(row: list[Word], index: int) -> bool:
    """A family name ends a name, unless another one follows: «عفاف الزين التجاني»."""
    word, after = row[index][0], row[index + 1][0] if index + 1 < len(row) else ""
    return is_family(word) and word not in _THEOPHORIC and not is_family(after)


def _is_between(row: list[Word], index: int, strong: bool) -> bool:
    """An unknown word is a name between names, or at the end of a row that begins with one."""
    word, after = row[index][0], row[index + 1][0] if index + 1 < len(row) else ""
    if after in ("بن", "بنت", "ال") or is_family(after) or (index > 0 and is_given_name(after)):
        return True
    ends = strong and index > 0 and not after and is_given_name(row[index - 1][0])
    return ends and len(word) > 2 and not word.startswith(("م", "ال")) and not word.endswith("ه")


def as_written(reading: Reading, name: list[Word]) -> Candidate:
    """The name as it stands in the message, its words one space apart."""
    start, end = name[0][1], name[-1][2]
    written = reading.normal.original[slice(*reading.normal.span(start, end))]
    return Candidate("full_name", " ".join(written.split()), start, end)


def begins_name(word: str) -> bool:
    """Whether a name may well begin with this word, in its normal form."""
    return is_given_name(word) or word in PARTICLES


def is_family(word: str) -> bool:
    """«القحطاني», «الراشد»."""
    if word in _NEVER:
        return False
    return _FAMILY.fullmatch(word) is not None or (word.startswith("ال") and is_given_name(word[2:]))
