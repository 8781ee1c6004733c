"""The Arabic words for numbers, standard and spoken, in their normal form: one word each, with its kind.

Kinds tell how a word combines: `unit` 1-10, `teen`, `ten` 20-90, `hundred` (multiplied by the unit before it),
`hundreds` 200-900, `scale` (a thousand and up, multiplied by what stands before it), `scales` (2000, 3000… in one
word), `fraction`.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from nlu.entities.reading import words


class Numeral(NamedTuple):
    value: float
    kind: str


_UNITS = {
    1: "واحد واحده وحده",
    2: "اثنين اثنان اثنتين اثنتان ثنتين ثنتان ثنين اتنين اثنيين تنتين تنين اتنان اتنتين تنتان",
    3: "ثلاث ثلاثه تلات تلاته ثلات ثلاته ثلاثة تلاث تلاثه",
    4: "اربع اربعه اربعة",
    5: "خمس خمسه خمصه",
    6: "ست سته",
    7: "سبع سبعه",
    8: "ثمان ثمانيه ثماني ثمانه ثمنيه تمان تمانيه تماني تمنيه",
    9: "تسع تسعه",
    10: "عشر عشره",
}
_TENS = {
    20: "عشر",
    30: "ثلاث تلات ثلات تلاث",
    40: "اربع",
    50: "خمس",
    60: "ست",
    70: "سبع",
    80: "ثمان تمان",
    90: "تسع",
}
_ELEVEN = "احدعش احدعشر حدعش حدعشر حداعش حداشر احداشر احداعش هدعش"
_TWELVE = "اثنعش اثنعشر اثناعش اثناعشر ثنعش ثنعشر اطنعش اطنعشر اتناشر اتنعش اثناشر طنعش اثنيعشر"
_TEEN_STEMS = {
    3: "ثلاث ثلث تلت تلات ثلط تلط ثلا ثلات",
    4: "اربع ربع",
    5: "خمس خمص",
    6: "س ست سط",
    7: "سبع",
    8: "ثمن ثمان تمن تمان",
    9: "تسع",
}
_TEEN_ENDINGS = "طعش تعش طعشر تعشر طاعش تاعش طاعشر تاشر طاشر عش عشر"
_HUNDRED_STEMS = {
    3: "ثلاث ثلث تلت تلات ثلاثه ثلات",
    4: "اربع ربع اربعه",
    5: "خمس خمسه",
    6: "ست سته",
    7: "سبع سبعه",
    8: "ثمان ثمن ثماني تمن تمان ثمانيه",
    9: "تسع تسعه",
}
_THOUSAND_STEMS = _HUNDRED_STEMS | {10: "عشر عشره"}
_SCALES = {
    1_000: "الف الاف تلاف الوف الفا",
    1_000_000: "مليون ملايين مليونا",
    1_000_000_000: "مليار مليارات مليارا",
}
_DUALS = {
    200: "ميتين مايتين ميتان مايتان متين",
    2_000: "الفين الفان",
    2_000_000: "مليونين مليونان",
    2_000_000_000: "مليارين ملياران",
}
_FRACTIONS = {0.5: "نص نصف", 0.25: "ربع"}
_ENGLISH = {
    "unit": "two three four five six seven eight nine ten",
    "teen": "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "ten": "twenty thirty forty fifty sixty seventy eighty ninety",
}


_ARABIZI = {
    2: "thnain thnein tnein etnein ithnain",
    3: "thalath thalatha thlatha thlath talata tlata tlat talat",
    4: "arba3 arb3 arba3a arb3a",
    5: "khams khamsa khamsah 5ams 5amsa 5msa",
    6: "sitta settah setta",
    7: "sab3 sab3a sb3a",
    8: "thaman thamanya thmanya tmanya tamanya",
    9: "tis3 tis3a tes3a",
    10: "3ashra 3ashara 3shra",
}


def _forms(table: dict[int, str], endings: str = "") -> list[tuple[int, str]]:
    return [
        (value, stem + ending)
        for value, stems in table.items()
        for stem in stems.split()
        for ending in (endings.split() or [""])
    ]


def _lexicon() -> dict[str, Numeral]:
    lexicon = {form: Numeral(10 + unit, "teen") for unit, form in _forms(_TEEN_STEMS, _TEEN_ENDINGS)}
    lexicon |= {form: Numeral(11, "teen") for form in _ELEVEN.split()}
    lexicon |= {form: Numeral(12, "teen") for form in _TWELVE.split()}
    lexicon |= {
        form: Numeral(100 * unit, "hundreds") for unit, form in _forms(_HUNDRED_STEMS, "ميه مايه مييه ميت مايت")
    }
    lexicon |= {form: Numeral(1000 * unit, "scales") for unit, form in _forms(_THOUSAND_STEMS, "تلاف تالاف الاف")}
    lexicon |= {form: Numeral(value, "ten") for value, form in _forms(_TENS, "ين ون")}
    lexicon |= {form: Numeral(value, "unit") for value, form in _forms(_UNITS)}
    lexicon |= {form: Numeral(value, "scale") for value, form in _forms(_SCALES)}
    lexicon |= {form: Numeral(value, "hundreds" if value < 1000 else "scales") for value, form in _forms(_DUALS)}
    lexicon |= {form: Numeral(100, "hundred") for form in ("ميه", "مايه", "مييه")}
    lexicon |= {form: Numeral(value, "fraction") for value, forms in _FRACTIONS.items() for form in forms.split()}
    return lexicon | _english()


def _english() -> dict[str, Numeral]:
    starts = {"unit": range(2, 11), "teen": range(11, 20), "ten": range(20, 100, 10)}
    lexicon = {
        word: Numeral(value, kind)
        for kind, words in _ENGLISH.items()
        for word, value in zip(words.split(), starts[kind], strict=True)
    }
    lexicon |= {form: Numeral(value, "unit") for value, form in _forms(_ARABIZI)}
    return lexicon | {
        "hundred": Numeral(100, "hundred"),
        "thousand": Numeral(1000, "scale"),
        "million": Numeral(1_000_000, "scale"),
    }


LEXICON = _lexicon()
# أحد عشر, اثنا عشر: the first halves of 11 and 12 mean this only before عشر.
TEEN_OPENERS = {"احد": 11, "احدي": 11, "اثنا": 12, "اثني": 12, "اثنتا": 12, "اثنتي": 12, "اثنتين": 12, "اثنين": 12}
# مئتا ريال, ألفي أسرة: the dual, cut short before what it counts. Alone they are other words (ميتا, ألفا).
CONSTRUCTS = {
    "ميتا": 200, "ميتي": 200, "مايتا": 200, "مايتي": 200, "الفا": 2_000, "الفي": 2_000, "مليونا": 2_000_000,
    "مليوني": 2_000_000,
}  # fmt: skip
# إحدى وعشرين, خمساً وثلاثين: units that are said so only before the tens.
UNITS_BEFORE_TENS = {
    "احدي": 1, "احد": 1, "حدي": 1, "واحدا": 1, "اثنتا": 2, "ثلاثا": 3, "اربعا": 4, "خمسا": 5, "ستا": 6,
    "سبعا": 7, "ثمانيا": 8, "ثمانا": 8, "تسعا": 9,
}  # fmt: skip
# Words that are also ordinary words (لست, الست, السبع, الواحد): they stand bare, or after و and ب alone.
_DELICATE = words("واحد واحده اثنين اثنان اتنين ست سبع تسع عشر عشره ميه مايه ربع")
_DOUBLED = re.compile(r"(?!^)(.)\1+")  # خمسسه: a letter typed twice
_CLITICS = ("و", "ب", "ل", "ف", "ك", "ال", "وب", "ول", "بال", "وال", "لل", "عال")


@lru_cache(maxsize=20_000)
def numeral(word: str) -> tuple[str, Numeral] | None:
    """The number that a word says, with the clitics before it: «وخمسمية» is ("و", 500)."""
    return _parted(word) or (_parted(_DOUBLED.sub(r"\1", word)) if _DOUBLED.search(word) else None)


def _parted(word: str) -> tuple[str, Numeral] | None:
    found = LEXICON.get(word)
    if found:
        return "", found
    if len(word) < 3:
        return None
    for clitic in _CLITICS:
        if word.startswith(clitic) and (found := LEXICON.get(word[len(clitic) :])) and _may_follow(clitic, word):
            return clitic, found
    return None


def _may_follow(clitic: str, word: str) -> bool:
    return clitic in ("و", "ب") or word[len(clitic) :] not in _DELICATE
