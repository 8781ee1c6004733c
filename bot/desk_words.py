"""What somebody who waits for a person is told of their place. Pure."""

from datetime import date, datetime, timedelta

from bot.dialogue.answers import Texts
from bot.dialogue.calendars import day_and_month, numerals
from handoff.outlook import SHORT, Outlook
from storage.requests import RIYADH

_WEEKDAYS = {
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_HOURS = {
    "ar": ((12, "صباحًا"), (15, "ظهرًا"), (18, "عصرًا"), (24, "مساءً")),
    "en": ((12, "AM"), (24, "PM")),
}  # each up to, but not including, its hour
_THIS_WEEK = 7  # days within which the weekday alone says which day is meant

# What the dialogue says to somebody who calls for a person, without knowing of the desk; what it becomes with the place
# in the queue; and what while nobody is at work.
_CALLED = (
    ("handoff_queued", "handoff_queued_place", "handoff_closed"),
    ("handoff_queued_again", "handoff_queued_again_place", "handoff_closed"),
    ("urgent", "urgent_place", "urgent_closed"),
)


class DeskWords:
    """Speaks for the desk, in the dialogue's voice."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def called(self, locale: str, reply: str, outlook: Outlook, now: datetime) -> str:
        """The dialogue's reply to a call for a person, with what holds now in place of its general words."""
        for general, placed, closed in _CALLED:
            if (words := self._texts(locale, general)) in reply:
                alone = reply.endswith(words)
                return reply.replace(words, self._now(locale, (general, placed, closed), outlook, now, alone=alone))
        return f"{reply}\n\n{self.place(locale, outlook, now)}"

    def _now(self, locale: str, keys: tuple[str, str, str], outlook: Outlook, now: datetime, *, alone: bool) -> str:
        """`alone`: nothing is said after it, so there is room for what to do meanwhile."""
        general, placed, closed = keys
        if outlook.opening is not None:
            said = self._texts(locale, closed, opening=opening(outlook.opening, now, locale))
            more = f"{closed}_meanwhile"
            return f"{said}\n{self._texts(locale, more)}" if alone and more in self._texts else said
        if outlook.wait_minutes == 0:  # the general words say so already
            return self._texts(locale, general)
        return self._texts(locale, placed, place=self.place(locale, outlook, now))

    def place(self, locale: str, outlook: Outlook, now: datetime) -> str:
        """What stands alone: told later, when it has changed."""
        if outlook.opening is not None:
            return self._texts(locale, "place_closed", opening=opening(outlook.opening, now, locale))
        position = numerals(outlook.position, locale)
        if outlook.wait_minutes is None:
            return self._texts(locale, "place_only", position=position)
        if outlook.wait_minutes == 0:
            return self._texts(locale, "place_soon")
        if outlook.wait_minutes > SHORT / timedelta(minutes=1):
            return self._texts(locale, "place_long", position=position)
        minutes = self._minutes(locale, outlook.wait_minutes)
        return self._texts(locale, "place_waiting", position=position, minutes=minutes)

    def _minutes(self, locale: str, minutes: int) -> str:
        """«٥ دقائق»، «١٥ دقيقة»."""
        key = "place_minutes_few" if minutes <= 10 else "place_minutes_many"
        return self._texts(locale, key, count=numerals(minutes, locale))


def opening(at: datetime, now: datetime, locale: str) -> str:
    """«غدًا الأحد الساعة ٨ صباحًا»; a day of this week by its name, a later one with its date."""
    there, here = at.astimezone(RIYADH), now.astimezone(RIYADH)
    clock = _clock(there, locale)
    day = _day(there.date(), (there.date() - here.date()).days, locale)
    return f"{day} الساعة {clock}" if locale == "ar" else f"{day} at {clock}"


def _day(day: date, ahead: int, locale: str) -> str:
    weekday = _WEEKDAYS[locale][day.weekday()]
    if ahead in (0, 1):
        near = {"ar": ("اليوم", "غدًا"), "en": ("today", "tomorrow")}[locale][ahead]
        return f"{near} {weekday}" if locale == "ar" else f"{near}, {weekday},"
    if ahead < _THIS_WEEK:
        return f"يوم {weekday}" if locale == "ar" else f"on {weekday}"
    return f"{'' if locale == 'ar' else 'on '}{weekday} {day_and_month(day, locale)}"


def _clock(at: datetime, locale: str) -> str:
    """«٨ صباحًا», «٤:٣٠ عصرًا»."""
    half = next(name for until, name in _HOURS[locale] if at.hour < until)
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{numerals(f'{(at.hour - 1) % 12 + 1}{minutes}', locale)} {half}"
