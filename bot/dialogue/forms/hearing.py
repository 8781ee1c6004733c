"""What a message inside a form is, told by its words alone: a yes, a command, a question, a correction. Pure.

The rule for a text that could be an answer as well as something else:
  1. Where the field has a shape (an ID, a mobile, a date…), a value of that shape is the answer.
  2. Elsewhere a question counts as one if it is shaped like one (a question mark, or it opens with a word of asking)
     and the engine knows it; a question that nobody knows is said to be so. Choices, places and numbers found in what
     is no question are the answer, whatever intent the words resemble.
  3. Where anything can be an answer (a description), the message must open as a question or be a short one: a story
     that ends with a question, and a polite request («هل يمكنكم توفير…»), are the answer. Where answers themselves
     sound like questions (`may_ask`), only a question mark makes one.
  4. A command counts only when it is the whole message; an intent alone never takes anyone out of a form: another form
     or a status is offered as a button, and the question stays.
  5. What was doubted once and is sent again as it was is meant, and is taken.
"""

import re

from nlu.arabic import normalise, words
from nlu.script import read

LONGEST_COMMAND = 6
LONGEST_QUESTION = 25


def folded(text: str) -> str:
    """The words alone, in normal form: equal for spellings of one answer."""
    return " ".join(words(normalise(text)))


def _phrases(*lines: str) -> frozenset[str]:
    return frozenset(folded(phrase) for line in lines for phrase in line.split("|"))


YES = _phrases(
    "نعم|اي|ايه|ايوه|ايوا|اجل|بلى|أكيد|تمام|طيب|زين|ماشي|موافق|موافقة|أوافق|صح|صحيح|صحيحة|مضبوط|اوكي|اوكيه|أوك",
    "أقر|اقر بذلك|نعم أقر",
    "أؤكد|أكد|تأكيد|تم|ارسل|أرسل|أرسله|ارسلوه|ابشر|توكلنا على الله|كل شي صحيح|كل شيء صحيح|البيانات صحيحة",
    "نعم ارسل|نعم صحيح|نعم أوافق|مية مية|مية بالمية",
    "ok|okay|yes|yep|yeah|sure|correct|right|confirm|send|i agree|agree|yes please|👍|✅|👌",
)
NO = _phrases(
    "لا|لأ|كلا|لا شكرا|مو صحيح|مب صحيح|مهو صحيح|غلط|خطأ|غير صحيح|لا أوافق|ما أوافق|no|nope|wrong|not correct|👎|❌"
)
ATTEST = re.compile(r"(?<!\w)(?:اقر|نقر|مقر|مقره|اتعهد|اشهد|اقررت|اقرار|i confirm|i declare|i attest|i certify)(?!\w)")
COMMANDS = {
    "back": _phrases(
        "رجوع|ارجع|ارجع للسؤال السابق|السؤال السابق|السابق|رجعني|ارجعني|للخلف|خلف|back|go back|previous",
        "السؤال اللي قبل|اللي قبل|اللي قبله|رجعني للسؤال السابق|رجعني للسؤال اللي قبل|ارجع للسؤال اللي قبل",
        "رجعني ورا|ارجع ورا|ورا|الخطوة السابقة|ابي ارجع|ابغى ارجع|أريد الرجوع",
    ),
    "cancel": _phrases(
        "إلغاء|الغاء الطلب|ألغ الطلب|الغي|الغي الطلب|كنسل|كنسل الطلب|بطلت|خلاص بطلت|ما ابغى اكمل|ما ابي اكمل",
        "لا أريد الإكمال|ما عاد ابغى الطلب|ابي الغي|ابغى الغي|ودي الغي|ابي الغي الطلب|ابغى الغي الطلب|اريد الغاء الطلب",
        "cancel|cancel it|cancel the request|never mind",
    ),
    "later": _phrases(
        "كمل بعدين|اكمل بعدين|نكمل بعدين|أكمل لاحقا|نكمل لاحقا|بعدين|لاحقا|أكمله بعدين|احفظ|احفظ مسودة|احفظه|حفظ",
        "مو الحين|مو الآن",
        "مشغول الحين|مشغولة الحين|وقت ثاني|later|continue later|save|save it|not now|i will continue later",
    ),
    "skip": _phrases(
        "تخطي|تخطى|تخط|تخطاه|اتخطى|تجاوز|تجاوزه|بدون|لا يوجد|ما يوجد|ما عندي|ماعندي|مافي|ما فيه|ليس لدي",
        "لا شيء|ولا شي|لا|لا شكرا",
        "عديه|اللي بعده|السؤال اللي بعده|التالي|نسيته|ما اتذكره|غير متوفر|معنديش|مفيش|مافيش",
        "next|skip|skip it|none|nothing|no|no thanks|i dont have|n a",
    ),
    "repeat": _phrases(
        "أعد|اعد السؤال|عيد|عيد السؤال|كرر|وش قلت|وش السؤال|ما السؤال|repeat|again|what was the question"
    ),
    "help": _phrases("مساعدة|المساعدة|ساعدني|help|?"),
    "done": _phrases("انتهيت|خلصت|تم|كفاية|بس|بس كذا|هذا كل شي|خلاص|done|finished|that is all"),
    "resume": _phrases(
        "كمل|نكمل|أكمل|استمر|متابعة|كمل الطلب|أكمل الطلب|أكمل طلبي|كمل طلبي",
        "continue|resume|go on|resume my request|continue my request",
    ),
    "discard": _phrases("احذف|احذفه|حذف|احذف الطلب|امسحه|delete|discard|delete it"),
    "edit": _phrases("تعديل|عدل|أعدل|ابغى اعدل|أبي اعدل|غير|تغيير|edit|change"),
}

_QUESTION = re.compile(
    r"(?:(?:طيب|بس|لحظه|لو سمحت|لو سمحتم|سؤال|معليش|اوكي|ok|okay|but|and|so) )*و?ف?"
    r"(?:هل|كم|بكم|كيف|متي(?! ما )|امتي|وين|اين|فين|ليش|لماذا|ليه|وش|ويش|ايش|اش|شو|ماذا|مين|منهو|شلون|لمن|ايهما|اي واحد"
    r"|قد ايش|قديش|ما هو|ما هي|ماهو|ماهي|مين اللي|من اللي|من الذي|من هو|من هم|من يقرر"
    r"|ممكن اعرف|ابغي اعرف|ابي اعرف|ودي اعرف|اريد ان اعرف|اريد اعرف|حاب اعرف|حابه اعرف|عندي سؤال|عندي استفسار"
    r"|(?:ا?عطوني|ا?عطني|ارسلوا? لي|دلوني(?: علي)?|علموني|خبروني|قولوا? لي)"
    r" (?:رقم|ارقام|عنوان\w*|موقع\w*|لوكيشن|كيف|وش|ايش|متي|وين|عن)"
    r"|what|how|when|where|who|why|which|is|are|do|does|can|could|will|i want to know|tell me)(?!\w)"
)
_DECLINES = re.compile(
    r"(?:(?:خلاص|والله|يعني|اسف|معليش|يكفي|صراحه) )*(?:لا|ما|مو|مب|مش|مافيه?|ماعندي|مالي|ماني|ماله|ليس|بدون"
    r"|غير متوفر|مدري|نسيته?|ضايع|معنديش|مفيش|بعدين|لاحقا|وقت ثاني|يكفي|كلموني هنا|ردوا? (?:علي )?هنا|هنا"
    r"|عامه?|شكوي عامه"
    r"|no|not|i dont|later|here)(?!\w)|.*(?<!\w)(?:ما عندي|ماعندي|ما فيه|مافيه|لا يوجد)$"
)
_KEEP = re.compile(
    r"(?<!\w)(?:ب|را?ح )?[انب]?كمل\w* (?:الطلب )?(?:بعدين|لاحقا|بكره|بعد شوي|وقت ثاني)"
    r"|خلي(?:ه|ها|نا|نه) (?:ل?بعدين|ل?بكره)"
    r"|(?:ب|را?ح )?[انب]?رجع لكم|save (?:it )?for later|finish (?:it )?later"
)
_WAIT = re.compile(
    r"(?:لحظه|لحظات|ثواني|ثانيه|دقيقه|اصبر|اصبروا|استني"
    r"|wait|one moment|one second|hold on|just a (?:sec|second|moment|minute))"
    r"(?!\w)"
)
_LONGEST_WAIT = 5
_WISH = re.compile(r"(?:ا?بغي|ابي|نبي|نبغي|ودي|اريد|نريد|احتاج|نحتاج|محتاج\w*|بغيت|عندي|i need|i want|we need)(?!\w)")
_AS_IT_IS = re.compile(
    r"لا (?:كله?ا?|كل ?شي\w*|البيانات)(?: كلها)? (?:صح\w*|تمام|مضبوط\w*)"
    r"|(?:لا )?(?:ما في\w*|مافي\w*|ما عندي|ما يحتاج|ماله داعي|بدون|لا|ما ابي|ما ابغي)"
    r" (?:اي )?(?:تعديل\w*|تغيير|خطا|غلط|اخطاء)"
    r"|no changes?|nothing to change"
)
_COURTESY = re.compile(
    r"(?<!\w)(?:الله )?(?:يعطيكم? العافيه|يعافيكم?|شكرا(?: لكم?)?|مشكورين|جزاكم? الله خيرا?|لو سمحتم?"
    r"|thanks|thank you)(?!\w)"
)
_POLITE = re.compile(
    r"(?:لو سمحت|لو سمحتم|السلام عليكم)?[ ,]*(?:هل )?(?:يمكن|يمكنكم|ممكن|تقدرون|تقدروا|تستطيعون|بامكانكم|في امكانيه"
    r"|can you|could you|can i get|could i get|would you)(?!\w)(?! اعرف| اسال)"
)


def confirmed(text: str) -> bool | None:
    """True for a yes, False for a no, None for anything else."""
    if marked_as_question(text):
        return None
    for said in _readings(text):
        said = " ".join(_COURTESY.sub(" ", said).split())
        if said in YES or _all_within(said, YES):
            return True
        if said in NO:
            return False
    return None


def attested(text: str) -> bool | None:
    """An agreement to the statement: a yes, or the words of attesting without a no. A question agrees to nothing."""
    plain = confirmed(text)
    if plain is not None or question_shaped(text):
        return plain
    for said in _readings(text):
        if re.search(r"(?<!\w)(?:لا|ما|لن|not)(?!\w)", said):
            return False if len(said.split()) <= LONGEST_COMMAND else None
        if ATTEST.search(said):
            return True
    return None


def command(text: str) -> str | None:
    """The command that the whole message is, however its words are joined («مافيه»), or None."""
    readings = {_joined(said) for said in _readings(text)} - {""}
    return next((name for name, phrases in _COMMANDS.items() if readings & phrases), None)


def _readings(text: str) -> tuple[str, ...]:
    """The words as written, and in Arabic letters where Latin ones hide them («aywa»)."""
    said, arabic = folded(text), folded(read(text).arabic)
    return (said,) if said == arabic else (said, arabic)


def _joined(phrase: str) -> str:
    return phrase.replace(" ", "")


_COMMANDS = {name: frozenset(_joined(phrase) for phrase in phrases) for name, phrases in COMMANDS.items()}


def question_shaped(text: str) -> bool:
    said = normalise(text)
    if len(said.split()) > LONGEST_QUESTION:
        return False
    return said.rstrip(" .!").endswith("?") or any(_QUESTION.match(part.strip()) for part in re.split(r"[.,!\n]", said))


def marked_as_question(text: str) -> bool:
    return normalise(text).rstrip(" .!").endswith("?")


def asks_outright(text: str) -> bool:
    """Where anything may be the answer: it begins as a question, or is a short one.

    A story may end with a question, and what opens with a wish («أبي غسالة؟») is one.
    """
    said = normalise(text)
    if _WISH.match(said) and not _QUESTION.match(said):
        return False
    return bool(_QUESTION.match(said)) or (said.endswith("?") and len(said.split()) <= LONGEST_COMMAND)


def declines(text: str) -> bool:
    """«ما أحفظه»، «مو عندي الحين»: no answer will come now."""
    return any(len(said.split()) <= LONGEST_COMMAND and _DECLINES.match(said) for said in _readings(text))


def as_it_is(text: str) -> bool:
    """«لا، كله صحيح», «لا مافي تعديل»: a no to changes is a yes to the summary."""
    return not marked_as_question(text) and any(_AS_IT_IS.fullmatch(said) for said in _readings(text))


def keeps_for_later(text: str) -> bool:
    """«مشغول الحين أكمله بكرة»."""
    return any(len(said.split()) <= LONGEST_COMMAND and _KEEP.search(said) for said in _readings(text))


def asks_to_wait(text: str) -> bool:
    """«لحظة»، «ثواني أجيب البطاقة»: the answer is on its way."""
    said = folded(text)
    brief = len(said.split()) <= _LONGEST_WAIT and not any(char.isdigit() for char in said)
    return brief and _WAIT.match(said) is not None and not question_shaped(text)


def polite_request(text: str) -> bool:
    """«هل يمكن توفير جهاز لابنتي؟» asks for a thing, not for an answer."""
    return _POLITE.match(normalise(text)) is not None


def _all_within(said: str, phrases: frozenset[str]) -> bool:
    """«نعم صحيح تمام»: several of them and nothing else."""
    parts = said.split()
    return 0 < len(parts) <= LONGEST_COMMAND and all(part in phrases for part in parts)
