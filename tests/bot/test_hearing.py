"""What an event says before anything is decided."""

from datetime import UTC, datetime

import pytest

from bot.dialogue.forms.filling import Filling
from bot.dialogue.state import Choice, State
from bot.hearing import Hearing
from bot.metrics import Metrics
from channels.message import Inbound, Kind, Sender
from nlu.interpreter import Context, Intent, Interpretation

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Echo:
    """An interpreter that finds nothing, and remembers what it was asked."""

    def __init__(self) -> None:
        self.contexts: list[Context] = []

    async def interpret(self, text: str, *, now: datetime, context: Context = Context()) -> Interpretation:
        self.contexts.append(context)
        return Interpretation(text, Intent("out_of_scope", 0.9))

    async def ready(self) -> bool:
        return True

    async def close(self) -> None: ...


@pytest.fixture
def hearing() -> Hearing:
    return Hearing(Echo(), Metrics(), max_text=4000)


def said(text: str) -> Inbound:
    return Inbound("telegram", "1", "k", Kind.TEXT, Sender("7"), text=text)


OFFERED = (Choice("حالة طلبي", "i:request_status"), Choice("خدماتنا", "i:faq_services"))


@pytest.mark.parametrize("text", ["٢", "2", "خدماتنا", " ٢ "])
async def test_a_number_or_the_title_names_the_choice(hearing: Hearing, text: str) -> None:
    heard = await hearing.hear(State(choices=OFFERED), said(text), (), NOW)
    assert heard is not None
    assert heard.intent == "faq_services"


async def test_a_number_is_the_answer_where_a_number_is_asked_for(hearing: Hearing) -> None:
    state = State(form=Filling("support_request"), asks="family_size", choices=OFFERED)
    heard = await hearing.hear(state, said("٢"), (), NOW)
    assert heard is not None
    assert (heard.text, heard.payload) == ("٢", None)


@pytest.mark.parametrize("text", ["-", "—", "..."])
async def test_a_dash_leaves_a_field_of_a_form_blank(hearing: Hearing, text: str) -> None:
    heard = await hearing.hear(State(form=Filling("complaint"), asks="mobile"), said(text), (), NOW)
    assert heard is not None
    assert heard.text == "تخطي"


@pytest.mark.parametrize("text", ["", "   ", "-", "🌷"])
async def test_without_a_form_signs_alone_say_nothing(hearing: Hearing, text: str) -> None:
    assert await hearing.hear(State(), said(text), (), NOW) is None


@pytest.mark.parametrize("text", ["قف", "إيقاف", "STOP", "الغاء الاشتراك"])
async def test_stop_words_are_commands_everywhere(hearing: Hearing, text: str) -> None:
    heard = await hearing.hear(State(), said(text), (), NOW)
    assert heard is not None
    assert heard.intent == "opt_out"
