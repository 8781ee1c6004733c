"""The providers' doors: who may enter, what is kept, what is said, and what is counted."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from channels.simulator import Webhook
from tests.gateway import PROVIDED, Running
from tests.people import meet

ASKED = "متى يأتيني الرد على طلبي؟"
TABLES = ("person", "identity", "conversation", "message", "inbox", "outbox", "quarantine", "attachment")
DOORS = {"twilio_sms": "twilio", "twilio_whatsapp": "twilio", "telegram": "telegram", "whatsapp_cloud": "whatsapp"}


async def rows(spine: Running) -> dict[str, int]:
    async with spine.db.read() as tx:
        return {t: (await tx.execute(text(f"SELECT count(*) FROM {t}"))).scalar_one() for t in TABLES}


async def counted(spine: Running, channel: str, outcome: str) -> float:
    line = f'tawasul_webhooks_total{{channel="{DOORS[channel]}",outcome="{outcome}"}} '
    found = [float(n.removeprefix(line)) for n in (await spine.metrics()).splitlines() if n.startswith(line)]
    return found[0] if found else 0.0


FORWARDED = {
    "X-Forwarded-Host": "bot.example.org",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "54.1.2.3",
    "X-Original-URL": "/webhooks/telegram",
    "Forwarded": "host=bot.example.org;proto=https",
    "Host": "bot.example.org",
}


def signed_for(spine: Running, channel: str, to: str, url: str) -> Webhook:
    """A webhook whose signature is right, but for another address than ours."""
    spine.simulator.draft.public(url)
    try:
        return spine.simulator.draft.say(channel, to, ASKED)
    finally:
        spine.simulator.draft.public(spine.url)


def forgeries(spine: Running, channel: str, to: str) -> Mapping[str, Webhook]:
    good = spine.simulator.draft.say(channel, to, ASKED)
    changed = good.body.replace(to.encode(), to[::-1].encode())
    made = {"altered": good.forged(), "absent": good.unsigned(), "body changed": good.with_body(changed + b" ")}
    if channel == "telegram":
        del made["body changed"]  # a bearer secret vouches for no body
    for name in ("x-twilio-signature", "x-hub-signature-256", "x-telegram-bot-api-secret-token"):
        if name in good.headers:
            for kind, value in {"empty": "", "long": "a" * 5000, "other": "sha256=", "odd": "é\xff"}.items():
                made[kind] = replace(good, headers={**good.headers, name: value})
            made["lied about its way"] = replace(good.forged(), headers={**good.forged().headers, **FORWARDED})
    return made


@pytest.mark.parametrize("channel", PROVIDED)
async def test_a_forgery_is_turned_away_and_leaves_nothing(spine: Running, channel: str) -> None:
    person = meet(spine, channel)
    before, refused = await rows(spine), await counted(spine, channel, "forged")
    made = forgeries(spine, channel, person.to)
    for kind, webhook in made.items():
        headers = [(k.encode(), v.encode("latin-1")) for k, v in webhook.headers.items()]
        path = webhook.url.removeprefix(spine.url)
        answer = await spine.client.post(path, content=webhook.body, headers=headers)
        assert answer.status_code in (401, 403), kind
        assert answer.content == b"", f"{kind}: nothing is echoed, above all not the expected signature"
    assert await rows(spine) == before
    assert await counted(spine, channel, "forged") == refused + len(made)


@pytest.mark.parametrize("channel", ["twilio_sms", "twilio_whatsapp"])
async def test_forwarded_headers_do_not_move_the_address_that_twilio_signs(spine: Running, channel: str) -> None:
    person = meet(spine, channel)
    stolen = signed_for(spine, channel, person.to, "https://bot.example.org")
    answer = await spine.client.post("/webhooks/twilio", content=stolen.body, headers={**stolen.headers, **FORWARDED})
    assert answer.status_code == 401
    assert not await person.known()
    spine.simulator.open_window(channel, person.to)
    honest = spine.simulator.draft.say(channel, person.to, ASKED)
    answer = await spine.client.post("/webhooks/twilio", content=honest.body, headers={**honest.headers, **FORWARDED})
    assert answer.status_code == 200
    assert await person.hears()


async def test_a_forged_status_moves_no_message(spine: Running) -> None:
    person = meet(spine, "twilio_whatsapp")
    await person.asks(ASKED)
    await spine.simulator.settled()
    [sent] = spine.simulator.sent_to("twilio_whatsapp", person.to)
    people = spine.simulator.draft.people["twilio_whatsapp"]
    status = people.status(sent, "failed", str(sent.raw["StatusCallback"]), 63024)
    assert status is not None
    assert (await spine.simulator.post(status.forged())).status == 401
    row = await person.row("SELECT status FROM outbox WHERE conversation_id = :conversation")
    assert row.status == "delivered"


MALFORMED: dict[str, bytes] = {
    "no json": b"{",
    "another type": b"[1, 2, 3]",
    "a number": b"7",
    "nothing": b"",
    "deep": b'{"entry":' * 3000 + b"1" + b"}" * 3000,
    "deep lists": b"[" * 100_000,
    "not utf-8": b'{"entry": "\xff\xfe\xed\xa0\x80"}',
    "nul bytes": b'{"entry": "\x00\x00"}\x00',
    "huge numbers": b'{"update_id": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("kind", MALFORMED)
@pytest.mark.parametrize("channel", ["telegram", "whatsapp_cloud"])
async def test_what_is_signed_but_unreadable_is_acknowledged_kept_and_counted(
    spine: Running, channel: str, kind: str
) -> None:
    before, seen = await rows(spine), await counted(spine, channel, "malformed")
    assert (await spine.simulator.post(signed(spine, channel, MALFORMED[kind]))).status == 200
    after = await rows(spine)
    kept = after.pop("quarantine") - before.pop("quarantine")
    assert after == before
    assert kept == await counted(spine, channel, "malformed") - seen
    if kind in ("no json", "nothing", "deep lists"):
        assert kept == 1


def signed(spine: Running, channel: str, body: bytes) -> Webhook:
    """Any body under the provider's own signature."""
    import hashlib
    import hmac

    draft = spine.simulator.draft.say(channel, "7000001", ASKED)
    secret = spine.simulator.credentials.whatsapp_app_secret.encode()
    mac = {"x-hub-signature-256": "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()}
    return replace(draft, body=body, headers={**draft.headers, **(mac if channel == "whatsapp_cloud" else {})})


async def test_a_twilio_form_without_an_id_is_kept_for_inspection(spine: Running) -> None:
    from channels.simulator.twilio_people import signature

    url, form = f"{spine.url}/webhooks/twilio", {"Body": "بلا رقم", "From": "+966500000000"}
    headers = {"X-Twilio-Signature": signature(spine.simulator.credentials.twilio_auth_token, url, form)}
    before = (await rows(spine))["quarantine"]
    assert (await spine.client.post(url, data=form, headers=headers)).status_code == 200
    assert (await rows(spine))["quarantine"] == before + 1
    async with spine.db.read() as tx:
        [kept] = (await tx.execute(text("SELECT * FROM quarantine ORDER BY id DESC LIMIT 1"))).all()
    assert (kept.channel.partition("_")[0], kept.reason) == ("twilio", "no message id in the body")


async def test_a_body_that_no_provider_sends_is_cut_off(spine: Running) -> None:
    huge = signed(spine, "telegram", b'{"update_id": 1, "x": "' + b"a" * (4 * 1024 * 1024) + b'"}')
    assert (await spine.simulator.post(huge)).status == 413


async def test_answers_are_what_each_provider_expects(spine: Running) -> None:
    sms = await meet(spine, "twilio_sms").says(ASKED)
    assert (sms.status, sms.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    assert sms.body.decode().endswith("<Response></Response>")
    for channel in ("telegram", "whatsapp_cloud"):
        answer = await meet(spine, channel).says(ASKED)
        assert (answer.status, answer.body) == (200, b"")


async def test_metas_handshake_echoes_the_challenge_to_whoever_knows_the_token(spine: Running) -> None:
    right = await spine.simulator.handshake()
    assert (right.status, right.body) == (200, b"1158201444")
    assert right.headers["content-type"].startswith("text/plain"), "never a page"
    assert (await spine.simulator.handshake("wrong")).status == 403
    for query in ("", "?hub.mode=subscribe&hub.challenge=1", "?hub.verify_token=simulator-verify&hub.challenge=1"):
        assert (await spine.client.get(f"/webhooks/whatsapp{query}")).status_code == 403


async def test_other_methods_and_doors_are_closed(spine: Running) -> None:
    for path in ("/webhooks/twilio", "/webhooks/telegram", "/webhooks/twilio/status"):
        assert (await spine.client.get(path)).status_code == 405
    assert (await spine.client.post("/webhooks/slack", content=b"{}")).status_code == 404


async def test_two_people_in_one_request_are_two_conversations(spine: Running) -> None:
    first, second, draft = meet(spine, "whatsapp_cloud"), meet(spine, "whatsapp_cloud"), spine.simulator.draft
    webhooks = [draft.say("whatsapp_cloud", p.to, ASKED) for p in (first, second)]
    batch = draft.people["whatsapp_cloud"].batch(webhooks)  # type: ignore[attr-defined]
    spine.simulator.open_window("whatsapp_cloud", second.to)
    assert (await spine.simulator.post(batch)).status == 200
    assert [len(await p.hears()) for p in (first, second)] == [1, 1]


async def test_one_unreadable_message_does_not_hide_its_neighbours(spine: Running) -> None:
    person = meet(spine, "whatsapp_cloud")
    draft = spine.simulator.draft.say("whatsapp_cloud", person.to, ASKED)
    body: dict[str, Any] = json.loads(draft.body)
    messages = body["entry"][0]["changes"][0]["value"]["messages"]
    messages[:0] = [7, {"type": "text"}, {"id": [], "from": {}, "type": 5}]
    assert (await spine.simulator.post(signed(spine, "whatsapp_cloud", json.dumps(body).encode()))).status == 200
    spine.simulator.open_window("whatsapp_cloud", person.to)
    assert "أسبوعين" in person.whole(await person.hears()).text


async def test_what_people_say_and_statuses_in_one_request_are_both_stored(spine: Running) -> None:
    person, before = meet(spine, "whatsapp_cloud"), await rows(spine)
    body: dict[str, Any] = json.loads(spine.simulator.draft.say("whatsapp_cloud", person.to, ASKED).body)
    name = f"wamid.early-{person.to}"
    early = {"id": name, "status": "delivered", "timestamp": "1764300000", "recipient_id": person.to}
    body["entry"][0]["changes"][0]["value"]["statuses"] = [early]
    assert (await spine.simulator.post(signed(spine, "whatsapp_cloud", json.dumps(body).encode()))).status == 200
    early_ones = text("SELECT count(*) FROM delivery_event WHERE provider_id = :name")
    async with spine.db.read() as tx:
        kept = (await tx.execute(early_ones, {"name": name})).scalar_one()
    assert (kept, (await rows(spine))["inbox"] - before["inbox"]) == (1, 1)
