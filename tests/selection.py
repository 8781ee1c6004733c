"""What the short run of the tests takes: every promise, but not in every combination.

Above storage a promise is the same on both databases and on every channel. Of such a test's combinations the short run
takes one, another one for each test, so that it meets them all. What is marked `thorough` costs many seconds and is
left out. CI runs the whole.
"""

from collections import defaultdict
from collections.abc import Iterable
from zlib import crc32

import pytest

from tests.people import CHANNELS

COMBINED = frozenset({"sqlite", "postgresql", *CHANNELS})
ABOVE_STORAGE = ("tests/bot", "tests/e2e", "tests/handoff", "tests/reliability")


def short(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """In the same order, the same for every worker and every run."""
    combinations: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if not item.get_closest_marker("thorough"):
            combinations[_promise(item)].append(item)
    return [group[crc32(promise.encode()) % len(group)] for promise, group in combinations.items()]


def _promise(item: pytest.Item) -> str:
    """The name of a test without the database and the channel that it runs on."""
    given = getattr(item, "callspec", None)
    if given is None or not item.nodeid.startswith(ABOVE_STORAGE):
        return item.nodeid
    rest = [part for part in given.id.split("-") if part not in COMBINED]
    return f"{item.nodeid.partition('[')[0]}[{'-'.join(rest)}]"
