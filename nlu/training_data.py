"""Labelled utterances, read from files: Rasa's YAML to train on; JSON lines and CSV to measure on as well.

DataError(InterpreterError)     says the file, the line and what is wrong
"""

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nlu.arabic import normalise, words
from nlu.interpreter import InterpreterError

SUFFIXES = (".yml", ".yaml", ".jsonl", ".csv")
_ANNOTATION = re.compile(
    r"\[(?P<text>[^\[\]]+)\](?:\((?P<entity>[^()\s:]+)(?::(?P<value>[^()]*))?\)|(?P<json>\{[^{}]*\}))"
)


class DataError(InterpreterError):
    """The training data cannot be read."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")


@dataclass(frozen=True, slots=True)
class Annotation:
    """An entity marked by hand; offsets in `Example.text`. `value` is None where the file gives none."""

    entity: str
    start: int
    end: int
    value: Any = None


@dataclass(frozen=True, slots=True)
class Example:
    """`annotated`: whether the entities were looked for when it was written, so that none means that there is none."""

    text: str
    intent: str
    entities: tuple[Annotation, ...] = ()
    style: str = ""
    now: str | None = None
    path: Path = Path()
    line: int = 0
    annotated: bool = False

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}"


def load(paths: Iterable[Path]) -> tuple[Example, ...]:
    """Every example of the files and folders, in the order of their names.

    Raises DataError for a path that is not there, a file that cannot be read, or no example at all.
    """
    files = [file for path in paths for file in _files(path)]
    examples = tuple(example for file in files for example in _READERS[file.suffix](file))
    if not examples:
        raise DataError(files[0] if files else Path(), 0, "no example found")
    return examples


def digest(examples: Iterable[Example]) -> str:
    """Changes whenever a text or a label does; the same on every machine, whatever the files are called."""
    total = hashlib.sha256()
    for row in sorted(f"{example.intent}\0{example.text}\0" for example in examples):
        total.update(row.encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def sameness(text: str) -> str:
    """Equal for two texts that are one: the words of the normal form, or the form itself where it has no word."""
    normal = normalise(text)
    return " ".join(words(normal)) or normal


def strip_annotations(marked: str) -> tuple[str, tuple[Annotation, ...]]:
    """«أنا من [الرياض](city)» -> («أنا من الرياض», the annotation with its offsets). Raises ValueError."""
    plain, annotations, at = "", [], 0
    for match in _ANNOTATION.finditer(marked):
        plain += marked[at : match.start()]
        entity, value = _label(match)
        annotations.append(Annotation(entity, len(plain), len(plain) + len(match["text"]), value))
        plain, at = plain + match["text"], match.end()
    return plain + marked[at:], tuple(annotations)


def _label(match: re.Match[str]) -> tuple[str, Any]:
    if match["entity"]:
        return match["entity"], match["value"]
    try:
        label = json.loads(match["json"])
    except ValueError as error:
        raise ValueError(f"annotation is not JSON: {match['json']}") from error
    if not isinstance(label.get("entity"), str):
        raise ValueError(f"annotation without an entity: {match['json']}")
    return label["entity"], label.get("value")


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.suffix in (".yml", ".yaml"))
    if not path.is_file():
        raise DataError(path, 0, "no such file or folder")
    if path.suffix not in SUFFIXES:
        raise DataError(path, 0, f"unknown kind of file; known: {', '.join(SUFFIXES)}")
    return [path]


def _read_yaml(path: Path) -> Iterator[Example]:
    root = _compose(path)
    for item in _items(_field(root, "nlu")):
        intent = _field(item, "intent")
        if intent is None:
            continue  # lookup tables, synonyms and regular expressions belong to Rasa alone
        if not isinstance(intent, yaml.ScalarNode) or not intent.value.strip():
            raise DataError(path, item.start_mark.line + 1, "an intent's name must be a text")
        for line, marked, style in _examples(path, item):
            yield _example(path, line, intent.value.strip(), marked, style)


def _compose(path: Path) -> yaml.Node:
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise DataError(path, line, f"not YAML: {error.problem}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError(path, 0, f"cannot be read: {error}") from error
    if root is None or not isinstance(_field(root, "nlu"), yaml.SequenceNode):
        raise DataError(path, 1, "must hold a list under the key `nlu`")
    return root


def _examples(path: Path, item: yaml.Node) -> Iterator[tuple[int, str, str]]:
    """(line, marked text, style) of one intent, in either of Rasa's two ways of writing them."""
    node = _field(item, "examples")
    if isinstance(node, yaml.ScalarNode):
        yield from _block(path, node)
    elif isinstance(node, yaml.SequenceNode):
        for entry in node.value:
            text, metadata = _field(entry, "text"), _field(entry, "metadata")
            if not isinstance(text, yaml.ScalarNode):
                raise DataError(path, entry.start_mark.line + 1, "an example needs a `text`")
            style = _field(metadata, "style")
            yield text.start_mark.line + 1, text.value.strip().removeprefix("- "), getattr(style, "value", "")
    else:
        raise DataError(path, item.start_mark.line + 1, "an intent needs `examples`")


def _block(path: Path, node: yaml.ScalarNode) -> Iterator[tuple[int, str, str]]:
    first = node.start_mark.line + (2 if node.style in ("|", ">") else 1)
    for offset, row in enumerate(node.value.split("\n")):
        if not row.strip():
            continue
        if not row.lstrip().startswith("- "):
            raise DataError(path, first + offset, f"an example must begin with «- »: {row.strip()[:60]}")
        yield first + offset, row.lstrip()[2:].strip(), ""


def _example(path: Path, line: int, intent: str, marked: str, style: str) -> Example:
    try:
        text, entities = strip_annotations(marked)
    except ValueError as error:
        raise DataError(path, line, str(error)) from error
    if not text.strip():
        raise DataError(path, line, "an empty example")
    return Example(text, intent, entities, style, path=path, line=line, annotated=bool(entities))


def _field(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _read_jsonl(path: Path) -> Iterator[Example]:
    for line, row in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if row.strip():
            yield _from_json(path, line, row)


def _from_json(path: Path, line: int, row: str) -> Example:
    try:
        data = json.loads(row)
        entities = tuple(
            Annotation(e["entity"], e["start"], e["end"], e.get("value")) for e in data.get("entities", ())
        )
        labels = data.get("intent", ""), entities, data.get("style", ""), data.get("now")
        return Example(data["text"], *labels, path, line, annotated="entities" in data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(path, line, f"not an example: {error!r}") from error


def _read_csv(path: Path) -> Iterator[Example]:
    """Columns `label,text`, as corpora of intents come."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if not {"label", "text"} <= set(reader.fieldnames or ()):
            raise DataError(path, 1, "must have the columns `label` and `text`")
        for row in reader:
            yield Example(row["text"], row["label"], path=path, line=reader.line_num)


_READERS = {".yml": _read_yaml, ".yaml": _read_yaml, ".jsonl": _read_jsonl, ".csv": _read_csv}
