from datetime import datetime

import pytest

from bot.desk_words import DeskWords, opening
from bot.dialogue.answers import Texts
from bot.settings import ROOT
from handoff.outlook import Outlook
from storage.requests import RIYADH

WORDS = DeskWords(Texts.load(ROOT / "bot" / "texts"))
NOW = datetime(2026, 11, 26, 17, 0, tzinfo=RIYADH)  # a Thursday


@pytest.mark.parametrize(
    ("at", "arabic", "english"),
    [
        (datetime(2026, 11, 26, 20, 30, tzinfo=RIYADH), "اليوم الساعة ٨:٣٠ مساءً", "today at 8:30 PM"),
        (datetime(2026, 11, 27, 0, 5, tzinfo=RIYADH), "غدًا الساعة ١٢:٠٥ صباحًا", "tomorrow at 12:05 AM"),
        (
            datetime(2026, 11, 29, 8, 0, tzinfo=RIYADH),
            "الأحد ٢٩ نوفمبر ٢٠٢٦م الساعة ٨:٠٠ صباحًا",
            "Sunday 29 November 2026 at 8:00 AM",
        ),
    ],
)
def test_the_opening_is_said_as_people_say_it(at: datetime, arabic: str, english: str) -> None:
    assert (opening(at, NOW, "ar"), opening(at, NOW, "en")) == (arabic, english)


@pytest.mark.parametrize(
    ("outlook", "said"),
    [
        (Outlook(3, 10), "٣، والوقت المتوقع نحو ١٠ دقائق"),
        (Outlook(3, 15), "نحو ١٥ دقيقة"),
        (Outlook(12, 95), "يزيد على ساعة"),
        (Outlook(2, None), "ترتيبك في الانتظار ٢"),
        (Outlook(1, 0), "أول موظف متاح"),
        (Outlook(5, None, datetime(2026, 11, 29, 8, 0, tzinfo=RIYADH)), "الأحد ٢٩ نوفمبر"),
    ],
)
def test_a_place_is_told_in_plain_words(outlook: Outlook, said: str) -> None:
    assert said in WORDS.place("ar", outlook, NOW)
    english = WORDS.place("en", outlook, NOW)
    assert not any("\u0600" <= letter <= "\u06ff" for letter in english)
