"""Telegram's Bot API: the methods a gateway needs, with the Bot API's own error texts."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from channels.simulator import telegram_checks
from channels.simulator.call import Answer, Call, Upload, json_answer, read_fields
from channels.simulator.errors import Refused
from channels.simulator.faults import Fault
from channels.simulator.ledger import Sent
from channels.simulator.order import Announce, Fetch, Order, Provider
from channels.simulator.telegram_messages import MEDIA, buttons_of, chat_json, decoded, message_json, order_of
from channels.simulator.world import Standing, World

PATH = re.compile(r"/bot([^/]+)/(\w+)")
FILE_PATH = re.compile(r"/file/bot([^/]+)/(.+)")
DESCRIPTIONS = {401: "Unauthorized", 403: "Forbidden: bot was blocked by the user", 404: "Not Found"}
Fields = dict[str, Any]


class TelegramApi(Provider):
    """Answers calls under /bot<token>/ and /file/bot<token>/."""

    nonsense = Refused(400, "wrong type of a parameter")

    def __init__(self, world: World, announce: Announce, fetch: Fetch) -> None:
        super().__init__(world, announce, fetch)
        self._methods: dict[str, Callable[[Fields], Any]] = {
            "getme": lambda _: self._me(),
            "setwebhook": self._set_webhook,
            "deletewebhook": lambda _: self._forget_webhook(),
            "getwebhookinfo": lambda _: self._webhook_info(),
            "sendchataction": self._chat_action,
            "answercallbackquery": self._answer_callback,
            "editmessagetext": self._edit_text,
            "editmessagereplymarkup": self._edit_text,
            "deletemessage": lambda _: True,
            "setmycommands": lambda _: True,
            "getmycommands": lambda _: [],
            "setmessagereaction": lambda _: True,
            "getfile": self._get_file,
            "getchat": lambda fields: chat_json(str(fields.get("chat_id", ""))),
        }

    async def route(self, call: Call) -> Answer:
        match = PATH.fullmatch(call.path)
        if match is None or ":" not in match[1]:
            raise Refused(404, status=404)
        self._authenticate(match[1])
        fields, files = read_fields(call)
        return await self._run(match[2].lower(), decoded(fields), files)

    def _authenticate(self, token: str) -> None:
        if token != self.world.credentials.telegram_bot_token:
            raise Refused(401, status=401)

    async def _run(self, method: str, fields: Fields, files: dict[str, Upload]) -> Answer:
        if method == "sendmessage" or method in MEDIA:
            return await self._send(method, fields, files)
        if method not in self._methods:
            raise Refused(404, status=404)
        return json_answer({"ok": True, "result": self._methods[method](fields)})

    async def _send(self, method: str, fields: Fields, files: dict[str, Upload]) -> Answer:
        number = self.world.message_number()
        order = order_of(self.world, method, fields, files)
        check = partial(self._check, method, fields, files)
        return await self.accept(order, str(number), check=check, late=lambda: None)

    def unfetched(self, order: Order) -> int:  # noqa: ARG002 - one refusal for all files
        """Telegram fetches before it answers."""
        raise Refused(400, "failed to get HTTP URL content")

    def receipt(self, sent: Sent) -> Answer:
        return json_answer({"ok": True, "result": message_json(self.world, sent)})

    def _check(self, method: str, fields: Fields, files: dict[str, Upload]) -> None:
        chat = str(fields.get("chat_id", ""))
        if not chat:
            raise Refused(400, "chat_id is empty")
        standing = self.world.stands("telegram", chat)
        if not re.fullmatch(r"-?[1-9]\d*", chat) or standing is Standing.UNKNOWN:
            raise Refused(400, "chat not found")
        if standing is not None:
            raise Refused(403, status=403)
        telegram_checks.check(self.world, method, fields, files)

    # other methods -----------------------------------------------------------------------------------------------
    def _me(self) -> Fields:
        own = self.world.credentials
        return {
            "id": own.telegram_bot_id,
            "is_bot": True,
            "first_name": "تواصل",
            "username": own.telegram_username,
            "can_join_groups": False,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def _set_webhook(self, fields: Fields) -> bool:
        secret = str(fields.get("secret_token", ""))
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise Refused(400, "secret token contains unallowed characters")
        if not re.match(r"https?://", str(fields.get("url", ""))) and fields.get("url"):
            raise Refused(400, "bad webhook: invalid webhook URL specified")
        self.world.telegram_webhook = dict(fields)
        return True

    def _forget_webhook(self) -> bool:
        self.world.telegram_webhook = {}
        return True

    def _webhook_info(self) -> Fields:
        hook = self.world.telegram_webhook
        info = {"url": hook.get("url", ""), "has_custom_certificate": False, "pending_update_count": 0}
        return info | {k: hook[k] for k in ("allowed_updates", "max_connections") if k in hook}

    def _chat_action(self, fields: Fields) -> bool:
        if self.world.stands("telegram", str(fields.get("chat_id", ""))) is Standing.BLOCKED:
            raise Refused(403, status=403)
        if fields.get("action") not in telegram_checks.ACTIONS:
            raise Refused(400, "wrong parameter action in request")
        return True

    def _answer_callback(self, fields: Fields) -> bool:
        asked = self.world.callbacks.pop(str(fields.get("callback_query_id", "")), None)
        if asked is None or (self.world.now() - asked).total_seconds() > telegram_checks.CALLBACK_SECONDS:
            raise Refused(400, "query is too old and response timeout expired or query ID is invalid")
        if len(str(fields.get("text", ""))) > 200:
            raise Refused(400, "MESSAGE_TOO_LONG")
        return True

    def _edit_text(self, fields: Fields) -> Fields:
        sent = self.world.ledger.get("telegram", str(fields.get("message_id", "")))
        if sent is None:
            raise Refused(400, "message to edit not found")
        shown = self.world.edits.get(sent.provider_id, (sent.text, sent.buttons))
        wanted = (str(fields.get("text", shown[0])), buttons_of(fields.get("reply_markup")))
        if wanted == shown:
            raise Refused(
                400,
                "message is not modified: specified new message content and reply markup are exactly the same "
                "as a current content and reply markup of the message",
            )
        self.world.edits[sent.provider_id] = wanted
        return message_json(self.world, sent) | {"text": wanted[0], "edit_date": int(self.world.now().timestamp())}

    def _get_file(self, fields: Fields) -> Fields:
        file = self.world.files.get(str(fields.get("file_id", "")))
        if file is None:
            raise Refused(400, "invalid file_id")
        if len(file.content) > telegram_checks.DOWNLOAD_BYTES:
            raise Refused(400, "file is too big")
        size = len(file.content)
        return {"file_id": file.id, "file_unique_id": file.id[-12:], "file_size": size, "file_path": file.path}

    def download(self, call: Call) -> Answer:
        """GET /file/bot<token>/<path>."""
        match = FILE_PATH.fullmatch(call.path)
        try:
            if match is None:
                raise Refused(404, status=404)
            self._authenticate(match[1])
        except Refused as refused:
            return self.error(refused)
        file = self.world.files.at_path(match[2])
        return Answer(200, file.content, file.mime) if file else self.error(Refused(404, status=404))

    # manners -----------------------------------------------------------------------------------------------------
    def error(self, refused: Refused) -> Answer:
        status = refused.code if 400 <= refused.code < 600 else refused.status
        text = (
            f"Bad Request: {refused.detail or 'wrong request'}" if status == 400 else DESCRIPTIONS.get(status, "Error")
        )
        return json_answer({"ok": False, "error_code": status, "description": text}, status)

    def limited(self, fault: Fault) -> Answer:
        wait = max(1, round(fault.retry_after))
        body = {"ok": False, "error_code": 429, "description": f"Too Many Requests: retry after {wait}"}
        return json_answer(body | {"parameters": {"retry_after": wait}}, 429, {"retry-after": str(wait)})

    def broken(self, status: int) -> Answer:
        text = {500: "Internal Server Error", 502: "Bad Gateway"}.get(status, "Service Unavailable")
        return json_answer({"ok": False, "error_code": status, "description": text}, status)
