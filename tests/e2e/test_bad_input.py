"""What nobody should send and somebody will: it gets an answer or a polite refusal, on every channel and database."""

import asyncio
import json
import uuid
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.simulator import Webhook
from channels.simulator.twilio_people import signature
from tests.bot.test_webhooks import signed
from tests.gateway import Running
from tests.people import CHANNELS, Visitor, meet

ASKED = "متى يأتيني الرد على طلبي؟"
TEXTS = {
    "100,000 characters": "أريد مساعدة من الجمعية " * 4400,
    "one word of 100,000 letters": "ه" * 100_000,
    "one digit 50,000 times": "٩" * 50_000,
    "nul bytes": "متى\x00 يأتيني الرد\x00؟",
    "only nul": "\x00\x00",
    "bidi controls": "\u202e\u2066متى يأتيني الرد\u2069\u202c على طلبي؟",
    "only bidi controls": "\u202e\u202d\u200f",
    "emoji only": "🌷🌷🤲🏽👨‍👩‍👧‍👦",
    "blank": "   \n\t\u00a0",
    "marks without letters": "\u064b\u064c\u064d" * 50,
    "zalgo": "م\u0651\u064e\u0655\u0670" * 500,
    "unassigned and private": "\U000e0001\ue000\uffff\u0378",
    "line ends": "\r\n\u2028\u2029\x0b\x0c" * 20,
    "sql": "'; DROP TABLE message; --",
    "format strings": "{phone} %s %(x)s {0.__class__} {{}}",
    "html": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "json": '{"text": "\\ud800", "i:": null}',
    "a payload typed by hand": "i:request_human",
    "control characters": "".join(map(chr, range(1, 32))),
    "mixed digits": "٢2۲²②",
}


@pytest.mark.thorough
@pytest.mark.parametrize("channel", CHANNELS)
async def test_any_text_is_taken_in_and_the_conversation_goes_on(spine: Running, channel: str) -> None:
    limit = 1_600 if channel.startswith("twilio") else 100_000  # Twilio's own limit for what it delivers

    async def talk(kind: str) -> None:
        person, words = meet(spine, channel), TEXTS[kind][:limit]
        await person.says(words)
        heard = await person.hears()
        assert all(h.text.strip() for h in heard), kind
        assert heard or not words.strip("\x00 "), f"{kind}: silence helps nobody"
        assert "أسبوعين" in (await person.asks(ASKED)).text, kind
        assert len(await person.rows(WRITTEN)) == 2, kind

    await asyncio.gather(*map(talk, TEXTS))


WRITTEN = "SELECT seq FROM message WHERE conversation_id = :conversation AND author = 'visitor'"
JSON = {"Content-Type": "application/json"}
RAW: dict[str, bytes] = {
    "lone surrogate": b'"\\ud83d and \\udc00 \\ud800"',
    "invalid utf-8": b'"\xff\xfe\xc3\x28"',
    "escaped nul": b'"a\\u0000b"',
    "number": b"12345678901234567890",
    "huge number": b"9" * 4000,
    "infinite": b"1e999",
    "not a number": b"NaN",
    "null": b"null",
    "true": b"true",
    "list": b'["a", ["b"]]',
    "object": b'{"body": {"body": 1}}',
    "deep": b"[" * 500 + b"]" * 500,
}


async def test_json_that_no_client_writes_is_answered_or_refused(spine: Running) -> None:
    await asyncio.gather(*(post_raw(spine, kind) for kind in RAW))


async def post_raw(spine: Running, kind: str) -> None:
    """One odd value in every field of the web chat's bodies."""
    visitor = await Visitor(spine).arrives()
    for field in ("text", "payload", "attachment_id", "client_id"):
        body = b'{"client_id": "%s", "%s": %s}' % (str(uuid.uuid4()).encode(), field.encode(), RAW[kind])
        headers = visitor.headers | JSON
        answer = await spine.client.post("/webchat/messages", content=body, headers=headers)
        assert 200 <= answer.status_code < 500, (kind, field, answer.text)
    for field in ("locale", "page_url", "identity"):
        body = b'{"%s": %s}' % (field.encode(), RAW[kind])
        answer = await spine.client.post(
            "/webchat/sessions", content=body, headers={"Content-Type": "application/json"}
        )
        assert 200 <= answer.status_code < 500, (kind, field, answer.text)
    assert "أسبوعين" in (await visitor.asks(ASKED)).text


def with_raw(draft: Webhook, path: list[str | int], raw: bytes) -> bytes:
    """The draft's body with one value replaced by bytes that may not even be JSON."""
    body = json.loads(draft.body)
    place = body
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = "@@here@@"
    return json.dumps(body).encode().replace(b'"@@here@@"', raw)


META: list[str | int] = ["entry", 0, "changes", 0, "value"]
PLACES: dict[str, list[list[str | int]]] = {
    "telegram": [
        ["update_id"],
        ["message"],
        ["message", "message_id"],
        ["message", "date"],
        ["message", "text"],
        ["message", "chat"],
        ["message", "chat", "id"],
        ["message", "from"],
        ["message", "from", "id"],
        ["message", "from", "first_name"],
    ],
    "whatsapp_cloud": [
        ["entry"],
        ["entry", 0, "changes"],
        [*META, "messages"],
        [*META, "metadata"],
        [*META, "contacts"],
        [*META, "messages", 0, "id"],
        [*META, "messages", 0, "from"],
        [*META, "messages", 0, "timestamp"],
        [*META, "messages", 0, "type"],
        [*META, "messages", 0, "text"],
        [*META, "messages", 0, "text", "body"],
    ],
}


@pytest.mark.thorough
@pytest.mark.parametrize("channel", PLACES)
async def test_any_value_in_any_field_is_acknowledged(spine: Running, channel: str) -> None:
    async def post(kind: str, path: list[str | int]) -> None:
        draft = spine.simulator.draft.say(channel, meet(spine, channel).to, ASKED)
        answer = await spine.simulator.post(signed(spine, channel, with_raw(draft, path, RAW[kind])))
        assert answer.status == 200, (kind, path)

    await asyncio.gather(*(post(kind, path) for kind in RAW for path in PLACES[channel]))
    person = meet(spine, channel)
    assert "أسبوعين" in (await person.asks(ASKED)).text


@pytest.mark.thorough
async def test_odd_times_of_the_provider_do_no_harm(spine: Running) -> None:
    for time in (b"0", b"-1", b"253402300800", b"99999999999999999999", b'"soon"', b"1e308"):
        person = meet(spine, "telegram")
        draft = spine.simulator.draft.say("telegram", person.to, ASKED)
        body = with_raw(draft, ["message", "date"], time)
        assert (await spine.simulator.post(signed(spine, "telegram", body))).status == 200
        await person.hears()
        assert "أسبوعين" in (await person.asks(ASKED)).text, time


FORMS: list[dict[str, str]] = [
    {"Body": "\ud83d\udc00".encode("utf-16", "surrogatepass").decode("utf-16", "replace")},
    {"Body": ""},
    {"Body": "سلام", "NumMedia": "999999999999"},
    {"Body": "سلام", "NumMedia": "-1", "MediaUrl0": "javascript:alert(1)"},
    {"Body": "سلام", "Latitude": "NaN", "Longitude": "inf"},
    {"Body": "سلام", "From": "whatsapp:" + "9" * 3000},
    {"Body": "سلام", "From": ""},
    {"Body": "سلام", "MessageSid": "SM" + "f" * 5000},
    {"Body": "سلام", "OptOutType": "\x00"},
    {"Body": "سلام", "SmsStatus": "no such status", "MessageStatus": "no such status"},
    {f"Extra{n}": "x" for n in range(900)} | {"Body": "سلام"},
]


async def test_any_form_of_twilio_is_acknowledged(spine: Running) -> None:
    await asyncio.gather(*(post_form(spine, form) for form in FORMS))


async def post_form(spine: Running, form: dict[str, str]) -> None:
    url = f"{spine.url}/webhooks/twilio"
    sid = f"SM{uuid.uuid4().hex}"
    usual = {"MessageSid": sid, "From": meet(spine, "twilio_sms").address, "To": "+15005550006", "NumMedia": "0"}
    fields = {**usual, **form}
    mac = signature(spine.simulator.credentials.twilio_auth_token, url, fields)
    kind = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": mac}
    answer = await spine.client.post(url, content=urlencode(fields).encode(), headers=kind)
    assert answer.status_code == 200, form


@pytest.mark.parametrize("channel", ["telegram", "webchat"])
async def test_random_text_of_any_script_is_never_a_fault(spine: Running, channel: str) -> None:
    said: list[str] = []

    @given(st.lists(st.text(min_size=1, max_size=60), min_size=30, max_size=30))
    @settings(max_examples=1, database=None, suppress_health_check=list(HealthCheck))
    def collect(texts: list[str]) -> None:
        said.extend(texts)

    collect()
    person = meet(spine, channel)
    for words in said:
        await person.says(words.encode("utf-8", "replace").decode())
    await person.hears()
    aside = "SELECT count(*) AS n FROM inbox WHERE conversation_id = :conversation AND set_aside_at IS NOT NULL"
    assert (await person.row(aside)).n == 0
