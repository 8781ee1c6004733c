"""Twilio's REST API: accounts, messages, media, content templates, typing. Basic authentication throughout."""

import base64
import hmac
from functools import partial
from urllib.parse import parse_qs

from channels.simulator import twilio_content, twilio_messages
from channels.simulator.call import Answer, Call, json_answer, read_fields
from channels.simulator.errors import Refused
from channels.simulator.faults import Fault
from channels.simulator.ledger import Sent
from channels.simulator.order import Order, Provider
from channels.simulator.twilio_messages import form_of, message_json, order_of
from channels.simulator.world import Standing

MESSAGES = {
    20001: "Bad request",
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "Internal Server Error",
    21211: "Invalid 'To' Phone Number: {}",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided ({}) is not a valid message-capable Twilio phone number "
    "for this destination.",
    21610: "Attempt to send to unsubscribed recipient",
    21612: "Message cannot be sent with the current combination of 'To' ({}) and 'From' parameters",
    21614: "'To' number is not a valid mobile number: {}",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21620: "Invalid media URL(s): {}",
    21623: "Number of media files exceeds allowed limit",
    21655: "The ContentSid is Invalid",
    21656: "The Content Variables parameter is invalid",
    21910: "Invalid From and To pair. From and To should be of the same channel",
    63003: "Channel could not find To address",
    63007: "Twilio could not find a Channel with the specified From address",
    63016: "Failed to send freeform message because you are outside the allowed window. "
    "If you are using WhatsApp, please use a Message Template.",
    63021: "Channel invalid content error",
    63024: "Invalid message recipient",
    63032: "User has opted out of receiving messages",
}


class TwilioApi(Provider):
    """Answers calls under /2010-04-01, /v1/Content and /v2/Indicators."""

    nonsense = Refused(20001)

    def _authenticate(self, call: Call) -> None:
        own = self.world.credentials
        secret = f"{own.twilio_account_sid}:{own.twilio_auth_token}".encode()
        expected = "Basic " + base64.b64encode(secret).decode()
        if not hmac.compare_digest(call.headers.get("authorization", "").encode(), expected.encode()):
            raise Refused(20003, status=401)

    async def route(self, call: Call) -> Answer:
        self._authenticate(call)
        match call.path.strip("/").split("/"):
            case ["2010-04-01", "Accounts", account, *rest]:
                return await self._account(call, account.removesuffix(".json"), rest)
            case ["v1", "Content", *rest]:
                return twilio_content.handle(self.world, call, rest)
            case ["v1", "ContentAndApprovals"] if call.method == "GET":
                return twilio_content.approvals(self.world)
            case ["v2", "Indicators", "Typing.json"] if call.method == "POST":
                return json_answer({"success": True})
        raise Refused(20404, status=404)

    async def _account(self, call: Call, account: str, rest: list[str]) -> Answer:
        if account != self.world.credentials.twilio_account_sid:
            raise Refused(20404, status=404)
        match rest:
            case []:
                return json_answer(
                    {
                        "sid": account,
                        "friendly_name": "Simulator",
                        "status": "active",
                        "type": "Full",
                        "owner_account_sid": account,
                    }
                )
            case ["Messages.json"] if call.method == "POST":
                return await self._send(call)
            case ["Messages.json"]:
                return twilio_messages.page(self.world, call)
            case ["Messages", name] if call.method == "GET":
                return self._one(name.removesuffix(".json"))
            case ["Messages", _, "Media", file_id]:
                return self._media(file_id)
        raise Refused(20404, status=404)

    def _one(self, sid: str) -> Answer:
        for channel in ("twilio_sms", "twilio_whatsapp"):
            if sent := self.world.ledger.get(channel, sid):
                return json_answer(message_json(self.world, sent))
        raise Refused(20404, status=404)

    def _media(self, file_id: str) -> Answer:
        """Twilio sends the caller on to its content network, where no credentials are asked for."""
        if self.world.files.get(file_id) is None:
            raise Refused(20404, status=404)
        return Answer(307, headers={"location": f"{self.world.base}/twiliocdn/{file_id}"})

    def cdn(self, file_id: str) -> Answer:
        """The content network behind the media redirect."""
        file = self.world.files.get(file_id)
        return Answer(200, file.content, file.mime) if file else Answer(404, b"", "text/plain")

    # sending -----------------------------------------------------------------------------------------------------
    async def _send(self, call: Call) -> Answer:
        fields, _ = read_fields(call)
        urls = tuple(parse_qs(call.body.decode("utf-8", "replace")).get("MediaUrl", ()))
        form = form_of(fields)
        order = order_of(self.world, form, urls)
        return await self.accept(
            order,
            self.world.sid("MM" if urls else "SM"),
            check=partial(self._check, form, urls, order.channel, order.to),
            late=partial(self._undeliverable, form, order.channel, order.to),
        )

    def receipt(self, sent: Sent) -> Answer:
        return json_answer(message_json(self.world, sent), 201)

    def _check(self, form: dict[str, str], urls: tuple[str, ...], channel: str, to: str) -> None:
        twilio_messages.check(self.world, form, urls)
        if self.world.stands(channel, to) is Standing.OPTED_OUT:
            raise Refused(21610)
        code = None if self.world.options.late_refusals else self._undeliverable(form, channel, to)
        if code:
            raise Refused(code)

    def _undeliverable(self, form: dict[str, str], channel: str, to: str) -> int | None:
        """What Twilio learns only on the way to the person."""
        standing, whatsapp = self.world.stands(channel, to), channel == "twilio_whatsapp"
        if standing is Standing.UNKNOWN:
            return 63024 if whatsapp else 21614
        if standing is Standing.BLOCKED:
            return 63032 if whatsapp else 21610
        session_only = form.get("ContentSid", "") in self.world.contents or "ContentSid" not in form
        return 63016 if whatsapp and session_only and not self.world.window_open(channel, to) else None

    def unfetched(self, order: Order) -> int:
        return 63019 if order.channel == "twilio_whatsapp" else 30008

    # manners -----------------------------------------------------------------------------------------------------
    def error(self, refused: Refused) -> Answer:
        message = MESSAGES.get(refused.code, "Error {}").format(refused.detail or refused.code)
        return _error(refused.code, message, refused.status)

    def limited(self, fault: Fault) -> Answer:
        return _error(fault.code or 20429, MESSAGES[20429], 429, {"retry-after": f"{fault.retry_after:g}"})

    def broken(self, status: int) -> Answer:
        return _error(20500, MESSAGES[20500], status)


def _error(code: int, message: str, status: int, headers: dict[str, str] | None = None) -> Answer:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return json_answer({"code": code, "message": message, "more_info": more, "status": status}, status, headers)
