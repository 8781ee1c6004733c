"""What a text states in figures: amounts, durations, percentages, and whether they are a least or a most. Pure.

For comparing two texts, an answer and what it rests on: «أسبوعين», «14 يومًا» and "two weeks" are one measure, and
«لا تقل عن أسبوعين» is another than «خلال أسبوعين».
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from nlu.arabic import normalise
from nlu.entities.quantities import Quantity, quantities
from nlu.entities.reading import read

LEAST, MOST = "least", "most"

# The word -> (unit, how many of it): weeks are days and years months, so that equal spans are equal.
_UNITS = {
    **dict.fromkeys(["يوم", "ايام", "يوما", "day", "days"], ("day", 1.0)),
    **dict.fromkeys(["اسبوع", "اسابيع", "اسبوعا", "week", "weeks"], ("day", 7.0)),
    **dict.fromkeys(["شهر", "اشهر", "شهور", "شهرا", "month", "months"], ("month", 1.0)),
    **dict.fromkeys(["سنه", "سنوات", "سنين", "عام", "اعوام", "عاما", "year", "years"], ("month", 12.0)),
    **dict.fromkeys(["ساعه", "ساعات", "hour", "hours"], ("minute", 60.0)),
    **dict.fromkeys(["دقيقه", "دقايق", "minute", "minutes"], ("minute", 1.0)),
    **dict.fromkeys(["ريال", "ريالا", "ريالات", "sar", "riyal", "riyals"], ("riyal", 1.0)),
    **dict.fromkeys(["%", "بالميه", "بالمايه", "percent"], ("percent", 1.0)),
}
_DUALS = {
    **dict.fromkeys(["يومين", "يومان"], ("day", 2.0)),
    **dict.fromkeys(["اسبوعين", "اسبوعان"], ("day", 14.0)),
    **dict.fromkeys(["شهرين", "شهران"], ("month", 2.0)),
    **dict.fromkeys(["سنتين", "سنتان", "عامين", "عامان"], ("month", 24.0)),
    **dict.fromkeys(["ساعتين", "ساعتان"], ("minute", 120.0)),
    **dict.fromkeys(["دقيقتين", "دقيقتان"], ("minute", 2.0)),
    **dict.fromkeys(["ريالين", "ريالان"], ("riyal", 2.0)),
}
_PARTS = {"نصف": 0.5, "نص": 0.5, "half": 0.5, "ربع": 0.25, "quarter": 0.25, "ثلث": 1 / 3}
# A unit alone is one of it after these: «خلال أسبوع», "within a week"; elsewhere it only names a day or an hour.
_ONE_AFTER = frozenset(["خلال", "بعد", "قبل", "كل", "لمده", "مده", "عن", "within", "in", "every", "a", "an", "per"])
_CLITICS = re.compile(r"^[وف]?(?:لل|[بلك]?ال|[بل])(?=\w{3})")
_LEAST = re.compile(
    r"\b(?:لا|ما|ولا|وما) (?:ت|ي)قل عن|علي الاقل|كحد ادني|بحد ادني|اكثر من"
    r"|no less than|not less than|at least|(?<!no )more than|minimum"
)
_MOST = re.compile(
    r"\b(?:لا|ما|ولا|وما) (?:ت|ي)(?:زيد|تجاوز|تعدي) ?(?:عن|علي)?|خلال|كحد اقصي|بحد اقصي|اقل من|علي الاكثر|حتي"
    r"|within|no more than|at most|up to|(?<!no )(?<!not )less than|maximum"
)
_BEFORE, _AFTER = 45, 25  # letters around a figure in which its bound stands
_NUMBERED = re.compile(r"^\s*[\d٠-٩۰-۹]{1,2}\s*[.)\-–]\s", re.MULTILINE)
_TOKEN = re.compile(r"[^\W_]+|%")
_NOW = datetime(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Measure:
    """`unit`: day | month | minute | riyal | percent, or None for a bare number. `bound`: least | most | None.

    `text`: the words, in their normal form, for people to find it.
    """

    value: float
    unit: str | None
    bound: str | None
    text: str

    def states(self, other: "Measure") -> bool:
        """Whether the two give the same figure, whatever their bounds."""
        same = abs(self.value - other.value) < 1e-6
        return same and (self.unit == other.unit or None in (self.unit, other.unit))


def measures(text: str) -> list[Measure]:
    """In the order of the text. The numbers that only count the lines of a list are left out."""
    normal = normalise(_NUMBERED.sub("", text))
    return list(_measures(normal))


def _measures(normal: str) -> Iterator[Measure]:
    tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(normal)]
    starting = {quantity.start: quantity for quantity in quantities(read(normal, _NOW, None, {}))}
    at = 0
    while at < len(tokens):
        word, start, end = tokens[at]
        if quantity := starting.get(start) or _clitic_quantity(starting, word, start):
            taken, found = _counted(tokens, at, quantity, normal)
            yield found
            at += taken
        elif dual := _DUALS.get(_bare(word, _DUALS)):
            yield Measure(dual[1], dual[0], _bound(normal, start, end), word)
            at += 1
        else:
            if single := _single(tokens, at):
                yield Measure(*single, _bound(normal, start, end), word)
            at += 1


Tokens = Sequence[tuple[str, int, int]]


def _clitic_quantity(starting: dict[int, Quantity], word: str, start: int) -> Quantity | None:
    """«بخمسة»: the quantity begins after the clitic."""
    return next((starting[start + n] for n in (1, 2) if len(word) > n + 1 and start + n in starting), None)


def _counted(tokens: Tokens, at: int, quantity: Quantity, normal: str) -> tuple[int, Measure]:
    """-> (how many tokens were read, the measure): the number with the unit that follows it."""
    end = max(quantity.end, tokens[at][2])
    last = at
    while last + 1 < len(tokens) and tokens[last + 1][1] < quantity.end:
        last += 1
    value, unit = float(quantity.value), None
    if last + 1 < len(tokens) and (known := _UNITS.get(_bare(tokens[last + 1][0], _UNITS))):
        last, (unit, size) = last + 1, known
        value, end = value * size, tokens[last][2]
    start = tokens[at][1]
    return last - at + 1, Measure(value, unit, _bound(normal, start, end), normal[start:end])


def _single(tokens: Tokens, at: int) -> tuple[float, str] | None:
    """-> (value, unit) of a unit without a number that means one of it, or a part of one."""
    known = _UNITS.get(_bare(tokens[at][0], _UNITS))
    before = tokens[at - 1][0] if at else ""
    part = _PARTS.get(_bare(before, _PARTS)) or _PARTS.get(
        tokens[at - 2][0] if before in ("a", "an") and at > 1 else ""
    )
    if known is None or known[0] in ("riyal", "percent"):
        return None
    if part:
        return part * known[1], known[0]
    return (known[1], known[0]) if before in _ONE_AFTER or _bare(before, _ONE_AFTER) in _ONE_AFTER else None


def _bare(word: str, known: Container[str]) -> str:
    """The word as `known` has it: with its clitics, or without."""
    return word if word in known else _CLITICS.sub("", word)


def _bound(normal: str, start: int, end: int) -> str | None:
    """A least wins over a most: «خلال مدة لا تقل عن أسبوعين» is a least."""
    line = max(normal.rfind("\n", 0, start), normal.rfind(". ", 0, start)) + 1
    around = normal[max(line, start - _BEFORE) : end] + " | " + normal[end : end + _AFTER].split("\n")[0]
    before, after = around.split(" | ", 1)
    if _LEAST.search(before) or re.match(r"\s*(?:علي الاقل|كحد ادني|or more|at least)", after):
        return LEAST
    return MOST if _MOST.search(before) or re.match(r"\s*(?:علي الاكثر|كحد اقصي|at most)", after) else None


def list_lines(text: str) -> int:
    """How many lines of the text are items of a list: «بخمس طرق» may say so itself."""
    return sum(bool(re.match(r"\s*(?:[•*\-–]|[\d٠-٩۰-۹]{1,2}\s*[.)\-–])\s", line)) for line in text.split("\n"))
