"""Splitting by the providers' real units: nothing lost, no limit passed, no letter or emoji torn."""

import regex
from hypothesis import example, given
from hypothesis import strategies as st

from channels.splitting import shorten, sms_segments, split_sms, split_units, utf16_units

FAMILY = "👨‍👩‍👧‍👦"  # eleven UTF-16 units that are one emoji
WORDS = st.sampled_from(
    [
        "السلام",
        "عليكم",
        "كيف",
        "أُقَدِّمُ",
        "طلبًا",
        "؟",
        ".",
        "\n",
        " ",
        "MD-2026-ABC123",
        FAMILY,
        "🙏🏽",
        "🇸🇦",
        "لله",
        "٣٥٠٠",
        "{x}",
    ]
)
TEXTS = st.one_of(
    st.lists(WORDS, max_size=120).map(" ".join), st.lists(WORDS, max_size=300).map("".join), st.text(max_size=400)
)


def squeezed(text: str) -> str:
    return "".join(text.split())


def graphemes(text: str) -> list[str]:
    return regex.findall(r"\X", text)


@given(TEXTS, st.integers(16, 300))
@example(FAMILY * 40, 20)
@example("a" + "\u0301" * 500, 100)
def test_pieces_hold_everything_within_the_limit(text: str, limit: int) -> None:
    pieces = split_units(text, limit)
    assert squeezed("".join(pieces)) == squeezed(text)
    assert all(piece.strip() == piece and 0 < utf16_units(piece) <= limit for piece in pieces)


@given(st.lists(WORDS, max_size=200).map(" ".join), st.integers(16, 300))
def test_no_grapheme_that_fits_is_torn(text: str, limit: int) -> None:
    pieces = split_units(text, limit)
    kept = [g for piece in pieces for g in graphemes(piece) if g.strip()]
    assert kept == [g for g in graphemes(text) if g.strip()]


@given(TEXTS, st.integers(1, 4))
def test_sms_pieces_keep_to_their_segments(text: str, segments: int) -> None:
    pieces = split_sms(text, segments)
    assert squeezed("".join(pieces)) == squeezed(text)
    assert all(sms_segments(piece) <= segments for piece in pieces)


def test_segments_are_counted_as_operators_count_them() -> None:
    assert [sms_segments("ا" * n) for n in (1, 70, 71, 134, 135, 201, 202)] == [1, 1, 2, 2, 3, 3, 4]
    assert [sms_segments("a" * n) for n in (160, 161, 306, 307, 459, 460)] == [1, 2, 2, 3, 3, 4]
    assert [sms_segments("€" * n) for n in (80, 81, 152, 153)] == [1, 2, 2, 3]  # an escape and its letter stay together
    assert sms_segments("🙏" * 35) == 1
    assert sms_segments("🙏" * 36) == 2
    assert sms_segments("🙏" * 67) == 3  # 33 pairs fit into 67 units, so three segments and not two


def test_cuts_fall_after_sentences_then_between_words() -> None:
    text = "استلمنا طلبك اليوم. سنرد عليك خلال أسبوعين إن شاء الله"
    assert split_units(text, 40) == ["استلمنا طلبك اليوم.", "سنرد عليك خلال أسبوعين إن شاء الله"]
    assert split_units("كلمة " * 10, 22) == ["كلمة كلمة كلمة كلمة", "كلمة كلمة كلمة كلمة", "كلمة كلمة"]


def test_numbered_choices_are_not_torn() -> None:
    lines = "\n".join(f"{n}. خيار رقم {n} من القائمة الطويلة" for n in range(1, 30))
    assert all(line in lines.split("\n") for piece in split_sms(lines, 3) for line in piece.split("\n"))


def test_a_long_text_is_cut_quickly_and_whole() -> None:
    text = "نص طويل جدًا من مئة ألف حرف أو يزيد قليلا " * 2500
    assert squeezed("".join(split_units(text, 4096))) == squeezed(text)


@given(st.lists(WORDS, max_size=30).map("".join), st.integers(12, 40))
def test_shortening_says_so_and_stays_within_its_limit(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert utf16_units(short) <= limit
    assert short == text or short.endswith("…")
