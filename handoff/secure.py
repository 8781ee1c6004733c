"""The one-time page for what should not stand in a chat: checked, kept once, and handed on in the same commit.

SecureError
└── RefusedUpload   a file of a kind that is not kept
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from stdnum import iban, luhn

from nlu.arabic import normalise
from storage import secure_links
from storage.attachments import Stored
from storage.crypto import CannotOpen, Vault
from storage.db import Database, Transaction
from storage.secure_links import LinkView, PageField, SentFile

NATIONAL_ID, IBAN, DOCUMENTS = "national_id", "iban", "documents"
LONGEST = 2000
MOST_FILES = 5


class SecureError(Exception):
    """Root of the one-time page's errors."""


class RefusedUpload(SecureError):
    """This kind of file is not kept."""


class FileKeeper(Protocol):
    """Keeps examined files. What was kept for a page that failed is discarded."""

    async def keep(self, content: bytes) -> Stored:
        """Raises RefusedUpload."""

    async def discard(self, file: Stored) -> None: ...


# (transaction, page, values by field, names of files by field): goes on with the conversation in the page's own commit.
Received = Callable[[Transaction, LinkView, Mapping[str, Any], Sequence[str]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Upload:
    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent: texts by field, files, and the sealed values that an earlier try had right."""

    texts: Mapping[str, str]
    uploads: tuple[Upload, ...] = ()
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field: the end of the key `secure_problem_…`, and what its text needs."""

    code: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rejected:
    """To be shown again. `right`: fields that need not be typed again; `kept` carries them, sealed."""

    problems: Mapping[str, Problem]
    right: Mapping[str, Any]
    kept: str


@dataclass(frozen=True, slots=True)
class Saved:
    conversation_id: int


class SecurePages:
    """Opens and takes pages. `on_saved` is called after the commit, to wake whoever goes on."""

    def __init__(
        self,
        db: Database,
        vault: Vault,
        files: FileKeeper,
        received: Received,
        *,
        now: Callable[[], datetime],
        max_bytes: int,
        on_saved: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._db, self._vault, self._files, self._received = db, vault, files, received
        self._now, self.max_bytes, self._on_saved = now, max_bytes, on_saved

    async def link(self, token: str) -> LinkView | None:
        """The page, if it is open: unknown, used and expired ones are None alike."""
        async with self._db.read() as tx:
            return await secure_links.find(tx, token, self._now())

    async def submit(self, link: LinkView, typed: Typed) -> Saved | Rejected | None:
        """Everything or nothing. None: the page was used or has ended meanwhile."""
        values, problems = self._checked(link, typed)
        if not problems:
            files, problems = await self._kept_files(typed.uploads)
        if problems:
            return Rejected(problems, values, self._vault.seal(values, _purpose(link)))
        try:
            saved = await self._save(link, values, files)
        except BaseException:
            await self._discard(files)
            raise
        if not saved:
            await self._discard(files)
            return None
        self._on_saved(link.conversation_id)
        return Saved(link.conversation_id)

    async def _save(self, link: LinkView, values: Mapping[str, Any], files: Sequence[SentFile]) -> bool:
        now = self._now()
        async with self._db.transaction() as tx:
            if not await secure_links.use(tx, link.id, now):
                return False
            names = await secure_links.attach(tx, link.conversation_id, files, now)
            await self._received(tx, link, values, names)
        return True

    def _checked(self, link: LinkView, typed: Typed) -> tuple[dict[str, Any], dict[str, Problem]]:
        earlier = self._earlier(link, typed.kept)
        values: dict[str, Any] = {}
        problems: dict[str, Problem] = {}
        for field in link.fields:
            if field.name == DOCUMENTS:
                found: Any = _documents(field, typed.uploads, self.max_bytes)
            else:
                found = _value(field, typed.texts.get(field.name, "").strip() or earlier.get(field.name, ""))
            if isinstance(found, Problem):
                problems[field.name] = found
            elif found is not None:
                values[field.name] = found
        return values, problems

    def _earlier(self, link: LinkView, kept: str) -> dict[str, Any]:
        try:
            return dict(self._vault.open(kept, _purpose(link))) if kept else {}
        except CannotOpen:
            return {}

    async def _kept_files(self, uploads: Sequence[Upload]) -> tuple[list[SentFile], dict[str, Problem]]:
        kept: list[SentFile] = []
        for upload in uploads:
            try:
                kept.append(SentFile(await self._files.keep(upload.content), upload.filename))
            except RefusedUpload:
                await self._discard(kept)
                return [], {DOCUMENTS: Problem("file", {"name": upload.filename})}
        return kept, {}

    async def _discard(self, files: Sequence[SentFile]) -> None:
        for file in files:
            await self._files.discard(file.stored)


def _purpose(link: LinkView) -> str:
    return f"secure_link.kept|{link.id}"


def _value(field: PageField, text: str) -> Any:
    """The normal form, a Problem, or None where an optional field was left empty."""
    if not text:
        return None if field.optional else Problem("required", {})
    if field.name == NATIONAL_ID:
        return national_id(text) or Problem(NATIONAL_ID, {})
    if field.name == IBAN:
        return saudi_iban(text) or Problem(IBAN, {})
    return text[:LONGEST]


def _documents(field: PageField, uploads: Sequence[Upload], max_bytes: int) -> Problem | None:
    if not uploads and not field.optional:
        return Problem("required", {})
    if len(uploads) > MOST_FILES:
        return Problem("count", {"count": MOST_FILES})
    large = next((u for u in uploads if len(u.content) > max_bytes), None)
    return Problem("large", {"name": large.filename, "megabytes": max_bytes // 2**20}) if large else None


def national_id(text: str) -> str | None:
    """Ten digits of any set, the first 1 (citizens) or 2 (residents), the last a check digit (Luhn's)."""
    digits = "".join(c for c in normalise(text) if c.isalnum())
    fits = len(digits) == 10 and digits.isascii() and digits.isdecimal() and digits[0] in "12"
    return digits if fits and luhn.is_valid(digits) else None


def saudi_iban(text: str) -> str | None:
    """SA and 22 digits with their check sum (mod 97); the letters may be missing."""
    plain = "".join(c for c in normalise(text) if c.isalnum()).upper()
    full = plain if plain.startswith("SA") else f"SA{plain}"
    fits = len(full) == 24 and full.isascii() and full[2:].isdecimal()
    return full if fits and iban.is_valid(full) else None
