"""«أبي أشتكي على رفض طلبي»: a complaint, or an appeal? Only the person knows, so they are asked. Pure.

An appeal has the decision studied again; a complaint is about how they were treated. Whoever says one of them outright
(«أتظلم», «على الموظف») is not asked.
"""

import re
from dataclasses import replace

from bot.dialogue.understood import Understood
from nlu.arabic import normalise

APPEAL, COMPLAINT = "appeal_decision", "file_complaint"
BOTH = (APPEAL, COMPLAINT)
_COMPLAINS = re.compile(r"\b(?:ال)?(?:شكو[يه]|شكايه|[انيت]?شتكي|[انيت]شكي|مشتكي|complain\w*)\b")
_REFUSED = re.compile(r"\b\w{0,3}رفض\w*|\bمرفوض\w*|\b(?:reject|refus|declin)\w*")
_OF_A_REQUEST = re.compile(r"\w*طلب\w*|\w*قرار\w*|\b(?:request|application|decision)\b")
_OUTRIGHT = re.compile(
    r"\w*(?:تظلم|اعترا?ض|استيناف|نظر|موظف|تعامل|معامل|اسلوب)\w*|\b(?:appeal|object|staff|employee)\w*"
)


def in_doubt(understood: Understood) -> Understood:
    """The same, with both meanings to choose from where the words leave it open."""
    if understood.payload or understood.intent not in BOTH or not _leaves_open(understood.text):
        return understood
    return replace(understood, candidates=BOTH)


def _leaves_open(text: str) -> bool:
    folded = normalise(text)
    of_refusal = _REFUSED.search(folded) and _OF_A_REQUEST.search(folded)
    return bool(_COMPLAINS.search(folded) and of_refusal and not _OUTRIGHT.search(folded))
