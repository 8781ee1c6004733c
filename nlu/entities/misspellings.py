"""Town names with a slip in them: «حفر الباطم», «القويعيا», "dammamm".

One letter changed, dropped, added or two swapped, never the first. The shorter the name, the more must say that a town
is meant; names that are also ordinary words are not guessed at all.
"""

from collections.abc import Iterator
from functools import cache, lru_cache

from nlu.entities.gazetteer import Spelling, spellings
from nlu.entities.reading import words

SURELY, INTRODUCED, DWELT_IN, NAMED = 0, 1, 2, 3  # what has to stand before a guess: nothing … «مدينة»
# A second word close to the town's follows these as easily in plain talk: «أحد رفيقاتي».
_COMMON_OPENERS = words("احد بدر راس رجال رياض بني جزر عيون قريه مدينه المدينه مكه مكا مهد المهد ليلي الوادي الخميس")
_NOT_TOWNS = words(
    """
    البدايل البدايه الظهرين الظهر القراءات القرارات المجاوره المجاهده الافلام الاسباح الاسماح median بعيده بارده
    البعيده البارده بريد البريد
    """
)
_PHONETIC = str.maketrans("ظذثطصغ", "ضدتتسق")
_SHORTEST, _LONG_ENOUGH, _PAIR = 4, 6, 8


def guess(word: str, following: str) -> tuple[Spelling, int, int] | None:
    """The town meant by a word or by two: (town, words taken, what has to stand before it)."""
    pair = _pair(word, following)
    if pair:
        return pair, 2, INTRODUCED if word in _COMMON_OPENERS else SURELY
    return _single(word)


@lru_cache(maxsize=20_000)
def _single(word: str) -> tuple[Spelling, int, int] | None:
    bare = word.removeprefix("ال")
    if len(bare) < _SHORTEST or word in _NOT_TOWNS:
        return None
    sounds_like = _by_sound().get(_sound(word))
    if sounds_like:
        return sounds_like, 1, INTRODUCED
    close = _closest(word, _deletions_of_singles())
    if close is None:
        return None
    wanted = INTRODUCED if len(bare) >= _LONG_ENOUGH else DWELT_IN if len(bare) > _SHORTEST else NAMED
    return spellings()[close], 1, wanted


def _pair(word: str, following: str) -> Spelling | None:
    firsts, seconds = _ends_of_pairs()
    phrase = f"{word} {following}"
    if len(phrase) <= _PAIR or not (word in firsts or following in seconds):
        return None
    close = _closest(phrase, _deletions_of_pairs())
    return spellings()[close] if close else None


def _closest(name: str, table: dict[str, tuple[str, ...]]) -> str | None:
    candidates = (known for cut in (name, *_cuts(name)) for known in table.get(cut, ()))
    return next((known for known in candidates if _differs_by_one(known, name)), None)


def _differs_by_one(known: str, written: str) -> bool:
    known, written = known.removeprefix("ال"), written.removeprefix("ال")
    if known[:1] != written[:1] or abs(len(known) - len(written)) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(known, written)) if a != b), min(len(known), len(written)))  # noqa: B905
    a, b = known[same:], written[same:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _cuts(name: str) -> Iterator[str]:
    return (name[:i] + name[i + 1 :] for i in range(len(name)))


def _sound(word: str) -> str:
    sound = word.translate(_PHONETIC)
    return sound[:-1] + "ه" if sound.endswith("ا") else sound


def _sure(words_in_name: int) -> list[str]:
    return [name for name, place in spellings().items() if not place.marks and name.count(" ") == words_in_name - 1]


@cache
def _by_sound() -> dict[str, Spelling]:
    long_enough = (name for name in _sure(1) if len(name.removeprefix("ال")) >= _SHORTEST)
    return {_sound(name): spellings()[name] for name in long_enough}


@cache
def _deletions_of_singles() -> dict[str, tuple[str, ...]]:
    return _deletions(name for name in _sure(1) if len(name.removeprefix("ال")) >= _SHORTEST)


@cache
def _deletions_of_pairs() -> dict[str, tuple[str, ...]]:
    return _deletions(_sure(2))


@cache
def _ends_of_pairs() -> tuple[frozenset[str], frozenset[str]]:
    pairs = [name.split() for name in _sure(2)]
    return frozenset(first for first, _ in pairs), frozenset(second for _, second in pairs)


def _deletions(names: Iterator[str] | list[str]) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for name in names:
        for cut in (name, *_cuts(name)):
            table[cut] = (*table.get(cut, ()), name)
    return table
