"""Which language a message is in, and how it reads in Arabic letters.

Two things hide Arabic behind Latin letters: Arabizi («abi agadem 3ala d3m») and a keyboard left on English while the
fingers typed Arabic («hgsghl ugd;l»). `read` decides, and gives the Arabic reading. Standard library only.
"""

import re
from dataclasses import dataclass
from typing import Literal

from nlu.arabic import normalise
from nlu.arabizi import known, transliterate

Language = Literal["ar", "en", "arabizi"]


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ARABIC = re.compile(r"[\u0621-\u064a]")
_LATIN = re.compile(r"[a-z]")
_LATIN_WORD = re.compile(r"[a-z0-9']*[a-z][a-z0-9']*")
# The same keys on the English and the Arabic (101) layout, lower case; shifted letters fold to the same Arabic.
_KEYS = str.maketrans(
    dict(zip("qwertyuiop[]asdfghjkl;'zxcnm,./v`", "ضصثقفغعهخحجدشسيبلاتنمكطئءؤىةوزظرذ", strict=True))
    | {"b": "لا", "{": "ج", "}": "د", ":": "ك", '"': "ط", "<": "و", ">": "ز"}
)
# The commonest pairs of letters: enough to tell written language from keys hit on the wrong layout.
_ARABIC_PAIRS = _set(
    """
    ال لي لا ان لم ما لت بي تي اق من في يه ني عل ري سا ار ات ها كن ست تح قد اس مل دي ام قت اع اب ول وي يل مك عم وا
    قه با فع را ين ذا له وم اي ده سو لب رف يف يد يم كي هل مع تع يت بت اد رس دف اج يا تم عر خد عا در صا نه مر اك نا
    لل بع مو عد بد دا يش حد او نن لك شك سل كم يك وس شو حا حب عن كا عي خي ير ره هم طل قل ون تو شي سم مس جم اه عه دم
    خا
    """
)
_LATIN_PAIRS = _set(
    """
    th he in er an re nd at on nt ha es st en ed to it ou ea hi is or ti as te et ng of al de se le sa si ar ve ra
    ld ur ho me ne wa ic ro ll el us li ce om ma be no so ta co lo ca pe ch wh di do un ri io ee ot ow hu la na mo
    pl po sh il em we ut ai am im ab ak ad ag ay da ba ya ga ka ki ik if ss my yo ul ly ke go up gi wo bi fo ts tr
    """
)
_ENGLISH = _set(
    """
    a about after again all also am an and any anyone application applications apply are as ask at away back bad be
    because been before best bot bye call callback can cancel cant car change charity check child children code come
    complain complaint contact could data day days deadline decide decision delete did didnt do document documents
    does doesnt doing done donate dont each else email emergency english every fax fee fees file find fine first
    food for form forget free from get getting give go goal goals going good got great had has hasnt have havent
    hello help her here hey hi him his home hospital hour hours house how human i id if im in info information is
    isnt it its job just kids know language last leave letter like live location long look lost made make man
    manager many map may me mean message messages met mine missing mobile money month more morning most much my name
    need never new next nice night no not nothing now number of office ok okay old on one only open or order other
    our out paper papers pay people person phone place please point policy poor price privacy problem project
    projects question quick rating rate read real receive received reject rejected rent repeat reply request
    requests responsible results resume right rights robot rude rules say see send sent service services should show
    sick sign so some somebody someone something soon speak staff start status stay still stop submit submitted
    suggestion support sure take taking talk tell thank thanks that the their them then there these they thing think
    this those time to today tomorrow too track try two under understand unsubscribe until up update upload urgent
    use very volunteer wait waiting want was way we weather week weeks were what whats when where which who why will
    with withdraw without wont work working would write wrong year years yes yet you your
    """
)
_ENGLISH_ENDING = re.compile(r"[a-z]{2,}(?:ing|tion|tions|ed|ly|ment|ments|ness|ies|ble|ful|ship|ity)")


@dataclass(frozen=True, slots=True)
class Reading:
    """`normal`: the normal form as written. `arabic`: its reading in Arabic letters (itself where it is Arabic)."""

    language: Language
    normal: str
    arabic: str


def read(text: str) -> Reading:
    """How a message reads. Total; text without letters is Arabic, the language of the house."""
    normal = normalise(text)
    if _ARABIC.search(normal):
        return Reading(_mixed(normal), normal, normal)
    if not _LATIN.search(normal):
        return Reading("ar", normal, normal)
    slipped = unslip(text)
    if slipped is not None:
        return Reading("ar", normal, normalise(slipped))
    return _latin(normal)


def unslip(text: str) -> str | None:
    """The Arabic that was meant when the keyboard stood on English, or None where the text does not look like that."""
    keys = text.lower()
    arabic = keys.translate(_KEYS)
    meant, typed = _share(normalise(arabic), _ARABIC_PAIRS), _share(keys, _LATIN_PAIRS)
    return arabic if meant >= 0.4 and meant - typed >= 0.25 else None


def _share(text: str, pairs: frozenset[str]) -> float:
    """Which share of the neighbouring letters within words is among the common pairs."""
    found = [word[i : i + 2] for word in text.split() for i in range(len(word) - 1)]
    return sum(pair in pairs for pair in found) / len(found) if len(found) > 1 else 0.0


def _mixed(normal: str) -> Language:
    """Arabic with foreign words in it is Arabic; English with an Arabic name in it is English."""
    latin, arabic = len(_LATIN.findall(normal)), len(_ARABIC.findall(normal))
    return "en" if latin > 4 * arabic and _leaning(normal) < 0 else "ar"


def _latin(normal: str) -> Reading:
    if _leaning(normal) > 0:
        return Reading("arabizi", normal, transliterate(normal))
    return Reading("en", normal, normal)


def _leaning(normal: str) -> float:
    """Above zero: Arabizi. Below: English."""
    return sum(_vote(word) for word in _LATIN_WORD.findall(normal)) + 0.01


def _vote(word: str) -> float:
    plain = word.replace("'", "")
    if plain in _ENGLISH:
        return -1.0
    if known(word):
        return 1.5
    return -0.6 if _ENGLISH_ENDING.fullmatch(plain) else 0.2
