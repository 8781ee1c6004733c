"""Which option a typed answer names. Pure.

The number of an option is its place on the list, also in words; a title or one of its other words may stand anywhere in
the answer («عايش بالإيجار»).
"""

import re
from collections.abc import Sequence

from bot.dialogue.forms.definition import Option
from nlu.arabic import normalise, words

PREFIX = r"(?:[وفبكل]|لل|ال|وال|بال|فال|لال)?"
SUFFIX = r"(?:ي|نا|ه|ها|هم)?"
_UNDECIDED = re.compile(r"(?<!\w)(?:ولا|او|ام|والا|مدري|ما ادري|or|not sure)(?!\w)")
_ORDINALS = (
    "الاول اول الاولي اولي واحد first one", "الثاني ثاني الثانيه اثنين second two",
    "الثالث ثالث الثالثه ثلاثه third three",
    "الرابع رابع الرابعه اربعه fourth four", "الخامس خامس الخامسه خمسه fifth five", "السادس سادس السادسه سته sixth six",
    "السابع سابع سبعه seventh seven", "الثامن ثامن ثمانيه eighth eight", "التاسع تاسع تسعه ninth nine",
    "العاشر عاشر عشره tenth ten",
)  # fmt: skip


def named_option(options: Sequence[Option], text: str, *, whole: bool = False) -> Option | None:
    """`whole`: only an answer that is the option and nothing else."""
    said = " ".join(words(normalise(text)))
    place = _place(said)
    if place is not None:
        return options[place] if place < len(options) else None
    exact = [o for o in options if said in o.phrases]
    if exact or whole:
        return exact[0] if exact else None
    named = [(p, o) for o in options for p in o.phrases if p and contains(said, p)]
    longest = [(p, o) for p, o in named if not any(p != other and p in other for other, _ in named)]
    return _first(said, longest)


def contains(said: str, phrase: str) -> bool:
    """Whether the phrase stands in the text as words, whatever small word or ending is attached («خصوصيتي»)."""
    return re.search(pattern(phrase), said) is not None


def pattern(phrase: str) -> str:
    stem = f"{re.escape(phrase[:-1])}[هت]" if phrase.endswith("ه") else re.escape(phrase)
    return rf"(?<!\w){PREFIX}{stem}{SUFFIX}(?!\w)"


def _first(said: str, named: list[tuple[str, Option]]) -> Option | None:
    """The one that is named; of several wishes the first, but none of several doubts («متزوج ولا أعزب»)."""
    if len({option.key for _, option in named}) > 1 and _UNDECIDED.search(said):
        return None
    return min(named, key=lambda pair: said.find(pair[0]))[1] if named else None


def _place(said: str) -> int | None:
    said = re.sub(r"^(?:رقم|الخيار|خيار|number|option|the) ", "", said)
    if re.fullmatch(r"\d{1,2}", said) and said != "0":
        return int(said) - 1
    return next((i for i, names in enumerate(_ORDINALS) if said in names.split()), None)
