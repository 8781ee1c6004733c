"""What somebody who waits for a person is told of their place. Pure."""

from datetime import datetime, timedelta

from bot.dialogue.answers import Texts
from bot.dialogue.calendars import gregorian, numerals
from handoff.outlook import SHORT, Outlook
from storage.requests import RIYADH

_WEEKDAYS = {
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_HALVES = {"ar": ("صباحًا", "مساءً"), "en": ("AM", "PM")}


class DeskWords:
    """Speaks for the desk, in the dialogue's voice."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def place(self, locale: str, outlook: Outlook, now: datetime) -> str:
        if outlook.opening is not None:
            return self._texts(locale, "handoff_outside_hours", opening=opening(outlook.opening, now, locale))
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
    """«غدًا الساعة ٨:٠٠ صباحًا»، «الأحد ٢٩ نوفمبر ٢٠٢٦م الساعة ٨:٠٠ صباحًا»."""
    there, here = at.astimezone(RIYADH), now.astimezone(RIYADH)
    days = (there.date() - here.date()).days
    near = {"ar": ("اليوم", "غدًا"), "en": ("today", "tomorrow")}[locale]
    far = f"{_WEEKDAYS[locale][there.weekday()]} {gregorian(there.date(), locale)}"
    day = near[days] if days in (0, 1) else far
    half = _HALVES[locale][there.hour >= 12]
    clock = numerals(f"{(there.hour - 1) % 12 + 1}:{there.minute:02}", locale)
    return f"{day} الساعة {clock} {half}" if locale == "ar" else f"{day} at {clock} {half}"
