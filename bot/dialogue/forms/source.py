"""A YAML file that knows the line of every key, so that a mistake can be pointed at."""

from pathlib import Path
from typing import Any

import yaml

from bot.dialogue.forms.definition import BadForm, Bilingual

LOCALES = ("ar", "en")
Where = tuple[str | int, ...]


class Source:
    """One file's data, with the line that every key stands on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            self.data: Any = yaml.CSafeLoader("").construct_document(node) if node else None
        except (OSError, yaml.YAMLError) as problem:
            raise BadForm(f"{path}: {problem}") from problem
        self._lines: dict[Where, int] = {}
        self._note((), node)
        if not isinstance(self.data, dict):
            raise self.bad((), "must be a mapping of keys")

    def _note(self, where: Where, node: Any) -> None:
        if node is None:
            return
        self._lines.setdefault(where, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                self._lines[(*where, key.value)] = key.start_mark.line + 1
                self._note((*where, key.value), value)
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                self._note((*where, index), value)

    def bad(self, where: Where, allowed: str) -> BadForm:
        """The mistake at `where`, with the line of the nearest key that exists."""
        near = where
        while near and near not in self._lines:
            near = near[:-1]
        return BadForm(f"{self.path}:{self._lines.get(near, 1)}: {'.'.join(map(str, where)) or 'file'}: {allowed}")

    def only(self, where: Where, data: Any, allowed: set[str]) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise self.bad(where, "must be a mapping of keys")
        for key in data:
            if key not in allowed:
                raise self.bad((*where, str(key)), f"unknown; allowed: {', '.join(sorted(allowed))}")
        return data

    def bilingual(self, where: Where, data: Any) -> Bilingual:
        said = self.only(where, data, set(LOCALES))
        for locale in LOCALES:
            if not isinstance(said.get(locale), str) or not said[locale].strip():
                raise self.bad((*where, locale), "must be a text, in `ar` and in `en`")
        return {locale: said[locale].strip() for locale in LOCALES}
