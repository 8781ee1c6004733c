"""Captured webhooks, read offline: what each must mean, and that none of them breaks a reader."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from channels.channel import Channel, MalformedUpdate, WebhookRequest
from channels.message import ANSWERABLE, Event, Ignored, Inbound, Kind, StatusUpdate
from channels.simulator import SimulatorCredentials
from tests.channels.accounts import PUBLIC_URL, build

FIXTURES = Path(__file__).parent.parent / "fixtures"
OURS = SimulatorCredentials().whatsapp_phone_number_id
SILENT = ("status", "edit", "revoke", "reaction", "echo", "unsupported", "unknown", "system", "order", "account_update")


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FIXTURES / name).read_text(encoding="utf-8").splitlines()]


CAPTURED, ARABIC = rows("payloads.jsonl"), rows("payloads_arabic.jsonl")


@pytest.fixture(scope="module")
def channels() -> dict[str, Channel]:
    return build("http://127.0.0.1:9")


def request(row: Mapping[str, Any]) -> WebhookRequest:
    form = row["body_type"] == "form"
    body = urlencode(row["body"]) if form else json.dumps(row["body"], ensure_ascii=False)
    kind = "application/x-www-form-urlencoded" if form else "application/json"
    return WebhookRequest(PUBLIC_URL, {"content-type": kind}, body.encode(), row.get("query", {}))


def read(channels: Mapping[str, Channel], row: Mapping[str, Any]) -> Sequence[Event]:
    return channels[row["channel"]].parse(request(row))


def ours(row: dict[str, Any]) -> dict[str, Any]:
    """A captured WhatsApp body as if it had been sent to our number."""
    text = json.dumps(row["body"])
    for change in (c for e in row["body"].get("entry", []) for c in e.get("changes", [])):
        number = (change.get("value") or {}).get("metadata", {}).get("phone_number_id")
        text = text.replace(json.dumps(number), json.dumps(OURS)) if number else text
    return {**row, "body": json.loads(text)}


@pytest.mark.parametrize("row", ARABIC, ids=lambda row: row["id"])
def test_arabic_webhooks_mean_what_they_say(channels: dict[str, Channel], row: dict[str, Any]) -> None:
    events = read(channels, row)
    assert len(events) == len(row["expect"])
    for event, expected in zip(events, row["expect"], strict=True):
        if expected == "ignored":
            assert isinstance(event, Ignored)
            continue
        assert event.channel == row["channel"]  # type: ignore[union-attr]
        assert_holds(json.loads(json.dumps(asdict(event), default=datetime.isoformat)), expected)  # type: ignore[call-overload]


def assert_holds(got: Any, expected: Any) -> None:
    """Every field that is expected is there and equal; lists have no more and no fewer items."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            assert_holds(got[key], value)
    elif isinstance(expected, list):
        assert len(got) == len(expected)
        for one, other in zip(got, expected, strict=True):
            assert_holds(one, other)
    else:
        assert got == expected


@pytest.mark.parametrize("row", CAPTURED, ids=lambda row: row["id"])
def test_captured_webhooks_are_read_or_refused_as_malformed(channels: dict[str, Channel], row: dict[str, Any]) -> None:
    try:
        events = read(channels, ours(row) if row["channel"] == "whatsapp_cloud" else row)
    except MalformedUpdate:
        assert row["id"] == "pywa/template_components_update.element"  # no entry list in it
        return
    assert events
    if any(word in row["kind"] for word in SILENT):
        assert not any(isinstance(e, Inbound) and e.kind in ANSWERABLE for e in events)
    if ".message.text" in row["kind"] or row["kind"] == "inbound.text":
        assert all(isinstance(e, Inbound) and e.kind is Kind.TEXT and e.text for e in events)


def test_another_numbers_webhooks_are_passed_over(channels: dict[str, Channel]) -> None:
    foreign = [row for row in CAPTURED if row["channel"] == "whatsapp_cloud" and "messages." in row["kind"]]
    events = [event for row in foreign for event in read(channels, row)]
    numbers = {json.dumps(row["body"]).count(OURS) > 0 for row in foreign}
    assert numbers == {True, False}
    assert any(isinstance(e, Ignored) for e in events)
    mine = [row for row in foreign if OURS in json.dumps(row["body"])]
    assert sum(isinstance(e, Inbound | StatusUpdate) for e in events) == len(mine)


def test_captured_messages_keep_their_parts(channels: dict[str, Channel]) -> None:
    """The corpus as a whole: how many of each kind, so that no reader quietly stops reading."""
    adapted = [ours(row) if row["channel"] == "whatsapp_cloud" else row for row in CAPTURED]
    readable = [row for row in adapted if row["id"] != "pywa/template_components_update.element"]
    events = [event for row in readable for event in read(channels, row)]
    kinds = Counter(event.kind.value for event in events if isinstance(event, Inbound))
    files = sum(len(event.attachments) for event in events if isinstance(event, Inbound))
    assert kinds == {
        "text": 18,
        "media": 19,
        "choice": 9,
        "other": 19,
        "reaction": 5,
        "location": 4,
        "contact": 2,
        "edit": 1,
        "deletion": 1,
        "blocked": 1,
    }
    assert files == 19
    assert sum(isinstance(event, StatusUpdate) for event in events) == 17


def test_a_redelivery_has_the_same_keys(channels: dict[str, Channel]) -> None:
    for row in ARABIC:
        keys = [[e.event_key for e in read(channels, row) if isinstance(e, Inbound)] for _ in range(2)]
        assert keys[0] == keys[1]
        assert len(set(keys[0])) == len(keys[0])


@pytest.mark.parametrize(
    ("fields", "kind", "text", "payload"),
    [
        ({"MessageType": "button", "ButtonText": "نعم"}, "choice", "نعم", "نعم"),
        ({"MessageType": "interactive", "Body": "كلام مكتوب"}, "text", "كلام مكتوب", None),
        ({"MessageType": "unsupported", "Body": ""}, "other", "", None),
        ({"MessageType": "reaction"}, "other", "", None),
        ({"Body": " "}, "text", " ", None),
        ({"Latitude": "95", "Longitude": "46"}, "other", "", None),
        ({"SmsStatus": "receiving", "Body": "سلام"}, "text", "سلام", None),
    ],
)
def test_twilio_variants(
    channels: dict[str, Channel], fields: dict[str, str], kind: str, text: str, payload: str | None
) -> None:
    form = {"MessageSid": "SM1", "From": "whatsapp:+966501234567", "To": "whatsapp:+14155238886", **fields}
    (event,) = read(channels, {"channel": "twilio_sms", "body_type": "form", "body": form})
    assert isinstance(event, Inbound)
    assert (event.channel, event.kind, event.text, event.payload) == ("twilio_whatsapp", kind, text, payload)


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ({"message": {"via_bot": {"id": 1}, "text": "إعلان"}}, "ignored"),
        ({"message": {"from": {"id": 5, "is_bot": True}, "text": "إعلان"}}, "ignored"),
        ({"channel_post": {"text": "خبر"}}, "ignored"),
        ({"business_message": {"text": "خبر"}}, "ignored"),
        ({"my_chat_member": {"new_chat_member": {"status": "member"}}}, "unblocked"),
        ({"my_chat_member": {"new_chat_member": {"status": "restricted"}}}, "ignored"),
        ({"message_reaction": {"new_reaction": [{"type": "emoji", "emoji": "👍"}], "message_id": 3}}, "reaction"),
        ({"message": {"voice": {"file_id": "v"}}}, "media"),
        ({"message": {"poll": {"question": "؟"}}}, "other"),
        ({"callback_query": {"data": "x", "inline_message_id": "1"}}, "ignored"),
    ],
)
def test_telegram_variants(channels: dict[str, Channel], update: dict[str, Any], expected: str) -> None:
    person = {"id": 5, "is_bot": False, "first_name": "سارة"}
    ((kind, item),) = update.items()
    whole = {"update_id": 9, kind: {"chat": {"id": 5, "type": "private"}, "from": person, **item}}
    (event,) = read(channels, {"channel": "telegram", "body_type": "json", "body": whole})
    assert (event.kind.value if isinstance(event, Inbound) else "ignored") == expected


@pytest.mark.parametrize(
    ("contact", "aliases"),
    [
        ({"wa_id": "966501234567", "user_id": "SA.1"}, ("SA.1",)),
        ({"wa_id": "966509999999", "user_id": "SA.2"}, ()),
        ({"user_id": "SA.3"}, ("SA.3",)),
    ],
    ids=["own", "somebody-elses", "no-phone"],
)
def test_a_senders_ids_are_never_anothers(
    channels: dict[str, Channel], contact: dict[str, str], aliases: tuple[str, ...]
) -> None:
    message = {"from": "966501234567", "id": "w", "type": "text", "text": {"body": "سلام"}}
    body = {"entry": [{"changes": [{"value": {"contacts": [contact], "messages": [message]}}]}]}
    (event,) = read(channels, {"channel": "whatsapp_cloud", "body_type": "json", "body": body})
    assert isinstance(event, Inbound)
    assert (event.sender.address, event.sender.aliases) == ("966501234567", aliases)
