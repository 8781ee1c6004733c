"""The sentences of the console's own tables, so that one walk can be taken in each language."""

import re
from functools import cache
from pathlib import Path

TABLES = Path(__file__).resolve().parents[2] / "handoff" / "console" / "src" / "i18n"
_ENTRY = re.compile(r'^  "([\w.]+)": "(.*)",$', re.MULTILINE)


@cache
def words(language: str) -> dict[str, str]:
    """Every sentence without plural forms, by its key."""
    tables = sorted((TABLES / language).glob("*.ts"))
    return {key: said for table in tables for key, said in _ENTRY.findall(table.read_text(encoding="utf-8"))}
