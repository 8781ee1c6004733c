"""Days in both calendars, in both languages."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.calendars import both, earliest_decision, gregorian, hijri


def test_day_is_said_in_both_calendars() -> None:
    assert both(date(2026, 12, 7), "ar") == "٧ ديسمبر ٢٠٢٦م، الموافق ٢٧ جمادى الآخرة ١٤٤٨هـ"
    assert both(date(2026, 12, 7), "en") == "7 December 2026 (27 Jumada II 1448 AH)"


def test_answer_comes_two_weeks_later_at_the_earliest() -> None:
    assert earliest_decision(date(2026, 11, 23)) == date(2026, 12, 7)


def test_day_outside_the_hijri_tables_is_gregorian_alone() -> None:
    assert hijri(date(1900, 1, 1), "ar") is None
    assert both(date(1900, 1, 1), "ar") == gregorian(date(1900, 1, 1), "ar") == "١ يناير ١٩٠٠م"


@given(st.dates(date(1930, 1, 1), date(2070, 1, 1)), st.sampled_from(["ar", "en"]))
def test_neighbouring_days_read_differently(day: date, locale: str) -> None:
    assert both(day, locale) != both(day + timedelta(days=1), locale)
