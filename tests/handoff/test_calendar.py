from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from handoff import holidays, prayers
from handoff.calendar import Calendar, Pause, Rules, Span, SpecialDay
from handoff.desk_config import Hours, shown_spans
from handoff.holidays import Holidays
from storage.requests import RIYADH

EIGHT_TO_FOUR = (Span(8 * 60, 16 * 60),)
WORKDAYS = (6, 0, 1, 2, 3)  # Sunday to Thursday
WEEK = dict.fromkeys(WORKDAYS, EIGHT_TO_FOUR)
PLAIN = Rules(WEEK)
DEFAULT = Calendar(Hours().rules({}))


def at(day: str, clock: str = "00:00") -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), RIYADH)


def spans(calendar: Calendar, day: str) -> list[str]:
    return [str(span) for span in calendar.plan(date.fromisoformat(day)).spans]


def test_work_is_from_sunday_to_thursday() -> None:
    calendar = Calendar(PLAIN)
    week = [date(2026, 11, 22) + timedelta(days=n) for n in range(7)]
    assert [bool(calendar.plan(day).spans) for day in week] == [True] * 5 + [False] * 2


def test_a_promise_made_late_on_thursday_falls_due_on_sunday() -> None:
    calendar = Calendar(PLAIN)
    assert calendar.add(at("2026-11-26", "15:45"), timedelta(minutes=30)) == at("2026-11-29", "08:15")
    assert calendar.next_opening(at("2026-11-26", "16:00")) == at("2026-11-29", "08:00")
    assert calendar.between(at("2026-11-26", "15:45"), at("2026-11-29", "08:15")) == timedelta(minutes=30)


def test_a_day_may_have_several_spans_and_pauses() -> None:
    week = {6: (Span(8 * 60, 12 * 60), Span(16 * 60, 20 * 60))}
    calendar = Calendar(Rules(week, pauses=(Pause(30, at=time(9)), Pause(20, at=time(11, 50)))))
    assert spans(calendar, "2026-11-29") == ["08:00-09:00", "09:30-11:50", "16:00-20:00"]
    assert not calendar.is_open(at("2026-11-29", "09:10"))
    assert calendar.next_opening(at("2026-11-29", "09:10")) == at("2026-11-29", "09:30")


def test_the_pause_for_prayer_follows_the_sun() -> None:
    calendar = Calendar(Rules(WEEK, pauses=(Pause(30, "dhuhr"),)))
    assert spans(calendar, "2026-11-29") == ["08:00-11:42", "12:12-16:00"]
    assert spans(calendar, "2026-07-26") == ["08:00-12:00", "12:30-16:00"]


def test_ramadan_has_hours_of_its_own() -> None:
    calendar = Calendar(Rules(WEEK, ramadan=dict.fromkeys(WORKDAYS, (Span(600, 900),))))
    assert calendar.plan(date(2026, 2, 18)).source == "ramadan", "1 Ramadan 1447"
    assert spans(calendar, "2026-02-18") == ["10:00-15:00"]
    assert spans(calendar, "2026-02-17") == ["08:00-16:00"]


def test_an_empty_week_in_ramadan_means_closed_not_as_usual() -> None:
    assert spans(Calendar(Rules(WEEK, ramadan={})), "2026-02-18") == []


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("eid_al_fitr", ["2026-03-19", "2026-03-20", "2026-03-21", "2026-03-22"]),  # 30 Ramadan 1447 to 3 Shawwal
        ("eid_al_adha", ["2026-05-26", "2026-05-27", "2026-05-28", "2026-05-29"]),  # 9 to 12 Dhu al-Hijjah 1447
        ("national_day", ["2026-09-23"]),
        ("founding_day", ["2026-02-22"]),
    ],
)
def test_holidays_are_computed(name: str, days: list[str]) -> None:
    found = holidays.of_year(2026, Holidays())
    assert sorted(day.isoformat() for day, known in found.items() if known == name) == days
    for day in days:
        assert DEFAULT.next_opening(at(day, "12:00")) != at(day, "12:00"), "nobody is there"


def test_a_national_day_on_a_weekend_is_moved() -> None:
    on_friday, on_saturday = date(2033, 9, 23), date(2028, 9, 23)
    assert (on_friday.weekday(), on_saturday.weekday()) == (4, 5)
    assert holidays.of_year(2033, Holidays())[date(2033, 9, 22)] == "national_day"
    assert holidays.of_year(2028, Holidays())[date(2028, 9, 24)] == "national_day"
    stays = Holidays(moved_off_weekends=False)
    assert date(2033, 9, 22) not in holidays.of_year(2033, stays)


def test_a_dated_change_stands_above_everything() -> None:
    days = {
        date(2026, 9, 23): SpecialDay("مناوبة", (Span(540, 720),)),
        date(2026, 11, 29): SpecialDay("تدريب الموظفين"),
    }
    calendar = Calendar(Rules(WEEK, pauses=(Pause(30, at=time(10)),), days=days))
    assert spans(calendar, "2026-09-23") == ["09:00-12:00"]
    assert spans(calendar, "2026-11-29") == []
    assert calendar.plan(date(2026, 11, 29)).name == "تدريب الموظفين"


def test_where_nobody_ever_works_nothing_is_promised() -> None:
    calendar = Calendar(Rules({}))
    assert calendar.next_opening(at("2026-11-29")) is None
    assert calendar.add(at("2026-11-29"), timedelta(minutes=1)) is None


MAKKAH = (21.427009, 39.828685)
# As published by the Umm al-Qura calendar: dhuhr, asr, maghrib, isha.
PUBLISHED = {
    "2016-01-05": "12:26 15:32 17:53 19:23",
    "2016-03-05": "12:33 15:55 18:27 19:57",
    "2016-05-02": "12:18 15:39 18:47 20:17",
    "2016-07-08": "12:26 15:43 19:07 20:37",
    "2016-09-04": "12:20 15:45 18:34 20:04",
    "2016-11-05": "12:05 15:19 17:43 19:13",
}


@pytest.mark.parametrize(("day", "times"), PUBLISHED.items())
def test_prayers_begin_when_umm_al_qura_says(day: str, times: str) -> None:
    names: tuple[prayers.Prayer, ...] = ("dhuhr", "asr", "maghrib", "isha")
    for name, clock in zip(names, times.split(), strict=True):
        found = prayers.begins(name, date.fromisoformat(day), MAKKAH)
        assert abs(found - at(day, clock)) <= timedelta(minutes=1), name


def test_isha_comes_later_in_ramadan() -> None:
    usual, fasting = (prayers.begins("isha", date(2024, 3, 12), MAKKAH, ramadan=r) for r in (False, True))
    assert fasting - usual == timedelta(minutes=30)


clocks = st.integers(0, 24 * 60)
a_span = st.tuples(clocks, clocks).filter(lambda s: s[0] < s[1]).map(lambda s: Span(*s))
weeks = st.dictionaries(st.integers(0, 6), st.lists(a_span, min_size=1, max_size=3).map(tuple), min_size=1)
pauses = st.lists(st.builds(Pause, st.integers(1, 60), st.sampled_from(["dhuhr", "asr", "maghrib"])), max_size=2)
calendars = st.builds(lambda week, paused: Calendar(Rules(week, pauses=tuple(paused))), weeks, pauses)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1)).map(lambda m: m.replace(tzinfo=RIYADH))
amounts = st.integers(1, 3000).map(lambda minutes: timedelta(minutes=minutes))


@settings(max_examples=60)
@given(calendars, moments, amounts, amounts)
def test_working_time_adds_up(calendar: Calendar, start: datetime, first: timedelta, second: timedelta) -> None:
    middle = calendar.add(start, first)
    end = calendar.add(start, first + second)
    if middle is None or end is None:
        return
    assert calendar.add(middle, second) == end
    assert calendar.between(start, middle) == first
    assert calendar.between(start, middle) + calendar.between(middle, end) == calendar.between(start, end)
    assert calendar.between(end, start) == timedelta(0)


@settings(max_examples=60)
@given(calendars, moments)
def test_the_next_opening_is_the_first_moment_of_work(calendar: Calendar, start: datetime) -> None:
    opening = calendar.next_opening(start)
    if opening is None:
        return
    assert opening >= start
    assert calendar.is_open(opening)
    assert calendar.between(start, opening) == timedelta(0)
    assert (opening == start) == calendar.is_open(start)


def test_hours_are_written_as_text_or_in_parts() -> None:
    hours = Hours.model_validate({"week": {"sunday": ["08:00-12:00", {"start": "16:00", "end": "24:00"}]}})
    assert hours.rules({}).week == {6: (Span(480, 720), Span(960, 1440))}
    assert shown_spans((Span(480, 720),))[0].model_dump() == {"start": "08:00", "end": "12:00"}
    assert Hours.model_validate(hours.model_dump(mode="json")) == hours


@pytest.mark.parametrize("bad", ["8-12", "12:00-08:00", "08:00-08:00", "08:00-25:00", "08:60-09:00", "08:00", 5])
def test_hours_that_make_no_sense_are_refused(bad: object) -> None:
    with pytest.raises(ValidationError):
        Hours.model_validate({"week": {"sunday": [bad]}})
