"""Which of the overlapping candidates stay: the surer kind first, then the longer, then the earlier."""

from collections.abc import Iterable, Sequence

from nlu.entities.reading import Candidate


def resolve(ranked: Sequence[Iterable[Candidate]], length: int) -> list[Candidate]:
    """Candidates of each family, the surest family first -> those that stay, in the order of the text.

    A distractor takes its place like any other candidate, and is then left out.
    """
    taken = bytearray(length)
    kept: list[Candidate] = []
    for family in ranked:
        for candidate in sorted(family, key=lambda c: (c.start - c.end, c.start)):
            span = slice(candidate.start, candidate.end)
            if not any(taken[span]):
                taken[span] = b"\x01" * (candidate.end - candidate.start)
                kept.append(candidate)
    return sorted((c for c in kept if c.entity), key=lambda c: c.start)
