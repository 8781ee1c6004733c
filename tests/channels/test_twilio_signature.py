"""X-Twilio-Signature against Twilio's own known answers, and the variants that deployments meet."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from channels.channel import BadSignature, WebhookRequest
from channels.twilio.signature import check_signature

VECTORS = json.loads((Path(__file__).parent.parent / "fixtures/twilio_signature_vectors.json").read_text())
TOKEN = VECTORS["token"]
URL = "https://bot.example.org/webhooks/twilio"
FORM = [("Body", "السلام عليكم & أهلاً +1"), ("From", "+966501234567"), ("MediaUrl0", ""), ("MessageSid", "SM1")]


def request(url: str, body: bytes, signature: str, **headers: str) -> WebhookRequest:
    query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    return WebhookRequest(url, {"x-twilio-signature": signature, **headers}, body, query)


def signed(
    url: str, form: Sequence[tuple[str, str]], key: str = TOKEN, digest: Any = hashlib.sha1, **headers: str
) -> WebhookRequest:
    text = url + "".join(name + value for name, value in sorted(set(form)))
    signature = base64.b64encode(hmac.new(key.encode(), text.encode(), digest).digest()).decode()
    return request(url, urlencode(form).encode(), signature, **headers)


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda v: v.get("note", v["url"]))
def test_known_answers(vector: dict[str, Any]) -> None:
    pairs = [tuple(pair) for pair in vector.get("params_multi", [])] or list(vector.get("params", {}).items())
    body = vector["raw_body"] if "raw_body" in vector else urlencode(pairs)
    genuine = request(vector["url"], body.encode(), vector["signature"])
    check_signature(genuine, TOKEN, {})
    for wrong in (
        replace(genuine, body=genuine.body + b"&x=1"),
        replace(genuine, url=genuine.url.replace("mycompany", "yourcompany")),
    ):
        with pytest.raises(BadSignature):
            check_signature(wrong, TOKEN, {})


def test_arabic_blank_and_repeated_parameters_are_covered() -> None:
    check_signature(signed(URL, [*FORM, ("Tag", "ب"), ("Tag", "أ"), ("Tag", "أ")]), TOKEN, {})


def test_the_status_path_with_its_query_is_covered() -> None:
    genuine = signed(URL + "/status?outbox=42", FORM)
    check_signature(genuine, TOKEN, {})
    with pytest.raises(BadSignature):
        check_signature(replace(genuine, url=URL + "/status?outbox=43"), TOKEN, {})


def test_a_fragment_is_not_signed() -> None:
    check_signature(replace(signed(URL, FORM), url=URL + "#rc=3&rp=5xx,ct,rt"), TOKEN, {})


def test_the_default_port_may_or_may_not_be_signed() -> None:
    check_signature(replace(signed("https://bot.example.org:443/webhooks/twilio", FORM), url=URL), TOKEN, {})


def test_a_shared_key_signs_with_sha256() -> None:
    settings = {"x-twilio-webhooks-signature-settings": "key=wk_1,algorithm=HMAC_SHA256"}
    genuine = signed(URL, FORM, key="shared", digest=hashlib.sha256, **settings)
    check_signature(genuine, TOKEN, {"wk_1": "shared"})
    for keys in ({}, {"wk_2": "shared"}, {"wk_1": "other"}, {"wk_1": ""}):
        with pytest.raises(BadSignature):
            check_signature(genuine, TOKEN, keys)


def test_an_unknown_algorithm_is_refused() -> None:
    settings = {"x-twilio-webhooks-signature-settings": "algorithm=NONE"}
    with pytest.raises(BadSignature):
        check_signature(signed(URL, FORM, **settings), TOKEN, {})


def test_without_a_secret_nothing_is_genuine() -> None:
    with pytest.raises(BadSignature):
        check_signature(signed(URL, FORM, key=""), "", {})


@pytest.mark.parametrize("url", ["https://[::1", "https://host:port/x", "", "https://bot.example.org/?bodySHA256=00"])
def test_urls_and_bodies_that_are_none_are_refused(url: str) -> None:
    with pytest.raises(BadSignature):
        check_signature(WebhookRequest(url, {"x-twilio-signature": "x"}, b"\xff", {"bodySHA256": "00"}), TOKEN, {})
