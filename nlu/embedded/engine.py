"""The embedded engine behind the Interpreter protocol: no server, no framework, a few milliseconds."""

from datetime import datetime
from pathlib import Path

from nlu.embedded import store
from nlu.embedded.decision import decide
from nlu.embedded.model import Model
from nlu.entities import extract
from nlu.interpreter import Context, Interpretation, NluSettings


class EmbeddedInterpreter:
    """Interprets with the model at `path`, and with the new one as soon as the file is replaced."""

    def __init__(self, path: Path, settings: NluSettings) -> None:
        self._path = path
        self._settings = settings
        self._stamp = store.stamp(path)
        self._model = store.load(path)

    @classmethod
    def load(cls, path: Path, settings: NluSettings | None = None) -> "EmbeddedInterpreter":
        """Raises StoreError for a missing or damaged model."""
        return cls(path, settings or NluSettings())

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

    async def interpret(self, text: str, *, now: datetime, context: Context = Context()) -> Interpretation:  # noqa: B008
        return self.parse(text, now=now, context=context)

    def parse(self, text: str, *, now: datetime, context: Context = Context()) -> Interpretation:  # noqa: B008
        """The same without an event loop. Never raises, whatever the text."""
        found = extract(text, now=now, expects=context.expects, day_parts=self._settings.day_parts)
        return decide(self._model, self._settings, text, context, tuple(found))

    async def ready(self) -> bool:
        return True

    async def close(self) -> None:
        """Nothing is held open."""
