"""A person takes over: the bot falls silent, their words arrive, and the return to the bot is said."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.gateway import Running
from tests.people import CHANNELS, Person, meet, settled

each_channel = pytest.mark.parametrize("channel", CHANNELS)


@dataclass(slots=True)
class Colleague:
    """The administrator, signed in."""

    client: httpx.AsyncClient
    csrf: str

    async def does(self, conversation: int, deed: str, **body: Any) -> httpx.Response:
        path, headers = f"/api/conversations/{conversation}/{deed}", {"X-CSRF-Token": self.csrf}
        answer = await self.client.post(path, json=body, headers=headers)
        assert answer.status_code < 300, answer.text
        return answer


@pytest.fixture
async def colleague(spine: Running) -> AsyncIterator[Colleague]:
    account = {"email": "admin@localhost", "password": "a-password-for-tests"}
    async with httpx.AsyncClient(base_url=spine.url) as client:
        answer = await client.post("/api/auth/login", json=account)
        yield Colleague(client, answer.json()["csrf_token"])


@pytest.fixture
def person(spine: Running, channel: str) -> Person:
    return meet(spine, channel)


async def conversation_of(person: Person) -> int:
    return int((await person.row("SELECT id FROM conversation WHERE id = :conversation")).id)


async def owner_of(person: Person) -> str:
    return str((await person.row("SELECT owner FROM conversation WHERE id = :conversation")).owner)


@each_channel
async def test_the_bot_is_silent_while_a_person_has_the_conversation(person: Person, colleague: Colleague) -> None:
    await person.asks("أبغى أكلم موظف")
    assert await owner_of(person) == "queued"
    here = await conversation_of(person)
    await colleague.does(here, "claim")
    await person.says("متى يأتيني الرد على طلبي؟")
    assert await person.hears() == []
    await colleague.does(here, "messages", client_id="reply-one-of-khalid", text="حياك الله، معك خالد.")
    await colleague.does(here, "messages", client_id="reply-one-of-khalid", text="حياك الله، معك خالد.")
    assert [h.text for h in await person.hears()] == ["حياك الله، معك خالد."], "the same client id: said once"


@each_channel
async def test_when_a_conversation_is_resolved_the_person_is_asked_how_it_was(
    person: Person, colleague: Colleague
) -> None:
    await person.asks("أبغى أكلم موظف")
    here = await conversation_of(person)
    await colleague.does(here, "claim")
    await colleague.does(here, "resolve")
    survey = person.whole(await person.hears())
    assert "نرجو أن نكون قد خدمناك" in survey.text
    await person.asks("٥")
    query = "SELECT score FROM rating r JOIN identity i ON i.person_id = r.person_id WHERE i.key LIKE :key"
    async with person.spine.db.read() as tx:
        rows = (await tx.execute(text(query), {"key": f"{person.channel}|%|{person.address}"})).all()
    assert [row.score for row in rows] == [5]


@each_channel
async def test_given_back_the_bot_goes_on_with_the_open_form(person: Person, colleague: Colleague) -> None:
    await person.asks("عندي شكوى")
    await person.asks("أبغى أكلم موظف")
    here = await conversation_of(person)
    await colleague.does(here, "claim")
    await colleague.does(here, "release")
    back = person.whole(await person.hears())
    assert "عاد المساعد الآلي" in back.text
    assert await owner_of(person) == "bot"
    await settled(person.spine.db, person.channel, person.address)


async def test_who_calls_for_a_person_hears_where_they_stand(spine: Running) -> None:
    person = meet(spine, "webchat")
    in_hours, outside = "ترتيبك في الانتظار", "حين نفتح"
    said = (await person.asks("أبغى أكلم موظف")).text
    assert (in_hours in said) != (outside in said), said
    again = (await person.asks("أبغى أكلم موظف")).text
    assert in_hours in again or outside in again, "asked again, answered again"


async def test_a_form_put_aside_for_a_person_goes_on_or_is_dropped(spine: Running, colleague: Colleague) -> None:
    for form, goes_on in (("resume", True), ("drop", False)):
        person = meet(spine, "webchat")
        await person.asks("عندي شكوى")
        await person.asks("أبغى أكلم موظف")
        here = await conversation_of(person)
        await colleague.does(here, "claim")
        await colleague.does(here, "release", form=form)
        back = person.whole(await person.hears()).text
        assert back.startswith("عاد المساعد الآلي")
        last = "SELECT asks FROM message WHERE conversation_id = :conversation ORDER BY seq DESC LIMIT 1"
        assert ((await person.row(last)).asks != "rating") is goes_on, back


async def test_what_is_not_understood_after_the_end_reopens_it_for_people(spine: Running, colleague: Colleague) -> None:
    person = meet(spine, "webchat")
    await person.asks("أبغى أكلم موظف")
    first = await conversation_of(person)
    await colleague.does(first, "claim")
    await colleague.does(first, "resolve")
    await person.hears()
    said = await person.asks("كركدن بنفسجي فوق السطح")
    query = text("SELECT owner, queue_reason FROM conversation WHERE follows_id = :first")
    async with spine.db.read() as tx:
        again = (await tx.execute(query, {"first": first})).one()
    assert tuple(again) == ("queued", "reopened"), said
