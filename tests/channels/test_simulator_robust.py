"""Whatever the gateway sends, the simulated providers answer in their own shape and never fall over."""

import base64
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.simulator import Simulator
from channels.simulator.call import Call, read_fields

SIMULATOR = Simulator()
OWN = SIMULATOR.credentials
KEYS = st.sampled_from(  # one word a line would bury the test
    """to type text body interactive action buttons sections rows reply title id template name language components
    parameters image link caption location header chat_id reply_markup inline_keyboard callback_data photo latitude url
    contacts status""".split()  # noqa: SIM905
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.text(max_size=8)
    | st.sampled_from(
        ["966501234567", "interactive", "button", "list", "template", "text", "image", "location", "contacts", "read"]
    )
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(KEYS, TREES, max_size=8)


@pytest.mark.thorough
@settings(max_examples=150)
@given(OBJECTS)
async def test_meta_answers_any_object(body: dict[str, Any]) -> None:
    headers = {"authorization": f"Bearer {OWN.whatsapp_access_token}"}
    raw = orjson.dumps({"messaging_product": "whatsapp", "to": "966501234567", **body})
    call = Call("POST", f"/v23.0/{OWN.whatsapp_phone_number_id}/messages", "", headers, raw)
    answer = await SIMULATOR.app.meta.handle(call)
    assert answer.status in (200, 400, 404)
    assert ("error" in orjson.loads(answer.body)) is (answer.status != 200)


@pytest.mark.thorough
@settings(max_examples=150)
@given(st.sampled_from(["sendMessage", "sendPhoto", "sendLocation", "setWebhook", "answerCallbackQuery"]), OBJECTS)
async def test_telegram_answers_any_object(method: str, body: dict[str, Any]) -> None:
    path = f"/bot{OWN.telegram_bot_token}/{method}"
    call = Call("POST", path, "", {"content-type": "application/json"}, orjson.dumps({"chat_id": 7001, **body}))
    answer = await SIMULATOR.app.telegram.handle(call)
    assert answer.status in (200, 400, 413)
    assert orjson.loads(answer.body)["ok"] is (answer.status == 200)


FORM_KEYS = st.sampled_from(["To", "From", "Body", "MediaUrl", "ContentSid", "ContentVariables", "StatusCallback"])


@settings(max_examples=150)
@given(st.sampled_from(["POST", "GET"]), st.dictionaries(FORM_KEYS, st.text(max_size=20)), st.text(max_size=6))
async def test_twilio_answers_any_form(method: str, form: dict[str, str], number: str) -> None:
    secret = base64.b64encode(f"{OWN.twilio_account_sid}:{OWN.twilio_auth_token}".encode()).decode()
    path = f"/2010-04-01/Accounts/{OWN.twilio_account_sid}/Messages.json"
    query = urlencode({"PageSize": number, "DateSent>": number, **form}) if method == "GET" else ""
    raw = urlencode({"To": "+966501234567", "From": OWN.twilio_sms_from, **form}).encode() if not query else b""
    answer = await SIMULATOR.app.twilio.handle(Call(method, path, query, {"authorization": f"Basic {secret}"}, raw))
    assert answer.status in (200, 201, 400)
    assert ("code" in orjson.loads(answer.body)) is (answer.status == 400)


@settings(max_examples=100)
@given(st.binary(max_size=200), st.text(alphabet="abcXYZ09", min_size=1, max_size=20))
def test_multipart_files_come_out_as_they_went_in(content: bytes, boundary: str) -> None:
    mark = f"--{boundary}".encode()
    if mark in content:
        return
    head = b'\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    field = b'\r\nContent-Disposition: form-data; name="type"\r\n\r\n\xd8\xb3'
    raw = mark + field + b"\r\n" + mark + head + content + b"\r\n" + mark + b"--\r\n"
    kind = {"content-type": f"multipart/form-data; boundary={boundary}"}
    fields, files = read_fields(Call("POST", "/", "", kind, raw))
    assert fields == {"type": "س"}
    assert (files["file"].content, files["file"].mime, files["file"].filename) == (content, "application/pdf", "a.pdf")
