"""What every engine promises, asked of the embedded engine and of a trained Rasa server that really runs."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlu import training_data
from nlu.embedded import store
from nlu.embedded.engine import EmbeddedInterpreter
from nlu.embedded.train import train
from nlu.interpreter import OUT_OF_SCOPE, Context, Interpretation, Interpreter, NluSettings
from nlu.rasa.client import RasaInterpreter
from nlu.rasa.environment import ROOT
from tests.nlu.conftest import NOW
from tests.nlu.rasa_server import RasaProcess

# The first run makes Rasa's environment and trains both engines.
pytestmark = [pytest.mark.thorough, pytest.mark.timeout(600)]

CLEAR = {
    "السلام عليكم ورحمة الله": "greet",
    "شكرا جزيلا لكم": "thank",
    "مع السلامة": "goodbye",
    "أبغى أكلم موظف": "request_human",
    "هل أنت روبوت أم إنسان؟": "bot_challenge",
    "عندي شكوى على موظف": "file_complaint",
    "كم رقم هاتف الجمعية؟": "faq_contact",
    "متى أوقات الدوام؟": "faq_working_hours",
    "وين موقعكم على الخريطة": "faq_location",
    "كيف أتبرع للجمعية؟": "faq_donate",
    "أبغى أتطوع معكم": "faq_volunteer",
    "وش صار على طلبي": "request_status",
    "ابغى اسحب طلبي": "withdraw_request",
    "أوقفوا الرسائل": "opt_out",
    "احذفوا بياناتي": "erase_my_data",
    "abi akalem mwathaf": "request_human",
    "I want to speak to a human": "request_human",
}
OUTSIDE = (
    "كم سعر الدولار اليوم",
    "من فاز في مباراة الهلال أمس",
    "عطني وصفة الكبسة",
    "كيف الطقس غدا في جدة",
    "ابغى أحجز تذكرة طيران للقاهرة",
    "وش أفضل جوال للتصوير",
    "متى ينزل حساب المواطن",
    "كم سعر الذهب عيار ٢١",
    "اكتب لي قصيدة عن البحر",
    "كيف أجدد رخصة القيادة",
    "what is the capital of France",
    "recommend a good restaurant in Riyadh",
)
ENTITIES = [
    ("🌷 جوّالـــي ٠٥٠١٢٣٤٥٦٧ لو سمحتم", "mobile", "+966501234567", "٠٥٠١٢٣٤٥٦٧"),
    ("أنا ساكنٌ في مكّة ولله الحمد", "city", "مكة المكرمة", "مكّة"),
    ("\u202bراتبي ٤ آلاف ريال شهريا\u202c", "money", 4000, "٤ آلاف ريال"),
    ("كلموني بكرة الله يسعدكم", "date", "2025-03-04", "بكرة"),
    ("بريدي sara@example.org وشكرا", "email", "sara@example.org", "sara@example.org"),
]
STRANGE = (
    "", " ", "\n\t\n", "؟؟؟", "...", "/", "//", "/greet", '/erase_my_data{"city": "جدة"}', "\u200f\u202e\u2066",
    "\u064b\u064b\u064b", "\ud800", "أ\udfffب", "\x00\x01", "😀" * 300, "هـ" * 3000, "a" * 5000, "١" * 2000,
    "متى؟ " * 500, "[الرياض](city)", "<script>", "{}", "null", "𝒜𝓁𝓁𝒶𝒽", "ﷺ ﷲ", "т日本語 עברית", "-", "%s %d {x}",
)  # fmt: skip


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded engine's model of nlu/data: the one that `make` built, if it is of today's data; else a new one."""
    data, built = [ROOT / "nlu" / "data"], ROOT / "nlu" / "embedded" / "trained" / "model.npz"
    if built.exists() and store.load(built).meta.data_digest == training_data.digest(training_data.load(data)):
        return built
    path = tmp_path_factory.mktemp("embedded") / "model.npz"
    train(data, path)
    return path


@pytest.fixture(scope="module", params=["embedded", "rasa"])
async def engine(request: pytest.FixtureRequest, model: Path) -> AsyncIterator[Interpreter]:
    made: Interpreter = EmbeddedInterpreter.load(model)
    if request.param == "rasa":
        server: RasaProcess = request.getfixturevalue("rasa_process")
        if not server.runs():
            server.start()
        made = RasaInterpreter(server.url, made, NluSettings(rasa_timeout_s=30))
    yield made
    await made.close()


@pytest.fixture(scope="module")
def name(engine: Interpreter) -> str:
    """Whose answers are wanted: an answer from Rasa's reserve is no answer here."""
    return "rasa" if isinstance(engine, RasaInterpreter) else "embedded"


def keeps_its_promises(found: Interpretation, text: str, name: str) -> None:
    assert (found.text, found.engine) == (text, name)
    assert found.language in ("ar", "en")
    assert 0 <= found.intent.confidence <= 1
    assert found.ranking
    assert found.ranking[0].name == found.intent.name
    assert all(0 <= intent.confidence <= 1 for intent in found.ranking)
    assert found.needs[:1] == (() if found.intent.name == OUT_OF_SCOPE else (found.intent.name,))
    assert len(found.candidates) != 1
    spans = [(entity.start, entity.end) for entity in found.entities]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)


async def test_it_keeps_the_protocol_and_is_ready(engine: Interpreter) -> None:
    assert isinstance(engine, Interpreter)
    assert await engine.ready()


@pytest.mark.parametrize("text", CLEAR)
async def test_clear_words_are_understood(engine: Interpreter, name: str, text: str) -> None:
    found = await engine.interpret(text, now=NOW)
    keeps_its_promises(found, text, name)
    assert found.intent.name == CLEAR[text]


async def test_other_people_s_business_is_mostly_seen_to_be_so(engine: Interpreter, name: str) -> None:
    taken = []
    for text in OUTSIDE:
        found = await engine.interpret(text, now=NOW)
        keeps_its_promises(found, text, name)
        if found.intent.name != OUT_OF_SCOPE:
            taken.append((text, found.intent))
    assert len(taken) <= len(OUTSIDE) / 4, taken


@pytest.mark.parametrize(("text", "entity", "value", "written"), ENTITIES)
async def test_values_are_normal_and_places_are_the_original_s(
    engine: Interpreter, name: str, text: str, entity: str, value: object, written: str
) -> None:
    found = await engine.interpret(text, now=NOW)
    keeps_its_promises(found, text, name)
    assert (value, written) in [(e.value, text[e.start : e.end]) for e in found.entities if e.entity == entity]


async def test_a_greeting_and_a_question_are_two_needs(engine: Interpreter, name: str) -> None:
    text = "السلام عليكم ورحمة الله. متى أوقات الدوام؟"
    found = await engine.interpret(text, now=NOW)
    keeps_its_promises(found, text, name)
    assert found.needs == ("faq_working_hours", "greet")


@pytest.mark.parametrize(("text", "intent"), [("ايوه", "affirm"), ("لا", "deny")])
async def test_a_question_that_waits_gets_its_yes_or_no(engine: Interpreter, text: str, intent: str) -> None:
    assert (await engine.interpret(text, now=NOW, context=Context(expects="confirm"))).intent.name == intent


async def test_a_choice_is_taken_by_its_place(engine: Interpreter) -> None:
    context = Context(expects="choice", choices=("دعم مالي", "سلة غذائية", "إيجار"))
    assert (await engine.interpret("الثاني", now=NOW, context=context)).values("choice") == ("سلة غذائية",)


@pytest.mark.parametrize(("text", "language"), [("متى تفتحون", "ar"), ("where is your office", "en")])
async def test_it_says_in_which_language_to_answer(engine: Interpreter, text: str, language: str) -> None:
    assert (await engine.interpret(text, now=NOW)).language == language


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
async def test_strange_texts_are_interpreted_too(engine: Interpreter, name: str, text: str) -> None:
    keeps_its_promises(await engine.interpret(text, now=NOW), text, name)


@pytest.mark.parametrize("text", ["/withdraw_request", ' /erase_my_data{"city": "جدة"}'])
async def test_a_visitor_cannot_dictate_the_intent(engine: Interpreter, text: str) -> None:
    assert (await engine.interpret(text, now=NOW)).intent.confidence < 1


@given(text=st.text(st.characters(exclude_categories=()), max_size=60))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_text_is_interpreted(engine: Interpreter, name: str, text: str) -> None:
    keeps_its_promises(await engine.interpret(text, now=NOW), text, name)
