from datetime import timedelta
from pathlib import Path

from bot.corpora import Corpora
from bot.training import TrainingJob
from storage import training
from storage.db import Database
from storage.hints import LocalHints
from tests.sql import commits
from tests.storage.people import NOW, colleague, later


async def test_looking_for_trainings_writes_nothing_while_none_is_due(db: Database, tmp_path: Path) -> None:
    """Every look once took SQLite's one writer."""
    job = job_at(db, tmp_path, 0)
    with commits(db) as made:
        assert await job.once() is False
    assert made == []
    noura = await colleague(db)
    async with db.transaction() as tx:
        run = await training.start(tx, noura, NOW)
        await training.claim(tx, "another", NOW, timedelta(minutes=5))
    with commits(db) as made:
        assert await job.once() is False
    assert made == [], "another process trains"
    assert await job_at(db, tmp_path, 6).once() is False
    async with db.read() as tx:
        assert (await training.find(tx, run)).state == training.FAILED, "that process is gone"


def job_at(db: Database, folder: Path, minutes: int) -> TrainingJob:
    return TrainingJob(db, LocalHints(), lambda: folder, Corpora(), folder, name="one", now=lambda: later(minutes))
