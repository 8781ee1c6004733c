"""Whatever a signed body holds, a reader returns events or says MalformedUpdate, and what it returns can be stored."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.channel import Channel, MalformedUpdate, WebhookRequest
from channels.codec import inbound_from_json, inbound_to_json
from channels.message import Ignored, Inbound, StatusUpdate
from tests.channels.accounts import NAMES, build
from tests.channels.test_payloads import ARABIC, CAPTURED

CHANNELS = build("http://127.0.0.1:9")
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["\x00", "\ud83d", "text", "private", "1767225600", "9" * 400, "nan", "١٢", "-1e309"]),
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
)
JSON_BODIES = [row["body"] for row in (*CAPTURED, *ARABIC) if row["body_type"] == "json"]
FORM_BODIES = [row["body"] for row in (*CAPTURED, *ARABIC) if row["body_type"] == "form"]


def read(channel: Channel, body: bytes, query: Mapping[str, str] | None = None) -> None:
    try:
        events = channel.parse(WebhookRequest("https://bot.example.org/", {}, body, query or {}))
    except MalformedUpdate:
        return
    assert events
    for event in events:
        assert isinstance(event, Inbound | StatusUpdate | Ignored)
        if isinstance(event, Inbound):
            assert 0 < len(event.event_key) <= 200
            assert event.sender.address
            assert inbound_from_json(json.loads(json.dumps(inbound_to_json(event)))) == event
            assert "\x00" not in repr(inbound_to_json(event))


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The place of every value within a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, inner in items for found in paths(inner, (*path, key)))]


def spoiled(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with what stands at the path replaced."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = spoiled(copy[path[0]], path[1:], new)
    return copy


@pytest.mark.parametrize("name", NAMES)
@given(body=st.binary(max_size=200))
def test_any_bytes(name: str, body: bytes) -> None:
    read(CHANNELS[name], body)


@pytest.mark.parametrize("name", ["telegram", "whatsapp_cloud"])
@given(body=JSON)
def test_any_json(name: str, body: Any) -> None:
    read(CHANNELS[name], json.dumps(body).encode())


@pytest.mark.thorough
@settings(max_examples=400)
@given(data=st.data())
def test_any_captured_json_with_one_place_spoiled(data: st.DataObject) -> None:
    """Real bodies reach deep into the readers; one wrong value anywhere must cost that value and no more."""
    body = data.draw(st.sampled_from(JSON_BODIES))
    wrong = spoiled(body, data.draw(st.sampled_from(paths(body))), data.draw(JSON))
    for name in ("telegram", "whatsapp_cloud"):
        read(CHANNELS[name], json.dumps(wrong).encode())


@given(data=st.data())
def test_any_captured_form_with_fields_spoiled(data: st.DataObject) -> None:
    form = dict(data.draw(st.sampled_from(FORM_BODIES)))
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
    form |= data.draw(st.dictionaries(st.sampled_from(sorted(form)), text, max_size=3))
    form |= data.draw(st.dictionaries(st.sampled_from(["Latitude", "NumMedia", "OptOutType", "MessageStatus"]), text))
    read(CHANNELS["twilio_sms"], urlencode(form).encode(), {"outbox": "1"})


def test_one_unreadable_message_does_not_hide_its_neighbours() -> None:
    good = {"from": "966501234567", "id": "wamid.1", "type": "text", "text": {"body": "سلام"}}
    value = {"messages": [None, {}, {"from": 5, "type": []}, good], "statuses": [7]}
    body = {"entry": ["x", {"changes": [{"value": []}, {"field": "messages", "value": value}]}]}
    events = CHANNELS["whatsapp_cloud"].parse(WebhookRequest("", {}, json.dumps(body).encode(), {}))
    assert [e.text for e in events if isinstance(e, Inbound) and e.text] == ["سلام"]


def test_hostile_text_arrives_clean_and_whole() -> None:
    pair, long = "\ud83d\ude4f", "ا" * 100_000
    message = {"from": "1", "id": "w", "type": "text", "text": {"body": f"سلام\x00 {pair} \ud83d {long}"}}
    body = json.dumps({"entry": [{"changes": [{"value": {"messages": [message]}}]}]}).encode()
    (event,) = CHANNELS["whatsapp_cloud"].parse(WebhookRequest("", {}, body, {}))
    assert isinstance(event, Inbound)
    assert event.text == f"سلام 🙏 � {long}"
