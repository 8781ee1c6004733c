"""Papers that the committee misses, and what a channel's settings say of what may stand in its chat."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from nlu.embedded.engine import EmbeddedInterpreter
from storage.models import table_of
from storage.models_requests import SecureLink
from tests.e2e.requests.beneficiary import Beneficiary
from tests.e2e.requests.cases import ID_NUMBER, SERVICE, SUPPORT
from tests.e2e.requests.house import OPEN
from tests.e2e.requests.office import Office
from tests.e2e.requests.page import is_gone, links
from tests.gateway import Running, started

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.mark.parametrize("way", ["إرفاق مستندات", "تعديل طلبي", "وين وصل طلبي؟"])
async def test_papers_that_the_form_never_asked_for_are_asked_for_and_taken(
    house: Running, office: Office, way: str
) -> None:
    """By the notice's button, by the words it names, and by asking for the status and pressing there."""
    person = Beneficiary(house, "telegram")
    reference = await person.files(SERVICE.opening, SERVICE.answers)
    await office.move(reference, "incomplete", reason="ينقص عقد الإيجار")
    assert "المستندات" in (await person.hear_something()).text
    if way == "إرفاق مستندات":
        await person.press(way)
    else:
        await person.say(way)
    if "وين" in way:
        await person.press("إكمال الناقص" if "إكمال الناقص" in person.heard.titles else "إرفاق مستندات")
    assert await person.asks() == "documents"
    await person.person.does("send_media", PDF, "application/pdf", kind="document", filename="عقد.pdf")
    assert reference in (await person.hear()).text
    assert await office.documents(reference) == [("عقد.pdf", "application/pdf")]
    shown = await office.request(reference)
    assert (shown["status"], shown["missing"]) == ("verifying", [])


@pytest.mark.thorough
async def test_papers_of_the_support_form_come_by_the_page(house: Running, office: Office) -> None:
    person = Beneficiary(house, "whatsapp_cloud")
    reference = await person.files(SUPPORT.opening, SUPPORT.answers)
    await office.move(reference, "incomplete", reason="ينقص عقد الإيجار", missing=["documents"])
    await person.hear_something()
    await person.press("إكمال الناقص")
    page = await person.open_page()
    assert list(page.fields) == ["documents"]
    assert (await page.send({}, file=("عقد.pdf", PDF))).status_code == 200
    await person.hear()
    await person.press("نعم، كله صحيح")
    assert await office.documents(reference) == [("عقد.pdf", "application/pdf")]
    assert (await office.request(reference))["status"] == "verifying"


async def test_a_page_has_one_use(house: Running) -> None:
    person = Beneficiary(house, "telegram")
    await person.say(SERVICE.opening)
    await person.until_asked("national_id", SERVICE.answers)
    [url] = links(person.heard.text)
    page = await person.open_page()
    assert (await page.send({"national_id": ID_NUMBER})).status_code == 200
    await person.hear()
    assert await is_gone(url)
    assert (await page.send({"national_id": "2112233446"})).status_code == 410
    assert await person.person.hears() == []


async def test_a_page_that_has_expired_is_replaced_when_the_question_is_asked_again(house: Running) -> None:
    person = Beneficiary(house, "whatsapp_cloud")
    await person.say(SERVICE.opening)
    await person.until_asked("national_id", SERVICE.answers)
    [old] = links(person.heard.text)
    link = table_of(SecureLink)
    mine = await person.person.row("SELECT token_hash FROM secure_link WHERE conversation_id = :conversation")
    async with house.db.transaction() as tx:
        past = datetime.now(UTC) - timedelta(seconds=1)
        await tx.execute(update(link).where(link.c.token_hash == mine.token_hash).values(expires_at=past))
    assert await is_gone(old)
    await person.say("أعد السؤال")
    assert links(person.heard.text) != [old]
    assert await person.complete({"mobile": person.mobile, **SERVICE.answers})


async def test_what_a_channel_must_not_carry_is_declined_and_hidden(
    tmp_path: Path, interpreter: EmbeddedInterpreter
) -> None:
    channels = {**OPEN["channels"], "telegram": {**OPEN["channels"]["telegram"], "accept_typed": False}}
    url = f"sqlite:///{tmp_path}/t.db"
    async with started(url, tmp_path, interpreter=interpreter, changes={**OPEN, "channels": channels}) as running:
        person = Beneficiary(running, "telegram")
        await person.say(SERVICE.opening)
        await person.until_asked("national_id", SERVICE.answers)
        heard = await person.say(ID_NUMBER)
        assert "لم نأخذ الرقم من المحادثة" in heard.text
        assert links(heard.text), "and a page is offered"
        assert await person.asks() == "national_id"
        assert ID_NUMBER not in "\n".join(await person.transcript())
        assert await person.complete({"mobile": person.mobile, **SERVICE.answers})
