"""What a database is told meanwhile: `with statements(db) as log`, `with commits(db) as made`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from storage.db import Database


@contextmanager
def statements(db: Database) -> Iterator[list[str]]:
    """The SQL of its writer."""
    engine, log = db.writer.sync_engine, list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        log.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield log
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def commits(db: Database) -> Iterator[list[str]]:
    """One entry for each."""
    engine, made = db.writer.sync_engine, list[str]()

    def note(_connection: Any) -> None:
        made.append("commit")

    event.listen(engine, "commit", note)
    try:
        yield made
    finally:
        event.remove(engine, "commit", note)
