"""The erased stay erased: a list of them beside the database, applied to whatever backup is restored.

The list, `erased.jsonl` in DATA_DIR, names nobody. Keep its newest copy apart from the backups of the database.
"""

import asyncio
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import orjson

from bot.ingest import utc_now
from storage import audit, erasures, privacy
from storage.crypto import Vault
from storage.db import Database
from storage.erasures import Tombstone

LIST = "erased.jsonl"


class Erased:
    """`folder`: DATA_DIR."""

    def __init__(self, db: Database, vault: Vault, folder: Path) -> None:
        self._db, self._vault, self._list, self._files = db, vault, folder / LIST, folder / "files"

    async def keep(self) -> None:
        """Whom the database knows as erased is on the list, on the disk, from now on."""
        async with self._db.read() as tx:
            noted = await erasures.noted(tx)
        known = {t.person_id for t in await asyncio.to_thread(read, self._list)}
        await asyncio.to_thread(_append, self._list, [t for t in noted if t.person_id not in known])

    async def replay(self, listed: Path | None = None) -> int:
        """Erase again whom a restored backup brought back; -> how many."""
        tombstones = await asyncio.to_thread(read, listed or self._list)
        if not tombstones:
            return 0
        async with self._db.read() as tx:
            back = await erasures.come_back(tx, self._vault, tombstones)
        for tombstone in back:
            await self._erase(tombstone)
        return len(back)

    async def _erase(self, tombstone: Tombstone) -> None:
        now = utc_now()
        async with self._db.transaction() as tx:
            paths = await privacy.erase(tx, self._vault, tombstone.person_id, now, again=True)
            await audit.note(tx, None, "person.erase_again", f"person:{tombstone.person_id}", now)
        for path in paths:
            await asyncio.to_thread((self._files / Path(path).name).unlink, missing_ok=True)


def read(path: Path) -> list[Tombstone]:
    """The list; a last line that a crash cut short is passed over."""
    lines = path.read_bytes().splitlines() if path.exists() else []
    found = []
    for line in lines:
        try:
            data = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        pairs = tuple((int(i), str(h)) for i, h in data["identities"])
        found.append(Tombstone(int(data["person"]), pairs, datetime.fromisoformat(data["at"])))
    return found


def _append(path: Path, tombstones: Sequence[Tombstone]) -> None:
    if not tombstones:
        return
    with path.open("ab") as handle:
        for t in tombstones:
            line = {"person": t.person_id, "identities": t.identities, "at": t.erased_at.isoformat()}
            handle.write(b"\n" + orjson.dumps(line))  # on a line of its own, whatever a crash left before it
        handle.flush()
        os.fsync(handle.fileno())
