"""Whether a sentence speaks of what was or of what is to come: it decides which «5 شعبان» or «الخميس» is meant."""

import re

from nlu.entities.reading import Reading, nouns, verbs, words

_REACH = 6
# The first person of the past: قدمت, راجعتكم. Not the plurals in ـات, nor definite nouns.
_PAST_FORM = re.compile(r"(?!ال|بال|وال)[^\W\d_]{2,}[^\W\d_اي]ت(?:كم|ها|ه|هم|ني|ك)?|[^\W\d_]{3,}توا")
_NOT_PAST = words("تحت وقت بنت اخت قلت ليت زوجتي زوجته مدرست راحت تاخرت لست")
_PAST = verbs(
    """
    قدمنا راجعنا رفعنا كان كانت وصلني وصلتني وصل جاني جتني جا توفي توفت انتهي انتهت مات ماتت رفض انرفض رفضوا مولود
    مولوده ولد ولدت انولدت ولادتي جيت رحت زرت كنت
    """
) | words("ميلادي ميلاده ميلادها applied submitted sent born was called visited did")
_FUTURE = (
    nouns("موعد عمليه سفر اختبار مقابله اجتماع")
    | verbs(
        """
        بيكون سيكون راح بجي باجي اجي نجي اجيكم بجيكم نجيكم امركم بمركم امر بمر ازوركم بزوركم ساحضر بحضر احضر يناسبني
        يناسبكم يناسبنا تناسبني ينتهي تنتهي يخلص تخلص بكون اكون ابغي ابي نبغي اريد احجز اقدر نقدر تقدرون بسافر اسافر
        كلموني تكلموني اتصلوا تتصلون تتصلوا اتصلو لاتصلون فاضي فاضيه متفرغ متفرغه ممكن حددوا خلوها خلوه اجلوا
        """
    )
    | words("حتي appointment will next until can call")
)


def lean(reading: Reading, index: int) -> int:
    """-1 where the words before speak of the past, 1 of the future, 0 where neither; the nearest word decides."""
    for place in range(index - 1, max(index - 1 - _REACH, -1), -1):
        word = reading.tokens[place].text
        if word in ".?!\n":
            return 0
        if word in _FUTURE:
            return 1
        if is_past(word):
            return -1
    return 0


def is_past(word: str) -> bool:
    return word in _PAST or (word not in _NOT_PAST and _PAST_FORM.fullmatch(word) is not None)
