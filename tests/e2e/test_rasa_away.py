"""Rasa goes away during a conversation: the visitor is answered all the same, and the metrics show both switches."""

from pathlib import Path

import pytest

from tests.gateway import GENEROUS, started
from tests.nlu.rasa_fake import FakeRasa
from tests.people import Visitor
from tests.waiting import until

TWO_WEEKS = "أسبوعين"
AWAY = 'tawasul_nlu_engine_switches_total{to="embedded"} 1.0'
BACK = 'tawasul_nlu_engine_switches_total{to="rasa"} 1.0'


@pytest.mark.thorough
async def test_the_visitor_is_answered_while_rasa_is_away_and_the_switches_are_counted(tmp_path: Path) -> None:
    rasa = FakeRasa()
    await rasa.start()
    changes = {**GENEROUS, "nlu": {"engine": "rasa", "rasa_timeout_s": 1.0}}
    more = {"RASA_URL": f"http://127.0.0.1:{rasa.port}"}
    async with started(f"sqlite:///{tmp_path}/tawasul.db", tmp_path, changes=changes, more=more) as running:
        visitor = Visitor(running)
        assert TWO_WEEKS in (await visitor.asks("متى يأتيني الرد؟")).text
        assert rasa.texts == ["متى يأتيني الرد؟"]
        await rasa.stop()
        for _ in range(4):
            assert TWO_WEEKS in (await visitor.asks("كم تاخذ دراسة الطلب عشان يجيني الرد؟")).text
        assert AWAY in await running.metrics()
        await rasa.start(rasa.port)

        async def back() -> bool:
            return BACK in await running.metrics()

        await until(back)
        assert TWO_WEEKS in (await visitor.asks("متى يأتيني الرد؟")).text
        assert rasa.texts[-1] == "متى يأتيني الرد؟"
    await rasa.stop()
