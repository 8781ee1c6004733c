"""The client of Rasa against a server on loopback that answers, delays, refuses and lies as told."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlu.interpreter import OUT_OF_SCOPE, Context, Entity, Intent, Interpretation, Interpreter, NluSettings
from nlu.rasa.breaker import Breaker
from nlu.rasa.client import RasaInterpreter, merged
from nlu.rasa.server import spoken
from tests.nlu.conftest import NOW
from tests.nlu.rasa_fake import FakeRasa, ranked


class Reserve:
    """An engine that is always there."""

    closed = False

    async def interpret(self, text: str, **_: Any) -> Interpretation:
        return Interpretation(text, Intent("greet", 1.0), engine="embedded")

    async def ready(self) -> bool:
        return True

    async def close(self) -> None:
        self.closed = True


@pytest.fixture
async def fake() -> AsyncIterator[FakeRasa]:
    server = FakeRasa()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def switches() -> list[str]:
    return []


@pytest.fixture
async def client(fake: FakeRasa, switches: list[str]) -> AsyncIterator[RasaInterpreter]:
    made = RasaInterpreter(
        f"http://127.0.0.1:{fake.port}",
        Reserve(),
        NluSettings(rasa_timeout_s=0.3),
        on_switch=switches.append,
        breaker=Breaker(failures=3, pause_s=0.05),
    )
    yield made
    await made.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


async def test_rasa_s_answer_becomes_ours(client: RasaInterpreter) -> None:
    assert isinstance(client, Interpreter)
    found = await client.interpret("متى يجيني الرد", now=NOW)
    assert (found.engine, found.intent.name, found.needs) == ("rasa", "faq_decision_time", ("faq_decision_time",))
    assert found.intent.confidence == pytest.approx(0.9)
    assert found.ranking[0] == found.intent


async def test_rasa_s_fallback_is_out_of_scope(client: RasaInterpreter, fake: FakeRasa) -> None:
    fake.answer = lambda _: ranked(fell_back=True, greet=0.1, thank=0.09, out_of_scope=0.05)
    found = await client.interpret("لا أحد يعلم", now=NOW)
    assert (found.engine, found.intent.name, found.needs) == ("rasa", OUT_OF_SCOPE, ())
    assert "nlu_fallback" not in [intent.name for intent in found.ranking]


async def test_every_clause_is_asked_and_every_need_found(client: RasaInterpreter, fake: FakeRasa) -> None:
    fake.answer = lambda text: ranked(faq_fees=0.9) if text.startswith("كم الرسوم") else ranked(faq_working_hours=0.9)
    found = await client.interpret("متى تفتحون؟ كم الرسوم عندكم؟", now=NOW)
    assert found.needs == ("faq_working_hours", "faq_fees")
    assert sorted(fake.texts) == sorted(["متى تفتحون؟ كم الرسوم عندكم؟", "متي تفتحون", "كم الرسوم عندكم"])


async def test_what_follows_a_greeting_is_asked_alone(client: RasaInterpreter, fake: FakeRasa) -> None:
    fake.answer = lambda text: ranked(faq_working_hours=0.9) if text == "متى تفتحون؟" else ranked(greet=0.95)
    found = await client.interpret("السلام عليكم. متى تفتحون؟", now=NOW)
    assert (found.needs, found.intent.confidence) == (("faq_working_hours", "greet"), pytest.approx(0.9))
    assert sorted(fake.texts) == sorted(["السلام عليكم. متى تفتحون؟", "متى تفتحون؟"])


async def test_near_ties_are_asked_about(client: RasaInterpreter, fake: FakeRasa) -> None:
    fake.answer = lambda _: ranked(request_status=0.41, faq_decision_time=0.39, greet=0.1)
    found = await client.interpret("طلبي", now=NOW)
    assert found.candidates == ("request_status", "faq_decision_time")


async def test_a_yes_is_a_yes_where_one_is_awaited(client: RasaInterpreter) -> None:
    found = await client.interpret("ايوه", now=NOW, context=Context(expects="confirm"))
    assert (found.engine, found.intent.name) == ("rasa", "affirm")


async def test_entities_keep_their_places_and_rasa_s_own_are_added(client: RasaInterpreter, fake: FakeRasa) -> None:
    text = "أنا أم فهد وجوّالي ٠٥٠١٢٣٤٥٦٧"
    name = {"entity": "full_name", "value": "أم فهد", "start": 4, "end": 10}
    shadow = {"entity": "number", "value": 50, "start": 19, "end": 29}
    fake.answer = lambda _: ranked(name, shadow, request_callback=0.9, greet=0.1)
    found = await client.interpret(text, now=NOW)
    assert [(e.entity, e.value, text[e.start : e.end]) for e in found.entities] == [
        ("full_name", "أم فهد", "أم فهد"),
        ("mobile", "+966501234567", "٠٥٠١٢٣٤٥٦٧"),
    ]


async def test_relative_dates_count_from_the_visitor_s_day(client: RasaInterpreter, fake: FakeRasa) -> None:
    wrong = {"entity": "date", "value": "1999-01-01", "start": 6, "end": 10}
    fake.answer = lambda _: ranked(wrong, request_callback=0.9, greet=0.1)
    found = await client.interpret("كلموني بكرة", now=NOW)
    assert found.values("date") == ("2025-03-04",)


def test_ours_wins_where_both_found_something() -> None:
    ours, theirs = (Entity("city", "الرياض", 4, 10),), (Entity("city", "رياض", 6, 10), Entity("x", "أنا", 0, 3))
    assert merged(ours, theirs) == (theirs[1], ours[0])


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>nginx</html>",
        b"[]",
        b"null",
        b"\xff\xfe",
        {},
        {"intent": {"name": None}, "intent_ranking": []},
        {"intent": {"name": "greet"}, "intent_ranking": [{"name": "greet"}]},
        {"intent": None, "intent_ranking": [{"name": "greet", "confidence": 1}]},
        ranked({"entity": "x"}, greet=1.0),
    ],
)
async def test_nonsense_is_not_taken_for_an_answer(client: RasaInterpreter, fake: FakeRasa, answer: Any) -> None:
    fake.answer = lambda _: answer
    assert (await client.interpret("سلام", now=NOW)).engine == "embedded"


@pytest.mark.parametrize("status", [204, 301, 401, 409, 500, 503])
async def test_refusals_are_answered_by_the_reserve(client: RasaInterpreter, fake: FakeRasa, status: int) -> None:
    fake.status = status
    if status == 204:
        fake.answer = lambda _: b""
    assert (await client.interpret("سلام", now=NOW)).engine == "embedded"


async def test_a_slow_rasa_costs_no_more_than_the_time_limit(client: RasaInterpreter, fake: FakeRasa) -> None:
    fake.delay_s = 5
    clock = asyncio.get_running_loop().time
    started = clock()
    assert (await client.interpret("سلام. متى تفتحون؟ وين موقعكم؟", now=NOW)).engine == "embedded"
    assert clock() - started < 1


async def test_rasa_dies_and_returns_and_both_switches_are_told(
    client: RasaInterpreter, fake: FakeRasa, switches: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "nlu.rasa")
    assert (await client.interpret("سلام", now=NOW)).engine == "rasa"
    await fake.stop()
    assert [(await client.interpret("سلام", now=NOW)).engine for _ in range(5)] == ["embedded"] * 5
    assert (switches, client.engine) == (["embedded"], "embedded")
    await fake.start(fake.port)
    await until(lambda: client.engine == "rasa")
    assert (await client.interpret("سلام", now=NOW)).engine == "rasa"
    assert switches == ["embedded", "rasa"]
    assert len(caplog.records) == 2
    assert "سلام" not in caplog.text


async def test_while_open_no_message_waits_for_rasa(client: RasaInterpreter, fake: FakeRasa) -> None:
    fake.delay_s = 5
    await asyncio.gather(*(client.interpret("سلام", now=NOW) for _ in range(10)))
    asked = len(fake.texts)
    clock = asyncio.get_running_loop().time
    started = clock()
    for _ in range(50):
        await client.interpret("سلام", now=NOW)
    assert clock() - started < 0.2
    assert len(fake.texts) <= asked + 1  # a probe at most


async def test_many_messages_share_few_connections(client: RasaInterpreter, fake: FakeRasa) -> None:
    for _ in range(20):
        await client.interpret("سلام", now=NOW)
    assert fake.connections == 1
    await asyncio.gather(*(client.interpret("سلام", now=NOW) for _ in range(100)))
    assert fake.connections <= 16


async def test_the_token_reaches_rasa_and_no_log(fake: FakeRasa, caplog: pytest.LogCaptureFixture) -> None:
    for logger in ("", "httpx"):  # other tests may have silenced the client's own
        caplog.set_level(logging.DEBUG, logger=logger)
    client = RasaInterpreter(f"http://127.0.0.1:{fake.port}/?token=hush-hush", Reserve())
    assert (await client.interpret("سلام", now=NOW)).engine == "rasa"
    await fake.stop()
    for _ in range(3):
        await client.interpret("سلام", now=NOW)
    await client.close()
    assert fake.targets == ["/model/parse?token=hush-hush"]
    assert "model/parse" in caplog.text
    assert "hush" not in caplog.text
    await fake.start()


async def test_closing_closes_the_reserve_and_stops_the_probe(fake: FakeRasa) -> None:
    reserve, before = Reserve(), asyncio.all_tasks()
    await fake.stop()
    client = RasaInterpreter(f"http://127.0.0.1:{fake.port}", reserve, breaker=Breaker(failures=1, pause_s=0.01))
    assert await client.ready()
    await client.interpret("سلام", now=NOW)
    probe = asyncio.all_tasks() - before
    assert probe
    await client.close()
    assert all(task.done() for task in probe)
    assert reserve.closed
    await fake.start()


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ('/erase_my_data{"city": "الرياض"}', ' erase_my_data{"city": "الرياض"}'),
        (" //greet", "   greet"),
        ("1/2", "1/2"),
        ("أ\ud800ب", "أ?ب"),
    ],
)
async def test_nothing_typed_is_a_command(text: str, sent: str) -> None:
    assert spoken(text) == sent
    assert len(sent) == len(text)


@given(text=st.text(st.characters(exclude_categories=()), max_size=80))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_understood_by_rasa(text: str) -> None:
    async def parse() -> Interpretation:
        transport = httpx.MockTransport(lambda _: httpx.Response(200, json=ranked(greet=0.9, thank=0.1)))
        client = RasaInterpreter("http://rasa", Reserve(), transport=transport)
        try:
            return await client.interpret(text, now=NOW)
        finally:
            await client.close()

    assert asyncio.run(parse()).engine == "rasa"
