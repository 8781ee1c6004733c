"""Answers to an open question: a yes, a no, a choice, a field's value. Pure.

What counts here is what the dialogue waits for; the classifier is asked only about what is left.
"""

import re

from nlu.arabic import normalise, words
from nlu.interpreter import Context, Entity

YES_OR_NO = frozenset({"confirm", "attestation"})
_FREE_TEXT = frozenset(
    {"description", "topic", "comment", "suggestion", "project", "complaint_about", "preferred_time"}
)
# What may break into a free text, which is full of words that are needs elsewhere; and how sure it must be.
_COMMANDS = frozenset({"cancel", "repeat", "help", "request_human", "correct_field", "change_language", "urgent_need"})
_SURE_IN_FIELD, _SURE_IN_FREE_TEXT = 0.6, 0.85
_COVERS = 0.6

_YES = frozenset(
    words(
        normalise(
            "نعم اي ايه ايوه ايوا اجل بلى أكيد تمام طيب زين ماشي موافق موافقة صح صحيح مضبوط أوكي اوكيه اقر"
            " أؤكد اكد تأكيد اعتمد تم يب اها أبشر ابشروا كمل كملوا استمر امش توكل"
            " ok okay yes yep yeah sure correct right confirm 👍 ✅ 👌"
        )
    )
)
_NO = frozenset(
    words(normalise("لا لأ كلا ابدا مو موب مب مش ليس غلط خطأ رفض ارفض مرفوض no nope nah not wrong ماابي بلاش 👎 ❌"))
)
_FILLERS = frozenset(
    words(
        normalise(
            "يا اخوي أخي أختي والله شكرا لو سمحت سمحتم انا على بركة الله ان شاء الله بالتأكيد كذا هو هي كل شي"
            " صحة بصحة البيانات ما في شي خلاص مشكور thanks thank you please it is all that"
        )
    )
)
_ORDINALS = {
    "اول": 1, "اولي": 1, "واحد": 1, "ثاني": 2, "ثانيه": 2, "تاني": 2, "ثالث": 3, "ثالثه": 3, "تالت": 3, "رابع": 4,
    "رابعه": 4, "خامس": 5, "خامسه": 5, "سادس": 6, "سابع": 7, "ثامن": 8, "تاسع": 9, "عاشر": 10, "first": 1, "second": 2,
    "third": 3, "fourth": 4, "fifth": 5,
}  # fmt: skip
_LAST = frozenset({"اخير", "الاخير", "اخر", "last"})
_ARTICLE = re.compile(r"^(?:ال|لل|وال)")


def confirmed(text: str) -> str | None:
    """`affirm` or `deny` where the whole message is a yes or a no, else None."""
    said = words(normalise(text))
    if not said or len(said) > 6 or not set(said) <= _YES | _NO | _FILLERS:
        return None
    if set(said) & _NO:
        return "deny"
    return "affirm" if set(said) & _YES else None


def chosen(text: str, choices: tuple[str, ...]) -> str | None:
    """The choice that is named: by number, ordinal, title or enough words of one title; None if none or several."""
    said = [_ARTICLE.sub("", word) for word in words(normalise(text))]
    position = _position(said, len(choices))
    if position:
        return choices[position - 1]
    return _by_title(set(said), choices)


def answers(text: str, context: Context, entities: tuple[Entity, ...], intent: str, confidence: float) -> bool:
    """Whether a message is the awaited value of a field, rather than something else said meanwhile."""
    if context.expects is None or context.expects in YES_OR_NO:
        return False
    covered = sum(e.end - e.start for e in entities if e.entity == context.expects)
    if covered >= _COVERS * len(text.strip()) > 0:
        return True
    if context.expects in _FREE_TEXT:
        return intent not in _COMMANDS or confidence < _SURE_IN_FREE_TEXT
    return confidence < _SURE_IN_FIELD


def _position(said: list[str], many: int) -> int:
    """The place that is named by at most four words, or 0."""
    if not said or len(said) > 4:
        return 0
    if any(word in _LAST for word in said):
        return many
    found = {int(word) for word in said if word.isdecimal() and len(word) < 3}
    found |= {_ORDINALS[word] for word in said if word in _ORDINALS}
    return found.pop() if len(found) == 1 and 0 < min(found) <= many else 0


def _by_title(said: set[str], choices: tuple[str, ...]) -> str | None:
    titles = [{_ARTICLE.sub("", word) for word in words(normalise(title))} for title in choices]
    exact = [i for i, title in enumerate(titles) if title and title == said]
    within = [i for i, title in enumerate(titles) if said and (said <= title or (title and title <= said))]
    for found in (exact, within):
        if len(found) == 1:
            return choices[found[0]]
    return None
