"""What may be sent, how it will look and what it costs; replies kept ready; templates checked before they go."""

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.routes import add_routes
from handoff.api.canned import router as canned_routes
from handoff.api.composer import router as composer_routes
from handoff.composer import Compositions
from handoff.placeholders import fill, left_in, unknown_in
from handoff.talks import Talks
from handoff.templates import Templates
from storage import templates
from storage.db import Database
from tests.handoff.api import Colleague, Office, guard_of
from tests.handoff.channels import real_channels
from tests.handoff.conversations import code, conversation_office, message, talk
from tests.storage.people import NOW, VAULT, submitted

WHATSAPP = {"channel": "whatsapp_cloud", "address": "966551234567"}
FOLLOW_UP = {
    "name": "follow_up",
    "language": "ar",
    "title": "follow_up",
    "status": "approved",
    "category": "utility",
    "parts": {"body": "أهلًا {{1}}، لدينا جديد عن طلبك {{2}}.", "buttons": ["نعم"]},
    "variables": ["1", "2"],
    "reason": None,
}


class Price:
    amount, currency = 0.25, "SAR"


@cache
def opened(db: Database, folder: Path) -> Office:
    one, guard, channels = conversation_office.__wrapped__(db, folder), guard_of(db), real_channels(folder)
    listed = Templates(channels)
    prices = {"twilio_sms": {"segment": Price()}, "whatsapp_cloud": {"utility": Price(), "service": None}}
    compositions = Compositions(channels, listed, VAULT, prices, lambda locale: f"٨-٤ {locale}")
    add_routes(one.app, composer_routes(guard, Talks(channels), compositions, listed), canned_routes(guard))
    return one


@pytest.fixture
def staff_office(db: Database, tmp_path: Path) -> Office:
    return opened(db, tmp_path.parent)


async def list_templates(db: Database, *more: dict[str, Any]) -> None:
    async with db.transaction() as tx:
        await templates.replace(tx, "whatsapp_cloud", [FOLLOW_UP, *more], NOW)


async def claimed(db: Database, agent: Colleague, **how: Any) -> str:
    where = await talk(db, **how)
    assert (await agent.post(f"/api/conversations/{where}/claim")).is_success
    return f"/api/conversations/{where}"


async def test_the_composer_tells_what_may_be_sent_and_until_when(db: Database, staff_office: Office) -> None:
    async with staff_office.colleague("agent", "نورة") as agent, staff_office.colleague("agent", "b") as other:
        path = await claimed(db, agent, **WHATSAPP, at=NOW - timedelta(hours=23))
        made = await submitted(db, int(path.rpartition("/")[2]))
        shown = (await agent.get(f"{path}/composer")).json()
        assert (shown["can_send"], shown["why_not"], shown["sms"], shown["files"]) == (True, None, False, True)
        assert shown["window"] == {"open": True, "closes_at": (NOW + timedelta(hours=1)).isoformat()}
        expected = {
            "name": "سارة",
            "first_name": "سارة",
            "reference": made.reference,
            "staff": "نورة",
            "hours": "٨-٤ ar",
        }
        assert shown["placeholders"] == expected
        assert (await other.get(f"{path}/composer")).json()["why_not"] == "held_by_another"
        late = await claimed(db, agent, channel="whatsapp_cloud", address="9665000", at=NOW - timedelta(hours=24))
        shut = (await agent.get(f"{late}/composer")).json()
        assert (shut["can_send"], shut["why_not"]) == (False, "window_closed")
        assert shut["window"] == {"open": False, "closes_at": None}
        sms = (await agent.get(f"{await claimed(db, agent, channel='twilio_sms', address='+966551')}/composer")).json()
        assert (sms["window"], sms["sms"], sms["files"], sms["max_length"]) == (None, True, False, 1600)
    async with staff_office.colleague("committee") as member:
        assert (await member.get(f"{path}/composer")).status_code == 404


async def test_a_message_is_seen_and_priced_before_it_is_sent(db: Database, staff_office: Office) -> None:
    await list_templates(db)
    async with staff_office.colleague("agent") as agent:
        sms = await claimed(db, agent, channel="twilio_sms", address="+966551")
        seen = (await agent.post(f"{sms}/preview", {"text": "أهلًا {first_name} " + "ب" * 100})).json()
        assert seen["rendered"].startswith("أهلًا سارة ب")
        assert (seen["segments"], seen["encoding"], seen["units"]) == (2, "ucs2", 111)
        assert seen["cost"] == {"amount": 0.5, "currency": "SAR"}
        chat = await claimed(db, agent, **WHATSAPP)
        free = (await agent.post(f"{chat}/preview", {"text": "أهلًا"})).json()
        assert (free["messages"], free["segments"], free["cost"]) == (1, None, None), "no price is made up"
        template = {"name": "follow_up", "variables": ["سارة", "MD-2026-7K3Q9Z"]}
        seen = (await agent.post(f"{chat}/preview", {"template": template})).json()
        assert seen["rendered"] == "أهلًا سارة، لدينا جديد عن طلبك MD-2026-7K3Q9Z."
        assert seen["cost"] == {"amount": 0.25, "currency": "SAR"}


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ({"name": "nothing"}, "unknown_template"),
        ({"name": "follow_up", "language": "en"}, "unknown_template"),
        ({"name": "paused"}, "not_approved"),
        ({"name": "follow_up", "variables": ["سارة"]}, "wrong_variables"),
        ({"name": "follow_up", "variables": ["سارة", " "]}, "wrong_variables"),
        ({"name": "follow_up", "variables": ["1", "2", "3"]}, "wrong_variables"),
    ],
)
async def test_a_template_is_checked_before_it_is_sent(
    db: Database, staff_office: Office, template: dict[str, Any], problem: str
) -> None:
    await list_templates(db, FOLLOW_UP | {"name": "paused", "status": "paused", "variables": []})
    async with staff_office.colleague("agent") as agent:
        path = await claimed(db, agent, **WHATSAPP)
        assert code(await agent.post(f"{path}/preview", {"template": template})) == (422, problem)
        assert code(await agent.post(f"{path}/messages", message("", template=template))) == (422, problem)
    async with db.read() as tx:
        assert (await tx.execute(text("SELECT count(*) FROM outbox"))).scalar_one() == 0


async def test_a_template_stands_in_the_transcript_as_it_is_read(db: Database, staff_office: Office) -> None:
    await list_templates(db)
    async with staff_office.colleague("agent") as agent:
        path = await claimed(db, agent, **WHATSAPP, at=NOW - timedelta(days=3))
        template = {"name": "follow_up", "variables": ["سارة", "MD-2026-7K3Q9Z"]}
        assert (await agent.post(f"{path}/messages", message("", template=template))).status_code == 201
        last = (await agent.get(f"{path}/messages")).json()[-1]
    assert last["text"] == "أهلًا سارة، لدينا جديد عن طلبك MD-2026-7K3Q9Z."


async def test_templates_are_listed_for_who_may_send_them(db: Database, staff_office: Office) -> None:
    await list_templates(db)
    async with staff_office.colleague("agent") as agent, staff_office.colleague("committee") as member:
        [shown] = (await agent.get("/api/templates", channel="whatsapp_cloud")).json()
        assert (shown["title"], shown["usable"], shown["variables"]) == ("follow_up", True, ["1", "2"])
        assert (await agent.get("/api/templates", channel="twilio_whatsapp")).json() == []
        assert (await member.get("/api/templates")).json() == []
        assert code(await agent.post("/api/templates/sync")) == (403, "not_allowed")


async def test_everybody_keeps_their_own_replies_and_supervisors_those_of_all(
    db: Database, staff_office: Office
) -> None:
    hello = {"shortcut": "سلام", "title": "تحية", "text": "أهلًا {first_name}، معك {staff}."}
    async with (
        staff_office.colleague("agent", "a") as a,
        staff_office.colleague("agent", "b") as b,
        staff_office.colleague("supervisor") as head,
    ):
        mine = (await a.post("/api/canned", hello)).json()
        assert code(await a.post("/api/canned", hello)) == (409, "shortcut_taken")
        assert code(await a.post("/api/canned", hello | {"shared": True})) == (403, "not_allowed")
        for_all = (await head.post("/api/canned", hello | {"shared": True})).json()
        assert [(c["id"], c["mine"]) for c in (await a.get("/api/canned")).json()] == [
            (mine["id"], True),
            (for_all["id"], False),
        ]
        assert [c["id"] for c in (await b.get("/api/canned")).json()] == [for_all["id"]]
        assert (await b.patch(f"/api/canned/{mine['id']}", {"title": "x"})).status_code == 404
        assert code(await a.delete(f"/api/canned/{for_all['id']}")) == (403, "not_allowed")
        changed = await a.patch(f"/api/canned/{mine['id']}", {"text": "حياك {name}"})
        assert (changed.json()["text"], changed.json()["title"]) == ("حياك {name}", "تحية")
        unknown = await a.patch(f"/api/canned/{mine['id']}", {"text": "حياك {iban}"})
        assert unknown.status_code == 422
        assert (await a.delete(f"/api/canned/{mine['id']}")).status_code == 204
        assert [c["id"] for c in (await a.get("/api/canned")).json()] == [for_all["id"]]


async def test_a_placeholder_never_goes_out_unfilled(db: Database, staff_office: Office) -> None:
    async with staff_office.colleague("agent") as agent:
        path = await claimed(db, agent)
        assert code(await agent.post(f"{path}/messages", message("أهلًا {name}"))) == (422, "placeholder_left")
        assert (await agent.post(f"{path}/messages", message("اكتب {هكذا}"))).status_code == 201


def test_placeholders_are_filled_where_they_are_known() -> None:
    assert fill("{name} {reference} {x}", {"name": "سارة", "reference": None}) == "سارة {reference} {x}"
    assert left_in("{reference} {x} {reference}") == ("reference",)
    assert unknown_in("{reference} {x}") == ("x",)
