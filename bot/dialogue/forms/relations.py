"""On whose behalf somebody writes («عن والدتي»), told from the words. Pure."""

import re

from bot.dialogue.forms.hearing import folded

_RELATIONS = {
    "mother": "والدتي|الوالده|امي|ماما|يمه|my mother|my mom|my mum",
    "father": "والدي|الوالد|ابوي|ابي|بابا|my father|my dad",
    "wife": "زوجتي|حرمتي|مرتي|الاهل|my wife",
    "husband": "زوجي|رجلي|my husband",
    "son": "ابني|ولدي|my son",
    "daughter": "ابنتي|بنتي|my daughter",
    "brother": "اخي|اخوي|my brother",
    "sister": "اختي|my sister",
    "grandmother": "جدتي|my grandmother",
    "grandfather": "جدي|my grandfather",
    "relative": "عمي|عمتي|خالي|خالتي|قريبي|قريبتي|قريب لي|قريبه لي|ابن عمي|my uncle|my aunt|my cousin|a relative",
    "neighbour": "جاري|جارتي|جارنا|جارتنا|my neighbour|my neighbor",
    "other": "صديقي|صديقتي|شخص ثاني|شخص اخر|غيري|اسره|عائله|a friend|my friend|someone else",
}
_BEHALF = r"(?:نيابه عن|بالنيابه عن|بالنيابه|عن|بدال|بدل|لصالح|باسم|اسجل|لاجل|عشان|حق|on behalf of|for)"
_PATTERNS = {
    key: re.compile(
        rf"(?<!\w){_BEHALF} (?:{words})(?!\w)|(?<!\w)(?:اقدم|اسجل|طلب|طلبا|خدمه|دعم|مساعده) (?:ل|لل)(?:{words})(?!\w)"
    )
    for key, words in _RELATIONS.items()
}
_PATTERNS_TO = {key: re.compile(rf"(?<!\w)ل(?:{words})(?!\w)") for key, words in _RELATIONS.items()}
_SELF = re.compile(
    r"(?<!\w)(?:لي انا|انا صاحب الطلب|انا صاحبه الطلب|الطلب لي|لنفسي|عن نفسي|for myself|it is for me)(?!\w)"
)
_ASKED_FOR = re.compile(r"(?<!\w)(?:اقدم|نقدم|اسجل|تقديم|طلب|اطلب|ارفع|تسجيل)(?!\w)")
KEYS = tuple(_RELATIONS)


def relation(text: str) -> str | None:
    """One of KEYS, or None. «أبغى أقدم طلب لأمي» counts; an opinion about one's mother does not."""
    said = folded(text)
    for key, pattern in _PATTERNS.items():
        if pattern.search(said) or (_ASKED_FOR.search(said) and _PATTERNS_TO[key].search(said)):
            return key
    return None


def for_oneself(text: str) -> bool:
    return _SELF.search(folded(text)) is not None
