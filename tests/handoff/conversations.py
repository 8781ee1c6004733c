"""Conversations for the tests of the staff API, and the office whose colleagues work on them.

An office is opened once for each database and folder: its routes take longer to make than most tests take.
"""

import uuid
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from bot.console_inbox import read_upload
from bot.routes import add_routes
from bot.secure_page import FilesOnDisk
from handoff.api.conversations import router as conversation_routes
from handoff.api.inbox import router as inbox_routes
from handoff.api.labels import router as label_routes
from handoff.api.messages import router as message_routes
from handoff.api.parked import router as parked_routes
from handoff.api.rows import Rows
from handoff.api.standing import Standings
from handoff.api.timeline import router as timeline_routes
from handoff.desk_config import Desk as DeskConfig
from handoff.desk_settings import DeskSettings
from handoff.files import StaffFiles
from handoff.inbox import Inbox
from handoff.indexer import Indexer
from handoff.live import Live
from handoff.parking import Parking
from handoff.search import Finder
from handoff.talks import Handback, Talks
from storage.db import Database
from storage.hints import LocalHints
from storage.models import Conversation, table_of
from tests.handoff.api import Colleague, Office, files_folder, guard_of, office
from tests.handoff.channels import real_channels
from tests.storage.people import NOW, VAULT, conversation, later


@cache
def conversation_office(db: Database, folder: Path, handback: Handback | None = None) -> Office:
    guard, files = guard_of(db), files_folder(folder)
    sent = StaffFiles(FilesOnDisk(files, accepts=("",)), VAULT, files, "https://own.example", MAX_BYTES)
    desk = Talks(real_channels(folder), handback, sent)
    inbox = Inbox(desk, Finder(VAULT))
    rows = Rows(Standings(DeskSettings(DeskConfig())), Live(LocalHints()), VAULT)
    routers = [inbox_routes(guard, inbox, rows), label_routes(guard, inbox)]
    routers += [conversation_routes(guard, desk, VAULT, rows), message_routes(guard, desk, files, sent, read_upload)]
    routers.append(parked_routes(guard, Parking(desk)))
    return office(guard, routers)


@cache
def timeline_office(db: Database, folder: Path) -> Office:
    """The same with the case view."""
    opened = conversation_office.__wrapped__(db, folder)
    add_routes(opened.app, timeline_routes(guard_of(db), Talks(real_channels(folder))))
    return opened


MAX_BYTES = 100_000


async def handled(db: Database) -> None:
    """The worker has attended to everything that came in."""
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE conversation SET ready_at = NULL"))
        await tx.execute(text("UPDATE inbox SET done_at = received_at"))


async def talk(db: Database, **how: Any) -> int:
    where = await conversation(db, **how)
    await handled(db)
    return where


async def queue(db: Database, where: int, priority: int = 0, minutes: float = 0) -> None:
    table = table_of(Conversation)
    values = {"owner": "queued", "priority": priority, "queued_at": later(minutes), "epoch": table.c.epoch + 1}
    async with db.transaction() as tx:
        await tx.execute(table.update().where(table.c.id == where).values(**values))


async def upload(who: Colleague, where: int, content: bytes, filename: str = "عقد.pdf") -> httpx.Response:
    path, headers = f"/api/conversations/{where}/attachments", {"X-CSRF-Token": who.csrf}
    return await who.client.post(path, files={"file": (filename, content)}, headers=headers)


async def indexed(db: Database) -> None:
    """Everything that was said can be found."""
    indexer = Indexer(db, lambda: NOW)
    while await indexer.once():
        pass


async def listed(who: Colleague, **query: Any) -> list[int]:
    answer = await who.get("/api/conversations", **query)
    assert answer.status_code == 200, answer.text
    return [c["id"] for c in answer.json()["items"]]


def message(said: str = "أهلًا، معك نورة", **more: Any) -> dict[str, Any]:
    return {"client_id": str(uuid.uuid4()), "text": said} | more


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["detail"]["code"]
