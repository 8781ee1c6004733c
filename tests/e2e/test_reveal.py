"""A number that the transcript hides: shown for one look, to who may, with a reason that is on record."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest

from bot.ingest import utc_now
from handoff import auth
from storage import audit, outgoing, staff
from storage.conversations import NewMessage
from storage.models import Inbox, table_of
from tests.e2e.console_page import conversation_of
from tests.gateway import Running
from tests.people import meet
from tests.storage.people import ID_NUMBER

PASSWORD = "a-password-for-tests"
WORDS = f"رقم هويتي {ID_NUMBER} وأبغى أعرف متى يأتي الرد"


@pytest.fixture
async def desk(gateway: Running) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    """A signed-in browser of each role."""
    hashed = await auth.Passwords().hashed(PASSWORD)
    async with AsyncExitStack() as stack:
        found = {}
        for role in ("agent", "supervisor", "committee"):
            email = f"revealing-{role}-{id(stack)}@example.org"
            async with gateway.db.transaction() as tx:
                await staff.add(tx, email, role, role, hashed, utc_now())
            client = await stack.enter_async_context(httpx.AsyncClient(base_url=gateway.url))
            answer = await client.post("/api/auth/login", json={"email": email, "password": PASSWORD})
            client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
            found[role] = client
        yield found


async def hidden(client: httpx.AsyncClient, where: int, author: str = "visitor") -> int:
    """-> the last line of this author in which something is masked."""
    answer = await client.get(f"/api/conversations/{where}/messages")
    assert ID_NUMBER not in answer.text
    return max(m["seq"] for m in answer.json() if m["author"] == author and "••" in m["text"])


async def look(client: httpx.AsyncClient, where: int, seq: int, reason: str = "مطابقة الهوية") -> httpx.Response:
    return await client.post(f"/api/conversations/{where}/reveal", json={"seq": seq, "reason": reason})


async def on_record(gateway: Running, where: int) -> list[dict[str, object]]:
    async with gateway.db.read() as tx:
        found = await audit.of_subject(tx, f"conversation:{where}")
    return [entry.details for entry in found if entry.action == "conversation.reveal"]


async def test_a_supervisor_reads_the_line_as_it_was_written_and_it_is_on_record(
    gateway: Running, desk: dict[str, httpx.AsyncClient]
) -> None:
    person = meet(gateway, "telegram")
    await person.asks(WORDS)
    where = await conversation_of(person)
    seq = await hidden(desk["supervisor"], where)
    answer = await look(desk["supervisor"], where, seq)
    assert answer.json() == {"seq": seq, "state": "clear", "text": WORDS}
    assert answer.headers["cache-control"] == "no-store"
    assert await on_record(gateway, where) == [{"seq": seq, "reason": "مطابقة الهوية", "state": "clear"}]


async def test_it_is_for_few_and_needs_a_reason(gateway: Running, desk: dict[str, httpx.AsyncClient]) -> None:
    person = meet(gateway, "telegram")
    await person.asks(WORDS)
    where = await conversation_of(person)
    seq = await hidden(desk["agent"], where)
    assert (await look(desk["agent"], where, seq)).status_code == 403
    assert (await look(desk["committee"], where, seq)).status_code == 404
    assert (await look(desk["supervisor"], where, seq, "  ")).status_code == 422
    assert (await look(desk["supervisor"], where, 9_999)).status_code == 404
    assert (await look(desk["supervisor"], 99_999_999, seq)).status_code == 404
    assert await on_record(gateway, where) == []


async def test_a_line_that_hides_nothing_is_not_looked_into(
    gateway: Running, desk: dict[str, httpx.AsyncClient]
) -> None:
    person = meet(gateway, "telegram")
    await person.asks("متى يأتي الرد؟")
    where = await conversation_of(person)
    answer = await look(desk["supervisor"], where, 1)
    assert (answer.status_code, answer.json()["detail"]["code"]) == (409, "nothing_hidden")


async def test_what_is_kept_no_longer_is_said_to_be_gone(gateway: Running, desk: dict[str, httpx.AsyncClient]) -> None:
    person = meet(gateway, "telegram")
    await person.asks(WORDS)
    where = await conversation_of(person)
    seq = await hidden(desk["supervisor"], where)
    async with gateway.db.transaction() as tx:
        events = table_of(Inbox)
        await tx.execute(events.update().where(events.c.conversation_id == where).values(payload={}))
    answer = await look(desk["supervisor"], where, seq)
    assert answer.json() == {"seq": seq, "state": "over", "text": None}
    assert [entry["state"] for entry in await on_record(gateway, where)] == ["over"]


async def test_what_was_masked_before_it_was_stored_is_said_to_have_never_been_kept(
    gateway: Running, desk: dict[str, httpx.AsyncClient]
) -> None:
    visitor = meet(gateway, "webchat")
    await visitor.asks("أريد تقديم طلب دعم")
    where = await conversation_of(visitor)
    async with gateway.db.transaction() as tx:
        shown = NewMessage("bot", "رقم الهوية: ••••••5673", ())
        posted = await outgoing.post(tx, where, shown, utc_now())
    answer = await look(desk["supervisor"], where, posted.seq)
    assert answer.json() == {"seq": posted.seq, "state": "never_stored", "text": None}
