"""What people really write at a question: declining, waiting, danger. Each test is named after a mishap."""

from datetime import timedelta

import pytest

from bot.dialogue import danger
from bot.dialogue.forms import hearing
from bot.dialogue.keywords import command
from bot.dialogue.state import State
from bot.dialogue.understood import Understood
from nlu.interpreter import OUT_OF_SCOPE, Entity, Intent, Interpretation
from tests.bot.talking import NOW, REFERENCE, Visitor, dialogue, interpreted

SERVICE = ("سارة بنت محمد القحطاني", "1052345673", "0551234567", "الرياض", "تدريب", "أحتاج دورة حاسب لابنتي")
SUPPORT = (
    "نورة عبدالله العتيبي", "1052345673", "1405/3/12", "0551234567", "بريدة", "أرملة", "٥", "٢٠٠٠", "إيجار",
    "دعم مالي", "زوجي متوفى وعندي أربع عيال",
)  # fmt: skip


def visitor(opening: str, *answers: str) -> Visitor:
    person = Visitor()
    for text in (opening, *answers):
        person.say(text)
    return person


@pytest.mark.parametrize(
    "said",
    [
        "ما عندي", "لا يوجد", "بعدين", "تجاوز", "ماعندي ايبان", "مو الحين", "نسيته", "خلاص مافيه", "اللي بعده", "كمل",
        "التالي", "غير متوفر", "الحساب باسم زوجي ما عندي", "معنديش", "مفيش", "لا والله ما عندي", "skip",
    ],
)  # fmt: skip
def test_declining_the_iban_kept_the_form_as_a_draft_or_asked_again(said: str) -> None:
    person = visitor("طلب دعم", *SUPPORT)
    assert person.state.asks == "iban"
    reply = person.say(said)
    assert reply.asks == "documents"
    assert person.state.form is not None
    assert person.state.form.relation is None


@pytest.mark.parametrize("said", ["شكوى عامة", "لا ماله علاقة بطلب", "يكفي هنا"])
def test_a_complaint_about_no_request_was_asked_for_its_number_again(said: str) -> None:
    person = visitor("عندي شكوى", "تأخر الطلب", "لي شهرين مقدم وما رد علي أحد")
    assert person.state.asks == "related_reference"
    assert person.say(said).asks == "mobile"


@pytest.mark.parametrize("said", ["لا كله صحيح", "لا، مافي تعديل", "يعطيك العافية صح", "no changes"])
def test_a_no_to_changes_was_taken_for_a_wish_to_change(said: str) -> None:
    person = visitor("أبغى أطلب خدمة", *SERVICE)
    assert person.state.asks == "confirm"
    assert person.say(said).asks == "attestation"


@pytest.mark.parametrize("said", ["لا", "المدينة غلط", "لا صحح الاسم"])
def test_a_wish_to_change_is_still_heard_at_the_summary(said: str) -> None:
    person = visitor("أبغى أطلب خدمة", *SERVICE)
    assert person.say(said).asks != "attestation"


@pytest.mark.parametrize("said", ["لحظة", "ثواني بجيب البطاقة", "one moment"])
def test_asking_for_a_moment_was_taken_for_an_answer(said: str) -> None:
    person = visitor("أبغى أطلب خدمة")
    reply = person.say(said)
    assert reply.asks == "full_name"
    assert "بانتظارك" in reply.text or "waiting" in reply.text
    assert person.state.form is not None
    assert person.state.form.failures == 0


@pytest.mark.parametrize("said", ["بكمل بعدين", "مشغول الحين اكمله بكره", "خليه بعدين", "save for later"])
def test_leaving_for_later_in_other_words_was_not_understood(said: str) -> None:
    person = visitor("أبغى أطلب خدمة", "سارة محمد القحطاني")
    assert person.say(said).asks is None
    assert "service_request" in person.state.drafts


def test_another_town_beside_the_denied_one_left_the_old_one() -> None:
    person = visitor("أبغى أطلب خدمة", *SERVICE[:4])
    person.say("لا مو من الرياض انا من تبوك")
    assert person.state.form is not None
    assert person.state.form.values["city"] == "تبوك"


def test_the_word_for_us_was_taken_for_a_town() -> None:
    person = visitor("أبغى أطلب خدمة", *SERVICE[:3])
    person.say("احنا في خميس مشيط")
    assert person.state.form is not None
    assert person.state.form.values["city"] == "خميس مشيط"


def test_a_mobile_half_in_words_was_not_read() -> None:
    person = visitor("أبغى أطلب خدمة", *SERVICE[:2])
    person.say("جوالي صفر خمسة خمسة ١٢٣٤٥٦٧")
    assert person.state.form is not None
    assert person.state.form.values["mobile"] == "+966551234567"


@pytest.mark.parametrize("said", ["نعم", "ما ادري"])
def test_a_yes_said_twice_became_the_town(said: str) -> None:
    person = visitor("أبغى أطلب خدمة", *SERVICE[:3])
    for _ in range(3):
        assert person.say(said).asks == "city"


@pytest.mark.parametrize("said", ["أبي غسالة؟", "ابي جهاز لولدي يدرس، هل ممكن؟", "هل ممكن توفرون لي كرسي متحرك؟"])
def test_a_wish_with_a_question_mark_was_no_description(said: str) -> None:
    person = visitor("أبغى أطلب خدمة", *SERVICE[:5])
    assert person.say(said, "start_support_request").asks == "confirm"


def test_a_question_about_wrong_data_opened_the_list_of_corrections() -> None:
    person = visitor("أبغى أطلب خدمة", SERVICE[0])
    reply = person.say("وش يصير لو عطيتكم معلومات غلط؟", "faq_data_responsibility", 0.99)
    assert reply.asks == "national_id"
    assert "مسؤول" in reply.text


@pytest.mark.parametrize("said", ["بعد ساعة", "ما يفرق", "متى ما فضيتوا"])
def test_a_time_in_plain_words_was_not_taken(said: str) -> None:
    person = visitor("اتصلوا بي", "0551234567")
    assert person.say(said).asks == "topic"


def test_a_number_of_people_called_for_help() -> None:
    person = visitor("طلب دعم", *SUPPORT[:6])
    person.say("أنا وزوجي وثلاث أطفال", "urgent_need", 0.95)
    assert person.last is not None
    assert person.last.owner is None
    assert person.state.form is not None
    assert person.state.form.values["family_size"] == 5


def test_haste_was_taken_for_danger() -> None:
    person = visitor("أبغى أطلب خدمة")
    assert person.say("بسرعه", "urgent_need", 0.63).asks == "full_name"


@pytest.mark.parametrize("answers", range(7))
def test_a_wish_to_die_was_taken_for_an_answer(answers: int) -> None:
    person = visitor("أبغى أطلب خدمة", *SERVICE[:answers])
    reply = person.say("ابي انتحر")
    assert "911" in reply.text
    assert person.last is not None
    assert person.last.owner is not None
    assert person.last.owner.priority > 0


@pytest.mark.parametrize("said", ["زوجي انتحر السنة الماضية", "مات زوجي", "قتلني البرد"])
def test_grief_is_not_taken_for_a_wish_to_die(said: str) -> None:
    assert not danger.beyond_doubt(said)


@pytest.mark.parametrize(
    ("said", "score"), [("زفت", "نأسف"), ("كويسة", "شكرًا"), ("10/10", "شكرًا"), ("٣ من ١٠", "نأسف"), ("رائعة", "شكرًا")]
)
def test_a_rating_in_plain_words_was_asked_for_again(said: str, score: str) -> None:
    person = visitor("أقيم الخدمة")
    reply = person.say(said)
    assert reply.asks == "comment"
    assert score in reply.text


def test_a_demand_for_a_promise_was_waved_through_as_a_yes() -> None:
    person = Visitor()
    assert "خارج" in person.say("أكيد بتقبلون طلبي صح؟", "affirm").text


def test_the_same_hint_stood_twice_under_a_wrong_number() -> None:
    person = visitor("أبغى أطلب خدمة", *SERVICE[:2])
    assert person.say("055123").text.count("05") == 2  # the hint and the example


def test_a_correction_that_begins_with_a_moment_is_a_correction() -> None:
    person = visitor("أبغى أطلب خدمة", *SERVICE[:2])
    assert person.say("لحظة، الاسم غلط").asks == "full_name"


def test_more_than_a_call_for_a_moment_is_no_waiting() -> None:
    assert not hearing.asks_to_wait("دقيقة كاملة من الانتظار لكل مراجع عندكم")


@pytest.mark.parametrize("said", ["دورة انجليزي", "معلم عربي", "course in English"])
def test_a_course_in_a_language_changed_the_language(said: str) -> None:
    person = visitor("أبغى أطلب خدمة", *SERVICE[:5])
    assert person.say(said, "change_language", 0.99).asks == "confirm"
    assert person.state.locale == "ar" or said.isascii()


@pytest.mark.parametrize("said", ["English", "english please", "كلمني عربي", "غير اللغة", "بالانجليزي لو سمحت"])
def test_a_plain_wish_for_another_language_is_heard_at_a_free_question(said: str) -> None:
    person = visitor("أبغى أطلب خدمة", *SERVICE[:5])
    assert person.say(said, "change_language", 0.99).asks == "description"


@pytest.mark.parametrize("said", ["/start", "/start web"])
def test_the_first_touch_on_telegram_was_told_that_messages_resume(said: str) -> None:
    assert command(said) == "greet"
    assert command("start") == "opt_in"


@pytest.mark.parametrize("said", ["ok", "yes", "skip"])
def test_ok_turned_an_arabic_talk_into_english(said: str) -> None:
    person = visitor("السلام عليكم")
    person.say(said, "affirm")
    assert person.state.locale == "ar"


def test_a_request_number_turned_an_arabic_talk_into_english() -> None:
    found = Entity("reference", REFERENCE, 0, len(REFERENCE))
    bare = Interpretation(REFERENCE, Intent(OUT_OF_SCOPE, 0.9), entities=(found,), language="en")
    assert Understood.from_interpretation(bare).language is None
    person = visitor("حالة طلبي")
    person.hear(Understood.from_interpretation(bare))
    assert person.state.locale == "ar"


def test_english_words_still_turn_the_talk_into_english() -> None:
    person = visitor("السلام عليكم")
    person.say("I want a service request please")
    assert person.state.locale == "en"


def test_whose_account_it_is_was_taken_for_a_correction_of_the_name() -> None:
    person = visitor("طلب دعم", *SUPPORT)
    assert person.say("الحساب باسم زوجي ما عندي", "correct_field", 0.9).asks == "documents"


@pytest.mark.parametrize("said", ["resume my request", "كمل طلبي"])
def test_going_on_with_a_draft_was_taken_for_a_question_about_a_request(said: str) -> None:
    person = visitor("أبغى أطلب خدمة", SERVICE[0], "كمل بعدين")
    assert person.say(said, "request_status").asks == "national_id"


def test_a_house_on_fire_was_a_mere_description() -> None:
    person = visitor("أبغى أطلب خدمة", *SERVICE[:5])
    reply = person.say("بيتي يحترق", "urgent_need", 0.7)
    assert "911" in reply.text
    assert reply.asks == "confirm"


def test_a_miss_soon_after_a_colleague_ended_it_goes_back_to_people() -> None:
    talk, soon = dialogue(), NOW + timedelta(hours=2)
    state = State(served_at=NOW.isoformat())
    called = talk.decide(state, interpreted("كركدن"), now=soon)
    assert (called.owner and called.owner.reason, called.state.served_at) == ("reopened", None)
    assert talk.decide(state, interpreted("شكرا"), now=soon).owner is None, "thanks call nobody"
    assert talk.decide(state, interpreted("كركدن"), now=NOW + timedelta(hours=25)).owner is None


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("أبي أشتكي على رفض طلبي", "file_complaint"),
        ("أبي أشتكي على رفض طلبي", "appeal_decision"),
        ("عندي شكوى بخصوص قرار رفض الطلب", "appeal_decision"),
        ("بقدم شكوى لأن طلبي انرفض بدون سبب", "file_complaint"),
        ("I want to complain, my application was rejected", "file_complaint"),
    ],
)
def test_a_complaint_about_a_refusal_opened_an_appeal(said: str, heard: str) -> None:
    person = Visitor()
    person.say(said, heard)
    assert person.state.form
    assert person.state.form.form == "complaint"


@pytest.mark.parametrize(
    ("said", "heard", "form"),
    [
        ("أبغى أعترض على رفض طلبي", "appeal_decision", "appeal"),
        ("أتظلم من قرار الرفض، والشكوى لله", "appeal_decision", "appeal"),
        ("أشتكي على الموظف اللي رفض طلبي", "file_complaint", "complaint"),
        ("عندي شكوى على التأخير في طلبي", "file_complaint", "complaint"),
        ("عندي شكوى", "file_complaint", "complaint"),
    ],
)
def test_who_says_outright_which_it_is_is_not_asked(said: str, heard: str, form: str) -> None:
    person = Visitor()
    person.say(said, heard)
    assert person.state.form
    assert person.state.form.form == form
