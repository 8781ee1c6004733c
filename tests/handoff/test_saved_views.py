"""Saved views: one's own, and those of all, which supervisors keep."""

import pytest

from handoff.api.saved_views import MOST, router
from storage.db import Database
from tests.handoff.api import Office, guard_of, office
from tests.handoff.conversations import code

QUEUE = {"name": "انتظار واتساب", "query": {"address": "tab=queue&channel=whatsapp_cloud"}}


@pytest.fixture
def house(db: Database) -> Office:
    guard = guard_of(db)
    return office(guard, [router(guard)])


async def test_ones_own_view_is_kept_changed_and_removed_and_nobody_elses_business(house: Office) -> None:
    async with house.colleague("agent", "noura") as noura, house.colleague("agent", "khalid") as khalid:
        made = await noura.post("/api/views", QUEUE)
        assert made.status_code == 201, made.text
        assert made.json() == QUEUE | {"id": made.json()["id"], "shared": False, "mine": True}
        path = f"/api/views/{made.json()['id']}"
        assert (await khalid.get("/api/views")).json() == []
        assert (await khalid.send("PATCH", path, {"name": "لي"})).status_code == 404
        assert (await khalid.send("DELETE", path)).status_code == 404
        changed = await noura.send("PATCH", path, {"name": "واتساب"})
        assert (changed.json()["name"], changed.json()["query"]) == ("واتساب", QUEUE["query"])
        assert (await noura.send("DELETE", path)).status_code == 204
        assert (await noura.get("/api/views")).json() == []


async def test_views_of_all_are_kept_by_supervisors(house: Office) -> None:
    async with house.colleague("supervisor") as hind, house.colleague("agent") as noura:
        own = await noura.post("/api/views", QUEUE)
        made = await hind.post("/api/views", QUEUE | {"shared": True, "name": "للجميع"})
        path = f"/api/views/{made.json()['id']}"
        seen = [(v["name"], v["shared"], v["mine"]) for v in (await noura.get("/api/views")).json()]
        assert seen == [("للجميع", True, False), ("انتظار واتساب", False, True)]
        assert code(await noura.post("/api/views", QUEUE | {"shared": True})) == (403, "not_allowed")
        shared = await noura.send("PATCH", f"/api/views/{own.json()['id']}", {"shared": True})
        assert code(shared) == (403, "not_allowed")
        assert code(await noura.send("PATCH", path, {"name": "لي"})) == (403, "not_allowed")
        assert code(await noura.send("DELETE", path)) == (403, "not_allowed")
        assert (await hind.send("PATCH", path, {"shared": False})).json()["shared"] is False
        assert [v["name"] for v in (await noura.get("/api/views")).json()] == ["انتظار واتساب"]


async def test_the_committee_has_no_views_and_nobody_has_them_without_end(house: Office) -> None:
    async with house.colleague("committee") as member, house.colleague("agent") as noura:
        assert code(await member.get("/api/views")) == (403, "not_allowed")
        for _ in range(MOST):
            assert (await noura.post("/api/views", QUEUE)).status_code == 201
        assert code(await noura.post("/api/views", QUEUE)) == (409, "too_many_views")
        assert (await noura.post("/api/views", QUEUE | {"name": " "})).status_code == 422
