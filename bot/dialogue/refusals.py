"""«أبي أشتكي على رفض طلبي» speaks of a refusal, as an appeal does, but asks to complain: a complaint it is. Pure."""

import re
from dataclasses import replace

from bot.dialogue.understood import Understood
from nlu.arabic import normalise

APPEAL, COMPLAINT = "appeal_decision", "file_complaint"
_COMPLAINS = re.compile(r"\b(?:ال)?(?:شكو[يه]|شكايه|[انيت]?شتكي|[انيت]شكي|مشتكي|complain\w*)\b")
_REFUSED = re.compile(r"\b\w{0,3}رفض\w*|\bمرفوض\w*|\b(?:reject|refus|declin)\w*")
_OF_A_REQUEST = re.compile(r"\w*طلب\w*|\w*قرار\w*|\b(?:request|application|decision)\b")
_OUTRIGHT = re.compile(
    r"\w*(?:تظلم|اعترا?ض|استيناف|نظر|موظف|تعامل|معامل|اسلوب)\w*|\b(?:appeal|object|staff|employee)\w*"
)


def by_their_word(understood: Understood) -> Understood:
    """The same, as a complaint where a refusal is complained of and no word appeals."""
    if understood.payload or understood.intent not in (APPEAL, COMPLAINT) or not _complains(understood.text):
        return understood
    return replace(understood, intent=COMPLAINT, candidates=())


def _complains(text: str) -> bool:
    folded = normalise(text)
    of_refusal = _REFUSED.search(folded) and _OF_A_REQUEST.search(folded)
    return bool(_COMPLAINS.search(folded) and of_refusal and not _OUTRIGHT.search(folded))
