"""What people do on Telegram: updates with the secret token in a header."""

from typing import Any

import orjson

from channels.simulator.errors import Unsupported
from channels.simulator.files import StoredFile
from channels.simulator.telegram_messages import message_json
from channels.simulator.webhook import Choice, Stamp, Webhook
from channels.simulator.world import World


class TelegramPeople:
    """Makes Telegram's updates; private chats, so that the sender's id is the chat's."""

    def __init__(self, world: World, public: str) -> None:
        self.world = world
        self.public = f"{public}/webhooks/telegram"

    def text(self, sender: str, text: str, stamp: Stamp) -> Webhook:
        return self._message(sender, {"text": text}, stamp)

    def choice(self, sender: str, choice: Choice, stamp: Stamp) -> Webhook:
        """An inline button is a callback query; a reply keyboard's button is just its title."""
        if "inline_keyboard" not in (choice.sent.raw.get("reply_markup") or {}):
            return self.text(sender, choice.title, stamp)
        callback = stamp.get("message_id") or str(self.world.update_number())
        self.world.callbacks[callback] = self.world.now()
        query = {
            "id": callback,
            "from": self._person(sender, stamp),
            "message": message_json(self.world, choice.sent),
            "chat_instance": f"-{sender}",
            "data": choice.payload,
        }
        return self._update(sender, "callback_query", query, stamp, callback)

    def media(self, sender: str, file: StoredFile, caption: str, stamp: Stamp) -> Webhook:
        described: dict[str, Any] = {
            "file_id": file.id,
            "file_unique_id": file.id[-12:],
            "file_size": len(file.content),
        }
        match file.kind:
            case "image":
                small = described | {"file_id": f"{file.id}-s", "file_size": 900, "width": 90, "height": 60}
                content: dict[str, Any] = {"photo": [small, described | {"width": 1280, "height": 853}]}
            case "voice" | "audio":
                content = {file.kind: described | {"mime_type": file.mime, "duration": 3}}
            case "video":
                content = {"video": described | {"mime_type": file.mime, "width": 640, "height": 480, "duration": 3}}
            case _:
                content = {"document": described | {"mime_type": file.mime, "file_name": file.filename or "file"}}
        return self._message(sender, content | ({"caption": caption} if caption else {}), stamp)

    def location(self, sender: str, latitude: float, longitude: float, name: str, stamp: Stamp) -> Webhook:
        place: dict[str, Any] = {"latitude": latitude, "longitude": longitude}
        venue = {"venue": {"location": place, "title": name, "address": name}} if name else {}
        return self._message(sender, {"location": place} | venue, stamp)

    def contact(self, sender: str, name: str, phone: str, own: bool, stamp: Stamp) -> Webhook:
        """`own`: shared by the keyboard's button, so that Telegram vouches for the number."""
        card: dict[str, Any] = {"phone_number": phone.removeprefix("+"), "first_name": name}
        return self._message(sender, {"contact": card | ({"user_id": int(sender)} if own else {})}, stamp)

    def reaction(self, sender: str, message_id: str, emoji: str, stamp: Stamp) -> Webhook:
        new = [{"type": "emoji", "emoji": emoji}] if emoji else []
        reaction = {
            "chat": self._chat(sender, stamp),
            "message_id": int(message_id),
            "user": self._person(sender, stamp),
            "date": self._seconds(stamp),
            "old_reaction": [] if emoji else [{"type": "emoji", "emoji": "👍"}],
            "new_reaction": new,
        }
        return self._update(sender, "message_reaction", reaction, stamp, message_id)

    def edit(self, sender: str, message_id: str, text: str, stamp: Stamp) -> Webhook:
        body = self._body(sender, {"text": text, "edit_date": self._seconds(stamp)}, stamp, int(message_id))
        return self._update(sender, "edited_message", body, stamp, message_id)

    def deletion(self, *_: object) -> Webhook:
        raise Unsupported("Telegram tells bots nothing of deletions")

    def stop(self, sender: str, stamp: Stamp) -> Webhook:
        return self._membership(sender, "member", "kicked", stamp)

    def start(self, sender: str, stamp: Stamp) -> Webhook:
        return self._membership(sender, "kicked", "member", stamp)

    def status(self, *_: object) -> Webhook | None:
        """Telegram reports no delivery."""
        return None

    def new_file_id(self) -> str:
        return self.world.sid("BQAC")

    def _membership(self, sender: str, old: str, new: str, stamp: Stamp) -> Webhook:
        """my_chat_member: the person blocked or unblocked the bot."""
        own = self.world.credentials
        bot = {"id": own.telegram_bot_id, "is_bot": True, "first_name": "تواصل", "username": own.telegram_username}
        change = {
            "chat": self._chat(sender, stamp),
            "from": self._person(sender, stamp),
            "date": self._seconds(stamp),
            "old_chat_member": {"user": bot, "status": old} | ({"until_date": 0} if old == "kicked" else {}),
            "new_chat_member": {"user": bot, "status": new} | ({"until_date": 0} if new == "kicked" else {}),
        }
        return self._update(sender, "my_chat_member", change, stamp, str(self._seconds(stamp)))

    def _message(self, sender: str, content: dict[str, Any], stamp: Stamp) -> Webhook:
        number = int(stamp.get("message_id") or self.world.message_number())
        return self._update(sender, "message", self._body(sender, content, stamp, number), stamp, str(number))

    def _body(self, sender: str, content: dict[str, Any], stamp: Stamp, number: int) -> dict[str, Any]:
        body: dict[str, Any] = {
            "message_id": number,
            "from": self._person(sender, stamp),
            "chat": self._chat(sender, stamp),
            "date": self._seconds(stamp),
        }
        if "quoted" in stamp:
            quoted = {"message_id": int(stamp["quoted"]), "date": 0, "chat": body["chat"], "text": ""}
            body["reply_to_message"] = quoted
        if stamp.get("forwarded"):
            body["forward_origin"] = {"type": "hidden_user", "sender_user_name": "شخص", "date": 0}
        return body | content

    def _person(self, sender: str, stamp: Stamp) -> dict[str, Any]:
        person = {
            "id": int(sender),
            "is_bot": False,
            "first_name": stamp.get("sender_name", "مستفيد"),
            "language_code": "ar",
        }
        return person | ({"username": stamp["username"]} if "username" in stamp else {})

    def _chat(self, sender: str, stamp: Stamp) -> dict[str, Any]:
        return {"id": int(sender), "first_name": stamp.get("sender_name", "مستفيد"), "type": "private"}

    def _seconds(self, stamp: Stamp) -> int:
        return int((stamp.get("at") or self.world.now()).timestamp())

    def _update(self, sender: str, kind: str, content: dict[str, Any], stamp: Stamp, message_id: str) -> Webhook:
        hook = self.world.telegram_webhook
        secret = hook.get("secret_token") or self.world.credentials.telegram_webhook_secret
        headers = {"content-type": "application/json", "x-telegram-bot-api-secret-token": str(secret)}
        body = orjson.dumps({"update_id": stamp.get("update_id") or self.world.update_number(), kind: content})
        url = str(hook.get("url") or self.public)
        return Webhook("telegram", sender, url, headers, body, message_id, stamp.get("at") or self.world.now())
