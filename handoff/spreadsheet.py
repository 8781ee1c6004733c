"""Tables for spreadsheets (CSV, UTF-8). No cell is taken for a formula, whoever wrote it."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

MARK = "\ufeff"  # without it Excel reads Arabic as Latin-1
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO(newline="")
    out.write(MARK)
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def cell(value: Any) -> str:
    """As text; what a spreadsheet would run begins with an apostrophe. Numbers stay numbers."""
    if value is None:
        return ""
    text = str(value)
    runs = not isinstance(value, int | float) and text.lstrip(" \u200e\u200f").startswith(_FORMULA)
    return f"'{text}" if runs or text.startswith(_FORMULA[4:7]) else text
