"""Numbers and dates spelt in ways that no general extractor should guess at, but that a form's question makes plain.

Each function rewrites a text into a plainer spelling, and returns it unchanged where it sees nothing of the kind. Pure.
"""

import re

from nlu.arabic import normalise, words

_DIGIT_WORDS = {
    word: str(digit)
    for digit, names in enumerate(
        (
            "صفر زيرو zero", "واحد واحده وحده one", "اثنين ثنين اثنان two", "ثلاثه ثلاث تلاته three",
            "اربعه اربع four", "خمسه خمس five", "سته ست six", "سبعه سبع seven", "ثمانيه ثمان ثماني تمانيه eight",
            "تسعه تسع nine",
        )
    )
    for word in names.split()
}  # fmt: skip
_FEWEST_DIGITS = 9
_US = re.compile(r"(?<!\w)[إا]?حنا(?!\w)")
_RUN = re.compile(r"(?<!\d)(\d{8})(?!\d)")
_PARTS = re.compile(r"(?:سنه|عام|year) ?(\d{4})\D+(?:شهر|month) ?(\d{1,2})\D+(?:يوم|day) ?(\d{1,2})")
_PARTS_DAY_FIRST = re.compile(r"(?:يوم|day) ?(\d{1,2})\D+(?:شهر|month) ?(\d{1,2})\D+(?:سنه|عام|year) ?(\d{4})")

_CHILDREN = re.compile(
    r"(?<!\w)(?:و|ب)?(?:ال)?(?:عيال|عيالي|اولاد|اولادي|بنات|بناتي|اطفال|اطفالي|ابناء|ابنائي|children|kids)"
)
_TOTAL = re.compile(
    r"(?<!\w)(?:حنا|احنا|نحن|عددنا|كلنا|مجموع|المجموع|افراد|اشخاص|انفار|نفر|عايله من|we are|total|people)"
)
_I = re.compile(r"(?<!\w)و?انا(?!\w)")
_EXPLAINED = re.compile(r"^\W*\w+\W+انا(?!\w)")  # a number, then «أنا …»
_WITH = {
    1: re.compile(
        r"(?<!\w)و?(?:انا|زوجتي|زوجي|مرتي|مراتي|حرمتي|جوزي|رجلي"
        r"|امي|ابوي|والدتي|والدي|ولدي|بنتي|اختي|اخوي|ولد|بنت|طفل|طفله|جدتي|جدي)(?!\w)"
    ),
    2: re.compile(r"(?<!\w)و?(?:ولدين|بنتين|طفلين|طفلتين|اخوين|اختين)(?!\w)"),
}


def digits_of_words(text: str) -> str:
    """«صفر خمسة خمسة ١٢٣…» as digits, where the words of one number stand in a row."""
    said = words(normalise(text))
    if not any(word in _DIGIT_WORDS for word in said):
        return text
    digits = "".join(word if word.isdecimal() else _DIGIT_WORDS.get(word, " ") for word in said)
    longest = max(digits.split(), key=len, default="")
    return longest if len(longest) >= _FEWEST_DIGITS else text


def without_us(text: str) -> str:
    """«احنا في …»: the word for us looks like a misspelt place."""
    return _US.sub(" ", text)


def date_with_slashes(text: str) -> str:
    """«07051988» and «سنة 1988 شهر 5 يوم 7» as day/month/year."""
    said = normalise(text)
    if parts := _PARTS.search(said):
        return f"{parts[3]}/{parts[2]}/{parts[1]}"
    if parts := _PARTS_DAY_FIRST.search(said):
        return f"{parts[1]}/{parts[2]}/{parts[3]}"
    if run := _RUN.search(said):
        digits = run[1]
        year_first = digits[:2] in ("19", "20", "13", "14") and int(digits[4:6]) <= 12
        day, month, year = (
            (digits[6:], digits[4:6], digits[:4]) if year_first else (digits[:2], digits[2:4], digits[4:])
        )
        return f"{day}/{month}/{year}"
    return text


def household(text: str, counted: list[int]) -> int | None:
    """How many people a description of a household makes; None where only the children are counted.

    «حنا سبعة» and «خمسة، أنا وعيالي» are totals; «أنا وزوجتي وأربع عيال» is added up; «عندي ٤ عيال» leaves open who
    else there is.
    """
    said = normalise(text)
    if counted and (_TOTAL.search(said) or _EXPLAINED.search(said)):
        return counted[0]
    if _I.search(said):
        return sum(counted) + sum(many * len(pattern.findall(said)) for many, pattern in _WITH.items())
    if _CHILDREN.search(said) or not counted:
        return None
    return counted[0]
