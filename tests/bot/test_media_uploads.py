"""Uploads of the website wait for their message and are removed in the end, sent or not."""

import os
from datetime import timedelta

from bot.ingest import utc_now
from bot.media import UPLOADS_KEPT, MediaJob
from tests.gateway import Running


async def test_old_uploads_are_swept_and_young_ones_stay(gateway: Running) -> None:
    own, now = gateway.gateway, utc_now()
    folder = own.settings.env.data_dir / "sweeping"
    folder.mkdir()
    old, young = folder / "old", folder / "young"
    for path, age in ((old, UPLOADS_KEPT + timedelta(minutes=1)), (young, UPLOADS_KEPT - timedelta(minutes=1))):
        path.write_bytes(b"%PDF-1.4")
        os.utime(path, ((now - age).timestamp(),) * 2)
    job = MediaJob(
        own.db, own.hints, own.channels, own.metrics, folder / "files", uploads=folder, max_bytes=1, now=lambda: now
    )
    await job.sweep()
    assert [p.name for p in folder.iterdir()] == ["young"]
    old.write_bytes(b"x")
    os.utime(old, (0, 0))
    await job.sweep()
    assert old.exists(), "not again within the hour"
