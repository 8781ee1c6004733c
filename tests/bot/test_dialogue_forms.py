"""Whole talks through the forms, as a visitor has them."""

from tests.bot.talking import REFERENCE, Visitor

SERVICE = {
    "full_name": "سارة بنت محمد القحطاني",
    "national_id": "١٠٥٢٣٤٥٦٧٣",
    "mobile": "٠٥٥١٢٣٤٥٦٧",
    "city": "الرياض",
    "service_type": {"button": "."},
    "description": "أحتاج جهاز حاسب لدراسة ابنتي في الجامعة",
    "attestation": "أقر بصحة البيانات",
    "confirm": "نعم",
}


def test_service_request_straight_through() -> None:
    visitor = Visitor()
    opening = visitor.say("أبغى أقدم طلب خدمة")
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
    assert visitor.state.form is None


def test_question_in_the_middle_is_answered_and_the_form_resumes() -> None:
    visitor = Visitor()
    visitor.say("السلام عليكم ودي أطلب خدمة لو سمحتم")
    for answer in ("عبدالله سعد الشهري", "1052345673", "0501112223"):
        reply = visitor.say(answer)
    assert reply.asks == "city"
    reply = visitor.say("ومن اللي يقرر قبول الطلب؟")
    assert "لجنة البحث" in reply.text
    assert reply.asks == "city"
    assert visitor.say("أبها").asks == "service_type"


def test_correction_after_the_last_answer_wins() -> None:
    visitor = Visitor()
    visitor.say("ودي أطلب خدمة")
    while visitor.state.asks != "confirm":
        visitor.answer({**SERVICE, "confirm": "؟"}, limit=1)
    reply = visitor.say("لحظة، رقم الجوال غلط، الصحيح 0509998887")
    assert reply.asks == "confirm"
    assert "0509998887" in reply.text
    visitor.answer(SERVICE)
    assert visitor.submissions[0].values["mobile"] == "+966509998887"
