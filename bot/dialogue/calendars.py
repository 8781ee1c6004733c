"""Dates as people read them: Gregorian and Hijri (Umm al-Qura), Arabic and English. Pure."""

from datetime import date, timedelta

from hijridate import Gregorian

DECISION_AFTER = timedelta(days=14)  # the policy: «خلال مدة لا تقل عن أسبوعين»
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_GREGORIAN = {
    "ar": (
        "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip
_HIJRI = {
    "ar": (
        "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان", "رمضان", "شوال",
        "ذو القعدة", "ذو الحجة",
    ),
    "en": (
        "Muharram", "Safar", "Rabi I", "Rabi II", "Jumada I", "Jumada II", "Rajab", "Shaban", "Ramadan", "Shawwal",
        "Dhu al-Qadah", "Dhu al-Hijjah",
    ),
}  # fmt: skip


def numerals(value: object, locale: str) -> str:
    """Digits in the script of the language."""
    return str(value).translate(_ARABIC_DIGITS) if locale == "ar" else str(value)


def day_and_month(day: date, locale: str) -> str:
    return numerals(f"{day.day} {_GREGORIAN[locale][day.month - 1]}", locale)


def gregorian(day: date, locale: str) -> str:
    return numerals(f"{day_and_month(day, locale)} {day.year}", locale) + ("م" if locale == "ar" else "")


def hijri(day: date, locale: str) -> str | None:
    """The Hijri date; None before 1343 AH and after 1500 AH, where the calendar is not tabulated."""
    try:
        found = Gregorian(day.year, day.month, day.day).to_hijri()
    except (OverflowError, ValueError):
        return None
    said = f"{found.day} {_HIJRI[locale][found.month - 1]} {found.year}"
    return numerals(said, locale) + ("هـ" if locale == "ar" else " AH")


def both(day: date, locale: str) -> str:
    """«٧ ديسمبر ٢٠٢٦م، الموافق ٢٧ جمادى الآخرة ١٤٤٨هـ»."""
    other = hijri(day, locale)
    if other is None:
        return gregorian(day, locale)
    return f"{gregorian(day, locale)}، الموافق {other}" if locale == "ar" else f"{gregorian(day, locale)} ({other})"


def earliest_decision(submitted: date) -> date:
    """The first day on which the committee's answer can come."""
    return submitted + DECISION_AFTER
