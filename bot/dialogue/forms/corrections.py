"""«لا، رقم الجوال غلط، الصحيح …»: which field a message corrects, and with what. Pure."""

import re

from bot.dialogue.forms.choices import contains
from bot.dialogue.forms.definition import Field
from bot.dialogue.forms.hearing import folded
from nlu.arabic import normalise_mapped

_CUE = re.compile(
    r"(?<!\w)(?:غلط|غلطت|غلطان|غلطانه|خطا|اخطات|خربطت|الصحيح|الصح|صحح|صححوا|صححها|اصحح|تصحيح|عدل|عدلوا|عدلي|اعدل|تعديل"
    r"|غير|غيروا|غيري|اغير|تغيير|بدل|بدلوا|ابدل|تبديل|مو صحيح|مو كذا|مب كذا|مب صحيح|غير صحيح|لازم يتعدل"
    r"|wrong|change|correct|edit|fix|mistake"
    r"|update)(?!\w)"
)
_MEANT = re.compile(r"(?<!\w)(?:قصدي|اقصد|كنت اقصد|i meant|i mean)(?!\w)")
_TO = re.compile(
    r"(?<!\w)(?:الصحيح هو|الصحيح|الصح هو|الصح|والصحيح|خليه|خلوه|خله|خليها|سوه|يصير|تصير|صار|الي"
    r"|to|it is|should be|قصدي|اقصد|i meant|i mean)(?!\w)\s*:?"
)
_NOT = re.compile(r"(?<!\w)(?:مو|مب|مش|ليس|ليست|بدل|بدلا من|وليس|not|instead of)\s+\S.*$")
_DENIES = re.compile(r"(?:لا|لحظه|لحظه لا|مو|مب|مش|ماني|no|not|i am not)(?!\w)")
_OPENING_WORDS = 4


def has_cue(text: str, *, early: bool = False) -> bool:
    """Whether it speaks of correcting. `early`: only within its first words, as in a text that may be a long answer."""
    said = folded(text)
    return bool(_CUE.search(" ".join(said.split()[:_OPENING_WORDS]) if early else said))


def denies(text: str) -> bool:
    return _DENIES.match(folded(text)) is not None


def meant(text: str) -> bool:
    """«قصدي أبها»: the answer just given was not it."""
    return bool(_MEANT.search(" ".join(folded(text).split()[:3])))


def named(text: str, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """What the message names among the fields."""
    said = folded(text)
    return tuple(field for field in fields if names(field, said))


def names(field: Field, said: str) -> bool:
    return any(contains(said, name) for name in field.names)


def new_value(text: str) -> str:
    """The part that holds the right value: after «الصحيح» or «إلى», before «مو …»; the whole where neither is said."""
    normal = normalise_mapped(text)
    found = list(_TO.finditer(normal.text))
    start = normal.span(found[-1].start(), found[-1].end())[1] if found else 0
    rest = text[start:]
    tail = normalise_mapped(rest)
    cut = _NOT.search(tail.text)
    if cut and tail.text[: cut.start()].strip(" ,.؟!"):
        rest = rest[: tail.span(cut.start(), cut.end())[0]]
    return rest.strip(" :،,.؛\n")


def has_new_value(text: str) -> bool:
    return bool(_TO.search(normalise_mapped(text).text))
