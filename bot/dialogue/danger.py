"""Words of danger to life. Pure.

The engine of understanding weighs whole messages; these few are known by heart, because to miss one costs most.
"""

import re

from nlu.arabic import normalise

_END = r"(?:انتحر|الانتحار|انتحار|اموت|اقتل نفسي|انهي حياتي|اذبح نفسي)"
_WISH = r"(?:ابي|ابغي|ابغا|ودي|بدي|اريد|راح|رح|بفكر|افكر|نفكر|ناوي|ناويه|قررت|حاب|حابه|اتمني|تعبت و(?:ابي|ابغي|ودي))"
_BEYOND_DOUBT = re.compile(
    rf"(?<!\w)(?:{_WISH} (?:اني |ان |في |ب)?{_END}|[بس](?:انتحر|نتحر|اقتل نفسي|قتل نفسي|انهي حياتي)"
    r"|kill myself|end my life|suicid\w*|want to die)(?!\w)"
)
_SPOKEN_OF = re.compile(
    r"خطر|الحق|انقذ|نجد|ضرب|قتل|ذبح|انتحر|موت|حري[قج]|يحترق|نزيف|ينزف|اسعاف|طاري|عاجل|مستعجل|جوع|شارع|طرد|تهديد|يهدد"
    r"|خاي?ف|اغم[يا]|سرق|تحرش|اعتد|بدون (?:اكل|ماء|مويه)|مقطوع|emergenc|urgent|danger|help|hurt|hit|kill|fire|bleed"
    r"|starv|street"
)


def beyond_doubt(text: str) -> bool:
    """«أبي أنتحر»: whatever else the message is."""
    return _BEYOND_DOUBT.search(normalise(text)) is not None


def spoken_of(text: str) -> bool:
    """Whether any word of danger stands in the text: without one, «أنا وزوجي وثلاث أطفال» is a number of people."""
    return _SPOKEN_OF.search(normalise(text)) is not None
