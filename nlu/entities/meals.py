"""Whether a word is a meal rather than a time: «غدا» is also lunch, «العشاء» also dinner."""

from nlu.entities.reading import Reading, nouns, verbs, words

_REACH = 3
_MEALS = nouns("فطور ريوق سحور افطار غدا عشا غدانا عشانا") | words("breakfast lunch dinner")
_FOOD = (
    nouns("وجبه وجبات عزيمه عزومه وليمه طبخ اكل طعام مطبخ سفره سله سلال")
    | verbs(
        """
        اكلت اكلنا اكل ناكل ياكل ياكلون تاكل كلينا طبخت طبخنا طبخ اطبخ نطبخ تطبخ سويت سوينا نسوي جهزت جهزنا عزمت عزمنا
        عزموني عزمونا عزمني تغديت تغدينا نتغدي تعشيت تعشينا نتعشي اتعشي اتغدي اعشي اغدي نعشي نغدي فطرت جوعان جوعانين
        """
    )
    | words("cook cooked eat ate")
)
_TASTE = nouns("لذيذ لذيذه شهي خيري دجاج لحم رز كبسه برياني مندي") | words("بايت محترق ساخن بارد جاهز طعم delicious")


def is_meal(reading: Reading, index: int) -> bool:
    """The sentence speaks of food near the word, or another meal stands beside it."""
    if reading.before(index, _FOOD, _REACH) is not None or reading.after(index + 1, _TASTE, _REACH) is not None:
        return True
    beside = (reading.word(index - 1), reading.word(index + 1), reading.word(index - 1) and reading.word(index - 2))
    return any(word in _MEALS and word not in _ALSO_TIMES for word in beside) or _is_listed(reading, index)


# «المغرب والعشاء» are prayers; of meals, these alone tell nothing.
_ALSO_TIMES = nouns("عشا غدا")


def _is_listed(reading: Reading, index: int) -> bool:
    """«غدا وعشا», «الغدا والعشا»: the two together are meals."""
    own, after, before = reading.word(index), reading.word(index + 1), reading.word(index - 1)
    if "غدا" in own:
        return after in ("وعشا", "والعشا", "وفطور")
    return "عشا" in own and before in ("غدا", "الغدا", "والغدا", "وغدا")
