"""The training data, checked before anything learns from them: `python -m nlu.lint`.

What is found goes to standard output, one line each with the file and the line, and the exit status is 1.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from nlu.entities import extract
from nlu.interpreter import OUT_OF_SCOPE, Entity
from nlu.training_data import Annotation, DataError, Example, load, sameness

HERE = Path(__file__).parent
FEWEST = 80
FEWEST_BY_INTENT = {OUT_OF_SCOPE: 800}
_ONLY_WHEN_AWAITED = frozenset({"full_name", "number", "rating"})  # kinds with forms that only a question makes plain
_NOW = datetime(2026, 1, 1, 9, tzinfo=UTC)  # any fixed day: annotations give no values that hang on today


@dataclass(frozen=True, slots=True)
class Problem:
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass(frozen=True, slots=True)
class Domain:
    """The names that may be used. `place`: where they are written."""

    intents: tuple[str, ...]
    entities: tuple[str, ...]
    place: str


def lint(data: Path, domain: Path) -> list[Problem]:
    """Everything wrong with the data; empty when they are fit to learn from. Raises DataError for the domain only."""
    names = read_domain(domain)
    examples, problems = _read(data)
    for check in (repeated, contradicting, unknown_names, disagreeing):
        problems += check(examples, names)
    return [*problems, *too_small(examples, names)]


def read_domain(path: Path) -> Domain:
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Domain(_names(loaded["intents"]), _names(loaded["entities"]), str(path))
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise DataError(path, 0, f"no domain: {error}") from error


def repeated(examples: Sequence[Example], _: Domain) -> Iterator[Problem]:
    """The same text twice in one intent teaches nothing and weighs double."""
    seen: dict[tuple[str, str], Example] = {}
    for example in examples:
        first = seen.setdefault((example.intent, sameness(example.text)), example)
        if first is not example:
            yield Problem(example.place, f"«{example.text}» stands already at {first.place}")


def contradicting(examples: Sequence[Example], _: Domain) -> Iterator[Problem]:
    """One text cannot mean two things."""
    seen: dict[str, Example] = {}
    for example in examples:
        first = seen.setdefault(sameness(example.text), example)
        if first.intent != example.intent:
            yield Problem(example.place, f"«{example.text}» is {first.intent} at {first.place}")


def unknown_names(examples: Sequence[Example], names: Domain) -> Iterator[Problem]:
    """An intent or entity that the domain does not have: a slip of the pen, or a name that it lacks."""
    strangers: dict[str, Example] = {}
    for example in examples:
        if example.intent not in names.intents:
            strangers.setdefault(f"intent {example.intent}", example)
        for annotation in example.entities:
            if annotation.entity not in names.entities:
                strangers.setdefault(f"entity {annotation.entity}", example)
    for name, example in strangers.items():
        yield Problem(example.place, f"{name} is not in {names.place}")


def too_small(examples: Sequence[Example], names: Domain) -> Iterator[Problem]:
    by_intent: Mapping[str, list[Example]] = defaultdict(list, {name: [] for name in names.intents})
    for example in examples:
        by_intent[example.intent].append(example)
    for intent, mine in by_intent.items():
        wanted = FEWEST_BY_INTENT.get(intent, FEWEST)
        if len(mine) < wanted:
            yield Problem(mine[0].place if mine else names.place, f"{intent} has {len(mine)} examples, needs {wanted}")


def disagreeing(examples: Sequence[Example], names: Domain) -> Iterator[Problem]:
    """Annotations that the extractor does not confirm: either it misses something, or the annotation is wrong."""
    for example in examples:
        for annotation in example.entities:
            if annotation.entity in names.entities and not confirmed(example, annotation):
                marked = example.text[annotation.start : annotation.end]
                found = ", ".join(f"{e.entity} {e.value!r}" for e in _found(example, annotation)) or "nothing"
                yield Problem(example.place, f"[{marked}]({annotation.entity}) in «{example.text}», found: {found}")


def confirmed(example: Example, annotation: Annotation) -> bool:
    return any(_same(annotation, entity) for entity in _found(example, annotation))


def _found(example: Example, annotation: Annotation) -> list[Entity]:
    now = datetime.fromisoformat(example.now) if example.now else _NOW
    found = extract(example.text, now=now)
    if annotation.entity in _ONLY_WHEN_AWAITED:
        found += extract(example.text, now=now, expects=annotation.entity)
    return found


def _same(annotation: Annotation, entity: Entity) -> bool:
    """The same kind over the same words; the same value where one is given."""
    overlap = annotation.start < entity.end and entity.start < annotation.end
    value = annotation.value
    return overlap and annotation.entity == entity.entity and (value is None or _equal(value, entity.value))


def _equal(written: Any, found: Any) -> bool:
    return written == found or str(written) == str(found)


def _read(data: Path) -> tuple[list[Example], list[Problem]]:
    """File by file, so that a broken one does not hide what is wrong elsewhere."""
    examples: list[Example] = []
    problems: list[Problem] = []
    files = sorted(data.rglob("*.y*ml")) if data.is_dir() else [data]
    for file in files:
        try:
            examples += load([file])
        except DataError as error:
            problems.append(Problem(*str(error).split(": ", 1)))
    return examples, problems


def _names(entries: Iterable[Any]) -> tuple[str, ...]:
    """Rasa allows a name, or a name with its settings."""
    return tuple(str(next(iter(entry)) if isinstance(entry, Mapping) else entry) for entry in entries)


def main(arguments: Sequence[str]) -> int:
    data = Path(arguments[0]) if arguments else HERE / "data"
    try:
        problems = lint(data, Path(arguments[1]) if len(arguments) > 1 else HERE / "domain.yml")
    except DataError as error:
        problems = [Problem(*str(error).split(": ", 1))]
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
