"""Duals of people: «ولدين» is two where a number is awaited. Elsewhere they only describe."""

from nlu.entities.counted import PEOPLE
from nlu.entities.reading import Candidate, Reading, nouns, words

_DUALS = words(
    """
    ولدين ولدان بنتين بنتان طفلين طفلان طفلتين ابنين ابنتين شخصين شخصان فردين فردان نفرين يتيمين يتيمتين عيلين بزرين
    طالبين اخوين اختين زوجتين
    """
)  # مستفيدين and the like are left out: they are written as plurals are
_KIN = nouns("زوج زوجه ام اب ابو والد والده اخ اخو اخت جد جده") | words("انا وانا")


def dual(reading: Reading) -> Candidate | None:
    """The one dual of a message. None where others are counted with it: «ولدين وبنت», «أنا وزوجتي وولدين»."""
    places = [place for place, token in enumerate(reading.tokens) if token.text in _DUALS]
    if len(places) != 1 or any(_is_other(token.text) for token in reading.tokens):
        return None
    token = reading.tokens[places[0]]
    return Candidate("number", 2, token.start, token.end)


def _is_other(word: str) -> bool:
    """Somebody else who is counted, or a dual that is added to something."""
    bare = word.removeprefix("و")
    person = word in PEOPLE or bare in PEOPLE
    return word in _KIN or (bare in _DUALS and bare != word) or (person and not {word, bare} & _DUALS)
