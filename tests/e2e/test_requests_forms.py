"""All five forms, filled in from the first word to the reference, on every channel."""

from itertools import pairwise

import pytest

from tests.e2e.requests.beneficiary import REFERENCE, Beneficiary
from tests.e2e.requests.cases import ARABIC, ENGLISH, Case
from tests.e2e.requests.office import Office
from tests.gateway import PROVIDED, Running
from tests.people import CHANNELS

_SPOKEN = [*((channel, case) for channel in CHANNELS for case in ARABIC), *zip(CHANNELS, ENGLISH, strict=True)]


def _name(value: object) -> str:
    return f"{value.form}-{'ar' if value in ARABIC else 'en'}" if isinstance(value, Case) else str(value)


@pytest.mark.parametrize(("channel", "case"), _SPOKEN, ids=_name)
async def test_a_form_is_filled_in_and_staff_read_what_was_meant(
    house: Running, office: Office, channel: str, case: Case
) -> None:
    person = Beneficiary(house, channel)
    reference = await person.files(case.opening, case.answers)
    wanted = dict(case.wanted) | ({"mobile": person.mobile_e164} if case.mobile else {})
    shown = await office.request(reference)
    assert (shown["type"], shown["status"]) == (case.form, "submitted")
    assert {k: v for k, v in shown["fields"].items() if k not in case.sensitive} == wanted
    for name, value in case.sensitive.items():
        assert shown["fields"][name]["masked"] is True
        assert value not in str(shown)
    if case.sensitive:
        assert await office.in_clear(reference, *case.sensitive) == case.sensitive
    assert bool(shown["attestation"]) == case.attested
    assert await office.steps(reference) == [(None, "submitted")]
    await _nothing_is_doubled(person, reference)


async def _nothing_is_doubled(person: Beneficiary, reference: str) -> None:
    """One request, one reference told once, and every piece reached the provider once."""
    assert await person.count("FROM request WHERE conversation_id = :conversation") == 1
    told = [REFERENCE.findall(heard.text) for heard in person.log]
    assert [found for found in told if found] == [[reference]]
    if person.channel in PROVIDED:
        sent = person.person.spine.simulator.sent_to(person.channel, person.person.to)
        owed = await person.count("FROM outbox WHERE conversation_id = :conversation")
        assert len(sent) == owed
        texts = [s.text for s in sent]
        assert not [a for a, b in pairwise(texts) if a == b]


@pytest.mark.parametrize("channel", PROVIDED)
async def test_what_is_sensitive_is_asked_for_on_a_page_where_the_chat_must_not_carry_it(
    house: Running, channel: str
) -> None:
    person = Beneficiary(house, channel)
    case = ARABIC[0]
    await person.say(case.opening)
    await person.until_asked("national_id", {"mobile": person.mobile, **case.answers})
    page = await person.open_page()
    assert list(page.fields) == ["national_id"]
    assert (
        await page.send({"national_id": case.sensitive["national_id"]}, origin="https://evil.example")
    ).status_code == 403
    assert (await page.send({"national_id": "1234567890"})).status_code == 422
    assert (await page.send({"national_id": case.sensitive["national_id"]})).status_code == 200
    await person.hear()
    assert await person.asks() == "mobile"
    assert "5673" in person.heard.text
    assert case.sensitive["national_id"] not in "".join(await person.transcript())
