"""Arabic is recognised behind Latin letters, and English is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.script import read, unslip


@pytest.mark.parametrize(
    ("typed", "arabic"),
    [
        ("abi agadem 3ala d3m", "ابي اقدم علي دعم"),
        ("wesh awrag altagdeem", "وش اوراق التقديم"),
        ("kaif atbara3 lkm", "كيف اتبرع لكم"),
        ("la shukran", "لا شكرا"),
        ("salam 3alaikum", "السلام عليكم"),
    ],
)
def test_arabizi_reads_as_arabic(typed: str, arabic: str) -> None:
    reading = read(typed)
    assert (reading.language, reading.arabic) == ("arabizi", arabic)


@pytest.mark.parametrize(
    ("typed", "arabic"),
    [
        ("hgsghl ugd;l", "السلام عليكم"),
        ("hvd] hgjp]e lu l,/t", "اريد التحدث مع موظف"),
        ("HGSGHL UGD;L", "السلام عليكم"),
    ],
)
def test_a_forgotten_keyboard_layout_is_undone(typed: str, arabic: str) -> None:
    assert read(typed).arabic == arabic
    assert read(typed).language == "ar"


@pytest.mark.parametrize(
    "text",
    [
        "how do I apply?",
        "I want to talk to a human",
        "STOP",
        "what is the status of MD-2025-ABC123",
        "ok thanks",
        "hello there",
    ],
)
def test_english_stays_english(text: str) -> None:
    assert read(text).language == "en"
    assert unslip(text) is None


@pytest.mark.parametrize("text", ["متى الرد على request حقي", "١٢٣", "👍", "", "؟؟"])
def test_everything_else_is_arabic(text: str) -> None:
    assert read(text).language == "ar"


@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_reads(text: str) -> None:
    assert read(text).language in ("ar", "en", "arabizi")
