"""The values in a message: identifiers, amounts, days, times, places, ratings, in their normal forms.

`extract` is total and linear in the length of the text. Beside the normaliser it needs phonenumbers, python-stdnum and
hijridate, each loaded when first used: the Rasa components import it from an environment of their own (Python 3.10).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from nlu.entities import reading as _reading
from nlu.entities.cities import cities
from nlu.entities.dates import dates
from nlu.entities.identifiers import emails, ibans, national_ids, references
from nlu.entities.introductions import introduced_names
from nlu.entities.money import money
from nlu.entities.named_dates import named_dates
from nlu.entities.names import full_names
from nlu.entities.numbers import numbers
from nlu.entities.phones import mobiles
from nlu.entities.quantities import quantities
from nlu.entities.ratings import ratings
from nlu.entities.reading import Candidate, Reading
from nlu.entities.relative_dates import relative_dates
from nlu.entities.resolver import resolve
from nlu.entities.times import times
from nlu.entities.weekdays import weekdays
from nlu.interpreter import Entity

__all__ = ["extract"]

_RIYADH = timezone(timedelta(hours=3))


def extract(
    text: str,
    *,
    now: datetime,
    expects: str | None = None,
    day_parts: Mapping[str, tuple[str, str]] | None = None,
) -> list[Entity]:
    """The entities of a message, in the order of the text, none overlapping.

    `now` is what relative days count from: read as Riyadh time, whatever zone it carries; without a zone it is local.
    `expects` names the entity or form field that the dialogue waits for, and lets its looser forms in.
    `day_parts` gives other bounds to parts of the day, under the names in `nlu.entities.day_parts`.
    """
    local = now.astimezone(_RIYADH) if now.tzinfo else now
    message = _reading.read(text, local, expects, day_parts or {})
    kept = resolve(_families(message), len(text))
    return [Entity(c.entity, c.value, c.start, c.end) for c in kept]


def _families(message: Reading) -> list[list[Candidate]]:
    """The candidates, with offsets in the original text, by how sure their kind is, the surest first."""
    original, expects = message.normal.original, message.expects
    found = quantities(message)
    written = [*dates(message), *named_dates(message, found)]
    in_original = [[*emails(original, expects)], [*references(original, expects)]]
    in_normal = [
        [*ibans(message)],
        [*national_ids(message)],
        [*mobiles(message)],
        [*(full_names(message) if expects == "full_name" else introduced_names(message))],
        written,
        [*relative_dates(message, found), *weekdays(message, {date.start for date in written})],
        [*money(message, found)],
        [*times(message, found)],
        [*ratings(message, found)],
        [*cities(message)],
        [*numbers(message, found)],
    ]
    return in_original + [[_placed(message, c) for c in family] for family in in_normal]


def _placed(message: Reading, candidate: Candidate) -> Candidate:
    start, end = message.normal.span(candidate.start, candidate.end)
    return Candidate(candidate.entity, candidate.value, start, end)
