"""Meta's Graph API for WhatsApp: messages, read receipts, media up and down, the phone number. Bearer tokens."""

import hmac
import re
from functools import partial
from typing import Any

import orjson

from channels.simulator import meta_checks
from channels.simulator.call import Answer, Call, json_answer, read_fields
from channels.simulator.errors import Refused
from channels.simulator.faults import Fault
from channels.simulator.ledger import Sent, address
from channels.simulator.meta_messages import order_of
from channels.simulator.order import Order, Provider
from channels.simulator.world import Standing

PATH = re.compile(r"/v\d+\.\d+/([^/]+)(?:/(\w+))?")
ATTACHMENTS = "/whatsapp_business/attachments/"
MEDIA_SECONDS = 300
NO_OBJECT = (
    "Object with ID '{}' does not exist, cannot be loaded due to missing permissions, "
    "or does not support this operation"
)
TITLES = {
    0: "AuthException",
    2: "Service temporarily unavailable",
    4: "Application request limit reached",
    10: "Application does not have permission for this action",
    33: "Unsupported request",
    100: "Invalid parameter",
    190: "Invalid OAuth access token - Cannot parse access token",
    80007: "Rate limit issues",
    130429: "Rate limit hit",
    130472: "User's number is part of an experiment",
    131000: "Something went wrong",
    131005: "Access denied",
    131008: "Required parameter is missing",
    131009: "Parameter value is not valid",
    131016: "Service unavailable",
    131026: "Message undeliverable",
    131031: "Account has been locked",
    131042: "Business eligibility payment issue",
    131047: "Re-engagement message",
    131048: "Spam rate limit hit",
    131049: "This message was not delivered to maintain healthy ecosystem engagement.",
    131050: "User has stopped marketing messages",
    131051: "Unsupported message type",
    131052: "Media download error",
    131053: "Media upload error",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    132000: "Number of parameters does not match the expected number of params",
    132001: "Template name does not exist in the translation",
    132015: "Template is paused",
}
WINDOW_CLOSED = (
    "Message failed to send because more than 24 hours have passed since the customer last replied to this number."
)


class MetaApi(Provider):
    """Answers calls under /vNN.N/ and downloads of media."""

    nonsense = Refused(100)

    def _authenticate(self, call: Call) -> None:
        expected = f"Bearer {self.world.credentials.whatsapp_access_token}"
        if not hmac.compare_digest(call.headers.get("authorization", "").encode(), expected.encode()):
            raise Refused(190, status=401)

    async def route(self, call: Call) -> Answer:
        self._authenticate(call)
        match = PATH.fullmatch(call.path)
        subject, edge = match.groups() if match else ("", None)
        ours = subject == self.world.credentials.whatsapp_phone_number_id
        match (call.method, edge):
            case ("POST", "messages") if ours:
                return await self._messages(call)
            case ("POST", "media") if ours:
                return self._upload(call)
            case ("GET", None) if ours:
                return json_answer(self._number())
            case ("GET", "message_templates") if subject == self.world.credentials.whatsapp_business_account_id:
                return json_answer({"data": list(self.world.templates), "paging": {}})
            case ("GET", None) if self._is_media(subject):
                return self._describe(subject)
            case ("DELETE", None) if self._is_media(subject):
                return json_answer({"success": True})
        raise Refused(100, f"Unsupported {call.method.lower()} request. {NO_OBJECT.format(subject)}")

    # sending -----------------------------------------------------------------------------------------------------
    async def _messages(self, call: Call) -> Answer:
        body = _object(call.body)
        if body.get("messaging_product") != "whatsapp":
            raise Refused(100, "The parameter messaging_product is required.")
        if body.get("status") == "read":
            return self._read(body)
        order = order_of(body)
        check, late = partial(self._check, body, order.to), partial(self._undeliverable, body, order.to)
        return await self.accept(order, self.world.wamid(), check=check, late=late)

    def unfetched(self, order: Order) -> int:  # noqa: ARG002 - one code for all files
        return 131053

    def _read(self, body: dict[str, Any]) -> Answer:
        if not str(body.get("message_id", "")).startswith("wamid."):
            raise Refused(100, "Invalid parameter")
        return json_answer({"success": True})

    def receipt(self, sent: Sent) -> Answer:
        contact = (
            {"input": sent.to, "wa_id": address(sent.to)}
            if "to" in sent.raw
            else {"input": sent.to, "user_id": sent.to}
        )
        answer = {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": sent.provider_id}]}
        if sent.kind == "template":
            answer["messages"] = [{"id": sent.provider_id, "message_status": "accepted"}]
        return json_answer(answer)

    def _check(self, body: dict[str, Any], to: str) -> None:
        meta_checks.check(self.world, body, to)
        code = None if self.world.options.late_refusals else self._undeliverable(body, to)
        if code:
            raise Refused(code, WINDOW_CLOSED if code == 131047 else "")

    def _undeliverable(self, body: dict[str, Any], to: str) -> int | None:
        """What Meta learns only on the way to the person."""
        standing, template = self.world.stands("whatsapp_cloud", to), body.get("type") == "template"
        if standing in (Standing.UNKNOWN, Standing.BLOCKED):
            return 131026
        if standing is Standing.OPTED_OUT and template:
            return 131050
        return 131047 if not template and not self.world.window_open("whatsapp_cloud", to) else None

    # media -------------------------------------------------------------------------------------------------------
    def _is_media(self, id: str) -> bool:
        """Graph ids are all digits and share one name space."""
        return id.isdigit() and self.world.files.get(id) is not None

    def _upload(self, call: Call) -> Answer:
        fields, files = read_fields(call)
        upload = files.get("file")
        if fields.get("messaging_product") != "whatsapp" or upload is None:
            raise Refused(100, "The parameter file is required.")
        mime = str(fields.get("type") or upload.mime)
        meta_checks.check_upload(mime, len(upload.content))
        file = self.world.keep_file(self.world.media_id(), upload.content, mime, filename=upload.filename)
        return json_answer({"id": file.id})

    def _describe(self, id: str) -> Answer:
        """Where to download it: a URL that is good for five minutes."""
        file = self.world.files.get(id)
        assert file is not None
        until = int(self.world.now().timestamp()) + MEDIA_SECONDS
        return json_answer(
            {
                "messaging_product": "whatsapp",
                "url": f"{self.world.base}{ATTACHMENTS}?mid={id}&ext={until}&hash={file.sha256_hex[:16]}",
                "mime_type": file.mime,
                "sha256": file.sha256_hex,
                "file_size": len(file.content),
                "id": id,
            }
        )

    def download(self, call: Call) -> Answer:
        """The URL that `_describe` gave; 404 after five minutes, 401 without the token."""
        try:
            self._authenticate(call)
        except Refused as refused:
            return self.error(refused)
        file, until = self.world.files.get(call.parameters.get("mid", "")), call.parameters.get("ext", "0")
        if file is None or int(until) < self.world.now().timestamp():
            return Answer(404, b"", "text/plain")
        return Answer(200, file.content, file.mime)

    def _number(self) -> dict[str, Any]:
        own = self.world.credentials
        return {
            "id": own.whatsapp_phone_number_id,
            "display_phone_number": f"+{own.whatsapp_display_number}",
            "verified_name": "جمعية مديم الرقمية",
            "quality_rating": "GREEN",
            "code_verification_status": "VERIFIED",
            "platform_type": "CLOUD_API",
            "throughput": {"level": "STANDARD"},
        }

    # manners -----------------------------------------------------------------------------------------------------
    def error(self, refused: Refused) -> Answer:
        title = TITLES.get(refused.code, "Unknown error")
        kind = "OAuthException"
        if refused.code in (100, 190):
            message = f"(#100) {refused.detail or title}" if refused.code == 100 else title
            error: dict[str, Any] = {"message": message, "type": kind, "code": refused.code}
        else:
            data = {"messaging_product": "whatsapp", "details": refused.detail or title}
            error = {"message": f"(#{refused.code}) {title}", "type": kind, "code": refused.code, "error_data": data}
        return json_answer({"error": error | {"fbtrace_id": self.world.sid("A")[:22]}}, refused.status)

    def limited(self, fault: Fault) -> Answer:
        answer = self.error(Refused(fault.code or 130429, status=fault.status))
        return Answer(answer.status, answer.body, headers={"retry-after": f"{fault.retry_after:g}"})

    def broken(self, status: int) -> Answer:
        """Trouble in Meta's house proves nothing about the message."""
        return self.error(Refused(131000 if status == 500 else 2, status=status))


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refused(100, "Invalid parameter") from error
    return value if isinstance(value, dict) else {}
