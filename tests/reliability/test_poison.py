"""A message that no turn can digest is set aside and counted; neighbours, in its conversation and beyond, go on."""

import logging
from dataclasses import dataclass
from datetime import datetime

import pytest

from bot import log
from nlu.embedded.engine import EmbeddedInterpreter
from nlu.interpreter import Context, Interpretation
from tests.people import meet
from tests.reliability.conftest import Start
from tests.reliability.crowd import QUESTION

POISON = "رسالة لا يهضمها أحد 1098765432"


@dataclass
class Choking:
    """An engine that chokes on one text."""

    engine: EmbeddedInterpreter

    async def interpret(self, text: str, *, now: datetime, context: Context = Context()) -> Interpretation:
        if "لا يهضمها" in text:
            raise ValueError(f"cannot read {text}")
        return await self.engine.interpret(text, now=now, context=context)

    async def ready(self) -> bool:
        return True

    async def close(self) -> None: ...


async def test_a_poison_message_is_set_aside_and_its_neighbours_are_answered(
    start: Start, interpreter: EmbeddedInterpreter, caplog: pytest.LogCaptureFixture
) -> None:
    async with start(interpreter=Choking(interpreter)) as own:
        person, other, draft = meet(own, "whatsapp_cloud"), meet(own, "telegram"), own.simulator.draft
        said = [draft.say("whatsapp_cloud", person.to, words) for words in (QUESTION, POISON, "من يدرس طلبي؟")]
        together = draft.people["whatsapp_cloud"].batch(said)  # type: ignore[attr-defined]
        assert (await own.simulator.post(together)).status == 200
        assert "أسبوعين" in (await other.asks(QUESTION)).text
        heard = [h.text for h in await person.hears()]
        assert ["أسبوعين" in heard[0], "لجنة البحث" in heard[1], len(heard)] == [True, True, 2]
        rows = await person.rows("SELECT set_aside_at, failures, error FROM inbox ORDER BY id")
        aside = [r for r in rows if r.set_aside_at]
        assert [(r.failures, r.error) for r in aside] == [(2, "ValueError")]
        assert 'tawasul_messages_set_aside_total{channel="whatsapp_cloud"} 1.0' in await own.metrics()
    shown = "\n".join(log.TextFormatter().format(r) for r in caplog.records if r.levelno >= logging.WARNING)
    assert "turn failed" in shown
    assert "1098765432" not in shown
