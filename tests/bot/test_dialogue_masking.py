"""ID numbers and IBANs leave no trace in what is stored, in any spelling."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.masking import masked, spans

DIGITS = {"ascii": "0123456789", "arabic": "٠١٢٣٤٥٦٧٨٩", "persian": "۰۱۲۳۴۵۶۷۸۹"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("هويتي 1052345673", "هويتي ••••••5673"),
        ("هويتي ١٠٥٢٣٤٥٦٧٣ وجوالي 0551234567", "هويتي ••••••5673 وجوالي 0551234567"),
        ("إقامتي ۲۳۸۸۱۷۲۰۴۷", "إقامتي ••••••2047"),
        ("1 052 345 673", "••••••5673"),
        ("0123456 105 2345673", "0123456 ••••••5673"),
        ("رقم1052345674غلط", "رقم••••••5674غلط"),
        ("SA03 8000 0000 6080 1016 7519", "SA••••••••••••••••••7519"),
        ("الآيبان sa0380000000608010167519.", "الآيبان SA••••••••••••••••••7519."),
        ("0380000000608010167519", "••••••••••••••••••7519"),
    ],
)
def test_number_is_hidden_but_for_its_last_digits(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "0551234567",
        "+966551234567",
        "00966 55 123 4567",
        "MD-2026-7K3QXA",
        "2026-11-23 الساعة 10",
        "دخلي 3500",
        "0551234567 0509998887",
        "920012345",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert masked(text) == text


def _spelled(digits: str, alphabet: str, gaps: list[str]) -> str:
    return "".join(alphabet[int(d)] + gap for d, gap in zip(digits, gaps, strict=True)).strip()


@given(
    st.from_regex(r"[12][0-9]{9}", fullmatch=True),
    st.sampled_from(sorted(DIGITS)),
    st.lists(st.sampled_from(["", "", " ", "-", "\u200f", " - "]), min_size=10, max_size=10),
    st.sampled_from(["", "هويتي ", "رقمي: "]),
    st.sampled_from(["", " شكرا", "،"]),
)
def test_id_is_hidden_however_it_is_written(digits: str, script: str, gaps: list[str], before: str, after: str) -> None:
    text = before + _spelled(digits, DIGITS[script], gaps) + after
    folded = "".join(str(int(c)) if c.isdecimal() else "" for c in masked(text))
    assert folded == digits[-4:]


@given(st.text(max_size=200))
def test_masking_is_total_and_idempotent_and_spans_are_in_order(text: str) -> None:
    once = masked(text)
    assert masked(once) == once
    found = spans(text)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
