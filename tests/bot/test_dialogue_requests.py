"""Status and changes by conversation: nothing is told before it is proven whose the request is."""

from dataclasses import replace
from datetime import date

import pytest

from bot.dialogue.decide import Around
from bot.dialogue.effects import Action, Lookup, OtpTry, Summary
from bot.dialogue.state import Decision
from tests.bot.talking import NOW, Visitor, interpreted

REFERENCE = "MD-2026-7K3QXA"
OTHER = "MD-2026-AB12CD"
AROUND = Around(NOW)
REVIEWED = Summary(
    REFERENCE,
    "service_request",
    "under_review",
    since=date(2026, 11, 20),
    earliest=date(2026, 12, 4),
    may=("withdraw", "add_documents", "update"),
)


def turn(visitor: Visitor, decision: Decision) -> str:
    """What the turn does with an answer of the dialogue: its state and reply become the talk's."""
    visitor.state, visitor.last = decision.state, decision
    assert decision.reply is not None
    return decision.reply.text


def asked_about(action_words: str, intent: str, reference: str = REFERENCE) -> tuple[Visitor, Lookup]:
    visitor = Visitor()
    visitor.say(f"{action_words} {reference}", intent)
    assert visitor.last is not None
    assert visitor.last.lookup is not None
    return visitor, visitor.last.lookup


def test_status_without_a_number_asks_for_it_and_for_the_requests_of_who_is_known() -> None:
    visitor = Visitor()
    assert visitor.say("أبغى حالة طلبي").asks == "reference"
    assert visitor.last is not None
    assert visitor.last.lookup == Lookup("status")


@pytest.mark.parametrize("typed", ["MD-2026-7K3QXA", "md 2026 7k3qxa", "رقمه MD٢٠٢٦7K3QXA"])
def test_number_is_read_however_it_is_written(typed: str) -> None:
    visitor = Visitor()
    visitor.say("أبغى حالة طلبي")
    visitor.say(typed)
    assert visitor.last is not None
    assert visitor.last.lookup == Lookup("status", REFERENCE)


@pytest.mark.parametrize(
    ("said", "heard", "candidates"),
    [
        (REFERENCE, "withdraw_request", ()),
        (f"؟ {REFERENCE}", "update_request", ("update_request", "request_status")),
        (f"طلبي رقم {REFERENCE}", "update_request", ("update_request", "request_status")),
    ],
)
def test_the_letters_of_a_number_are_no_wish(said: str, heard: str, candidates: tuple[str, ...]) -> None:
    visitor = Visitor()
    visitor.hear(replace(interpreted(said, heard), candidates=candidates))
    assert visitor.last is not None
    assert visitor.last.lookup == Lookup("status", REFERENCE)


def test_asker_who_is_not_proven_learns_nothing_whether_the_request_exists_or_not() -> None:
    one, lookup = asked_about("حالة طلبي", "request_status")
    other, other_lookup = asked_about("حالة طلبي", "request_status", OTHER)
    first, second = (
        one.dialogue.requests.prove(one.state, lookup),
        other.dialogue.requests.prove(other.state, other_lookup),
    )
    assert turn(one, first) == turn(other, second)
    assert one.dialogue.requests.not_shared(one.state).reply == other.dialogue.requests.not_shared(other.state).reply
    assert REFERENCE not in turn(one, first)


def test_default_reply_tells_nothing_either() -> None:
    """Where the turn does no more than say the reply."""
    visitor, _ = asked_about("حالة طلبي", "request_status")
    assert visitor.last is not None
    assert visitor.last.reply == visitor.dialogue.requests.not_shared(visitor.state).reply


def test_code_is_tried_and_the_status_told() -> None:
    visitor, lookup = asked_about("حالة طلبي", "request_status")
    turn(visitor, visitor.dialogue.requests.prove(visitor.state, lookup))
    assert visitor.state.asks == "otp"
    visitor.say("الرمز ٤٧١١ ٢٩")
    assert visitor.last is not None
    assert visitor.last.otp == OtpTry("status", REFERENCE, "471129")
    told = turn(visitor, visitor.dialogue.requests.found(visitor.state, "status", REVIEWED, AROUND))
    assert "عند لجنة البحث" in told
    assert "٢٠ نوفمبر ٢٠٢٦م" in told
    assert "أقرب موعد لرد اللجنة: ٤ ديسمبر ٢٠٢٦م" in told
    assert visitor.state.flow is None


def test_wrong_code_may_be_typed_again() -> None:
    visitor, lookup = asked_about("حالة طلبي", "request_status")
    turn(visitor, visitor.dialogue.requests.prove(visitor.state, lookup))
    assert visitor.say("111111").asks == "otp"
    assert visitor.say("222222").asks == "otp"
    assert visitor.press("لم يصلني").asks is None
    assert visitor.last is not None
    assert visitor.last.lookup == lookup


def test_question_while_the_code_is_awaited() -> None:
    visitor, lookup = asked_about("حالة طلبي", "request_status")
    turn(visitor, visitor.dialogue.requests.prove(visitor.state, lookup))
    reply = visitor.say("كم ياخذ الطلب؟")
    assert "أسبوعين" in reply.text
    assert reply.asks == "otp"


def test_one_of_several_requests_is_chosen() -> None:
    visitor = Visitor()
    visitor.say("أبغى حالة طلبي")
    own = [REVIEWED, replace(REVIEWED, reference=OTHER, type="complaint", status="closed")]
    turn(visitor, visitor.dialogue.requests.own(visitor.state, Lookup("status"), own))
    visitor.say("2")
    assert visitor.last is not None
    assert visitor.last.lookup == Lookup("status", OTHER)


@pytest.mark.parametrize(
    "status", ["submitted", "incomplete", "accepted", "rejected", "in_service", "completed", "closed"]
)
@pytest.mark.parametrize("locale", ["ar", "en"])
def test_every_stage_is_told_in_human_words(status: str, locale: str) -> None:
    told = Visitor().dialogue.requests.stage_of(replace(REVIEWED, status=status, message="صورة العقد"), locale)
    assert REFERENCE in told
    assert "صورة العقد" in told
    assert status not in told or locale == "en"


def test_withdrawal_is_confirmed_first() -> None:
    visitor, _ = asked_about("أسحب طلبي", "withdraw_request")
    turn(visitor, visitor.dialogue.requests.found(visitor.state, "withdraw", REVIEWED, AROUND))
    assert visitor.state.asks == "confirm"
    visitor.say("نعم")
    assert visitor.last is not None
    assert visitor.last.action == Action("withdraw", REFERENCE, {})
    assert REFERENCE in turn(visitor, visitor.dialogue.requests.done(visitor.state, Action("withdraw", REFERENCE, {})))


def test_withdrawal_can_be_thought_better_of() -> None:
    visitor, _ = asked_about("أسحب طلبي", "withdraw_request")
    turn(visitor, visitor.dialogue.requests.found(visitor.state, "withdraw", REVIEWED, AROUND))
    visitor.press("أبقِه")
    assert visitor.last is not None
    assert visitor.last.action is None
    assert visitor.state.flow is None


def test_a_no_with_more_words_was_not_understood_at_a_withdrawal() -> None:
    visitor, _ = asked_about("أسحب طلبي", "withdraw_request")
    turn(visitor, visitor.dialogue.requests.found(visitor.state, "withdraw", REVIEWED, AROUND))
    visitor.say("لا خلاص ابقوه")
    assert visitor.last is not None
    assert visitor.last.action is None
    assert visitor.state.flow is None


def test_what_the_stage_does_not_allow_is_said() -> None:
    visitor, _ = asked_about("أسحب طلبي", "withdraw_request")
    closed = replace(REVIEWED, status="completed", may=())
    assert "مكتمل" in turn(visitor, visitor.dialogue.requests.found(visitor.state, "withdraw", closed, AROUND))


def test_documents_are_added() -> None:
    visitor, _ = asked_about("أرفق مستندات", "add_documents")
    turn(visitor, visitor.dialogue.requests.found(visitor.state, "add_documents", REVIEWED, AROUND))
    assert visitor.state.asks == "documents"
    visitor.send_files("3.1.0")
    assert visitor.last is not None
    assert visitor.last.action == Action("add_documents", REFERENCE, {"documents": ["3.1.0"]})


def test_a_field_of_a_request_is_changed() -> None:
    visitor, _ = asked_about("أعدل طلبي", "update_request")
    turn(visitor, visitor.dialogue.requests.found(visitor.state, "update", REVIEWED, AROUND))
    assert visitor.press("المدينة").asks == "city"
    assert visitor.say("جدة").asks == "confirm"
    last = visitor.dialogue.decide(visitor.state, interpreted("نعم"), now=NOW)
    assert last.action == Action("update", REFERENCE, {"city": "جدة"})
    assert visitor.dialogue.requests.done(last.state, last.action).state.form is None


def test_exactly_what_is_missing_is_asked_for() -> None:
    incomplete = replace(REVIEWED, type="support_request", status="incomplete", missing=("monthly_income", "iban"))
    visitor, _ = asked_about("حالة طلبي", "request_status")
    turn(visitor, visitor.dialogue.requests.found(visitor.state, "status", incomplete, AROUND))
    visitor.press("إكمال الناقص")
    assert visitor.last is not None
    assert visitor.last.lookup == Lookup("update", REFERENCE)
    turn(visitor, visitor.dialogue.requests.found(visitor.state, "update", incomplete, AROUND))
    assert visitor.state.asks == "monthly_income"
    assert visitor.say("٢٥٠٠").asks == "iban"
    assert visitor.say("تخطي").asks == "confirm"
    decision = visitor.dialogue.decide(visitor.state, interpreted("نعم"), now=NOW)
    assert decision.action == Action("update", REFERENCE, {"monthly_income": 2500})


def test_refusal_can_be_appealed() -> None:
    rejected = replace(REVIEWED, status="rejected", may=("appeal",))
    visitor, _ = asked_about("حالة طلبي", "request_status")
    turn(visitor, visitor.dialogue.requests.found(visitor.state, "status", rejected, AROUND))
    visitor.press("تظلّم")
    turn(visitor, visitor.dialogue.requests.found(visitor.state, "appeal", rejected, AROUND))
    assert visitor.state.asks == "description"
    visitor.answer({"description": "تغير دخلنا", "confirm": "نعم"})
    assert visitor.submissions[0].values == {"related_reference": REFERENCE, "description": "تغير دخلنا"}


def test_status_asked_inside_a_form_is_a_button_away_and_the_form_is_kept() -> None:
    visitor = Visitor()
    visitor.say("أبغى أطلب خدمة")
    visitor.say("سارة محمد القحطاني")
    assert visitor.say("حالة طلبي").asks == "national_id"
    assert visitor.press("حالة طلبي").asks == "reference"
    assert set(visitor.state.drafts) == {"service_request"}
    assert visitor.say("أكمل طلبي").asks == "national_id"


def test_another_wish_leaves_the_flow() -> None:
    visitor = Visitor()
    visitor.say("أبغى حالة طلبي")
    assert visitor.say("عندي شكوى").asks == "complaint_about"
    assert visitor.state.flow is None


def test_cancel_leaves_the_flow() -> None:
    visitor = Visitor()
    visitor.say("أبغى حالة طلبي")
    assert visitor.say("إلغاء").asks is None
