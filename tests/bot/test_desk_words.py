from datetime import datetime

import pytest

from bot.desk_words import DeskWords, opening
from bot.dialogue.answers import Texts
from bot.settings import ROOT
from channels.splitting import sms_segments
from handoff.outlook import Outlook
from storage.requests import RIYADH

TEXTS = Texts.load(ROOT / "bot" / "texts")
WORDS = DeskWords(TEXTS)
NOW = datetime(2026, 11, 26, 17, 0, tzinfo=RIYADH)  # a Thursday
SUNDAY = datetime(2026, 11, 29, 8, 0, tzinfo=RIYADH)


@pytest.mark.parametrize(
    ("at", "arabic", "english"),
    [
        (datetime(2026, 11, 26, 20, 30), "اليوم الخميس الساعة ٨:٣٠ مساءً", "today, Thursday, at 8:30 PM"),
        (datetime(2026, 11, 27, 0, 5), "غدًا الجمعة الساعة ١٢:٠٥ صباحًا", "tomorrow, Friday, at 12:05 AM"),
        (datetime(2026, 11, 28, 16, 0), "يوم السبت الساعة ٤ عصرًا", "on Saturday at 4 PM"),
        (datetime(2026, 11, 29, 8, 0), "يوم الأحد الساعة ٨ صباحًا", "on Sunday at 8 AM"),
        (datetime(2026, 12, 3, 12, 0), "الخميس ٣ ديسمبر الساعة ١٢ ظهرًا", "on Thursday 3 December at 12 PM"),
    ],
)
def test_the_opening_is_said_as_people_say_it(at: datetime, arabic: str, english: str) -> None:
    at = at.replace(tzinfo=RIYADH)
    assert (opening(at, NOW, "ar"), opening(at, NOW, "en")) == (arabic, english)


def test_after_midnight_the_coming_morning_is_today() -> None:
    assert opening(SUNDAY, datetime(2026, 11, 29, 0, 30, tzinfo=RIYADH), "ar") == "اليوم الأحد الساعة ٨ صباحًا"


@pytest.mark.parametrize(
    ("outlook", "said"),
    [
        (Outlook(3, 10), "٣، والوقت المتوقع نحو ١٠ دقائق"),
        (Outlook(3, 15), "نحو ١٥ دقيقة"),
        (Outlook(12, 95), "يزيد على ساعة"),
        (Outlook(2, None), "ترتيبك في الانتظار ٢"),
        (Outlook(1, 0), "أول موظف متاح"),
        (Outlook(5, None, SUNDAY), "حين نفتح يوم الأحد الساعة ٨ صباحًا"),
    ],
)
def test_a_place_is_told_in_plain_words(outlook: Outlook, said: str) -> None:
    assert said in WORDS.place("ar", outlook, NOW)
    english = WORDS.place("en", outlook, NOW)
    assert not any("\u0600" <= letter <= "\u06ff" for letter in english)


def test_who_calls_outside_the_hours_hears_first_when_somebody_answers() -> None:
    """The opening once stood last, in the third paragraph."""
    closed = Outlook(5, None, SUNDAY)
    said = WORDS.called("ar", TEXTS("ar", "handoff_queued"), closed, NOW)
    first, more = said.split("\n")
    assert first == "وصلت رسالتك، ويرد عليك هنا موظف حين نفتح يوم الأحد الساعة ٨ صباحًا إن شاء الله."
    assert more == "وما تضيفه قبل ذلك يصلنا."
    again = WORDS.called("ar", TEXTS("ar", "handoff_queued_again"), closed, NOW)
    assert again == said, "asked again, the same holds"


def test_the_general_words_give_way_wherever_they_stand_in_the_reply() -> None:
    """A greeting is answered before them, and an open form is spoken of after them."""
    hello, form = TEXTS("ar", "greet_back"), TEXTS("ar", "form_kept_for_person")
    said = WORDS.called("ar", f"{hello}\n\n{TEXTS('ar', 'handoff_queued')}\n\n{form}", Outlook(5, None, SUNDAY), NOW)
    assert said.split("\n\n") == [hello, TEXTS("ar", "handoff_closed", opening="يوم الأحد الساعة ٨ صباحًا"), form]


def test_danger_outside_the_hours_names_the_numbers_before_the_opening() -> None:
    said = WORDS.called("ar", TEXTS("ar", "urgent"), Outlook(1, None, SUNDAY), NOW)
    assert said.index("911") < said.index("997") < said.index("يوم الأحد")


def test_other_words_are_followed_by_the_place() -> None:
    said = WORDS.called("en", "We pass you on.", Outlook(2, None), NOW)
    assert said.startswith("We pass you on.\n\nYou are number 2")


@pytest.mark.parametrize("locale", ["ar", "en"])
@pytest.mark.parametrize("called", ["handoff_queued", "handoff_queued_again", "urgent"])
@pytest.mark.parametrize(
    "outlook",
    [
        Outlook(1, 0),
        Outlook(12, 15),
        Outlook(12, 95),
        Outlook(12, None),
        Outlook(12, None, SUNDAY),
        Outlook(12, None, datetime(2027, 9, 22, 10, 30, tzinfo=RIYADH)),  # the longest names of a day and a month
    ],
)
def test_a_call_is_answered_within_two_segments_of_a_text_message(locale: str, called: str, outlook: Outlook) -> None:
    said = WORDS.called(locale, TEXTS(locale, called), outlook, NOW)
    assert sms_segments(said) <= 2, said
    if called == "handoff_queued":
        said = WORDS.called(locale, f"{TEXTS(locale, called)}\n\n{TEXTS(locale, 'form_kept_for_person')}", outlook, NOW)
        assert sms_segments(said) <= 2, said
