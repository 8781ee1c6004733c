"""What was said is found by what is typed, in whatever spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.folding import LONGEST, phone_forms, references, terms, wanted

ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
MARKS = "ًٌٍَُِّْـ"
SPELLINGS = {"ا": "اأإآٱ", "ه": "هة", "ي": "يىئ", "و": "وؤ", "ك": "كک"}
DIGITS = ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "0123456789")
arabic_words = st.text(ARABIC, min_size=2, max_size=12)
anything = st.text(max_size=200)


def found(said: str, typed: str) -> bool:
    """Whether a conversation in which this was said is found by what is typed."""
    kept = terms(said)
    return bool(wanted(typed)) and all(any(word.startswith(w) for word in kept) for w in wanted(typed))


@st.composite
def spellings(draw: st.DrawFn, word: str) -> str:
    """The word as somebody else may write it: other forms of its letters, marks, tatweel."""
    letters = [draw(st.sampled_from(SPELLINGS.get(letter, letter))) for letter in word]
    return "".join(letter + draw(st.sampled_from(["", *MARKS])) for letter in letters)


@given(st.data(), st.lists(arabic_words, min_size=1, max_size=6))
def test_a_word_is_found_in_any_spelling(data: st.DataObject, said: list[str]) -> None:
    word = data.draw(st.sampled_from(said))
    assert found(" ".join(said), data.draw(spellings(word)))


@given(st.data(), arabic_words)
def test_a_word_is_found_while_it_is_being_typed(data: st.DataObject, word: str) -> None:
    from nlu.arabic import normalise

    folded = normalise(word)
    if len(folded) >= 2:
        assert found(f"قال {word} اليوم", folded[: data.draw(st.integers(1, len(folded)))])


@given(st.data(), st.from_regex(r"05[0-9]{8}", fullmatch=True))
def test_a_phone_is_found_with_or_without_its_country_in_every_digit_set(data: st.DataObject, phone: str) -> None:
    own = phone[1:]
    typed = data.draw(st.sampled_from([phone, own, f"+966{own}", f"00966{own}", f"966 {own[:2]} {own[2:5]} {own[5:]}"]))
    typed = typed.translate(str.maketrans(DIGITS[2], data.draw(st.sampled_from(DIGITS))))
    for said in (phone, f"رقمي {phone[:3]} {phone[3:6]} {phone[6:]} للتواصل", f"+966{own}"):
        assert found(said, typed), (said, typed)
    assert set(wanted(typed)) <= phone_forms(f"966{own}")


@given(anything)
def test_whatever_is_typed_makes_few_short_words(typed: str) -> None:
    for word in wanted(typed):
        assert word
        assert len(word) <= LONGEST
        assert word == word.lower() or not word.isascii()
    assert len(wanted(typed)) <= 8


@given(anything)
def test_whatever_is_said_makes_words_that_can_be_stored(said: str) -> None:
    for word in terms(said):
        assert 0 < len(word) <= LONGEST + 3
        assert "\x00" not in word
        word.encode()


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("أريد دفع إيجار البيت", "بيت"),
        ("أريد دفع إيجار البيت", "البيت"),
        ("أريد دفع إيجار البيت", "ايجار بي"),
        ("وللمستفيدين حق", "مستفيدين"),
        ("بالمدرسة", "مدرسه"),
        ("والدتي مريضة", "والدتي"),
        ("رسالة من سارة", "ساره"),
        ("طلبي MD-2026-AAAB12", "md 2026 aaab12"),
        ("طلبي md ٢٠٢٦ ٧K3Q9Z", "MD-2026-7K3Q9Z"),
        ("طلبي MD-2026-7K3Q9Z", "7k3q9z"),
        ("Hello Naïve Café", "cafe"),
    ],
)
def test_found(said: str, typed: str) -> None:
    assert found(said, typed)


@pytest.mark.parametrize(
    ("said", "typed"),
    [("الله يوفقكم", "له"), ("بيت", "ب ت"), ("سلام", "%"), ("سلام", "' OR 1=1 --")],
)
def test_not_found(said: str, typed: str) -> None:
    assert not found(said, typed)


def test_of_the_bots_words_only_references_are_kept() -> None:
    assert references("وصلنا طلبك، ورقمه MD-2026-7K3Q9Z.") == {"md20267k3q9z", "7k3q9z"}
    assert references("نقدم خدماتنا للأسر") == frozenset()
