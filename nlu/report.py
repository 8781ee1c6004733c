"""An evaluation for people to read: a few lines for the terminal, or a page that needs nothing but itself."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from nlu import figures
from nlu.evaluate import Confusion, EntityScores, Evaluation, IntentScores, Miss, Score

_FEW = 12
_TEXTS = 6


def lines(found: Evaluation) -> Iterator[str]:
    """The evaluation as plain text."""
    if found.intents:
        yield from _intent_lines(found.intents)
    if found.entities:
        yield from _entity_lines(found.entities)


def page(found: Evaluation, title: str, notes: Iterable[str] = ()) -> str:
    """The evaluation as a whole HTML document."""
    body = [f"<h1>{escape(title)}</h1>", *(f"<p>{escape(note)}</p>" for note in notes), _tiles(found)]
    if found.intents:
        body += _intent_sections(found.intents)
    if found.entities:
        body += _entity_sections(found.entities)
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}'
    return (
        f'<!doctype html>\n<html lang="en"><head>{head}</style><title>{escape(title)}</title></head>'
        f"<body>{''.join(body)}</body></html>\n"
    )


def _intent_lines(found: IntentScores) -> Iterator[str]:
    yield f"intents: {found.overall.total} texts  accuracy {found.overall.part:.4f}  macro-F1 {found.macro_f1:.4f}"
    if set(found.styles) != {""}:
        yield "  by style: " + "  ".join(f"{s or '-'} {share.part:.3f}" for s, share in found.styles.items())
    if found.out_of_scope:
        yield f"  out of scope: precision {found.out_of_scope.precision:.3f}  recall {found.out_of_scope.recall:.3f}"
    yield f"  calibration error {found.ece:.3f}"
    for b in found.bins:
        yield f"    sure {b.low:.1f} to {b.high:.1f}: {b.total:5} texts mean {b.confidence:.2f} right {b.accuracy:.2f}"
    weakest = sorted((s.f1, name) for name, s in found.intents.items() if s.support)[:_FEW]
    yield "  weakest (F1): " + "  ".join(f"{name} {f1:.2f}" for f1, name in weakest)
    for c in found.confusions[:_FEW]:
        yield f"  {len(c.answers):3} {c.gold} -> {c.got}: {c.answers[0].example.text}"


def _entity_lines(found: EntityScores) -> Iterator[str]:
    yield f"entities: {found.overall.support} marked  micro-F1 {found.overall.f1:.4f}"
    yield "  by kind (F1): " + "  ".join(f"{kind} {score.f1:.2f}" for kind, score in found.kinds.items())


def _tiles(found: Evaluation) -> str:
    tiles: list[tuple[str, str]] = []
    if found.intents:
        tiles += [("texts", str(found.intents.overall.total)), ("accuracy", f"{found.intents.overall.part:.3f}")]
        tiles += [("macro-F1", f"{found.intents.macro_f1:.3f}"), ("calibration error", f"{found.intents.ece:.3f}")]
        if outside := found.intents.out_of_scope:
            tiles.append(("out of scope: precision", f"{outside.precision:.3f}"))
            tiles.append(("out of scope: recall", f"{outside.recall:.3f}"))
    if found.entities:
        tiles.append(("entities: micro-F1", f"{found.entities.overall.f1:.3f}"))
    inside = "".join(f"<div><b>{value}</b>{escape(name)}</div>" for name, value in tiles)
    return f'<div class="tiles">{inside}</div>'


def _intent_sections(found: IntentScores) -> list[str]:
    styles = [
        [escape(s or "-"), str(share.total), _bar(share.part)]
        for s, share in sorted(found.styles.items(), key=lambda item: item[1].part)
    ]
    totals = {name: score.support for name, score in found.intents.items()}
    return [
        "<h2>By style</h2>" + _table(["style", "texts", "accuracy"], styles),
        "<h2>Can its confidence be believed?</h2><p>On the dotted line it can: what is said to be 80 % sure is right"
        f" in 80 % of the cases.</p><figure>{figures.calibration(found.bins)}</figure>",
        "<h2>What is taken for what</h2><p>Rows: what was meant. Columns: what was understood. Only what was ever"
        f' confused.</p><figure class="wide">{figures.confusion(found.confusions, totals)}</figure>',
        "<h2>By intent, the weakest first</h2>" + _score_table("intent", found.intents),
        "<h2>The confusions, with their texts</h2>" + "".join(_confusion(c) for c in found.confusions),
    ]


def _entity_sections(found: EntityScores) -> list[str]:
    return [
        "<h2>Entities, the weakest first</h2>" + _score_table("kind", found.kinds),
        "<h2>Texts whose entities differ</h2>" + _table(["text", "missed", "found beside"], map(_miss, found.misses)),
    ]


def _score_table(kind: str, scores: dict[str, Score]) -> str:
    ordered = sorted(scores.items(), key=lambda item: (item[1].f1, item[0]))
    rows = [[escape(name), str(s.support), f"{s.precision:.2f}", f"{s.recall:.2f}", _bar(s.f1)] for name, s in ordered]
    return _table([kind, "texts", "precision", "recall", "F1"], rows)


def _confusion(found: Confusion) -> str:
    texts = "".join(
        f"<li>{_text(a.example.text)} <small>{a.found.intent.confidence:.2f}</small></li>"
        for a in found.answers[:_TEXTS]
    )
    more = f"<p>… {len(found.answers) - _TEXTS} more</p>" if len(found.answers) > _TEXTS else ""
    head = f"{escape(found.gold)} → {escape(found.got)}: {len(found.answers)}"
    return f"<details open><summary>{head}</summary><ul>{texts}</ul>{more}</details>"


def _miss(found: Miss) -> list[str]:
    missed = ", ".join(f"{m.entity} {'' if m.value is None else m.value}" for m in found.missed)
    return [_text(found.text), escape(missed), escape(", ".join(f"{e.entity} {e.value}" for e in found.extra))]


def _text(text: str) -> str:
    """Right to left where its first letter is."""
    return f'<bdi class="said" dir="auto">{escape(text)}</bdi>'


def _bar(share: float) -> str:
    return f'<span class="bar"><i style="width:{share:.1%}"></i></span>{share:.3f}'


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


_STYLE = """
body{font:15px/1.5 system-ui,"Segoe UI",Tahoma,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1d2733}
h1{font-size:1.6rem;margin-bottom:.3rem}h2{font-size:1.15rem;margin:2.2rem 0 .4rem}p{margin:.3rem 0;color:#52606d}
.tiles{display:flex;flex-wrap:wrap;gap:.6rem;margin:1rem 0}
.tiles div{background:#f2f6f8;border-radius:.6rem;padding:.6rem 1rem;color:#52606d;font-size:.85rem}
.tiles b{display:block;font-size:1.4rem;color:#0b5563}
table{border-collapse:collapse;width:100%}th,td{text-align:start;padding:.25rem .6rem;border-bottom:1px solid #e3e9ee}
th{font-size:.8rem;color:#52606d}td{font-variant-numeric:tabular-nums}
.bar{display:inline-block;width:9rem;height:.55rem;background:#e3e9ee;border-radius:.3rem;margin-inline-end:.5rem}
.bar i{display:block;height:100%;background:#0f8b8d;border-radius:.3rem}
figure{margin:.5rem 0}figure.wide{overflow-x:auto}svg text{font-size:11px;fill:#52606d}.confusion text{font-size:10px}
.grid{stroke:#e3e9ee}.ideal{stroke:#9aa5b1;stroke-dasharray:4 4}.line{fill:none;stroke:#0f8b8d;stroke-width:2}
.dot{fill:#0f8b8d;fill-opacity:.75}.cell{fill:#c2410c}.diagonal{fill:#eef2f5}
details{border-bottom:1px solid #e3e9ee;padding:.3rem 0}summary{cursor:pointer;font-weight:600}
ul{margin:.3rem 0;padding-inline-start:1rem;list-style:none}.said{display:block;font-size:1.05rem;flex:1}
li{display:flex;gap:1rem;align-items:baseline}small{color:#9aa5b1}
"""
