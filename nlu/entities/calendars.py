"""The two calendars: names of months and weekdays, and a written day turned into an ISO date.

Hijri is Umm al-Qura, by `hijridate`, which knows the years 1343 to 1500.
"""

from dataclasses import dataclass
from datetime import date

from nlu.entities.reading import words

GREGORIAN, HIJRI = "gregorian", "hijri"

_GREGORIAN_NAMES = (
    "يناير ينابر ينايير جانفي january jan|كانون الثاني",
    "فبراير فبرابر فيبراير فبرير فيفري february feb|شباط",
    "مارس مارش march mar|اذار",
    "ابريل افريل ابرايل april apr|نيسان",
    "مايو مايوا may|ايار",
    "يونيو يونيه يونيوا جوان june jun|حزيران",
    "يوليو يوليه يوليوا جويليه july jul|تموز",
    "اغسطس اغسطوس اغسطص august aug|اب",
    "سبتمبر سبتنبر سيبتمبر september sept sep|ايلول",
    "اكتوبر اكتوير اوكتوبر october oct|تشرين الاول",
    "نوفمبر نوفنبر november nov|تشرين الثاني",
    "ديسمبر دسمبر ديسنبر december dec|كانون الاول",
)
_HIJRI_NAMES = (
    "محرم المحرم muharram",
    "صفر safar",
    "|ربيع الاول|ربيع اول|ربيع 1|ربيع الأول",
    "|ربيع الثاني|ربيع ثاني|ربيع الاخر|ربيع اخر|ربيع تاني|ربيع 2",
    "|جمادي الاولي|جمادي الاول|جماد الاول|جماد اول|جمادي اول|جماد الاولي|جمادا الاولي|جماد 1",
    "|جمادي الاخره|جمادي الثانيه|جمادي الثاني|جمادي الاخر|جماد الثاني|جماد ثاني|جماد الاخر|جماد الثانيه"
    "|جماد الاخره|جماد 2",
    "رجب rajab",
    "شعبان shaban shaaban",
    "رمضان رمظان ramadan ramadhan",
    "شوال shawwal",
    "القعده ذلقعده ذالقعده|ذو القعده|ذي القعده|ذا القعده|ذوا القعده",
    "الحجه ذلحجه ذالحجه|ذو الحجه|ذي الحجه|ذا الحجه|ذوا الحجه",
)


@dataclass(frozen=True, slots=True)
class Month:
    number: int
    calendar: str


def _months() -> dict[str, Month]:
    months: dict[str, Month] = {}
    for calendar, names in ((GREGORIAN, _GREGORIAN_NAMES), (HIJRI, _HIJRI_NAMES)):
        for number, row in enumerate(names, 1):
            singles, *phrases = row.split("|")
            joined = (phrase.replace(" ", "") for phrase in phrases)  # «ذوالحجه», «ربيعالاول»
            months |= {name: Month(number, calendar) for name in (*singles.split(), *phrases, *joined)}
    return months


MONTHS = _months()
# Monday is 0, as in `date.weekday`.
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "الاثنين الاتنين الاثنيين اثنين monday",
            "الثلاثا الثلوث التلات الثلاثاء التلاتا ثلاثا tuesday",
            "الاربعا الربوع اربعا wednesday",
            "الخميس خميس thursday",
            "الجمعه جمعه friday",
            "السبت سبت saturday",
            "الاحد احد sunday",
        )
    )
    for name in names.split()
}
HIJRI_MARKS = words("ه هجري هجريه هجرى ah")
GREGORIAN_MARKS = words("م ميلادي ميلاديه ad")


def is_hijri_year(year: int) -> bool:
    return 1300 <= year < 1500


def is_year_number(year: int) -> bool:
    return 1300 <= year < 1500 or 1900 <= year <= 2100


def full_year(year: int, calendar: str | None, latest: int) -> int:
    """The year meant by two digits: ٤٥هـ is 1445, 90 is 1990, 26 is 2026; no Gregorian year after `latest`."""
    if year >= 100:
        return year
    if calendar == HIJRI:
        return 1400 + year if year <= 60 else 1300 + year
    return 2000 + year if 2000 + year <= latest else 1900 + year


def day_of(calendar: str, year: int, month: int, day: int) -> date | None:
    """The Gregorian day, or None where there is no such day."""
    try:
        if calendar == GREGORIAN:
            return date(year, month, day)
        from hijridate import Hijri  # its tables are loaded when first needed

        converted = Hijri(year, month, day).to_gregorian()
        return date(converted.year, converted.month, converted.day)
    except (ValueError, OverflowError):
        return None


def hijri_year(today: date) -> int:
    from hijridate import Gregorian

    return int(Gregorian(today.year, today.month, today.day).to_hijri().year)


def nearest(calendar: str, month: int, day: int, today: date, lean: int) -> date | None:
    """The nearest such day to today. `lean` is -1 where the sentence speaks of the past, 1 of the future, else 0."""
    try:
        year = today.year if calendar == GREGORIAN else hijri_year(today)
    except (ValueError, OverflowError):
        return None
    days = [day_of(calendar, year + shift, month, day) for shift in (-1, 0, 1)]
    fitting = [d for d in days if d and (lean == 0 or (d >= today if lean > 0 else d <= today))]
    return min(fitting or [d for d in days if d], key=lambda d: abs(d - today), default=None)
