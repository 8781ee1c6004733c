"""«ما جاوبت على سؤالي»: the answer was none. Told apart from «ما فهمت», which asks to hear it again. Pure."""

import re

from nlu.arabic import normalise

_LONGEST = 10  # words; a longer message says more than that, and is heard as what it says
_OF_NO_USE = re.compile(
    r"\b(?:(?:ما|لم|مو|مب|مش|غير|ليس|ليست)\s+(?:(?:ي|ت|ن)?(?:افاد|فاد|فيد|فد|نفع)(?:ني|نا|تني|تنا)?|مفيده?|نافعه?)"
    r"|(?:مو|مب|مش|ليس|ليست|ما)\s+(?:هذا|هذه|ذا|هو|كذا)?\s*(?:سوالي|قصدي|مقصدي|اللي سالت|ما سالت عن)"
    r"|(?:ما|لم)\s+(?:ت?جاوب|ت?رد|تجب|جاوبت|رديت)(?:ت|ني|ني|تني|ون)?(?:وا)?\s+(?:علي|عن)?\s*(?:سوالي)"
    r"|(?:ما|لم)\s+(?:جاوبتني|تجبني|تجاوبني|فهمتني|تفهمني|فهمت\s+(?:سوالي|قصدي))"
    r"|(?:جواب|اجابه|رد)\w*\s+(?:غلط|خطا|خاطي|خاطيه|غير صحيح|مو صحيح))"
)
_OF_NO_USE_IN_ENGLISH = re.compile(
    r"\b(?:(?:not|isn'?t|wasn'?t|un) ?helpful|(?:does|did)(?:n'?t| not) (?:really )?(?:help|answer)"
    r"|not what i (?:asked|meant)|wrong answer|not an answer)"
)


def answer_was_none(text: str) -> bool:
    """Whether somebody says that the answer before was no answer to what they asked."""
    folded = normalise(text)
    if len(folded.split()) > _LONGEST:
        return False
    return bool(_OF_NO_USE.search(folded) or _OF_NO_USE_IN_ENGLISH.search(folded))
