"""The `tawasul nlu` commands as functions of streams and paths, without a command-line framework."""

import asyncio
import json
import re
import statistics
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from nlu import evaluate, report
from nlu.embedded.encoder import SentenceEncoder
from nlu.evaluate import Parse
from nlu.interpreter import Interpretation, Interpreter
from nlu.training_data import DataError, Example, load

_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def train(
    data: list[Path],
    out: Path,
    stdout: TextIO,
    *,
    encoder: SentenceEncoder | None = None,
    progress: bool = False,
) -> None:
    """Trains the embedded engine and says what it learned from. Raises DataError for data that cannot be read.

    With an `encoder` the engine learns a second opinion too, and the encoder's failure is an EncoderError. `progress`:
    a line `stage`, share done, name, separated by tabs, whenever a stage begins.
    """
    from nlu.embedded.train import train as learn  # scikit-learn is wanted here and nowhere else

    def tell(stage: str, done: float) -> None:
        if progress:
            print("stage", f"{done:.2f}", stage, sep="\t", file=stdout, flush=True)

    model = learn(data, out, encoder, tell)
    learned = f"{model.meta.examples} examples, {len(model.labels)} intents, data {model.meta.data_digest[:12]}"
    second = f", second opinion by {model.opinion.encoder}" if model.opinion else ""
    print(f"{learned}{second} -> {out}", file=stdout)


def test(
    model: Path,
    data: list[Path],
    page: Path | None,
    stdout: TextIO,
    *,
    exclude_seen: Sequence[Path] = (),
    folds: int = 0,
    encoder: SentenceEncoder | None = None,
) -> None:
    """Scores the model on labelled examples: JSON lines or Rasa's YAML. `page`: where to write the same as HTML.

    `exclude_seen`: leave out the texts that these training data hold too. `folds`: score no model but the way of
    making one, trained on all folds but the one that is asked. Raises DataError and StoreError.
    """
    examples = load(data)
    kept = evaluate.unseen(examples, load(exclude_seen)) if exclude_seen else list(examples)
    if not kept:
        raise DataError(data[0], 0, "every example is among the training data")
    notes = [f"{len(examples) - len(kept)} texts left out: seen in training"] if exclude_seen else []
    if folds:
        parts = evaluate.cross_validated(kept, folds, _trained)
        answers = [answer for part in parts for answer in part]
        notes.append(_spread(parts))
    else:
        answers = evaluate.answered(_engine(model, encoder), kept)
    found = evaluate.evaluate(answers)
    stdout.write("".join(f"{line}\n" for line in [*notes, *report.lines(found)]))
    if page:
        title = "How well it understands: " + ", ".join(path.name for path in data)
        page.write_text(report.page(found, title, notes), encoding="utf-8")


def compare(before: Path, after: Path, heldout: list[Path], phrases: list[Path], stdout: TextIO) -> None:
    """Two models on the same texts, as one line of JSON; see nlu.comparing. Raises DataError and StoreError."""
    from nlu.comparing import compared

    extra = load(phrases) if phrases else ()
    stdout.write(_line(compared(_engine(before), _engine(after), load(heldout), extra)))


def parse(
    model: Path,
    now: datetime | None,
    stdin: Iterable[str],
    stdout: TextIO,
    encoder: SentenceEncoder | None = None,
) -> None:
    """JSON lines in, JSON lines out, in order, each flushed. `now` wins over a line's own; a bad line gives an `error`.

    Raises StoreError for a missing or damaged model.
    """
    parse_lines(_engine(model, encoder), now, stdin, stdout)


def parse_with(interpreter: Interpreter, now: datetime | None, stdin: Iterable[str], stdout: TextIO) -> None:
    """The same with any engine."""
    with asyncio.Runner() as runner:
        parse_lines(lambda text, at: runner.run(interpreter.interpret(text, now=at)), now, stdin, stdout)
        runner.run(interpreter.close())


def parse_lines(parse_one: Parse, now: datetime | None, stdin: Iterable[str], stdout: TextIO) -> None:
    for line in stdin:
        if line.strip():
            stdout.write(_line(_answer(parse_one, now, line)))
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


def _engine(model: Path, encoder: SentenceEncoder | None = None) -> Parse:
    from nlu.embedded.engine import EmbeddedInterpreter

    engine = EmbeddedInterpreter.load(model, encoder=encoder)
    return lambda text, at: engine.parse(text, now=at)


def _trained(examples: Sequence[Example]) -> Parse:
    """Learned, written and read back, as the engine that serves is."""
    from nlu.embedded import store
    from nlu.embedded.train import learn

    with tempfile.TemporaryDirectory() as folder:
        store.save(learn(examples), Path(folder) / "model.npz")
        return _engine(Path(folder) / "model.npz")


def _spread(parts: Sequence[Sequence[evaluate.Answer]]) -> str:
    """Of the accuracies of the folds."""
    shares = [sum(answer.right for answer in part) / len(part) for part in parts]
    spread = statistics.stdev(shares) if len(shares) > 1 else 0.0
    return f"{len(parts)} folds: accuracy {statistics.mean(shares):.4f}, standard deviation {spread:.4f}"


def _line(answer: dict[str, Any]) -> str:
    """One line, whoever splits it, that can be written in UTF-8."""
    written = json.dumps(answer, ensure_ascii=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", written) + "\n"


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
