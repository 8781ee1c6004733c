"""Two models beside each other: how well each understands, and which texts they understand differently. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from nlu.evaluate import Parse, answered, score_intents, unseen
from nlu.training_data import Example

_TODAY = datetime(2026, 1, 1, 9, tzinfo=UTC)  # intents do not hang on the day


def compared(before: Parse, after: Parse, heldout: Sequence[Example], phrases: Sequence[Example]) -> dict[str, Any]:
    """-> {before, after: scores, changed: [{text, intent, before, after, source}]}; both see the same texts.

    A held-out text that is among the phrases is left out: it would be no test of what was learnt.
    """
    fair = unseen(heldout, phrases) if phrases else list(heldout)
    sides = {
        name: [answered(parse, part, _TODAY) for part in (fair, phrases)]
        for name, parse in (("before", before), ("after", after))
    }
    changed = [
        {"text": a.example.text, "intent": a.gold, "before": b.got, "after": a.got, "source": source}
        for n, source in enumerate(("heldout", "phrase"))
        for b, a in zip(sides["before"][n], sides["after"][n], strict=True)
        if a.got != b.got
    ]
    scores = {name: _scores(*answers) for name, answers in sides.items()}
    return scores | {"changed": changed}


def _scores(heldout: Sequence[Any], phrases: Sequence[Any]) -> dict[str, Any]:
    found = score_intents(heldout)
    outside = found.out_of_scope
    return {
        "texts": found.overall.total,
        "accuracy": round(found.overall.part, 4),
        "macro_f1": round(found.macro_f1, 4),
        "out_of_scope_recall": round(outside.recall, 4) if outside else None,
        "phrases": len(phrases),
        "phrases_right": sum(answer.right for answer in phrases),
        "intents": {name: {"right": s.right, "total": s.support} for name, s in found.intents.items() if s.support},
    }
