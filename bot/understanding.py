"""Which engine understands: the embedded one, or a Rasa server with the embedded one behind it."""

import asyncio
import logging
import sys
from pathlib import Path

from bot.metrics import Metrics
from bot.settings import ROOT, Environment, Settings, SettingsError
from nlu.embedded.engine import EmbeddedInterpreter
from nlu.embedded.store import StoreError
from nlu.interpreter import Interpreter, NluSettings

log = logging.getLogger(__name__)
TRAINED = ROOT / "nlu" / "embedded" / "trained" / "model.npz"


def model_path(env: Environment) -> Path:
    """The trained model: the one staff retrained, else the one built from the shipped data."""
    retrained = env.data_dir / "nlu" / "model.npz"
    return retrained if retrained.exists() else TRAINED


async def build_interpreter(settings: Settings, metrics: Metrics) -> Interpreter:
    """Raises SettingsError when Rasa is asked for without its address."""
    path = model_path(settings.env)
    embedded = await _loaded(path)
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
    """The model on disk; one that another version built is trained anew. Raises StoreError for one that staff made."""
    await ensure_trained(path)
    try:
        return EmbeddedInterpreter.load(path)
    except StoreError as error:
        if path != TRAINED:
            raise
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
