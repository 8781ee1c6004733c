"""What people do on WhatsApp behind Meta: change notifications with X-Hub-Signature-256."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson

from channels.simulator.files import StoredFile
from channels.simulator.ledger import Sent
from channels.simulator.meta_api import ATTACHMENTS, TITLES
from channels.simulator.twilio_messages import BUSINESS_SCOPED
from channels.simulator.webhook import Choice, Stamp, Webhook
from channels.simulator.world import World


class MetaPeople:
    """Makes the Cloud API's webhooks."""

    def __init__(self, world: World, public: str) -> None:
        self.world = world
        self.url = f"{public}/webhooks/whatsapp"

    def text(self, sender: str, text: str, stamp: Stamp) -> Webhook:
        return self._message(sender, "text", {"body": text}, stamp)

    def choice(self, sender: str, choice: Choice, stamp: Stamp) -> Webhook:
        stamp = {**stamp, "quoted": choice.sent.provider_id}
        if choice.sent.kind == "template":
            return self._message(sender, "button", {"payload": choice.payload, "text": choice.title}, stamp)
        kind = "list_reply" if choice.sent.kind == "list" else "button_reply"
        reply = {"type": kind, kind: {"id": choice.payload, "title": choice.title}}
        return self._message(sender, "interactive", reply, stamp)

    def media(self, sender: str, file: StoredFile, caption: str, stamp: Stamp) -> Webhook:
        kind = "audio" if file.kind == "voice" else file.kind
        part: dict[str, Any] = {"id": file.id, "mime_type": file.mime, "sha256": file.sha256_base64}
        part["url"] = f"{self.world.base}{ATTACHMENTS}?mid={file.id}&source=webhook&ext={self._seconds(stamp) + 300}"
        part |= {"voice": file.kind == "voice"} if kind == "audio" else {}
        part |= {"caption": caption} if caption else {}
        part |= {"filename": file.filename} if file.filename and kind == "document" else {}
        return self._message(sender, kind, part, stamp)

    def location(self, sender: str, latitude: float, longitude: float, name: str, stamp: Stamp) -> Webhook:
        place: dict[str, Any] = {"latitude": latitude, "longitude": longitude}
        return self._message(sender, "location", place | ({"name": name, "address": name} if name else {}), stamp)

    def contact(self, sender: str, name: str, phone: str, _own: bool, stamp: Stamp) -> Webhook:
        card = {
            "name": {"formatted_name": name, "first_name": name},
            "phones": [{"phone": phone, "wa_id": phone.removeprefix("+"), "type": "CELL"}],
        }
        return self._message(sender, "contacts", [card], stamp)

    def reaction(self, sender: str, message_id: str, emoji: str, stamp: Stamp) -> Webhook:
        part = {"message_id": message_id} | ({"emoji": emoji} if emoji else {})
        return self._message(sender, "reaction", part, stamp)

    def edit(self, sender: str, message_id: str, text: str, stamp: Stamp) -> Webhook:
        part = {"original_message_id": message_id, "message": {"type": "text", "text": {"body": text}}}
        return self._message(sender, "edit", part, stamp)

    def deletion(self, sender: str, message_id: str, stamp: Stamp) -> Webhook:
        return self._message(sender, "revoke", {"original_message_id": message_id}, stamp)

    def stop(self, sender: str, stamp: Stamp) -> Webhook:
        return self._preference(sender, "stop", stamp)

    def start(self, sender: str, stamp: Stamp) -> Webhook:
        return self._preference(sender, "resume", stamp)

    def status(self, sent: Sent, status: str, callback: str | None, code: int | None) -> Webhook | None:
        entry: dict[str, Any] = {
            "id": sent.provider_id,
            "status": status,
            "timestamp": str(int(self.world.now().timestamp())),
            "recipient_id": sent.to,
        }
        entry |= {"biz_opaque_callback_data": callback} if callback else {}
        if code:
            title = TITLES.get(code, "Unknown error")
            error = {"code": code, "title": title, "message": title, "error_data": {"details": title}}
            entry["errors"] = [error]
        elif status in ("sent", "delivered"):
            entry["pricing"] = {
                "billable": False,
                "pricing_model": "PMP",
                "category": "service",
                "type": "free_customer_service",
            }
        value = {"statuses": [entry]}
        return self._signed(sent.to, "messages", value, sent.provider_id, {}, opens_window=False)

    def new_file_id(self) -> str:
        return self.world.media_id()

    def _message(self, sender: str, kind: str, part: Any, stamp: Stamp) -> Webhook:
        wamid = stamp.get("message_id") or self.world.wamid()
        message: dict[str, Any] = {"id": wamid, "timestamp": str(self._seconds(stamp)), "type": kind, kind: part}
        scoped = sender if BUSINESS_SCOPED.fullmatch(sender) else stamp.get("user_id")
        message |= {"from_user_id": scoped} if scoped else {}
        message |= {} if scoped == sender else {"from": sender}
        context: dict[str, Any] = {"forwarded": True} if stamp.get("forwarded") else {}
        if "quoted" in stamp:
            context |= {"id": stamp["quoted"], "from": self.world.credentials.whatsapp_display_number}
        message |= {"context": context} if context else {}
        value = {"contacts": [self._contact(sender, scoped, stamp)], "messages": [message]}
        return self._signed(sender, "messages", value, wamid, stamp)

    def _contact(self, sender: str, scoped: str | None, stamp: Stamp) -> dict[str, Any]:
        profile = {"name": stamp.get("sender_name", "مستفيد")} | (
            {"username": stamp["username"]} if "username" in stamp else {}
        )
        contact: dict[str, Any] = {"profile": profile}
        contact |= {"user_id": scoped} if scoped else {}
        return contact | ({} if scoped == sender else {"wa_id": sender})

    def _preference(self, sender: str, value: str, stamp: Stamp) -> Webhook:
        """Meta's own opt-out covers marketing messages only."""
        detail = f"User requested to {value} marketing messages"
        preference = {
            "wa_id": sender,
            "detail": detail,
            "category": "marketing_messages",
            "value": value,
            "timestamp": self._seconds(stamp),
        }
        entry = {"contacts": [self._contact(sender, None, stamp)], "user_preferences": [preference]}
        return self._signed(sender, "user_preferences", entry, self.world.wamid(), stamp, opens_window=False)

    def _seconds(self, stamp: Stamp) -> int:
        return int((stamp.get("at") or self.world.now()).timestamp())

    def _signed(
        self, sender: str, field: str, value: dict[str, Any], id: str, stamp: Stamp, *, opens_window: bool = True
    ) -> Webhook:
        own = self.world.credentials
        metadata = {
            "display_phone_number": own.whatsapp_display_number,
            "phone_number_id": own.whatsapp_phone_number_id,
        }
        change = {"field": field, "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
        body = self._enclosed([{"id": own.whatsapp_business_account_id, "changes": [change]}])
        at = stamp.get("at") or self.world.now()
        return Webhook("whatsapp_cloud", sender, self.url, self._headers(body), body, id, at, opens_window)

    def batch(self, webhooks: Sequence[Webhook]) -> Webhook:
        """Several webhooks in one request, as Meta does under load; it opens the first one's window."""
        body = self._enclosed([entry for webhook in webhooks for entry in orjson.loads(webhook.body)["entry"]])
        return replace(webhooks[0], body=body, headers=self._headers(body))

    def _enclosed(self, entries: list[dict[str, Any]]) -> bytes:
        return orjson.dumps({"object": "whatsapp_business_account", "entry": entries})

    def _headers(self, body: bytes) -> dict[str, str]:
        mac = hmac.new(self.world.credentials.whatsapp_app_secret.encode(), body, hashlib.sha256).hexdigest()
        return {"content-type": "application/json", "x-hub-signature-256": f"sha256={mac}"}
