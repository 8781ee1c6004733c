"""Plain HTTP, as our own client speaks it, against the simulated Graph API."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from channels.simulator import Options, Simulator, Standing
from tests.channels.simulated import meta_client

PERSON = "966501234567"


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator() as simulator:
        simulator.open_window("whatsapp_cloud", PERSON)
        yield simulator


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[httpx.AsyncClient]:
    async with meta_client(simulator) as client:
        yield client


async def send(simulator: Simulator, client: httpx.AsyncClient, **body: Any) -> httpx.Response:
    message = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": PERSON, **body}
    return await client.post(f"{simulator.credentials.whatsapp_phone_number_id}/messages", json=message)


async def code_of(simulator: Simulator, client: httpx.AsyncClient, **body: Any) -> int:
    answer = await send(simulator, client, **body)
    assert 400 <= answer.status_code < 500
    error = answer.json()["error"]
    assert {"message", "type", "code", "fbtrace_id"} <= set(error)
    return int(error["code"])


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": words}}


def buttons(*pairs: tuple[str, str], body: str = "اختر") -> dict[str, Any]:
    replies = [{"type": "reply", "reply": {"title": title, "id": payload}} for title, payload in pairs]
    return {
        "type": "interactive",
        "interactive": {"type": "button", "body": {"text": body}, "action": {"buttons": replies}},
    }


def rows(*items: dict[str, str], opener: str = "الخيارات") -> dict[str, Any]:
    action = {"button": opener, "sections": [{"rows": list(items)}]}
    return {"type": "interactive", "interactive": {"type": "list", "body": {"text": "اختر"}, "action": action}}


async def test_a_text_is_answered_and_recorded(simulator: Simulator, client: httpx.AsyncClient) -> None:
    answer = await send(simulator, client, **text("مرحبًا بك"), biz_opaque_callback_data="outbox-1")
    body = answer.json()
    assert answer.status_code == 200
    assert body["contacts"] == [{"input": PERSON, "wa_id": PERSON}]
    [sent] = simulator.sent_to("whatsapp_cloud", f"+{PERSON}")
    assert (sent.text, [{"id": sent.provider_id}]) == ("مرحبًا بك", body["messages"])


async def test_the_window_closes_after_a_day_and_templates_still_go(
    simulator: Simulator, client: httpx.AsyncClient
) -> None:
    simulator.advance(timedelta(hours=24))
    assert await code_of(simulator, client, **text("متأخر")) == 131047
    template = {"type": "template", "template": {"name": "follow_up", "language": {"code": "ar"}}}
    assert (await send(simulator, client, **template)).status_code == 200
    simulator.world.options = Options(templates=frozenset({"other"}))
    assert await code_of(simulator, client, **template) == 132001


async def test_template_parameters_and_buttons_are_recorded(simulator: Simulator, client: httpx.AsyncClient) -> None:
    components = [
        {"type": "body", "parameters": [{"type": "text", "text": "سارة"}]},
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": "0",
            "parameters": [{"type": "payload", "payload": "rate"}],
        },
    ]
    template = {"name": "survey", "language": {"code": "ar"}, "components": components}
    await send(simulator, client, type="template", template=template)
    assert (simulator.sent[0].text, simulator.sent[0].buttons) == ("survey سارة", (("rate", "rate"),))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (text("س" * 4097), 100),
        (text(""), 131008),
        ({"type": "dance", "dance": {}}, 100),
        ({"type": "text", "text": {"body": "نص"}, "to": ""}, 100),
        ({"type": "text", "text": {"body": "نص"}, "to": "hello"}, 131009),
        ({"type": "text", "text": {"body": "نص"}, "biz_opaque_callback_data": "x" * 513}, 100),
        ({"type": "text", "text": {"body": "نص"}, "messaging_product": "sms"}, 100),
        (buttons(("عنوان أطول من عشرين حرفًا", "a")), 131009),
        (buttons(("زر", "a" * 257)), 131009),
        (buttons(("زر", "a"), ("زر", "b")), 131009),
        (buttons(("زر", "a"), ("آخر", "a")), 131009),
        (buttons(*((str(n), str(n)) for n in range(4))), 131009),
        (buttons(), 131009),
        (buttons(("زر", "a"), body="س" * 1025), 131009),
        (rows({"title": "س" * 25, "id": "1"}), 131009),
        (rows({"title": "س", "id": "1" * 201}), 131009),
        (rows({"title": "س", "id": "1", "description": "س" * 73}), 131009),
        (rows({"title": "س", "id": "1"}, opener="س" * 21), 131009),
        (rows(*({"title": str(n), "id": str(n)} for n in range(11))), 131009),
        ({"type": "image", "image": {"id": "404"}}, 131009),
        ({"type": "image", "image": {}}, 100),
        ({"type": "location", "location": {"latitude": 91, "longitude": 0}}, 131009),
        ({"type": "template", "template": {"name": "t"}}, 100),
    ],
)
async def test_bad_messages_are_refused(
    simulator: Simulator, client: httpx.AsyncClient, body: dict[str, Any], code: int
) -> None:
    assert await code_of(simulator, client, **body) == code
    assert simulator.sent == []


async def test_full_buttons_and_lists_are_recorded(simulator: Simulator, client: httpx.AsyncClient) -> None:
    three = [("س" * 20, "a" * 256), ("ب", "b"), ("ت", "c")]
    assert (await send(simulator, client, **buttons(*three, body="س" * 1024))).status_code == 200
    ten = [{"title": f"{n}" + "س" * 23, "id": str(n), "description": "س" * 72} for n in range(10)]
    assert (await send(simulator, client, **rows(*ten))).status_code == 200
    assert [(s.kind, len(s.buttons)) for s in simulator.sent] == [("buttons", 3), ("list", 10)]


@pytest.mark.parametrize("standing", [Standing.BLOCKED, Standing.UNKNOWN])
async def test_unreachable_people(simulator: Simulator, client: httpx.AsyncClient, standing: Standing) -> None:
    simulator.stand("whatsapp_cloud", PERSON, standing)
    assert await code_of(simulator, client, **text("نص")) == 131026


async def test_stopped_marketing_hits_templates_only(simulator: Simulator, client: httpx.AsyncClient) -> None:
    simulator.stand("whatsapp_cloud", PERSON, Standing.OPTED_OUT)
    template = {"type": "template", "template": {"name": "offer", "language": {"code": "ar"}}}
    assert await code_of(simulator, client, **template) == 131050
    assert (await send(simulator, client, **text("ردًّا عليك"))).status_code == 200


async def test_wrong_tokens_and_unknown_objects(simulator: Simulator, client: httpx.AsyncClient) -> None:
    async with meta_client(simulator, token="wrong") as stranger:
        answer = await send(simulator, stranger, **text("نص"))
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, 190)
    answer = await client.get("123")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)
    answer = await client.post("999/messages", json={"messaging_product": "whatsapp"})
    assert answer.json()["error"]["code"] == 100


async def test_read_receipts_send_nothing(simulator: Simulator, client: httpx.AsyncClient) -> None:
    body = {"status": "read", "message_id": "wamid.abc", "typing_indicator": {"type": "text"}}
    assert (await send(simulator, client, **body)).json() == {"success": True}
    assert await code_of(simulator, client, status="read", message_id="nonsense") == 100
    assert simulator.sent == []


async def test_media_go_up_and_come_down_for_five_minutes(simulator: Simulator, client: httpx.AsyncClient) -> None:
    files = {"file": ("تقرير.pdf", b"%PDF-1.7 \r\n--\x00", "application/pdf")}
    url = f"{simulator.credentials.whatsapp_phone_number_id}/media"
    uploaded = await client.post(url, data={"messaging_product": "whatsapp", "type": "application/pdf"}, files=files)
    media_id = uploaded.json()["id"]
    document = {"id": media_id, "filename": "تقرير.pdf", "caption": "التقرير"}
    assert (await send(simulator, client, type="document", document=document)).status_code == 200
    assert (simulator.sent[0].kind, simulator.sent[0].media, simulator.sent[0].text) == (
        "document",
        (media_id,),
        "التقرير",
    )
    described = (await client.get(media_id)).json()
    assert described["file_size"] == 14 and described["mime_type"] == "application/pdf"
    assert (await client.get(described["url"])).content == b"%PDF-1.7 \r\n--\x00"
    async with httpx.AsyncClient() as stranger:
        assert (await stranger.get(described["url"])).status_code == 401
    simulator.advance(timedelta(minutes=6))
    assert (await client.get(described["url"])).status_code == 404


async def test_uploads_are_limited_by_type_and_size(simulator: Simulator, client: httpx.AsyncClient) -> None:
    url = f"{simulator.credentials.whatsapp_phone_number_id}/media"

    async def code(name: str, content: bytes, mime: str) -> int:
        answer = await client.post(url, data={"messaging_product": "whatsapp"}, files={"file": (name, content, mime)})
        return int(answer.json()["error"]["code"])

    assert await code("a.svg", b"<svg/>", "image/svg+xml") == 100
    assert await code("a.jpg", bytes((5 << 20) + 1), "image/jpeg") == 131053


async def test_the_number_describes_itself(simulator: Simulator, client: httpx.AsyncClient) -> None:
    number = (await client.get(simulator.credentials.whatsapp_phone_number_id)).json()
    assert number["id"] == simulator.credentials.whatsapp_phone_number_id
    assert number["verified_name"] == "جمعية مديم الرقمية"


async def test_business_scoped_recipients(simulator: Simulator, client: httpx.AsyncClient) -> None:
    simulator.open_window("whatsapp_cloud", "SA.13491208655302741918")
    answer = await send(simulator, client, **text("نص"), to=None, recipient="SA.13491208655302741918")
    assert answer.status_code == 200
    assert simulator.sent[0].to == "SA.13491208655302741918"
