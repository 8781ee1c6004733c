"""The normaliser is total, idempotent and knows the way back."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.arabic import normalise, normalise_mapped, words

ANY_TEXT = st.text(alphabet=st.characters(), max_size=60)
ARABIC_TEXT = st.text(
    alphabet="ابتثحخدرسشصطعغفقكلمنهويىةأإآءؤئ ًٌٍَُِّْـ٠١٢۳4،؟!لاﷲﻻ\u200f\u200d\u0000\ud800😂👍🏽\n", max_size=80
)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("السَّلامُ عَلَيْكُمْ", "السلام عليكم"),
        ("شُكـــــرًا", "شكرا"),
        ("أحمد إلى آدم ٱلله", "احمد الي ادم الله"),
        ("مسؤولة شيء قائمة", "مسووله شي قايمه"),
        ("ﷲ ﻻ ﺍﻟﺴﻼﻡ", "الله لا السلام"),
        ("۰٥٥ ١٢٣", "055 123"),
        ("شكراااااا", "شكرا"),
        ("هههههههه", "هه"),
        ("اللللله", "الله"),
        ("0555555", "0555555"),
        ("مر\u200fحبا\u200b \x00\ud800بكم", "مرحبا بكم"),
        ("طيب👍🏽شكرا", "طيب 👍 شكرا"),
        ("1️⃣", "1"),
        ("متى؟؟؟؟", "متي?"),
        ("سطر\r\n\r\n آخر", "سطر\nاخر"),
        ("Café HELLO", "cafe hello"),
        ("کیف گروب", "كيف قروب"),
        ("", ""),
    ],
)
def test_one_spelling_for_many(written: str, normal: str) -> None:
    assert normalise(written) == normal


@given(st.one_of(ANY_TEXT, ARABIC_TEXT))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_every_single_character_has_a_stable_normal_form() -> None:
    """All that mean something, and of the three quarters of Unicode that do not, every fiftieth."""
    meant = (chr(c) for c in range(0x110000) if c % 50 == 0 or unicodedata.category(chr(c)) not in ("Cn", "Co"))
    forms = {normalise(f"ا{character}ب") for character in meant}
    assert [form for form in forms if normalise(form) != form] == []


@given(st.one_of(ANY_TEXT, ARABIC_TEXT))
def test_the_mapped_form_is_the_same_and_its_offsets_rise(text: str) -> None:
    mapped = normalise_mapped(text)
    assert mapped.text == normalise(text)
    assert len(mapped.starts) == len(mapped.ends) == len(mapped.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(mapped.starts, mapped.ends, strict=True))
    assert list(mapped.starts) == sorted(mapped.starts)


@given(st.one_of(ANY_TEXT, ARABIC_TEXT), st.data())
def test_the_original_of_a_span_normalises_to_that_span(text: str, data: st.DataObject) -> None:
    mapped = normalise_mapped(text)
    found = words(mapped.text)
    if not found:
        return
    word = data.draw(st.sampled_from(found))
    start = mapped.text.index(word)
    first, last = mapped.span(start, start + len(word))
    assert word in normalise(text[first:last])


def test_a_span_takes_the_marks_on_its_last_letter() -> None:
    text = "قال مُحَمَّدٌ نعم"
    mapped = normalise_mapped(text)
    start = mapped.text.index("محمد")
    first, last = mapped.span(start, start + 4)
    assert text[first:last] == "مُحَمَّدٌ"


def test_a_stretched_letter_maps_to_the_whole_stretch() -> None:
    text = "يا سلاااام عليك"
    mapped = normalise_mapped(text)
    start = mapped.text.index("سلام")
    first, last = mapped.span(start, start + 4)
    assert text[first:last] == "سلاااام"


@pytest.mark.parametrize("piece", ["شكرااا لكم يا إخوان ", "؟", "😂", "\u064b", "ا", "\u200f\x00"])
def test_a_hundred_thousand_characters_take_linear_time(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    normalise(text)
    started = time.process_time()
    assert normalise_mapped(text).text == normalise(text)
    assert time.process_time() - started < 2
