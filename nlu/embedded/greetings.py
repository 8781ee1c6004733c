"""The greeting in front of what is said: it is returned, and takes no part in understanding the rest. Pure.

Only what opens a message and can be nothing else is taken for one: of «السلام عليكم، متى الرد؟» the question is left,
of «هلا والله» nothing is, so that the whole speaks for itself.
"""

import re

from nlu.arabic import normalise, normalise_mapped
from nlu.script import Reading

_FIRST = """
(ال)?سلام عليكم( جميعا)?|وعليكم السلام|السلام|سلام|سلامات|صباح (الخير|النور|الورد|الفل|السعادة|العافية)( عليكم| جميعا)?
مساء (الخير|النور|الورد|الفل|السعادة)( عليكم| جميعا)?|(الله )?(ي?صبحكم|ي?مسيكم|مساكم) (الله )?بالخير
أسعد الله (صباحكم|مساءكم|مساكم|اوقاتكم)|طاب (صباحكم|مساؤكم|مساكم|يومكم)|تحية طيبة|(يا )?مرحبا( بكم| فيكم)?|مرحبتين
(يا )?(هلا|أهلا|اهلين|هلو)( وسهلا| وسهلين| ومسهلا| ومرحبا| والله| وغلا| فيكم| فيك| بكم| بك)*
حياكم الله|الله يحييكم|هاي|الو|(hi|hello|hey)( there)?|good (morning|evening|afternoon)|peace be upon you|greetings
"""
# Said on, once a greeting is under way.
_THEN = """
و?رحمة الله( تعالى)?|و? ?بركاته|(اما )?وبعد|اما بعد|بكل خير|كيف (الحال|حالكم|حالك|صحتكم)|كيفكم|شلونكم|شخباركم|وش اخباركم
عساكم (بخير|طيبين)|(ان شاء الله|ارجو ان تكونوا) بخير|(الله )?يعطي(كم|ك) العافية(?! (على|يا|و))|قواكم الله
لو سمحت(م|وا|و|ي)?|يا (اخوان|اخوي|جماعة|شباب)|اخوي|اختي|how are you( doing)?|dear (sir|team)
"""
_STOP = r"[\s,.;:!?*\"()\-]"


def _pattern() -> re.Pattern[str]:
    """Atomic throughout, so that no text makes it look twice."""
    first, then = ("|".join(normalise(line) for line in lines.split("\n") if line) for lines in (_FIRST, _THEN))
    ends = rf"(?={_STOP}|$)"
    return re.compile(rf"{_STOP}*+(?>(?:{first}){ends})(?>{_STOP}++(?:{first}|{then}){ends})*+{_STOP}*+")


_GREETING = _pattern()


def after(text: str, reading: Reading) -> str:
    """What `text` says after its greeting; all of it where there is no greeting, or nothing else."""
    found = _GREETING.match(reading.arabic)
    if not found or found.end() == len(reading.arabic):
        return text
    if reading.arabic == reading.normal:
        return text[normalise_mapped(text).starts[found.end()] :]
    return _after_words(text, reading.arabic, found.end())


def _after_words(text: str, arabic: str, end: int) -> str:
    """The same by counting words, where the Arabic reading is no longer letter for letter what was typed."""
    typed, read = text.split(), arabic.split()
    return " ".join(typed[len(arabic[:end].split()) :]) if len(typed) == len(read) else text
