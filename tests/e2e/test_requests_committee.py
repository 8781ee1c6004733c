"""From the committee back to the person: each step told once, at a fitting hour, where they may be told."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update

from nlu.embedded.engine import EmbeddedInterpreter
from storage.db import Database
from storage.models import Identity, table_of
from storage.models_requests import Notification
from storage.requests import RIYADH
from tests.e2e.requests.beneficiary import Beneficiary
from tests.e2e.requests.cases import COMPLAINT, SERVICE
from tests.e2e.requests.house import OPEN
from tests.e2e.requests.office import Office
from tests.gateway import Running, started
from tests.waiting import until

NATIVE = {"telegram", "whatsapp_cloud", "webchat"}  # elsewhere a notice says what to write
HINT = "لديك جديد لدى جمعية مديم الرقمية"
each_channel = pytest.mark.parametrize("channel", ["telegram", "whatsapp_cloud", "twilio_whatsapp", "webchat"])


async def notices(db: Database, reference: str) -> list[str]:
    """The states of the notices about a request, oldest first."""
    query = """SELECT n.state FROM notification n JOIN request r ON r.id = n.request_id
        WHERE r.reference = :reference ORDER BY n.id"""
    async with db.read() as tx:
        return [row.state for row in await tx.execute(text(query), {"reference": reference})]


@each_channel
async def test_a_request_goes_all_the_way_and_each_step_is_told_once(
    house: Running, office: Office, channel: str
) -> None:
    person = Beneficiary(house, channel)
    reference = await person.files(SERVICE.opening, SERVICE.answers)
    before = len(person.log)
    await office.move(reference, "verifying")
    assert "مطابقة البيانات" in (await person.hear_something()).text
    await office.move(reference, "incomplete", reason="الوصف مختصر", missing=["description"])
    heard = await person.hear_something()
    assert "بقي علينا منك: وصف الحاجة" in heard.text
    await (person.press("إكمال الناقص") if channel in NATIVE else person.say("تعديل طلبي"))
    assert await person.asks() == "description"
    await person.say("جهاز حاسب محمول لابنتي طالبة الهندسة")
    done = await person.press("نعم، كله صحيح")
    assert "تم حفظ التعديل" in done.text
    shown = await office.request(reference)
    assert shown["fields"]["description"] == "جهاز حاسب محمول لابنتي طالبة الهندسة"
    assert (shown["status"], shown["missing"]) == ("verifying", [])
    for status, said in (
        ("under_review", "عند لجنة البحث"),
        ("accepted", "مقبول"),
        ("in_service", "قيد تقديم الخدمة"),
        ("completed", "مكتمل"),
    ):
        await office.move(reference, status)
        heard = await person.hear_something()
        assert said in heard.text
        assert heard.text.count("السلام عليكم") == 1
    assert len(person.log) - before == 9, "six steps told, three answers heard"
    assert len(await notices(house.db, reference)) == 6
    moves = ["submitted", "verifying", "incomplete", "verifying", "under_review", "accepted", "in_service", "completed"]
    assert [to for _, to in await office.steps(reference)] == moves
    await _rates_once(person)


async def _rates_once(person: Beneficiary) -> None:
    assert "يهمنا تقييمك" in person.heard.text
    await (person.press("تقييم الخدمة") if person.channel in NATIVE else person.say("أبغى أقيم الخدمة"))
    assert await person.asks() == "rating"
    await person.press("ممتازة")
    await person.say("شكرا، تعاملكم راقي جدا وسريع")
    await person.say("أبغى أقيم الخدمة")
    again = await person.say("2")
    assert "وصلنا تقييمك من قبل" in again.text
    rows = await person.person.rows("SELECT score FROM rating WHERE conversation_id = :conversation")
    assert [row.score for row in rows] == [5]


async def test_the_same_step_taken_twice_is_told_once(house: Running, office: Office) -> None:
    person = Beneficiary(house, "telegram")
    reference = await person.files(COMPLAINT.opening, COMPLAINT.answers)
    await office.move(reference, "in_service")
    await person.hear_something()
    with pytest.raises(AssertionError, match="illegal_move"):
        await office.move(reference, "in_service")
    assert await person.person.hears() == []
    assert len(await notices(house.db, reference)) == 1


async def test_whoever_stopped_our_messages_hears_nothing_there_and_a_hint_by_text_message(
    house: Running, office: Office
) -> None:
    person = Beneficiary(house, "telegram")
    reference = await person.files(SERVICE.opening, SERVICE.answers)
    await person.say("إيقاف")
    await office.move(reference, "under_review")
    [hint] = await house.simulator.wait_for("twilio_sms", person.mobile_e164[1:], count=1)
    assert HINT in hint.text
    for detail in (reference, "سارة", "لجنة", "خدمة"):
        assert detail not in hint.text
    assert await person.person.hears() == []


async def test_a_stop_by_text_message_holds_for_news_too(house: Running, office: Office) -> None:
    person = Beneficiary(house, "twilio_sms")
    person.mobile = f"0{person.person.to.removeprefix('966')}"
    reference = await person.files(COMPLAINT.opening, {**COMPLAINT.answers, "mobile": person.mobile})
    await person.person.does("stop")
    await person.person.hears()
    sent = len(house.simulator.sent_to("twilio_sms", person.person.to))
    await office.move(reference, "in_service")
    await until(lambda: _given_up(house, reference))
    assert len(house.simulator.sent_to("twilio_sms", person.person.to)) == sent


async def _given_up(house: Running, reference: str) -> bool:
    return await notices(house.db, reference) == ["given_up"]


@pytest.mark.parametrize("channel", ["whatsapp_cloud", "twilio_whatsapp"])
async def test_a_closed_window_leads_to_a_text_message_without_the_case(
    house: Running, office: Office, channel: str
) -> None:
    person = Beneficiary(house, channel)
    reference = await person.files(SERVICE.opening, SERVICE.answers)
    identity, mine = table_of(Identity), await person.person.row("SELECT id FROM identity WHERE id = :identity")
    async with house.db.transaction() as tx:
        yesterday = datetime.now(UTC) - timedelta(hours=25)
        await tx.execute(update(identity).where(identity.c.id == mine.id).values(window_from=yesterday))
    await office.move(reference, "under_review")
    [hint] = await house.simulator.wait_for("twilio_sms", person.mobile_e164[1:], count=1)
    assert HINT in hint.text
    assert reference not in hint.text
    assert await person.person.hears() == []
    heard = await person.say("وين وصل طلبي؟")
    assert "عند لجنة البحث" in heard.text, "the whole of it is where the person writes"


Start = Callable[[dict[str, str]], AbstractAsyncContextManager[Running]]


@pytest.fixture
def start(tmp_path: Path, interpreter: EmbeddedInterpreter) -> Start:
    """A gateway on the same data, with these service hours."""
    url = f"sqlite:///{tmp_path}/t.db"

    def starting(hours: dict[str, str]) -> AbstractAsyncContextManager[Running]:
        changes: dict[str, Any] = {**OPEN, "service_hours": hours}
        return started(url, tmp_path, interpreter=interpreter, changes=changes)

    return starting


@pytest.mark.thorough
async def test_news_wait_for_the_morning_and_answers_do_not(start: Start) -> None:
    async with start(_not_now()) as night:
        person, office = Beneficiary(night, "telegram"), await Office.open(night)
        reference = await person.files(SERVICE.opening, SERVICE.answers)
        await office.move(reference, "under_review")
        assert await notices(night.db, reference) == ["waiting"]
        assert await person.person.hears() == []
        assert "عند لجنة البحث" in (await person.say("وين وصل طلبي؟")).text
        await office.close()
        await _morning_comes(night.db)
    async with start(dict(OPEN["service_hours"])) as day:
        person.moves_to(day)
        heard = await person.hear_something()
        assert "لديك جديد" in heard.text
        assert "عند لجنة البحث" in heard.text
        assert await notices(day.db, reference) == ["sent"]
        assert await person.person.hears() == []


def _not_now() -> dict[str, str]:
    """An hour of this day that is several hours away."""
    hour = (datetime.now(RIYADH).hour + 12) % 24
    return {"opens": f"{min(hour, 22):02}:00", "closes": f"{min(hour, 22) + 1:02}:00"}


async def _morning_comes(db: Database) -> None:
    notification = table_of(Notification)
    async with db.transaction() as tx:
        await tx.execute(update(notification).values(next_at=datetime.now(UTC) - timedelta(seconds=1)))
