"""A conversation over a Rasa server that may come and go."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from nlu.embedded.engine import EmbeddedInterpreter
from nlu.interpreter import NluSettings
from nlu.rasa.breaker import Breaker
from nlu.rasa.client import RasaInterpreter
from tests.nlu.conftest import NOW
from tests.nlu.rasa_server import RasaProcess


@asynccontextmanager
async def talk(rasa: RasaProcess, reserve: Path) -> AsyncIterator[tuple[RasaInterpreter, list[str]]]:
    """-> the client, soon impatient, and the engines it has switched to."""
    switches: list[str] = []
    client = RasaInterpreter(
        rasa.url,
        EmbeddedInterpreter.load(reserve),
        NluSettings(rasa_timeout_s=10),
        on_switch=switches.append,
        breaker=Breaker(failures=2, pause_s=0.2, longest_pause_s=1),
    )
    yield client, switches
    await client.close()


async def said(client: RasaInterpreter, text: str) -> tuple[str, str]:
    """-> the engine that answered, and the intent."""
    found = await client.interpret(text, now=NOW)
    return found.engine, found.intent.name
