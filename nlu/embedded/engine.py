"""The embedded engine behind the Interpreter protocol: no server, no framework, a few milliseconds."""

import asyncio
import logging
import time
from datetime import datetime
from pathlib import Path

import numpy as np

from nlu.embedded import store
from nlu.embedded.decision import decide, sayings
from nlu.embedded.encoder import EncoderError, SentenceEncoder
from nlu.embedded.model import Model
from nlu.embedded.vectors import Floats
from nlu.entities import extract
from nlu.interpreter import Context, Entity, Interpretation, NluSettings
from nlu.script import read

UNSURE = 0.8
REST_S = 30.0  # so long an encoder that failed is left alone: nobody waits for it again and again

_log = logging.getLogger(__name__)


class EmbeddedInterpreter:
    """Interprets with the model at `path`, and with the new one as soon as the file is replaced.

    `encoder` gives a second opinion where the first is unsure, if the model was trained with it; else it is not asked.
    """

    def __init__(self, path: Path, settings: NluSettings, encoder: SentenceEncoder | None = None) -> None:
        self._home, self._path, self._settings, self._encoder = path, path, settings, encoder
        self._rests_until = 0.0
        self._stamp = store.stamp(path)
        self._model = store.load(path)

    @classmethod
    def load(
        cls, path: Path, settings: NluSettings | None = None, encoder: SentenceEncoder | None = None
    ) -> "EmbeddedInterpreter":
        """Raises StoreError for a missing or damaged model."""
        return cls(path, settings or NluSettings(), encoder)

    @property
    def model(self) -> Model:
        return self._model

    def reload(self) -> bool:
        """Takes up another model on disk, and says whether there was one. Raises StoreError and keeps the old one."""
        found = store.stamp(self._path)
        if found == self._stamp:
            return False
        self._model, self._stamp = store.load(self._path), found
        return True

    @property
    def path(self) -> Path:
        """Where the model in use lies."""
        return self._path

    def take(self, path: Path | None, digest: str | None = None) -> None:
        """Interprets with the model at `path` from now on, or with None with the one it began with.

        Raises StoreError, also for another model than the one of this `digest`, and keeps the one in use.
        """
        path = path or self._home
        if digest is not None and store.digest_of(path) != digest:
            raise store.StoreError(f"{path} is another model than the one that was evaluated")
        model = store.load(path)
        self._path, self._stamp, self._model = path, store.stamp(path), model

    async def interpret(self, text: str, *, now: datetime, context: Context = Context()) -> Interpretation:  # noqa: B008
        model, entities = self._model, self._entities(text, now, context)
        first = decide(model, self._settings, text, context, entities)
        if not self._is_unsure(first, model):
            return first
        sentence = await asyncio.to_thread(self._sentence, text)
        return decide(model, self._settings, text, context, entities, sentence)

    def parse(self, text: str, *, now: datetime, context: Context = Context()) -> Interpretation:  # noqa: B008
        """The same without an event loop. Never raises, whatever the text."""
        model, entities = self._model, self._entities(text, now, context)
        first = decide(model, self._settings, text, context, entities)
        if not self._is_unsure(first, model):
            return first
        return decide(model, self._settings, text, context, entities, self._sentence(text))

    async def ready(self) -> bool:
        return True

    async def close(self) -> None:
        if self._encoder:
            self._encoder.close()

    def _entities(self, text: str, now: datetime, context: Context) -> tuple[Entity, ...]:
        return tuple(extract(text, now=now, expects=context.expects, day_parts=self._settings.day_parts))

    def _is_unsure(self, first: Interpretation, model: Model) -> bool:
        if self._encoder is None or model.opinion is None or model.opinion.encoder != self._encoder.name:
            return False
        return first.intent.confidence < UNSURE and time.monotonic() >= self._rests_until

    def _sentence(self, text: str) -> Floats | None:
        """The encoder's vector of what is said; None when it cannot be had, and the first opinion stands."""
        assert self._encoder is not None
        try:
            return np.asarray(self._encoder.encode([sayings(text, read(text)).text])[0], np.float32)
        except EncoderError as error:
            self._rests_until = time.monotonic() + REST_S
            _log.warning("no second opinion for %.0f s: %s", REST_S, error)
            return None
