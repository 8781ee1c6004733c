"""Where one message holds several sayings: a greeting and a question, a story and its one request.

Pure. Cuts at punctuation, line breaks and words that open a new clause; never inside a number.
"""

import re

_OPENERS = (
    "ابي ابغي ابغا ودي اريد بدي عايز محتاج احتاج كيف متي امتي وش ايش ماذا وين اين فين كم هل ليش لماذا شلون ازاي مين بس"
    " لكن فهل فكيف ومن and but how what when where who why can"
)
_CUT = re.compile(r"\n+|(?<!\d)[.,;](?=\s|$|[^\d\s])|[?!]+|\s-\s|\s(?=و?(?:" + "|".join(_OPENERS.split()) + r")\s)")
_FEWEST_LETTERS = 2
MOST = 12


def segments(normal: str) -> tuple[str, ...]:
    """The clauses of a normal form in order, none empty; one clause gives itself. At most MOST, from the ends."""
    clauses = [clause.strip(" \"'()*-:") for clause in _CUT.split(normal)]
    kept = [clause for clause in clauses if len(clause) >= _FEWEST_LETTERS]
    return tuple(kept if len(kept) <= MOST else kept[: MOST // 2] + kept[-MOST // 2 :])
