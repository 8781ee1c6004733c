"""Rasa behind the Interpreter protocol, with the embedded engine in reserve: the visitor is answered in any case.

Rasa says how likely each intent is, for the message and for its clauses. What follows from that — several needs, a
question instead of a guess, what a waiting field means for the words — is decided as for the embedded engine, by the
same code, so that changing the engine changes no manners.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal, cast

import httpx
import numpy as np

from nlu.embedded.decision import Sayings, decide, sayings
from nlu.embedded.model import Model, Weighing
from nlu.entities import extract
from nlu.interpreter import OUT_OF_SCOPE, Context, Entity, Interpretation, Interpreter, NluSettings, Unavailable
from nlu.rasa.breaker import Breaker
from nlu.rasa.server import Parsed, RasaServer
from nlu.script import Reading, read

Engine = Literal["rasa", "embedded"]
_log = logging.getLogger(__name__)


class RasaInterpreter:
    """Asks the Rasa server at `url`; `fallback` answers whatever Rasa does not, and `on_switch` hears of each change.

    `interpret` raises only what the fallback raises. After some failures in a row Rasa is left alone and probed in the
    background until it answers; no message waits for a probe.
    """

    def __init__(
        self,
        url: str,
        fallback: Interpreter,
        settings: NluSettings | None = None,
        *,
        on_switch: Callable[[Engine], None] = lambda _: None,
        breaker: Breaker | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._settings = settings or NluSettings()
        self._server = RasaServer(url, self._settings.rasa_timeout_s, transport)
        self._fallback = fallback
        self._on_switch = on_switch
        self._breaker = breaker or Breaker()
        self._probing: asyncio.Task[None] | None = None

    @property
    def fallback(self) -> Interpreter:
        """Who answers while the server is away."""
        return self._fallback

    @property
    def engine(self) -> Engine:
        """Which engine the next message is put to."""
        return "rasa" if self._breaker.closed else "embedded"

    async def interpret(self, text: str, *, now: datetime, context: Context = Context()) -> Interpretation:  # noqa: B008
        if self._breaker.closed:
            try:
                found = await self._ask(text, now, context)
            except Unavailable as error:
                self._failed(error)
            else:
                self._breaker.succeeded()
                return found
        return await self._fallback.interpret(text, now=now, context=context)

    async def ready(self) -> bool:
        return await self._fallback.ready()

    async def close(self) -> None:
        if self._probing:
            self._probing.cancel()
            await asyncio.gather(self._probing, return_exceptions=True)
        await self._server.close()
        await self._fallback.close()

    async def _ask(self, text: str, now: datetime, context: Context) -> Interpretation:
        whole, parts = await self._parsed(text, sayings(text, read(text)))
        ours = extract(text, now=now, expects=context.expects, day_parts=self._settings.day_parts)
        entities = merged(tuple(ours), whole.entities)
        model = cast(Model, Weighed(parts))
        return replace(decide(model, self._settings, text, context, entities), engine="rasa")

    async def _parsed(self, text: str, message: Sayings) -> tuple[Parsed, dict[str, Parsed]]:
        """The message as written, and all that is weighed, by its reading. One time limit holds for all."""
        asked = {clause.arabic: clause.arabic for clause in message.clauses}
        if message.greeted:
            asked[message.said.arabic] = message.text
        try:
            async with asyncio.timeout(self._settings.rasa_timeout_s):
                whole, *rest = await asyncio.gather(*(self._server.parse(part) for part in (text, *asked.values())))
        except TimeoutError as error:
            raise Unavailable("Rasa takes too long") from error
        return whole, dict(zip(asked, rest, strict=True)) | {(message.greeted or message.said).arabic: whole}

    def _failed(self, error: Unavailable) -> None:
        if self._breaker.failed():
            _log.warning("%s; the embedded engine takes over", error)
            self._probing = asyncio.create_task(self._probe())
            self._on_switch("embedded")

    async def _probe(self) -> None:
        """Asks now and then, until an answer comes."""
        while not self._breaker.closed:
            await asyncio.sleep(self._breaker.pause_s)
            self._breaker.probing()
            self._breaker.probed(await self._server.answers())
        _log.info("Rasa answers again")
        self._on_switch("rasa")


class Weighed:
    """Rasa's answers, by the text that was asked: the part of a Model that `decide` looks at."""

    def __init__(self, answers: dict[str, Parsed]) -> None:
        self._answers = answers
        self.labels = tuple(sorted({OUT_OF_SCOPE}.union(*(answer.probabilities for answer in answers.values()))))

    def weigh(self, readings: Sequence[Reading]) -> list[Weighing]:
        return [self._weighing(self._answers[reading.arabic]) for reading in readings]

    def _weighing(self, answer: Parsed) -> Weighing:
        probabilities = np.array([answer.probabilities.get(label, 0.0) for label in self.labels], np.float32)
        outside = answer.fell_back or self.labels[int(np.argmax(probabilities))] == OUT_OF_SCOPE
        return Weighing(probabilities, outside, 1.0)


def merged(ours: tuple[Entity, ...], theirs: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """Ours, since only here is it known what day it is for the visitor; and what Rasa's pipeline finds elsewhere."""
    added = [e for e in theirs if all(e.end <= own.start or own.end <= e.start for own in ours)]
    return tuple(sorted((*ours, *added), key=lambda entity: (entity.start, entity.end)))
