"""Satisfaction: 1 to 5 in every way people give it, then a comment for those who like."""

import pytest

from bot.dialogue.effects import Rating
from tests.bot.talking import Visitor


def asked(subject: str | None = None) -> Visitor:
    visitor = Visitor()
    decision = visitor.dialogue.ratings.ask(visitor.state, subject)
    visitor.state = decision.state
    assert visitor.state.asks == "rating"
    assert len(visitor.state.choices) == 5
    return visitor


def rated(visitor: Visitor) -> Rating | None:
    assert visitor.last is not None
    return visitor.last.rating


@pytest.mark.parametrize(
    ("said", "score"),
    [("٤", 4), ("5", 5), ("⭐⭐⭐", 3), ("أربعة من خمسة", 4), ("٣ نجوم", 3), ("ممتازة", 5), ("والله جيد", 4)],
)
def test_rating_in_digits_words_and_stars(said: str, score: int) -> None:
    visitor = asked("MD-2026-7K3QXA")
    assert visitor.say(said).asks == "comment"
    assert rated(visitor) == Rating(score, None, "MD-2026-7K3QXA")


def test_rating_by_button_and_comment() -> None:
    visitor = asked()
    visitor.press("جيدة")
    assert rated(visitor) == Rating(4)
    assert visitor.say("تعاملكم طيب لكن الرد تأخر").asks is None
    assert rated(visitor) == Rating(4, "تعاملكم طيب لكن الرد تأخر")


def test_low_rating_is_answered_with_regret() -> None:
    assert "نأسف" in asked().say("١").text


@pytest.mark.parametrize("said", ["تخطي", "لا", "شكرا"])
def test_comment_is_optional(said: str) -> None:
    visitor = asked()
    visitor.say("5")
    assert visitor.say(said).asks is None
    assert rated(visitor) is None


def test_wish_to_rate_may_bring_the_rating_along() -> None:
    visitor = Visitor()
    assert visitor.say("أبغى أقيم خدمتكم ٥ نجوم").asks == "comment"
    assert rated(visitor) == Rating(5)


def test_question_instead_of_a_rating_is_answered() -> None:
    reply = asked().say("كم ياخذ الطلب؟")
    assert reply.asks == "rating"
    assert "أسبوعين" in reply.text


def test_person_can_be_called_instead_of_a_comment() -> None:
    visitor = asked()
    visitor.say("1")
    visitor.say("أبغى موظف")
    assert visitor.last is not None
    assert visitor.last.owner is not None


def test_what_is_no_rating_is_asked_again() -> None:
    visitor = asked()
    assert visitor.say("مدري").asks == "rating"
    assert rated(visitor) is None
