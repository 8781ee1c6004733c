"""A conversation outlives the Rasa server that it was begun with."""

import time
from pathlib import Path

import pytest

from tests.nlu.rasa_server import RasaProcess
from tests.nlu.rasa_talk import said, talk

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(600)]


async def test_the_next_words_are_understood_without_it(rasa: RasaProcess, seed_model: Path) -> None:
    async with talk(rasa, seed_model) as (client, switches):
        assert await said(client, "السلام عليكم") == ("rasa", "greet")
        rasa.kill()
        killed = time.monotonic()
        assert await said(client, "متى يجيني الرد على طلبي") == ("embedded", "faq_decision_time")
        assert await said(client, "من يقرر قبول الطلب") == ("embedded", "faq_who_decides")
        assert await said(client, "أبي أكلم موظف") == ("embedded", "request_human")
        assert time.monotonic() - killed < 5
        assert switches == ["embedded"]
