from datetime import date

import pytest

from bot import settings
from bot.bootstrap import build_dialogue
from bot.notices import Notices
from channels.splitting import sms_segments
from handoff.summaries import Summary
from storage.requests import STATUSES, TYPES

REFERENCE = "MD-2026-7K3QXA"


@pytest.fixture(scope="module")
def notices() -> Notices:
    return Notices(build_dialogue(settings.load({})))


def summary(status: str = "incomplete", **changes: object) -> Summary:
    values: dict[str, object] = {
        "reference": REFERENCE,
        "type": "support_request",
        "status": status,
        "since": date(2026, 11, 23),
        "locale": "ar",
        "may": ("update", "add_documents", "withdraw", "appeal"),
    }
    return Summary(**values | changes)  # type: ignore[arg-type]


def test_something_missing_is_named_as_the_form_names_it_and_can_be_sent_at_once(notices: Notices) -> None:
    text, buttons = notices.news(summary(missing=("documents", "monthly_income"), message="نحتاج عقد الإيجار"))
    for wanted in (REFERENCE, "المستندات", "نحتاج عقد الإيجار", "٢٣ نوفمبر ٢٠٢٦"):
        assert wanted in text
    assert [b.payload for b in buttons] == [f"q:do:update:{REFERENCE}"]


def test_papers_that_the_form_never_asked_for_have_a_way_of_their_own(notices: Notices) -> None:
    text, buttons = notices.news(summary(type="service_request", missing=("documents",)))
    assert "المستندات" in text
    assert [b.payload for b in buttons] == [f"q:do:add_documents:{REFERENCE}"]
    both = notices.news(summary(type="service_request", missing=("city", "documents")))[1]
    assert [b.payload.split(":")[2] for b in both] == ["update", "add_documents"]


def test_a_refusal_offers_the_appeal_and_the_end_asks_for_a_rating(notices: Notices) -> None:
    assert [b.payload for b in notices.news(summary("rejected"))[1]] == [f"q:do:appeal:{REFERENCE}"]
    assert [b.payload for b in notices.news(summary("completed"))[1]] == ["i:rate_service"]


@pytest.mark.parametrize("locale", ["ar", "en"])
def test_every_stage_of_every_type_can_be_told(notices: Notices, locale: str) -> None:
    for kind in TYPES:
        for status in STATUSES:
            text, buttons = notices.news(summary(status, type=kind, locale=locale))
            assert REFERENCE in text
            assert all(len(b.payload.encode()) <= 64 and len(b.title) <= 20 for b in buttons)


@pytest.mark.parametrize("locale", ["ar", "en"])
def test_what_goes_out_as_a_text_message_is_short_and_tells_nothing(notices: Notices, locale: str) -> None:
    hint, code = notices.hint(locale), notices.code(locale, "123456")
    assert sms_segments(hint) == 1
    assert sms_segments(code) <= 2
    assert "123456" in code
    assert "MD-" not in hint
