"""Passwords: Argon2id, at least twelve characters, not the obvious ones. Hashing is slow on purpose: few at once."""

import asyncio
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from handoff.auth.errors import WeakPassword

SHORTEST, LONGEST = 12, 1024
AT_ONCE = 4  # each takes 64 MiB: a flood of tries must not take the memory
_FEWEST_DIFFERENT = 5


def require_strong(password: str, email: str = "") -> None:
    """Raises WeakPassword."""
    plain, known = password.casefold(), email.casefold()
    obvious = len(set(plain)) < _FEWEST_DIFFERENT or (email and plain in (known, known.partition("@")[0]))
    if obvious or not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword


class Passwords:
    """Makes and checks hashes off the event loop."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def hashed(self, password: str, email: str = "") -> str:
        """Raises WeakPassword."""
        require_strong(password, email)
        return await self._hash(password)

    async def fit(self, password_hash: str | None, password: str) -> bool:
        """Whether it is this password; without a hash, as slowly, no."""
        async with self._turns:
            right = await asyncio.to_thread(self._verify, password_hash, password)
        return right and password_hash is not None

    async def hashed_again(self, password_hash: str, password: str) -> str | None:
        """A hash by today's parameters where it was made by others."""
        return await self._hash(password) if self._hasher.check_needs_rehash(password_hash) else None

    async def _hash(self, password: str) -> str:
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash("nobody has this password")

    def _verify(self, password_hash: str | None, password: str) -> bool:
        """An unknown e-mail costs the same time: both want the hash of nobody, made at the first sign-in."""
        nobody = self._nobody
        try:
            return self._hasher.verify(password_hash or nobody, password)
        except (Argon2Error, InvalidHashError):
            return False
