"""Weekdays that mean one day: «الأحد القادم» is the nearest after today, «الخميس اللي فات» the nearest before.

A weekday alone is one day where «يوم» or a time stands beside it, or the sentence speaks of something that happened or
is awaited; of opening hours it means every week. Where the date itself follows, it is no second date.
"""

from collections.abc import Collection, Iterator

from nlu.entities.calendars import WEEKDAYS
from nlu.entities.reading import Candidate, Reading, words
from nlu.entities.relative_dates import shifted
from nlu.entities.tense import lean

_NEXT = words("القادم القادمه الجاي الجايه الجي المقبل المقبله الاتي الاتيه القادمة الجاى")
_LAST = words("الماضي الماضيه الفايت الفايته المنصرم المنصرمه السابق السابقه")
_THAT = words("اللي الي الذي التي")
_COMING = words("جاي جايه يجي بيجي يجينا بعده جى قادم تجي سياتي")
_GONE = words("فات فاتت راح راحت مضي مضت طاف طافت عدي عدت قبله قبل")
_EVERY_WEEK = words(
    """
    كل ايام دوام دوامكم الدوام دوامي تفتحون تداومون مفتوح مفتوحين يوميا اجازه الاجازه عطله تفتح يفتح صلاه خطبه اجازتكم
    تشتغلون تستقبلون every open
    """
)
_DAY_WORDS = words("يوم ويوم ليوم بيوم من on this by")
_RANGE = words("من الي الى لين حتي ل لحد to")
_TIME_BESIDE = words("الساعه الصبح صباحا العصر الظهر المغرب العشا مسا الليل بالليل الفجر بعد قبل عصرا ظهرا at")
_PART_BEFORE = words("صباح مسا عصر ظهر فجر ليله مغرب عشا ليل")


def weekdays(reading: Reading, written: Collection[int]) -> Iterator[Candidate]:
    """`written`: where written dates start, in the normal form."""
    for index in range(len(reading.tokens)):
        weekday = _weekday(reading, index)
        if weekday is not None:
            yield from _on_weekday(reading, index, weekday, written)


def _weekday(reading: Reading, index: int) -> int | None:
    word = reading.word(index)
    if word == "واحد":
        return None
    for stem in (word, word[1:] if word[:1] in "وبلف" else "", "ا" + word[1:] if word.startswith("لل") else ""):
        if stem in WEEKDAYS and (stem.startswith("ال") or stem.isascii() or reading.word(index - 1).endswith("يوم")):
            return WEEKDAYS[stem]
    return None


def _follows_day(reading: Reading, index: int) -> bool:
    return reading.word(index - 1) in _DAY_WORDS


def _on_weekday(reading: Reading, index: int, weekday: int, written: Collection[int]) -> Iterator[Candidate]:
    direction, last = _direction(reading, index)
    if direction == 0:
        if not _is_one_day(reading, index) or any(t.start in written for t in reading.tokens[index + 1 : index + 4]):
            return
        direction = -1 if lean(reading, index) < 0 or reading.before(index, ("من", "منذ"), 2) is not None else 1
    today = reading.now.date()
    days = (
        (weekday - today.weekday() - 1) % 7 + 1 + 7 * (direction - 1)
        if direction > 0
        else -((today.weekday() - weekday - 1) % 7 + 1)
    )
    day = shifted(today, "day", days)
    token = reading.tokens[index]
    start = token.start + (token.text[0] in "وبلف" and not token.text.isascii())
    if day:
        yield Candidate("date", day.isoformat(), start, reading.tokens[last].end)


def _direction(reading: Reading, index: int) -> tuple[int, int]:
    """1 for the next, 2 for the one after, -1 for the last, 0 where it isn't said; and the expression's last token."""
    after = reading.word(index + 1)
    if after == "بعد" and reading.word(index + 2) in _NEXT:
        return 2, index + 2
    if after in _NEXT or after in _LAST:
        return (1 if after in _NEXT else -1), index + 1
    if after in _THAT and reading.word(index + 2) in _COMING | _GONE:
        return (1 if reading.word(index + 2) in _COMING else -1), index + 2
    if reading.word(index - 1) in ("next", "last"):
        return (1 if reading.word(index - 1) == "next" else -1), index
    return 0, index


def _is_one_day(reading: Reading, index: int) -> bool:
    if reading.before(index, _EVERY_WEEK, 6) is not None or _is_in_range(reading, index):
        return False
    if _follows_day(reading, index) or reading.word(index - 1) in _PART_BEFORE or reading.expects in ("date", "time"):
        return True
    return reading.word(index + 1) in _TIME_BESIDE or lean(reading, index) != 0


def _is_in_range(reading: Reading, index: int) -> bool:
    """«من الأحد إلى الخميس», «من السبت للأربعاء»: two weekdays joined."""
    for other in (index - 3, index - 2, index - 1, index + 1, index + 2, index + 3):
        if _weekday(reading, other) is not None:
            first, last = sorted((index, other))
            words_between = [reading.word(i) for i in range(first + 1, last)]
            if _RANGE.intersection(words_between) or reading.word(last).startswith("ل"):
                return True
    return False
