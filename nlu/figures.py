"""The pictures of an evaluation, as SVG to stand inside a page. Pure."""

from collections.abc import Iterator, Sequence
from html import escape

from nlu.evaluate import Bin, Confusion

_PLOT = 300
_MARGIN = 44
_CELL = 13
_LABELS = 168


def calibration(bins: Sequence[Bin]) -> str:
    """How often the engine is right by how sure it is; a dot's area tells how many answers it stands for."""
    size = _PLOT + 2 * _MARGIN
    most = max((b.total for b in bins), default=1)
    dots = "".join(_dot(b, most) for b in bins)
    line = " ".join(f"{_x(b.confidence):.1f},{_y(b.accuracy):.1f}" for b in bins)
    return (
        f'<svg viewBox="0 0 {size} {size}" width="{size}" height="{size}" role="img" aria-label="Calibration">'
        f"{''.join(_grid())}"
        f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
        f'<polyline class="line" points="{line}"/>{dots}'
        f'<text x="{size / 2}" y="{size - 6}" text-anchor="middle">confidence</text>'
        f'<text transform="translate(12 {size / 2}) rotate(-90)" text-anchor="middle">accuracy</text></svg>'
    )


def confusion(confusions: Sequence[Confusion], totals: dict[str, int]) -> str:
    """Rows: what was meant. Columns: what was understood. Only intents that were ever confused; the darker the more.

    `totals`: how often each intent was meant.
    """
    if not confusions:
        return "<p>Nothing was confused.</p>"
    labels = sorted({name for c in confusions for name in (c.gold, c.got)})
    side = _LABELS + len(labels) * _CELL + 4
    cells = "".join(_cell(labels.index(c.gold), labels.index(c.got), c, totals[c.gold]) for c in confusions)
    return (
        f'<svg class="confusion" viewBox="0 0 {side} {side}" width="{side}" height="{side}" role="img"'
        f' aria-label="Confusions">{"".join(_frame(labels))}{cells}</svg>'
    )


def _x(value: float) -> float:
    return _MARGIN + value * _PLOT


def _y(value: float) -> float:
    return _MARGIN + (1 - value) * _PLOT


def _grid() -> Iterator[str]:
    for tenths in range(0, 11, 2):
        at = tenths / 10
        yield f'<line class="grid" x1="{_x(0)}" y1="{_y(at)}" x2="{_x(1)}" y2="{_y(at)}"/>'
        yield f'<line class="grid" x1="{_x(at)}" y1="{_y(0)}" x2="{_x(at)}" y2="{_y(1)}"/>'
        yield f'<text x="{_x(0) - 6}" y="{_y(at) + 4}" text-anchor="end">{at:.1f}</text>'
        yield f'<text x="{_x(at)}" y="{_y(0) + 16}" text-anchor="middle">{at:.1f}</text>'


def _dot(found: Bin, most: int) -> str:
    radius = 3 + 9 * (found.total / most) ** 0.5
    title = f"{found.low:.1f} to {found.high:.1f}: {found.total} answers, sure {found.confidence:.2f}"
    return (
        f'<circle class="dot" cx="{_x(found.confidence):.1f}" cy="{_y(found.accuracy):.1f}" r="{radius:.1f}">'
        f"<title>{title}, right {found.accuracy:.2f}</title></circle>"
    )


def _frame(labels: Sequence[str]) -> Iterator[str]:
    """Names along both edges, and the diagonal, where nothing is confused."""
    for i, label in enumerate(labels):
        at = _LABELS + i * _CELL
        middle = at + _CELL / 2
        yield f'<text x="{_LABELS - 5}" y="{middle + 4}" text-anchor="end">{escape(label)}</text>'
        yield f'<text transform="translate({middle + 4} {_LABELS - 5}) rotate(-90)">{escape(label)}</text>'
        yield f'<rect class="diagonal" x="{at}" y="{at}" width="{_CELL}" height="{_CELL}"/>'
        yield f'<line class="grid" x1="{_LABELS}" y1="{at}" x2="{_LABELS + len(labels) * _CELL}" y2="{at}"/>'
        yield f'<line class="grid" x1="{at}" y1="{_LABELS}" x2="{at}" y2="{_LABELS + len(labels) * _CELL}"/>'


def _cell(row: int, column: int, found: Confusion, total: int) -> str:
    count = len(found.answers)
    depth = min(1.0, 0.25 + 3 * count / total)
    return (
        f'<rect class="cell" x="{_LABELS + column * _CELL}" y="{_LABELS + row * _CELL}" width="{_CELL}"'
        f' height="{_CELL}" fill-opacity="{depth:.2f}">'
        f"<title>{escape(found.gold)} taken for {escape(found.got)}: {count} of {total}</title></rect>"
    )
