"""Who takes over sees what was said and filled in so far, so that nobody has to say it twice."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.gateway import Running
from tests.people import Person, meet
from tests.storage.people import ID_NUMBER


@pytest.fixture
async def admin(gateway: Running) -> AsyncIterator[httpx.AsyncClient]:
    account = {"email": "admin@localhost", "password": "a-password-for-tests"}
    async with httpx.AsyncClient(base_url=gateway.url) as client:
        assert (await client.post("/api/auth/login", json=account)).status_code == 200
        yield client


async def card(admin: httpx.AsyncClient, person: Person) -> dict[str, Any]:
    where = (await person.row("SELECT id FROM conversation WHERE id = :conversation")).id
    answer = await admin.get(f"/api/conversations/{where}/card")
    assert answer.status_code == 200, answer.text
    assert ID_NUMBER not in answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_the_card_holds_the_form_so_far_and_the_words_that_called(
    gateway: Running, admin: httpx.AsyncClient
) -> None:
    person = meet(gateway, "webchat")
    await person.asks("أريد تقديم طلب دعم")
    await person.asks("سارة بنت محمد القحطاني")
    await person.asks(ID_NUMBER)
    await person.asks("أبغى أكلم موظف")
    shown = await card(admin, person)
    assert shown["need"]["words"] == "أبغى أكلم موظف"
    assert shown["need"]["reason"]
    form = shown["form"]
    assert form["name"] == "support_request"
    filled = {f["name"]: f for f in form["filled"]}
    assert filled["full_name"]["value"] == "سارة بنت محمد القحطاني"
    assert filled["national_id"]["masked"] is True
    assert filled["national_id"]["value"].endswith(ID_NUMBER[-4:])
    assert "city" in {f["name"] for f in form["missing"]}
    assert "full_name" not in {f["name"] for f in form["missing"]}


async def test_the_card_tells_what_the_bot_was_not_sure_of(gateway: Running, admin: httpx.AsyncClient) -> None:
    person = meet(gateway, "telegram")
    await person.asks("كيف أطبخ المندي في البيت؟")
    await person.asks("أبغى أكلم موظف")
    shown = await card(admin, person)
    assert shown["form"] is None
    assert shown["uncertainty"]["text"] == "كيف أطبخ المندي في البيت؟"


async def test_a_conversation_that_is_not_there_has_no_card(admin: httpx.AsyncClient) -> None:
    assert (await admin.get("/api/conversations/99999999/card")).status_code == 404
    async with httpx.AsyncClient(base_url=admin.base_url) as stranger:
        assert (await stranger.get("/api/conversations/1/card")).status_code == 401
