"""People for the storage tests: a conversation with somebody new, and a request of theirs."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from storage import contacts, inbox, requests, staff
from storage.crypto import Vault
from storage.db import Database
from storage.inbox import NewAttachment, NewEvent
from storage.people import Address
from storage.requests import NewRequest, RequestView

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
VAULT = Vault(["a-secret-for-tests-that-is-long-enough"])
ID_NUMBER = "1052345673"
FIELDS = {"full_name": "سارة بنت محمد القحطاني", "national_id": ID_NUMBER, "mobile": "+966551234567", "city": "الرياض"}
_numbers = itertools.count(1)


async def conversation(
    db: Database,
    *,
    channel: str = "telegram",
    account: str = "1",
    address: str | None = None,
    said: str = "السلام عليكم",
    files: int = 0,
    at: datetime = NOW,
    name: str | None = "سارة",
) -> int:
    """-> the conversation of somebody who has just written, with so many files."""
    number = next(_numbers)
    sender = Address(channel, account, address or f"9665{number:08d}", name=name)
    attachments = tuple(NewAttachment("document", f"file-{n}", filename=f"{n}.pdf") for n in range(files))
    event = NewEvent(sender, f"event-{number}", "text", said, {"text": said}, at, attachments=attachments)
    async with db.transaction() as tx:
        [recorded] = await inbox.record(tx, [event], at)
    return recorded.conversation_id


async def colleague(db: Database, name: str = "نورة", role: str = "agent") -> int:
    """-> the account of somebody who works here."""
    email = f"{next(_numbers)}@example.org"
    async with db.transaction() as tx:
        await staff.add(tx, email, name, role, "no password", NOW)
        account = await staff.by_email(tx, email)
    assert account
    return account.id


async def new_request(db: Database, conversation_id: int, key: str | None = None, **changes: Any) -> NewRequest:
    async with db.read() as tx:
        contact = await contacts.of_conversation(tx, conversation_id)
    assert contact
    values: dict[str, Any] = {
        "type": "service_request",
        "person_id": contact.person_id,
        "conversation_id": conversation_id,
        "idempotency_key": key or f"key-{next(_numbers)}",
        "fields": FIELDS,
        "sensitive": ("national_id",),
        "attestation_text": "أقر بصحة البيانات",
        "attested_at": NOW,
    }
    return NewRequest(**values | changes)


async def submitted(db: Database, conversation_id: int | None = None, **changes: Any) -> RequestView:
    """A request as the dialogue would have made it."""
    where = conversation_id or await conversation(db)
    new = await new_request(db, where, **changes)
    async with db.transaction() as tx:
        return await requests.create(tx, VAULT, new, changes.get("now", NOW))


def later(minutes: float = 1) -> datetime:
    return NOW + timedelta(minutes=minutes)
