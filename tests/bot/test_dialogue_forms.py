"""Whole talks through the forms, as a visitor has them."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.dialogue.decide import Around
from tests.bot.talking import REFERENCE, Visitor, dialogue

Answers = Mapping[str, str | dict[str, str]]

SERVICE: dict[str, str | dict[str, str]] = {
    "full_name": "سارة بنت محمد القحطاني",
    "national_id": "١٠٥٢٣٤٥٦٧٣",
    "mobile": "٠٥٥١٢٣٤٥٦٧",
    "city": "الرياض",
    "service_type": {"button": "."},
    "description": "أحتاج جهاز حاسب لدراسة ابنتي في الجامعة",
    "attestation": "أقر بصحة البيانات",
    "confirm": "نعم",
}
SUPPORT: dict[str, str | dict[str, str]] = {
    **SERVICE,
    "date_of_birth": "١٤١٠/٥/٣",
    "social_status": "أرملة",
    "family_size": "ستة",
    "monthly_income": "٣٥٠٠ ريال",
    "housing": {"button": "إيجار"},
    "support_type": "مالي",
    "description": "زوجي متوفى والإيجار متأخر علينا",
    "iban": "SA03 8000 0000 6080 1016 7519",
    "documents": "تخطي",
}
COMPLAINT: dict[str, str | dict[str, str]] = {
    "complaint_about": {"button": "تأخر"},
    "description": "قدمت من شهر ولا جاني أحد",
    "related_reference": "تخطي",
    "mobile": "0551234567",
    "confirm": "نعم",
}
CALLBACK: dict[str, str | dict[str, str]] = {
    "mobile": "0551234567",
    "preferred_time": "بعد العصر",
    "topic": "استفسار عن طلب",
    "confirm": "ايه صحيح",
}
PROJECTS = [{"ar": "مشروع أجيال", "en": "Ajyal project"}]


def at(field: str, answers: Answers = SERVICE, opening: str = "أبغى أطلب خدمة", **around: Any) -> Visitor:
    """A visitor who has come to this question."""
    visitor = Visitor(around=around)
    visitor.say(opening)
    while visitor.state.asks != field:
        visitor.answer(answers, limit=1)
    return visitor


# --- straight through


def test_service_request_straight_through() -> None:
    visitor = Visitor()
    opening = visitor.say("أبغى أطلب خدمة")
    assert opening.asks == "full_name"
    assert "٣ دقائق" in opening.text
    sent = visitor.answer(SERVICE)
    assert REFERENCE in sent.text
    assert "لجنة البحث" in sent.text
    assert "٧ ديسمبر ٢٠٢٦م، الموافق ٢٧ جمادى الآخرة ١٤٤٨هـ" in sent.text
    (submission,) = visitor.submissions
    assert submission.form == "service_request"
    assert submission.values == {
        "full_name": "سارة بنت محمد القحطاني",
        "national_id": "1052345673",
        "mobile": "+966551234567",
        "city": "الرياض",
        "service_type": "جهاز أو معدات",
        "description": "أحتاج جهاز حاسب لدراسة ابنتي في الجامعة",
    }
    assert submission.sensitive == ("national_id",)
    assert submission.attestation is not None
    assert submission.attestation["at"] == "2026-11-23T09:00:00+00:00"
    assert "مسؤول مسؤولية مباشرة" in submission.attestation["text"]
    assert visitor.state.form is None
    assert visitor.state.drafts == {}


@pytest.mark.parametrize(
    ("opening", "answers", "form", "some"),
    [
        (
            "أبغى طلب دعم",
            SUPPORT,
            "support_request",
            {"date_of_birth": "1989-12-01", "family_size": 6, "monthly_income": 3500, "social_status": "أرمل أو أرملة"},
        ),
        ("عندي شكوى", COMPLAINT, "complaint", {"complaint_about": "تأخر الطلب", "mobile": "+966551234567"}),
        ("اتصلوا علي", CALLBACK, "callback", {"preferred_time": "بعد العصر", "topic": "استفسار عن طلب"}),
        (
            "عندي اقتراح",
            {"description": "فرع في جازان", "confirm": "تمام"},
            "suggestion",
            {"description": "فرع في جازان"},
        ),
        (
            "أتظلم من الرفض",
            {"related_reference": "md 2026 7k3qxa", "description": "تغير دخلنا", "confirm": "نعم"},
            "appeal",
            {"related_reference": "MD-2026-7K3QXA"},
        ),
        ("احذفوا بياناتي", {"mobile": "0551234567", "confirm": "نعم"}, "erasure", {"topic": "حذف بياناتي"}),
    ],
)
def test_every_form_straight_through(opening: str, answers: Answers, form: str, some: Mapping[str, Any]) -> None:
    visitor = Visitor()
    visitor.say(opening)
    sent = visitor.answer(answers)
    assert REFERENCE in sent.text
    (submission,) = visitor.submissions
    assert submission.form == form
    assert {name: submission.values[name] for name in some} == some


def test_application_to_an_open_project() -> None:
    visitor = Visitor(dialogue(projects=PROJECTS))
    assert visitor.say("ودي أقدم على مشروع").asks == "project"
    visitor.answer({**SERVICE, "project": {"button": "أجيال"}})
    assert visitor.submissions[0].values["project"] == "مشروع أجيال"


def test_no_open_project_is_said_and_a_person_offered() -> None:
    visitor = Visitor()
    reply = visitor.say("ودي أقدم على مشروع")
    assert "لا يوجد الآن مشروع" in reply.text
    assert reply.asks is None
    assert reply.choices[0].payload == "i:request_human"
    visitor.say("نعم", "affirm")
    assert visitor.last is not None
    assert visitor.last.owner is not None


def test_service_request_in_english() -> None:
    visitor = Visitor()
    reply = visitor.say("I want to file a service request")
    assert reply.text.startswith("Welcome")
    english = {**SERVICE, "full_name": "Sara Alqahtani", "city": "Riyadh", "attestation": "I confirm", "confirm": "yes"}
    sent = visitor.answer({**english, "description": "A laptop for my daughter"})
    assert "not before 7 December 2026 (27 Jumada II 1448 AH)" in sent.text
    assert visitor.submissions[0].values["city"] == "الرياض"
    assert visitor.submissions[0].locale == "en"


def test_names_in_latin_letters_do_not_change_the_language_of_an_arabic_talk() -> None:
    reply = at("full_name").say("Sara Alqahtani")
    assert "رقم الهوية" in reply.text


# --- several values at once


def test_several_values_at_the_opening() -> None:
    visitor = Visitor()
    reply = visitor.say("أبغى أقدم طلب خدمة، أنا محمد علي العتيبي من أبها")
    assert reply.asks == "national_id"
    assert "محمد علي العتيبي" in reply.text
    assert "أبها" in reply.text


def test_several_values_in_one_answer() -> None:
    visitor = at("full_name")
    reply = visitor.say("اسمي سارة محمد من جدة وجوالي ٠٥٥١٢٣٤٥٦٧")
    assert reply.asks == "national_id"
    visitor.answer(SERVICE)
    values = visitor.submissions[0].values
    assert (values["full_name"], values["city"], values["mobile"]) == ("سارة محمد", "جدة", "+966551234567")


def test_what_is_no_name_is_not_taken_for_one_at_the_opening() -> None:
    assert Visitor().say("أبغى طلب خدمة أنا محتاجة مساعدة").asks == "full_name"


def test_numbers_in_a_description_fill_nothing_else() -> None:
    visitor = at("description")
    reply = visitor.say("جوال أمي 0509998887 خربان وتحتاج جوال جديد، وهي في جدة")
    assert "0551234567" in reply.text
    assert "الرياض" in reply.text


# --- questions and small talk in between


@pytest.mark.parametrize("field", [*list(SERVICE)[:6], "confirm", "attestation"])
def test_question_at_any_moment_is_answered_and_the_form_resumes(field: str) -> None:
    visitor = at(field)
    reply = visitor.say("ومن اللي يقرر قبول الطلب؟")
    assert "لجنة البحث" in reply.text
    assert reply.asks == field
    visitor.answer(SERVICE)
    assert visitor.submissions[0].values["description"] == SERVICE["description"]


def test_question_that_nobody_can_answer_is_said_to_be_so() -> None:
    reply = at("city").say("كم سعر الدولار اليوم؟")
    assert reply.asks == "city"
    assert "خارج ما نستطيع" in reply.text


def test_question_sent_again_at_a_free_text_is_the_answer() -> None:
    visitor = at("description")
    assert visitor.say("وين ألقى جهاز رخيص؟").asks == "description"
    assert visitor.say("وين ألقى جهاز رخيص؟").asks == "confirm"


def test_polite_request_is_a_description() -> None:
    assert at("description").say("هل يمكنكم توفير جهاز لابنتي؟", "faq_services").asks == "confirm"


def test_description_is_not_taken_for_the_wish_it_resembles() -> None:
    assert at("description").say("أبغى مساعدة مالية لدفع الإيجار", "start_support_request", 0.99).asks == "confirm"


@pytest.mark.parametrize(
    ("text", "intent"), [("السلام عليكم", "greet"), ("شكرا", "thank"), ("أنت روبوت؟", "bot_challenge")]
)
def test_small_talk_is_answered_and_the_question_stays(text: str, intent: str) -> None:
    assert at("city").say(text, intent).asks == "city"
    assert at("description").say(text, intent).asks == "description"


def test_other_form_is_offered_and_its_button_opens_it_without_losing_this_one() -> None:
    visitor = at("city")
    reply = visitor.say("محتاجين طلب دعم")
    assert reply.asks == "city"
    opened = visitor.press("طلب دعم مستفيد")
    assert opened.asks == "full_name"
    assert set(visitor.state.drafts) == {"service_request"}


def test_language_can_change_in_the_middle() -> None:
    reply = at("city").say("English please", "change_language")
    assert reply.asks == "city"
    assert "Which city" in reply.text


def test_stop_word_is_obeyed_and_the_form_stays() -> None:
    from bot.dialogue.understood import Understood

    visitor = at("city")
    assert visitor.hear(Understood("إيقاف الرسائل", "opt_out")).asks == "city"
    assert visitor.last is not None
    assert visitor.last.opted_out is True


# --- corrections


def test_correction_after_the_last_answer_wins() -> None:
    visitor = at("confirm")
    reply = visitor.say("لحظة، رقم الجوال غلط، الصحيح 0509998887")
    assert reply.asks == "confirm"
    assert "0509998887" in reply.text
    visitor.answer(SERVICE)
    assert visitor.submissions[0].values["mobile"] == "+966509998887"


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("غيّر المدينة إلى جدة", "city", "جدة"),
        ("لا انا غلطت في المدينة انا من الخبر", "city", "الخبر"),
        ("الاسم خطأ، الصحيح سارة أحمد العمري", "full_name", "سارة أحمد العمري"),
        ("معليش جوالي 0509998887 مو اللي قبل", "mobile", "+966509998887"),
        ("لا عفوا الاسم مو كذا، اسمي منى سعد العتيبي", "full_name", "منى سعد العتيبي"),
        ("رقم الهوية اللي عطيتكم خطأ، الصحيح 1048293755", "national_id", "1048293755"),
        ("بدل 0551234567 خلوه 0509998887، رقم الجوال تغير", "mobile", "+966509998887"),
    ],
)
@pytest.mark.parametrize("when", ["service_type", "confirm", "attestation"])
def test_correction_with_its_value(text: str, field: str, value: str, when: str) -> None:
    visitor = at(when)
    visitor.say(text)
    visitor.answer(SERVICE)
    assert visitor.submissions[0].values[field] == value


def test_correction_without_value_asks_for_it_and_resumes() -> None:
    visitor = at("description")
    assert visitor.say("غيّر المدينة").asks == "city"
    assert visitor.say("الدمام").asks == "description"
    visitor.answer(SERVICE)
    assert visitor.submissions[0].values["city"] == "الدمام"


def test_correction_of_the_last_answer() -> None:
    visitor = at("service_type")
    reply = visitor.say("قصدي أبها")
    assert reply.asks == "service_type"
    assert "أبها" in reply.text


def test_no_at_the_summary_lists_what_can_change() -> None:
    visitor = at("confirm")
    reply = visitor.say("لا")
    assert reply.asks == "confirm"
    assert "المدينة" in [choice.title for choice in reply.choices]
    assert visitor.press("المدينة").asks == "city"
    assert visitor.say("تبوك").asks == "confirm"
    visitor.answer(SERVICE)
    assert visitor.submissions[0].values["city"] == "تبوك"


def test_what_was_attested_does_not_cover_a_later_change() -> None:
    visitor = at("attestation")
    reply = visitor.say("لحظة المدينة غلط الصحيح جدة")
    assert reply.asks == "confirm"
    visitor.say("نعم")
    assert visitor.state.asks == "attestation"


def test_old_button_changes_its_own_question_only() -> None:
    from bot.dialogue.understood import Understood

    visitor = at("description")
    reply = visitor.hear(Understood.from_choice("f:set:service_type:training", "تدريب أو تعليم"))
    assert reply.asks == "description"
    assert "تدريب أو تعليم" in reply.text
    stale = visitor.hear(Understood.from_choice("f:attest", "أقرّ بصحة البيانات"))
    assert stale.asks == "description"
    assert visitor.submissions == []


# --- wrong answers


@pytest.mark.parametrize(("words", "calls"), [("أبغى أكلم موظف", True), ("موظف", False), ("تعامل موظف", False)])
def test_a_call_for_a_person_is_no_choice_of_a_list_that_names_one(words: str, calls: bool) -> None:
    visitor = Visitor()
    assert visitor.say("عندي شكوى", "file_complaint").asks == "complaint_about"
    visitor.say(words, "request_human", 0.99)
    assert visitor.last is not None
    assert bool(visitor.last.owner and visitor.last.owner.owner == "queued") is calls


def test_wrong_answer_is_explained_and_the_third_time_a_person_is_offered() -> None:
    visitor = at("national_id")
    first = visitor.say("123456")
    assert "ناقص" in first.text
    assert "مثال" in first.text
    second = visitor.say("1052345674")
    assert "خطأ" in second.text
    third = visitor.say("ما أدري")
    assert "لموظف" in third.text
    assert {c.payload for c in third.choices} == {"i:request_human", "f:later"}
    handed = visitor.press("موظف")
    assert visitor.last is not None
    assert visitor.last.owner is not None
    assert visitor.last.owner.owner == "queued"
    assert "محفوظ" in handed.text
    assert visitor.say("أكمل طلبي").asks == "national_id"


def test_questions_do_not_count_as_wrong_answers() -> None:
    visitor = at("national_id")
    for _ in range(4):
        reply = visitor.say("كم ياخذ الطلب؟")
    assert reply.choices == ()


def test_place_that_is_on_no_list_is_taken_when_sent_again() -> None:
    visitor = at("city")
    assert visitor.say("هجرة الخشيبي").asks == "city"
    assert visitor.say("هجرة الخشيبي").asks == "service_type"


def test_question_sent_twice_is_no_place() -> None:
    visitor = at("city")
    visitor.say("كم درجة الحرارة اليوم؟")
    assert visitor.say("كم درجة الحرارة اليوم؟").asks == "city"


def test_answer_sent_twice_is_no_wrong_answer() -> None:
    visitor = at("mobile")
    visitor.say("0551234567")
    assert visitor.state.asks == "city"
    reply = visitor.say("0551234567")
    assert reply.asks == "city"
    assert visitor.state.form is not None
    assert visitor.state.form.failures == 0


def test_required_field_cannot_be_skipped() -> None:
    reply = at("mobile").say("تخطي")
    assert reply.asks == "mobile"
    assert "لازم" in reply.text


# --- commands and drafts


def test_back_asks_the_last_answer_anew_and_goes_on_from_there() -> None:
    visitor = at("city")
    assert visitor.say("رجوع").asks == "mobile"
    assert visitor.say("رجوع").asks == "national_id"
    assert visitor.say("1048293755").asks == "city"


def test_back_at_the_first_question() -> None:
    assert at("full_name").say("رجوع").asks == "full_name"


def test_cancel_is_confirmed_and_forgets() -> None:
    visitor = at("city")
    assert visitor.say("إلغاء").asks == "confirm"
    assert visitor.say("نعم").asks is None
    assert visitor.state.form is None
    assert visitor.state.drafts == {}


def test_cancel_can_be_taken_back_or_kept_for_later() -> None:
    visitor = at("city")
    visitor.say("إلغاء")
    assert visitor.say("لا").asks == "city"
    visitor.say("إلغاء")
    visitor.press("أكمل لاحقًا")
    assert visitor.state.form is None
    assert visitor.say("أكمل طلبي").asks == "city"


def test_draft_is_offered_again_with_a_greeting_and_when_the_form_is_asked_for() -> None:
    visitor = at("city")
    visitor.say("كمل بعدين")
    greeting = visitor.say("السلام عليكم")
    assert greeting.choices[0].payload == "i:resume_draft"
    offered = visitor.say("أبغى أطلب خدمة")
    assert "لم يكتمل" in offered.text
    assert visitor.say("نعم").asks == "city"


def test_form_can_begin_anew_instead_of_the_draft() -> None:
    visitor = at("city")
    visitor.say("كمل بعدين")
    visitor.say("أبغى أطلب خدمة")
    assert visitor.press("جديد").asks == "full_name"
    assert visitor.state.form is not None
    assert visitor.state.form.values == {}


def test_one_of_several_drafts_is_chosen() -> None:
    visitor = at("city")
    visitor.say("كمل بعدين")
    visitor.say("عندي شكوى")
    visitor.say("كمل بعدين")
    reply = visitor.say("أكمل طلبي")
    assert [c.title for c in reply.choices] == ["طلب خدمة", "شكوى"]
    assert visitor.say("شكوى", "file_complaint").asks == "complaint_about"


def test_draft_of_another_channel_is_taken_up() -> None:
    draft = at("city").state.form
    assert draft is not None
    visitor = Visitor()
    decision = visitor.dialogue.adopt(visitor.state, [draft], Around(visitor.now))
    assert decision is not None
    assert decision.reply is not None
    assert decision.reply.asks == "city"


def test_draft_with_an_option_that_is_gone_asks_for_it_again() -> None:
    visitor = Visitor(dialogue(projects=PROJECTS))
    visitor.say("ودي أقدم على مشروع")
    visitor.press("أجيال")
    visitor.say("كمل بعدين")
    visitor.dialogue = dialogue(projects=[{"ar": "مشروع آخر", "en": "Another"}])
    assert visitor.say("أكمل طلبي").asks == "project"


# --- for someone else, attesting, danger


def test_request_for_the_mother_keeps_both_apart() -> None:
    visitor = Visitor()
    reply = visitor.say("أبغى طلب خدمة عن والدتي")
    assert "الوالدة" in reply.text
    visitor.answer(SERVICE)
    assert visitor.submissions[0].on_behalf == {"relation": "mother", "said": "الوالدة"}


def test_request_is_in_ones_own_name_after_all() -> None:
    visitor = at("city", opening="أبغى طلب خدمة لأمي")
    visitor.say("لا الطلب لي أنا")
    visitor.answer(SERVICE)
    assert visitor.submissions[0].on_behalf is None


@pytest.mark.parametrize("said", ["ليش لازم أقر؟", "وش يعني أقر بصحة البيانات؟", "صح؟", "ما أقر"])
def test_question_or_refusal_is_no_attestation(said: str) -> None:
    visitor = at("attestation")
    assert visitor.say(said).asks == "attestation"
    assert visitor.submissions == []


@pytest.mark.parametrize("said", ["aywa", "na3am", "agr", "نعم أقر بذلك", "أتعهد بصحتها", "موافقة"])
def test_attestation_in_the_words_people_use(said: str) -> None:
    visitor = at("attestation")
    visitor.say(said)
    assert len(visitor.submissions) == 1


def test_nothing_is_sent_without_the_attestation() -> None:
    visitor = at("attestation")
    reply = visitor.say("لا")
    assert reply.asks == "attestation"
    assert visitor.submissions == []
    visitor.press("أقرّ")
    assert len(visitor.submissions) == 1


def test_description_of_danger_is_kept_and_a_person_called_at_once() -> None:
    visitor = at("description")
    reply = visitor.say("ما عندنا أكل والأطفال في خطر", "urgent_need", 0.97)
    assert "911" in reply.text
    assert reply.asks == "confirm"
    assert visitor.last is not None
    assert visitor.last.owner is not None
    assert visitor.last.owner.priority > 0


def test_request_that_could_not_be_created_is_sent_again_with_one_button() -> None:
    visitor = at("attestation")
    decision = visitor.dialogue.decide(visitor.state, _said("أقر"), now=visitor.now)
    failed = visitor.dialogue.not_sent(decision.state)
    visitor.state = failed.state
    visitor.press("أرسل")
    assert len(visitor.submissions) == 1


def _said(text: str) -> Any:
    from tests.bot.talking import interpreted

    return interpreted(text)


# --- what must not stand in a chat


def test_sensitive_fields_are_asked_for_on_a_page() -> None:
    visitor = at("national_id", sensitive_in_chat=False)
    assert visitor.last is not None
    assert visitor.last.secure is not None
    assert visitor.last.secure.fields == ("national_id",)
    assert visitor.last.reply is not None
    assert "{link}" in visitor.last.reply.text
    decision = visitor.dialogue.provide(visitor.state, {"national_id": "1052345673"}, visitor.now)
    assert decision is not None
    assert decision.reply is not None
    assert decision.reply.asks == "mobile"
    assert "••••••5673" in decision.reply.text


def test_what_the_page_left_empty_and_may_stay_so_is_not_asked_again() -> None:
    visitor = at("description", SUPPORT, "أبغى طلب دعم")
    visitor.around = {"sensitive_in_chat": False}
    visitor.say("نحتاج مساعدة في الإيجار")
    assert visitor.last is not None
    assert visitor.last.secure is not None
    assert visitor.last.secure.fields == ("iban", "documents")
    decision = visitor.dialogue.provide(visitor.state, {}, visitor.now)
    assert decision is not None
    assert decision.reply is not None
    assert decision.reply.asks == "confirm"


def test_colleague_sees_how_far_a_form_has_come() -> None:
    visitor = at("city")
    assert visitor.state.form is not None
    standing = visitor.dialogue.forms.standing(visitor.state.form, "ar")
    assert standing is not None
    assert standing.filled["رقم الهوية أو الإقامة"] == "••••••5673"
    assert standing.missing == ("المدينة", "نوع الخدمة", "وصف الحاجة")


def test_page_asks_only_for_what_would_be_asked_now() -> None:
    visitor = at("national_id", SUPPORT, "أبغى طلب دعم", sensitive_in_chat=False)
    assert visitor.last is not None
    assert visitor.last.secure is not None
    assert visitor.last.secure.fields == ("national_id",)


def test_page_explains_what_is_wrong() -> None:
    visitor = at("national_id", sensitive_in_chat=False)
    good, wrong = visitor.dialogue.forms.check(visitor.state, {"national_id": "1052345674"}, Around(visitor.now))
    assert good == {}
    assert "خطأ" in wrong["national_id"]


@pytest.mark.parametrize(("accepted", "asked"), [(True, "mobile"), (False, "national_id")])
def test_id_typed_anyway_is_taken_or_declined_and_always_hidden(accepted: bool, asked: str) -> None:
    visitor = at("national_id", sensitive_in_chat=False)
    visitor.around = {"sensitive_in_chat": False, "accept_typed": accepted}
    reply = visitor.say("١٠٥٢٣٤٥٦٧٣")
    assert reply.asks == asked
    assert visitor.last is not None
    assert visitor.last.masked == "••••••5673"


def test_id_is_shown_nowhere() -> None:
    visitor = Visitor()
    visitor.say("أبغى أطلب خدمة")
    said: list[str] = []
    while not visitor.submissions:
        said.append(visitor.answer(SERVICE, limit=1).text)
    assert not any("1052345673" in text or "١٠٥٢٣٤٥٦٧٣" in text for text in said)


def test_files_are_gathered_until_it_is_enough() -> None:
    visitor = at("documents", SUPPORT, "أبغى طلب دعم")
    assert visitor.send_files("7.1.0").asks == "documents"
    assert visitor.send_files("7.2.0", "7.2.1").asks == "documents"
    assert visitor.press("انتهيت").asks == "confirm"
    visitor.answer(SUPPORT)
    assert visitor.submissions[0].values["documents"] == ["7.1.0", "7.2.0", "7.2.1"]


def test_account_number_is_asked_only_where_money_is_wished_for() -> None:
    visitor = at("documents", {**SUPPORT, "support_type": "غذاء"}, "أبغى طلب دعم")
    assert visitor.state.form is not None
    assert "iban" not in visitor.state.form.values
    visitor = at("iban", SUPPORT, "أبغى طلب دعم")
    visitor.answer(SUPPORT)
    assert visitor.submissions[0].values["iban"] == "SA0380000000608010167519"


def test_change_of_mind_drops_what_no_longer_applies() -> None:
    visitor = at("confirm", SUPPORT, "أبغى طلب دعم")
    visitor.say("غيّر نوع الدعم إلى غذاء")
    visitor.answer(SUPPORT)
    assert "iban" not in visitor.submissions[0].values
