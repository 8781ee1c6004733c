"""A form begun on another channel: what is asked, and what is said before anything is proven."""

import pytest

from bot.dialogue.effects import DraftSearch
from bot.dialogue.forms.filling import Filling
from bot.dialogue.forms.moment import Around
from bot.dialogue.state import State
from tests.bot.talking import NOW, Visitor

PHONE = "+966551234567"
HERE = Around(NOW, sensitive_in_chat=False, event="7:1")


def search(visitor: Visitor) -> DraftSearch | None:
    assert visitor.last is not None
    return visitor.last.search


def test_resuming_with_nothing_begun_looks_elsewhere_and_asks_for_the_phone() -> None:
    visitor = Visitor()
    reply = visitor.say("أكمل طلبي")
    assert (reply.asks, reply.ask_phone) == ("mobile", True)
    assert search(visitor) == DraftSearch()


@pytest.mark.parametrize("typed", ["0551234567", "رقمي ٠٥٥١٢٣٤٥٦٧", "+966 55 123 4567"])
def test_phone_then_code_are_searched_with(typed: str) -> None:
    visitor = Visitor()
    visitor.say("أكمل طلبي")
    visitor.say(typed)
    assert search(visitor) == DraftSearch(PHONE)
    visitor.state = visitor.dialogue.elsewhere.prove(visitor.state, PHONE).state
    assert visitor.say("الرمز ٤٧١١ ٢٩").asks == "otp"
    assert search(visitor) == DraftSearch(PHONE, "471129")
    visitor.press("لم يصلني")
    assert search(visitor) == DraftSearch(PHONE)


def test_a_number_that_is_no_mobile_is_asked_for_again() -> None:
    visitor = Visitor()
    visitor.say("أكمل طلبي")
    reply = visitor.say("12345")
    assert (reply.asks, search(visitor)) == ("mobile", None)


@pytest.mark.parametrize("said", ["لا", "إلغاء", "no"])
def test_whoever_began_nothing_is_let_go(said: str) -> None:
    visitor = Visitor()
    visitor.say("أكمل طلبي")
    reply = visitor.say(said)
    assert (reply.asks, visitor.state.flow) == (None, None)


def test_question_is_answered_and_the_phone_asked_again() -> None:
    visitor = Visitor()
    visitor.say("أكمل طلبي")
    reply = visitor.say("كم ياخذ الطلب؟")
    assert "أسبوعين" in reply.text
    assert reply.asks == "mobile"


def test_another_wish_leads_out() -> None:
    visitor = Visitor()
    visitor.say("أكمل طلبي")
    assert visitor.say("أبغى أطلب خدمة").asks == "full_name"


def test_what_was_found_goes_on_as_this_channel_allows() -> None:
    """An ID number is asked for on a page where the chat must not carry it, wherever the form was begun."""
    begun = Filling("service_request", {"full_name": "سارة القحطاني"}, id="1:1:service_request", started="2026-11-20")
    decision = Visitor().dialogue.adopt(State(), [begun], HERE)
    assert decision is not None
    assert decision.secure is not None
    assert decision.state.form is not None
    assert decision.state.form.id == begun.id


def test_form_keeps_the_name_of_the_event_that_began_it() -> None:
    visitor = Visitor(around={"event": "12:34"})
    visitor.say("أبغى أطلب خدمة")
    visitor.around = {"event": "12:35"}
    visitor.say("سارة محمد القحطاني")
    assert visitor.state.form is not None
    assert visitor.state.form.id == "12:34:service_request"
