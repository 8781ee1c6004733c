"""What brings different writings of one thing together, before anything is learned."""

import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.arabic import normalise
from nlu.embedded.augment import variants
from nlu.embedded.features import features
from nlu.embedded.gloss import glossed
from nlu.embedded.greetings import after
from nlu.embedded.lexicon import CANONICAL
from nlu.embedded.morphology import canonical, root
from nlu.embedded.segments import MOST, segments
from nlu.script import read
from nlu.training_data import Example


@pytest.mark.parametrize(
    ("dialect", "standard"),
    [
        ("وش ابغي", "ماذا اريد"),
        ("شو بدي", "ماذا اريد"),
        ("فين المصاري", "اين مال"),
        ("عشان عيالي", "لاجل اولاد"),
        ("لو سمحت ليش", "رجا لماذا"),
        ("دحين", "الان"),
    ],
)
def test_dialects_meet_in_the_lexicon(dialect: str, standard: str) -> None:
    assert " ".join(canonical(dialect.split())) == standard


def test_the_lexicon_is_in_the_normal_form_and_settled() -> None:
    for form, word in CANONICAL.items():
        assert (normalise(form), normalise(word)) == (form, word)
        assert CANONICAL.get(word, word) == word, f"{form} -> {word} -> {CANONICAL[word]}"


@pytest.mark.parametrize(
    "family",
    [
        ("استخدم", "استخدام", "تستخدم", "يستخدمون", "بستخدم"),
        ("تقديم", "اقدم", "التقديم", "نقدم", "بيقدم"),
        ("رفض", "رفضوا", "انرفض", "الرفض", "رفضكم"),
        ("موعد", "مواعيد", "المواعيد"),
    ],
)
def test_words_of_a_family_share_a_root(family: tuple[str, ...]) -> None:
    assert len({root(word) for word in family}) == 1


@given(st.text(alphabet="ابتدرسشعفقكلمنهويةىa1 ", max_size=20))
def test_every_word_has_a_root(text: str) -> None:
    assert all(root(word) for word in normalise(text).split())


def test_english_reads_as_arabic() -> None:
    assert list(glossed(["how", "do", "i", "apply"])) == ["كيف", "افعل", "انا", "تقديم"]
    assert list(glossed(["call", "me", "waiting", "zebra"])) == ["اتصال", "انتظر", "zebra"]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("السلام عليكم، كيف اقدم؟", ("السلام عليكم", "كيف اقدم")),
        ("مرحبا\nابي موظف", ("مرحبا", "ابي موظف")),
        ("سوال واحد", ("سوال واحد",)),
        ("المبلغ 1,500.50 ريال", ("المبلغ 1,500.50 ريال",)),
        ("السلام عليكم ابي اقدم شكوى", ("السلام عليكم", "ابي اقدم شكوي")),
        ("؟؟ ...", ()),
    ],
)
def test_clauses_are_cut_where_one_saying_ends(text: str, clauses: tuple[str, ...]) -> None:
    assert segments(normalise(text)) == clauses


def test_a_long_story_gives_so_many_clauses_and_no_more() -> None:
    assert len(segments("كلام. " * 1000)) == MOST


def test_variants_are_the_same_each_time_and_are_two_for_each_arabic_text() -> None:
    examples = [
        Example("hello", "greet"),
        *(Example(f"متى يصل الرد على طلبي رقم {i}", "faq_decision_time") for i in range(20)),
    ]
    found = variants(examples, seed=3)
    assert found == variants(examples, seed=3)
    assert found != variants(examples, seed=4)
    assert {variant.origin for variant in found} == set(range(1, 21))
    assert max(Counter(variant.origin for variant in found).values()) == 2


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("السلام عليكم ورحمة الله، متى يأتيني الرد على طلبي؟", "متى يأتيني الرد على طلبي؟"),
        ("السَّلام عليكم،متى الرد", "متى الرد"),
        ("هلا والله كيف حالكم وين موقعكم", "وين موقعكم"),
        ("salam alaikum kef agdem", "kef agdem"),
        ("hgsghl ugd;l ;dt hr]l", ";dt hr]l"),
        ("Good morning, when do you open", "when do you open"),
        ("السلام عليكم", "السلام عليكم"),
        ("هلا والله؟", "هلا والله؟"),
        ("السلامة العامة", "السلامة العامة"),
        ("متى الرد، السلام عليكم", "متى الرد، السلام عليكم"),
    ],
)
def test_a_greeting_is_taken_off_what_is_said(text: str, rest: str) -> None:
    assert after(text, read(text)) == rest


def test_no_row_of_greetings_takes_long() -> None:
    text = "السلام عليكم ورحمة الله " * 1000 + "وبركاتهم"
    started = time.process_time()
    assert after(text, read(text)) == "وبركاتهم"
    assert time.process_time() - started < 2


def test_features_of_arabizi_meet_those_of_arabic() -> None:
    arabizi, arabic = features(read("abi agadem 3ala d3m")), features(read("أبي أقدم على دعم"))
    assert arabizi["r"] == arabic["r"]
    assert arabizi["l"]
    assert "l" not in arabic


def test_features_of_an_endless_text_are_bounded() -> None:
    text = "كلمات كثيرة جدا في رسالة لا تنتهي " * 4000
    started = time.process_time()
    assert sum(map(len, features(read(text)).values())) < 40_000
    assert time.process_time() - started < 2
