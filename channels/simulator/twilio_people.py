"""What people do on SMS and WhatsApp behind Twilio: form posts with X-Twilio-Signature."""

import base64
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson

from channels.simulator.errors import Unsupported
from channels.simulator.files import StoredFile
from channels.simulator.ledger import Sent
from channels.simulator.twilio_messages import BUSINESS_SCOPED, segments
from channels.simulator.webhook import Choice, Stamp, Webhook
from channels.simulator.world import World


def signature(secret: str, url: str, form: Mapping[str, str], algorithm: str = "sha1") -> str:
    """Base64 of the HMAC over the URL and the sorted parameters, names and values joined."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(secret.encode(), signed.encode(), algorithm).digest()).decode()


class TwilioPeople:
    """Makes Twilio's webhooks for one of its channels, `twilio_sms` or `twilio_whatsapp`."""

    def __init__(self, world: World, public: str, channel: str) -> None:
        self.world = world
        self.url = f"{public}/webhooks/twilio"
        self.channel = channel
        self.whatsapp = channel == "twilio_whatsapp"

    def text(self, sender: str, text: str, stamp: Stamp) -> Webhook:
        return self._message(sender, {"Body": text, "MessageType": "text"}, stamp)

    def choice(self, sender: str, choice: Choice, stamp: Stamp) -> Webhook:
        self._whatsapp_only("buttons")
        fields = {"Body": choice.title, "OriginalRepliedMessageSid": choice.sent.provider_id}
        if choice.sent.kind == "list":
            fields |= {"MessageType": "interactive", "ListId": choice.payload, "ListTitle": choice.title}
        else:
            fields |= {"MessageType": "button", "ButtonText": choice.title, "ButtonPayload": choice.payload}
        return self._message(sender, fields, stamp)

    def media(self, sender: str, file: StoredFile, caption: str, stamp: Stamp) -> Webhook:
        sid = stamp.get("message_id") or self.world.sid("MM")
        account = self.world.credentials.twilio_account_sid
        url = f"{self.world.base}/2010-04-01/Accounts/{account}/Messages/{sid}/Media/{file.id}"
        fields = {"Body": caption, "NumMedia": "1", "MediaUrl0": url, "MediaContentType0": file.mime}
        stamp = {**stamp, "message_id": sid}
        return self._message(sender, fields | {"MessageType": file.kind}, stamp)

    def location(self, sender: str, latitude: float, longitude: float, name: str, stamp: Stamp) -> Webhook:
        self._whatsapp_only("locations")
        place = {"Latitude": str(latitude), "Longitude": str(longitude), "Body": "", "MessageType": "location"}
        return self._message(sender, place | ({"Label": name, "Address": name} if name else {}), stamp)

    def contact(self, sender: str, name: str, phone: str, _own: bool, stamp: Stamp) -> Webhook:
        """A contact card comes as a vCard file."""
        card = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nTEL;TYPE=CELL:{phone}\r\nEND:VCARD\r\n"
        file = self.world.keep_file(self.new_file_id(), card.encode(), "text/vcard", filename="contact.vcf")
        return self.media(sender, file, "", stamp)

    def reaction(self, *_: object) -> Webhook:
        raise Unsupported("Twilio delivers no reactions")

    def edit(self, *_: object) -> Webhook:
        raise Unsupported("Twilio delivers no edits")

    def deletion(self, *_: object) -> Webhook:
        raise Unsupported("Twilio delivers no deletions")

    def stop(self, sender: str, stamp: Stamp) -> Webhook:
        return self._message(sender, {"Body": "STOP", "OptOutType": "STOP"}, stamp)

    def start(self, sender: str, stamp: Stamp) -> Webhook:
        return self._message(sender, {"Body": "START", "OptOutType": "START"}, stamp)

    def status(self, sent: Sent, status: str, callback: str | None, code: int | None) -> Webhook | None:
        if not callback:
            return None
        form = {
            "MessageSid": sent.provider_id,
            "SmsSid": sent.provider_id,
            "MessageStatus": status,
            "SmsStatus": status,
            "AccountSid": self.world.credentials.twilio_account_sid,
            "From": str(sent.raw.get("From", "")),
            "To": str(sent.raw.get("To", "")),
            "ApiVersion": "2010-04-01",
        }
        form |= {"ErrorCode": str(code), "ErrorMessage": f"Error {code}"} if code else {}
        if self.whatsapp:
            form |= {"ChannelPrefix": "whatsapp", "ChannelToAddress": sent.to, "EventType": status.upper()}
        elif status == "delivered":
            form["RawDlrDoneDate"] = self.world.now().strftime("%y%m%d%H%M")
        return self._signed(sent.to, callback, form, sent.provider_id, opens_window=False)

    def new_file_id(self) -> str:
        return self.world.sid("ME")

    def _whatsapp_only(self, what: str) -> None:
        if not self.whatsapp:
            raise Unsupported(f"SMS has no {what}")

    def _message(self, sender: str, fields: dict[str, str], stamp: Stamp) -> Webhook:
        sid = stamp.get("message_id") or self.world.sid("SM")
        own = self.world.credentials
        form = {
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "SmsSid": sid,
            "SmsStatus": "received",
            "NumSegments": "1" if self.whatsapp else str(segments(fields["Body"])),
            "MessageSid": sid,
            "AccountSid": own.twilio_account_sid,
            "ApiVersion": "2010-04-01",
        } | fields
        if self.whatsapp:
            form |= self._whatsapp_fields(sender, stamp)
        else:
            form |= {"From": sender, "To": own.twilio_sms_from, "FromCountry": "SA", "FromCity": "", "FromZip": ""}
            form.pop("MessageType", None)
        return self._signed(sender, self.url, form, sid, stamp)

    def _whatsapp_fields(self, sender: str, stamp: Stamp) -> dict[str, str]:
        fields = {
            "From": f"whatsapp:{sender}",
            "To": f"whatsapp:{self.world.credentials.twilio_whatsapp_from}",
            "ProfileName": stamp.get("sender_name", "مستفيد"),
            "ChannelMetadata": _metadata(sender, stamp),
        }
        scoped = sender if BUSINESS_SCOPED.fullmatch(sender) else stamp.get("user_id")
        fields |= {"ExternalUserId": f"whatsapp:{scoped}"} if scoped else {}
        fields |= {"WaId": sender.removeprefix("+")} if sender.startswith("+") else {}
        fields |= {"ProfileUsername": stamp["username"]} if "username" in stamp else {}
        fields |= {"OriginalRepliedMessageSid": stamp["quoted"]} if "quoted" in stamp else {}
        return fields | ({"Forwarded": "true"} if stamp.get("forwarded") else {})

    def _signed(
        self,
        sender: str,
        url: str,
        form: dict[str, str],
        message_id: str,
        stamp: Stamp | None = None,
        *,
        opens_window: bool = True,
    ) -> Webhook:
        headers = {
            "content-type": "application/x-www-form-urlencoded; charset=utf-8",
            "user-agent": "TwilioProxy/1.1",
            "i-twilio-idempotency-token": self.world.sid(""),
            **self._signature(url, form),
        }
        at = (stamp or {}).get("at") or self.world.now()
        return Webhook(self.channel, sender, url, headers, urlencode(form).encode(), message_id, at, opens_window)

    def _signature(self, url: str, form: Mapping[str, str]) -> dict[str, str]:
        own = self.world.credentials
        if own.twilio_shared_key is None:
            return {"x-twilio-signature": signature(own.twilio_auth_token, url, form)}
        name, secret = own.twilio_shared_key
        return {
            "x-twilio-signature": signature(secret, url, form, "sha256"),
            "x-twilio-webhooks-signature-settings": f"key={name},algorithm=HMAC_SHA256",
        }


def _metadata(sender: str, stamp: Stamp) -> str:
    context: dict[str, Any] = {"ProfileName": stamp.get("sender_name", "مستفيد"), "WaId": sender.removeprefix("+")}
    return orjson.dumps({"type": "whatsapp", "data": {"context": context}}).decode()
