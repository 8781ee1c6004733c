"""Which engine understands: the embedded one, or a Rasa server with the embedded one behind it."""

import asyncio
import logging
import sys
from pathlib import Path

from bot.metrics import Metrics
from bot.settings import ROOT, Settings, SettingsError
from nlu.embedded.engine import EmbeddedInterpreter
from nlu.embedded.store import StoreError
from nlu.interpreter import Interpreter, NluSettings

log = logging.getLogger(__name__)
TRAINED = ROOT / "nlu" / "embedded" / "trained" / "model.npz"


async def build_interpreter(settings: Settings, metrics: Metrics) -> Interpreter:
    """Raises SettingsError when Rasa is asked for without its address."""
    embedded = await _loaded(TRAINED)
    if settings.config.nlu.engine != "rasa":
        return embedded
    if not settings.env.rasa_url:
        raise SettingsError("environment variable: RASA_URL: is required when nlu.engine is rasa in config.yml")
    from nlu.rasa.client import RasaInterpreter

    def on_switch(to: str) -> None:
        log.warning("nlu engine is now: %s", to)
        metrics.engine_switches.labels(to).inc()

    nlu_settings = NluSettings(engine="rasa", rasa_timeout_s=settings.config.nlu.rasa_timeout_s)
    return RasaInterpreter(settings.env.rasa_url, embedded, nlu_settings, on_switch=on_switch)


async def _loaded(path: Path) -> EmbeddedInterpreter:
    """The model built from the shipped data; one that another version built is trained anew."""
    await ensure_trained(path)
    try:
        return EmbeddedInterpreter.load(path)
    except StoreError as error:
        log.warning("the trained model cannot be used, training again: %s", error)
        await asyncio.to_thread(path.unlink)
        await ensure_trained(path)
        return EmbeddedInterpreter.load(path)


async def ensure_trained(path: Path) -> None:
    """Train once where nobody has: in a process of its own, whose memory goes with it."""
    if path.exists():  # noqa: ASYNC240 - once, at the start
        return
    log.warning("no trained model yet: training from nlu/data, this takes under a minute")
    command = (sys.executable, "-m", "bot.cli", "nlu", "train", "--out", str(path))
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    if await process.wait() != 0:
        raise SettingsError("nlu/data: the model could not be trained; see the lines above")
