"""Numbered choices: how they read, and which typed replies name one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.choices import chosen, is_arabic, numbered
from channels.message import Button

ARABIC = (Button("طلب دعم", "support"), Button("الإسكان والإيجار", "housing", "للأسر"), Button("شكوى", "complaint"))
ENGLISH = (Button("Support", "support"), Button("Complaint", "complaint"))


def test_arabic_choices_have_arabic_numerals_and_a_closing_line() -> None:
    assert numbered("كيف نخدمك؟", ARABIC) == (
        "كيف نخدمك؟\n\n١. طلب دعم\n٢. الإسكان والإيجار – للأسر\n٣. شكوى\n\nأرسل رقم الخيار"
    )


def test_english_choices_have_western_numerals() -> None:
    assert numbered("How can we help?", ENGLISH).endswith("1. Support\n2. Complaint\n\nReply with the number")


def test_without_text_the_titles_choose_the_language() -> None:
    assert numbered("", ENGLISH).startswith("1. Support")
    assert numbered("؟", ARABIC).startswith("؟\n\n١. ")


def test_the_closing_line_may_be_given_or_dropped() -> None:
    assert numbered("اختر", ARABIC, closing="اكتب الرقم").endswith("\n\nاكتب الرقم")
    assert numbered("اختر", ARABIC, closing="").endswith("٣. شكوى")
    assert numbered("نص بلا خيارات", ()) == "نص بلا خيارات"


@pytest.mark.parametrize(
    "reply", ["2", "٢", "۲", " 2. ", "(٢)", "2)", "الإسكان والإيجار", "الاسكان والايجار", "الإِسْكان  والإيجــار!"]
)
def test_the_second_is_named_in_many_ways(reply: str) -> None:
    assert chosen(reply, ARABIC) == ARABIC[1]


@pytest.mark.parametrize("reply", ["", " ", "0", "4", "٠", "22", "2 3", "-", "الإسكان", "رقم 2 لو سمحت", "²"])
def test_other_replies_name_none(reply: str) -> None:
    assert chosen(reply, ARABIC) is None


def test_a_title_that_is_a_number_wins_over_the_position() -> None:
    sizes = (Button("٣", "three"), Button("١", "one"), Button("٢", "two"))
    assert chosen("1", sizes) == sizes[1]
    assert chosen("٣", sizes) == sizes[0]


def test_titles_that_fold_to_the_same_name_none() -> None:
    assert chosen("نعم", (Button("نعم", "a"), Button("نعم!", "b"))) is None


@given(st.text(max_size=40))
def test_any_reply_is_read(reply: str) -> None:
    assert chosen(reply, ARABIC) in (None, *ARABIC)


def test_text_without_letters_counts_as_arabic() -> None:
    assert is_arabic("٢٠٢٦!")
    assert not is_arabic("hello")
