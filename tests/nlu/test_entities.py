"""The cases' notation, and what holds of every entity: spans, order, bounds of time, reading any text at all.

A case is the message itself, with what must be found marked in place: «عندي [خمسة](number:5) أطفال». Nothing else may
be found in it.
"""

import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.entities import extract

RIYADH = timezone(timedelta(hours=3))
NOW = datetime(2026, 3, 11, 10, 0, tzinfo=RIYADH)  # a Wednesday, 22 Ramadan 1447
_MARK = re.compile(r"\[(?P<surface>[^\]]+)\]\((?P<entity>[a-z_]+):(?P<value>[^)]*)\)")

Found = list[tuple[str, Any, str]]


def case(marked: str) -> tuple[str, Found]:
    """The plain message of a marked one, and what must be found in it: (entity, value, surface)."""
    expected = [(m["entity"], _value(m["entity"], m["value"]), m["surface"]) for m in _MARK.finditer(marked)]
    return _MARK.sub(lambda m: m["surface"], marked), expected


def _value(entity: str, written: str) -> Any:
    if entity == "time":
        start, _, end = written.partition("-")
        return {"from": start, "to": end or start}
    if entity in ("number", "money", "rating"):
        return float(written) if "." in written else int(written)
    return written


def found(text: str, expects: str | None = None) -> Found:
    return [(e.entity, e.value, text[e.start : e.end]) for e in extract(text, now=NOW, expects=expects)]


def check(marked: str, expects: str | None = None) -> None:
    text, expected = case(marked)
    assert found(text, expects) == expected


@pytest.mark.parametrize(
    "marked",
    [
        "[خمسة](number:5) أطفال وراتبي [٣٠٠٠ ريال](money:3000) في [جدة](city:جدة)",
        "هويتي [1052601810](national_id:1052601810) وجوالي [0551234567](mobile:+966551234567) وعمري [40](number:40)",
        "قدمت [قبل أسبوعين](date:2026-02-25) رقم طلبي [MD-2026-7KX2M9](reference:MD-2026-7KX2M9)",
        "اتصلوا علي [بكرة](date:2026-03-12) [العصر](time:15:30-17:30) على [٠٥٠٩٨٧٦٥٤٣](mobile:+966509876543)",
        "ساكنة ب[بريدة](city:بريدة) وعندي [ثلاث](number:3) بنات والإيجار [ألف وخمسمية](money:1500) بالشهر",
    ],
)
def test_several_in_one_message(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize(
    "text",
    [
        "السلام عليكم ورحمة الله وبركاته",
        "كيف أقدم على المساعدة",
        "شكرا لكم وجزاكم الله خير",
        "أبغى أعرف شروط الاستحقاق",
        "who are you and what do you do",
        "",
        "   ",
        "؟؟؟",
    ],
)
def test_nothing_in_plain_talk(text: str) -> None:
    assert found(text) == []


def test_offsets_count_code_points_of_the_original() -> None:
    text = "😀‏ عِنـــدي خَمْسَة أطفال"
    (entity,) = extract(text, now=NOW)
    assert (entity.value, text[entity.start : entity.end]) == (5, "خَمْسَة")


def test_now_is_read_as_riyadh_time() -> None:
    late = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)  # already the eleventh in Riyadh
    assert extract("اليوم", now=late)[0].value == "2026-03-11"
    assert extract("اليوم", now=datetime(2026, 3, 10, 22, 30))[0].value == "2026-03-10"


_PIECES = st.sampled_from(
    [*"0123456789٠٥٣ \n+-/.:,@ًـ", "05", "SA", "MD-", "من ", "إلى ", "الساعة ", "ألف ", "وخمسة ", "ريال ", "رمضان ",
     "بعد ", "شهر ", "⭐", "ونص ", "نجوم ", "الأحد ", "الرياض ", "العصر ", "سنة ", "%", "k",
     "\u200f", "ﷺ", "1447", "2026"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=25).map("".join)), st.sampled_from(
    [None, "full_name", "national_id", "mobile", "iban", "email", "reference", "date", "date_of_birth", "time",
     "number", "family_size", "money", "monthly_income", "city", "rating", "comment", "confirm"]
))  # fmt: skip
def test_any_text_is_read_and_spans_are_in_order(text: str, expects: str | None) -> None:
    last = 0
    for entity in extract(text, now=NOW, expects=expects):
        assert last <= entity.start < entity.end <= len(text)
        last = entity.end


@pytest.mark.parametrize("now", [datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59), datetime(1800, 5, 5)])
def test_days_beyond_the_calendar_are_left_out(now: datetime) -> None:
    for text in ("قبل 50 سنة", "بعد أسبوعين", "5 رمضان", "أمس", "31 ديسمبر", "الأحد القادم", "الجمعة الماضي"):
        extract(text, now=now)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "unit",
    ["5 ", "٠٥٥ ", "ألف ", "و", "من ٤ إلى ", "SA12 ", "a@", "MD-20", "12/", "⭐", "رمضان 5 ", "بعد ", "x.", "1-",
     "الساعة ", "ونص ", "رقم ", "ريال ", "+", "العصر ", "3/12 ", "5/5 ", "و5 ", "2 ", "اسمي ", "محمد ", "و", " "],
)  # fmt: skip
def test_time_grows_with_the_length_alone(unit: str) -> None:
    text = unit * (30_000 // len(unit))
    started = time.process_time()
    extract(text, now=NOW)
    assert time.process_time() - started < 5


def test_import_loads_no_heavy_library() -> None:
    code = "import sys, nlu.entities; print([m for m in ('phonenumbers', 'stdnum', 'hijridate') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
