"""Argon2 is slow on purpose, a third of a second of processor time for every gateway and every sign-in of the tests.

Their accounts guard nothing, so hashing is quick; `as_shipped` brings back what the product ships with.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from argon2 import PasswordHasher

from handoff.auth import passwords

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # whoever reads the tests may crack it


def share(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(passwords, "PasswordHasher", lambda: QUICK)


@contextmanager
def as_shipped() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "PasswordHasher", PasswordHasher)
        yield
