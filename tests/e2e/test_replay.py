"""Webhook bodies that other projects captured, with fresh ids, at a running gateway.

For each: rightly signed it is acknowledged, wrongly signed it is turned away, twice it has one effect. A private text
gets one answer; statuses, edits, deletions, echoes, reactions and groups get none.
"""

import asyncio
import copy
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from channels.simulator.twilio_people import signature
from tests.bot.test_webhooks import signed
from tests.gateway import Running
from tests.people import settled

FIXTURES = Path(__file__).parent.parent / "fixtures"
SILENT = re.compile(r"status|edited|revoke|edit$|reaction|echo|group|channel_post|unsupported$|account|template|calls")
KEYWORDS = {"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL", "START", "UNSTOP"}


def captured() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FIXTURES / "payloads.jsonl").read_text(encoding="utf-8").splitlines()]


@dataclass(frozen=True, slots=True)
class Replayed:
    """A captured body made current: how it is posted, and who is owed one answer each for which text."""

    row: dict[str, Any]
    path: str
    body: bytes
    headers: dict[str, str]
    wrong: dict[str, str]
    owed: tuple[tuple[str, str], ...] = ()


def from_meta(spine: Running, row: dict[str, Any], n: int) -> Replayed:
    """Each message gets a sender and an id of its own, and the time is now."""
    body, owed = copy.deepcopy(row["body"]), []
    changes = [c for e in _dicts(body, "entry") for c in _dicts(e, "changes")]
    for number, (change, message) in enumerate((c, m) for c in changes for m in _dicts(c.get("value"), "messages")):
        message["id"] = f"wamid.{spine.url[-5:]}.{n}.{number}"
        if str(message.get("timestamp", "")).isdigit():
            message["timestamp"] = str(int(time.time()))
        if message.get("from"):
            message["from"] = f"9665{n:04d}{number:04d}"
            private = change.get("field") == "messages" and "metadata" in change["value"] and "group_id" not in message
            if private and message.get("type") == "text" and (message.get("text") or {}).get("body"):
                owed.append((message["from"], message["text"]["body"]))
    for value in (c["value"] for c in changes if isinstance(c.get("value"), dict)):
        if isinstance(value.get("metadata"), dict):
            value["metadata"]["phone_number_id"] = spine.simulator.credentials.whatsapp_phone_number_id
        for contact in _dicts(value, "contacts"):
            if contact.get("wa_id") and value.get("messages"):
                contact["wa_id"] = value["messages"][0].get("from", contact["wa_id"])
    webhook = signed(spine, "whatsapp_cloud", json.dumps(body, ensure_ascii=False).encode())
    return Replayed(
        row, "/webhooks/whatsapp", webhook.body, dict(webhook.headers), dict(webhook.forged().headers), tuple(owed)
    )


def _dicts(value: Any, key: str) -> list[dict[str, Any]]:
    found = value.get(key) if isinstance(value, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def from_telegram(spine: Running, row: dict[str, Any], n: int) -> Replayed:
    body, chat_id = copy.deepcopy(row["body"]), 7_300_000 + n
    owed: tuple[tuple[str, str], ...] = ()
    body["update_id"] = 3_000_000_000 + n
    for message in (m for m in body.values() if isinstance(m, dict) and "date" in m):
        message["date"] = int(time.time())
    message = body.get("message")
    if isinstance(message, dict) and (message.get("chat") or {}).get("type") == "private":
        message["chat"]["id"] = chat_id
        sender = message.get("from")
        if isinstance(sender, dict):
            sender["id"] = chat_id
            if message.get("text") and not sender.get("is_bot") and not message.get("via_bot"):
                owed = ((str(chat_id), message["text"]),)
    webhook = signed(spine, "telegram", json.dumps(body, ensure_ascii=False).encode())
    forged = dict(webhook.forged().headers)
    return Replayed(row, "/webhooks/telegram", webhook.body, dict(webhook.headers), forged, owed)


def from_twilio(spine: Running, row: dict[str, Any], n: int) -> Replayed:
    form, own = {k: "" if v is None else str(v) for k, v in row["body"].items()}, spine.simulator.credentials
    status = bool(form.get("MessageStatus"))
    owed: tuple[tuple[str, str], ...] = ()
    if not status:
        whatsapp, number, sid = form.get("From", "").startswith("whatsapp:"), f"+9665{n:04d}0001", f"SM{n:032d}"
        form |= {key: sid for key in ("MessageSid", "SmsMessageSid", "SmsSid") if key in form}
        form |= {"AccountSid": own.twilio_account_sid}
        if re.fullmatch(r"(whatsapp:)?\+\d+", form.get("From", "")):
            form |= {"From": f"whatsapp:{number}" if whatsapp else number, "WaId": number[1:]}
            if form.get("Body", "").strip("\0 ") and form["Body"].strip().upper() not in KEYWORDS:
                owed = ((number, form["Body"]),)
    path = "/webhooks/twilio/status" if status else "/webhooks/twilio"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    right = signature(own.twilio_auth_token, spine.url + path, form)
    wrong = signature("another token", spine.url + path, form)
    headers, forged = kind | {"X-Twilio-Signature": right}, kind | {"X-Twilio-Signature": wrong}
    return Replayed(row, path, urlencode(form).encode(), headers, forged, owed)


READERS = {"whatsapp_cloud": from_meta, "telegram": from_telegram, "twilio_sms": from_twilio}
READERS["twilio_whatsapp"] = from_twilio


@pytest.fixture
def open_windows(spine: Running) -> Iterator[None]:
    """These people never wrote to this simulator, which would refuse them our answers."""
    spine.simulator.world.options.enforce_window = False
    yield
    spine.simulator.world.options.enforce_window = True


async def test_captured_webhooks_are_acknowledged_once_answered_once_and_never_when_forged(
    spine: Running, open_windows: None
) -> None:
    rows = captured()
    assert len(rows) == 161
    replayed = [READERS[row["channel"]](spine, row, n) for n, row in enumerate(rows)]
    before = len(spine.simulator.sent)

    async def replay(one: Replayed) -> None:
        posts = [(one.wrong, {401, 403}), (one.headers, {200, 204}), (one.headers, {200, 204})]
        for headers, expected in posts:
            answer = await spine.client.post(one.path, content=one.body, headers=headers)
            assert answer.status_code in expected, one.row["id"]

    await asyncio.gather(*map(replay, replayed))
    owed = [(one.row["channel"], to, text, one.row["id"]) for one in replayed for to, text in one.owed]
    assert len(owed) == 18
    for channel, to, _, _ in owed:
        await settled(spine.db, channel, to)
    sent = Counter((s.channel, s.to) for s in spine.simulator.sent[before:] if s.kind != "media")
    for channel, to, text, name in owed:
        pieces = [s.text for s in spine.simulator.sent_to(channel, to)]
        assert pieces, f"{name}: no answer to {text!r}"
        assert len(pieces) == len(set(pieces)), f"{name}: the second delivery had an effect"
    for one, n in zip(replayed, range(len(rows)), strict=True):
        if SILENT.search(one.row["kind"]) and not one.owed:
            strangers = [to for _, to in sent if to in (str(7_300_000 + n), f"9665{n:04d}0000", f"+9665{n:04d}0001")]
            assert not strangers, f"{one.row['id']} ({one.row['kind']}) was answered"
