"""The `tawasul nlu` commands as functions of streams and paths, without a command-line framework."""

import asyncio
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from nlu.interpreter import Interpretation, Interpreter

Parse = Callable[[str, datetime], Interpretation]


def train(data: list[Path], out: Path, report: TextIO) -> None:
    """Trains the embedded engine and says what it learned from. Raises DataError for data that cannot be read."""
    from nlu.embedded.train import train as learn  # scikit-learn is wanted here and nowhere else

    model = learn(data, out)
    intents = len(model.labels)
    print(
        f"{model.meta.examples} examples, {intents} intents, data {model.meta.data_digest[:12]} -> {out}", file=report
    )


def parse(model: Path, now: datetime | None, stdin: Iterable[str], stdout: TextIO) -> None:
    """JSON lines in, JSON lines out, in order, each flushed. `now` wins over a line's own; a bad line gives an `error`.

    Raises StoreError for a missing or damaged model.
    """
    from nlu.embedded.engine import EmbeddedInterpreter

    engine = EmbeddedInterpreter.load(model)
    parse_lines(lambda text, at: engine.parse(text, now=at), now, stdin, stdout)


def parse_with(interpreter: Interpreter, now: datetime | None, stdin: Iterable[str], stdout: TextIO) -> None:
    """The same with any engine."""
    with asyncio.Runner() as runner:
        parse_lines(lambda text, at: runner.run(interpreter.interpret(text, now=at)), now, stdin, stdout)
        runner.run(interpreter.close())


def parse_lines(parse_one: Parse, now: datetime | None, stdin: Iterable[str], stdout: TextIO) -> None:
    for line in stdin:
        if line.strip():
            stdout.write(json.dumps(_answer(parse_one, now, line), ensure_ascii=False) + "\n")
            stdout.flush()


def as_json(found: Interpretation) -> dict[str, Any]:
    """An interpretation as the command and the reports write it."""
    return {
        "text": found.text,
        "intent": {"name": found.intent.name, "confidence": round(found.intent.confidence, 4)},
        "intent_ranking": [{"name": i.name, "confidence": round(i.confidence, 4)} for i in found.ranking],
        "entities": [
            {"entity": e.entity, "value": e.value, "start": e.start, "end": e.end, "confidence": round(e.confidence, 4)}
            for e in found.entities
        ],
        "language": found.language,
        "needs": list(found.needs),
        "candidates": list(found.candidates),
    }


def _answer(parse_one: Parse, now: datetime | None, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
        text, at = _asked(row, now)
    except (ValueError, TypeError) as error:
        return {"error": str(error)}
    return as_json(parse_one(text, at))


def _asked(row: Any, now: datetime | None) -> tuple[str, datetime]:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ValueError('a line must be {"text": "…"}')
    at = now or (datetime.fromisoformat(row["now"]) if row.get("now") else datetime.now(UTC))
    return row["text"], at if at.tzinfo else at.replace(tzinfo=UTC)
