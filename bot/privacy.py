"""What people were promised about their data, carried out from the command line."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.bootstrap import secret_key
from bot.erased import Erased
from bot.retention import RetentionJob
from bot.sealing import Sealing
from bot.settings import Settings, SettingsError
from bot.transfers import Transfers
from storage import migrations
from storage.crypto import Vault
from storage.db import Database

Echo = Callable[[str], Any]


async def retain(settings: Settings, echo: Echo, *, dry_run: bool) -> None:
    """Counting only reads, so it may be done beside a running gateway."""
    async with _opened(settings, alone=not dry_run) as (db, vault):
        transfers, folder = Transfers(Sealing(vault)), settings.env.data_dir / "files"
        keep = Erased(db, vault, settings.env.data_dir).keep
        job = RetentionJob(db, transfers, settings.config.retention, folder, on_erased=keep)
        found = await (job.due() if dry_run else job.once())
    for kind, count in sorted(found.items()):
        echo(f"{kind}: {count}")


async def replay_erasures(settings: Settings, listed: Path | None, echo: Echo) -> None:
    """Raises SettingsError for a list that is not there."""
    if listed is not None and not await asyncio.to_thread(listed.is_file):
        raise SettingsError(f"{listed}: is no file")
    async with _opened(settings, alone=True) as (db, vault):
        erased = Erased(db, vault, settings.env.data_dir)
        count = await erased.replay(listed)
        await erased.keep()
    echo(f"erased again: {count}")


@asynccontextmanager
async def _opened(settings: Settings, *, alone: bool) -> AsyncIterator[tuple[Database, Vault]]:
    db = Database(settings.env.own_database_url)
    try:
        if alone:
            db.claim_process()
        await migrations.require_head(db)
        yield db, Vault([secret_key(settings.env)])
    finally:
        await db.close()
