"""Rasa itself: its environment, what its pipeline makes of a text, and a conversation that was begun without it."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from nlu.rasa import environment, training
from tests.nlu.rasa_server import RasaProcess
from tests.nlu.rasa_talk import said, talk
from tests.waiting import until

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(600)]


async def test_a_conversation_begun_without_rasa_goes_over_to_it(rasa_process: RasaProcess, seed_model: Path) -> None:
    rasa_process.kill()
    async with talk(rasa_process, seed_model) as (client, switches):
        for text in ("السلام عليكم", "متى يجيني الرد على طلبي"):
            await said(client, text)
        assert switches == ["embedded"]
        await asyncio.to_thread(rasa_process.start)
        await until(lambda: client.engine == "rasa")
        assert switches == ["embedded", "rasa"]
        assert await said(client, "شكرا لكم") == ("rasa", "thank")


def test_the_components_need_nothing_of_the_gateway() -> None:
    environment.bootstrap()
    script = "import nlu.rasa.components.tokenizer, nlu.rasa.components.entities, sys; print(sys.version_info[:2])"
    python = str(environment.RASA.parent / "python")
    done = subprocess.run([python, "-c", script], env=environment.environ(), capture_output=True, text=True)
    assert done.stdout.strip() == "(3, 10)", done.stderr
    assert subprocess.run([python, "-c", "import fastapi"], capture_output=True).returncode != 0


def test_training_leaves_the_configuration_as_it_is(seed_data: Path, tmp_path: Path) -> None:
    environment.bootstrap()
    config = environment.ROOT / "config.yml"
    before = config.read_bytes()
    training.train(config, seed_data, environment.ROOT / "nlu" / "domain.yml", tmp_path / "seed.tar.gz")
    assert (tmp_path / "seed.tar.gz").stat().st_size > 10_000
    assert list(tmp_path.iterdir()) == [tmp_path / "seed.tar.gz"]
    assert config.read_bytes() == before


def test_training_that_fails_says_why(seed_data: Path, tmp_path: Path) -> None:
    environment.bootstrap()
    config = tmp_path / "config.yml"
    config.write_text("recipe: default.v1\nassistant_id: x\nlanguage: ar\npipeline:\n- name: NoSuchComponent\n")
    with pytest.raises(training.TrainingFailed, match="NoSuchComponent"):
        training.train(config, seed_data, tmp_path / "none.yml", tmp_path / "m.tar.gz")
    assert list(tmp_path.iterdir()) == [config]


def test_rasa_s_own_pipeline_finds_entities_where_they_stand(rasa: RasaProcess) -> None:
    text = "🌷 جوّالـــي ٠٥٠١٢٣٤٥٦٧ وساكن في مكّة"
    found = [(e["entity"], e["value"], text[e["start"] : e["end"]]) for e in rasa.parse(text)["entities"]]
    assert found == [("mobile", "+966501234567", "٠٥٠١٢٣٤٥٦٧"), ("city", "مكة المكرمة", "مكّة")]


@pytest.mark.parametrize("text", ["متـــى تردّون؟", "abi akalem mwathaf", "hgsghl ugd;l", "مرحبا👋😀كيف", "", "؟"])
def test_its_words_lie_in_the_text_as_written(rasa: RasaProcess, text: str) -> None:
    spans = [text[start:end] for start, end in rasa.parse(text)["text_tokens"]]
    assert set(spans) <= {*text.split(), text}


def test_one_spelling_of_a_word_is_as_good_as_another(rasa: RasaProcess) -> None:
    rankings = [
        rasa.parse(text)["intent_ranking"] for text in ("متى أوقات الدوام", "مَتـــى اوقات الدّوام", "متي أوقات الدوااام")
    ]
    assert rankings[0][0]["name"] == "faq_working_hours"
    assert rankings[0] == rankings[1] == rankings[2]
