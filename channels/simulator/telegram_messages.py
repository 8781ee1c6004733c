"""Telegram's Message object: from a method call to an order, and from a sent message to the answer."""

from typing import Any

import orjson

from channels.simulator.call import Upload
from channels.simulator.ledger import Sent
from channels.simulator.order import Order
from channels.simulator.world import World

MEDIA = {f"send{kind}" for kind in ("photo", "document", "audio", "voice", "video", "sticker", "location", "venue")}
KINDS = {"photo": "image"}
PLAIN = {"message": "text", "location": "location", "venue": "location"}


def decoded(fields: dict[str, Any]) -> dict[str, Any]:
    """Nested parameters arrive as JSON text unless the whole body was JSON."""
    nested = ("reply_markup", "reply_parameters", "allowed_updates", "link_preview_options", "commands", "entities")
    return {name: _value(value) if name in nested else value for name, value in fields.items()}


def _value(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return value


def order_of(world: World, method: str, fields: dict[str, Any], files: dict[str, Upload]) -> Order:
    """A send as an order; uploaded files are kept so that tests can read them."""
    kind = method.removeprefix("send")
    media: tuple[str, ...] = ()
    if kind in PLAIN:
        kind = PLAIN[kind]
    elif upload := next(iter(files.values()), None):
        file = world.keep_file(world.sid("AgAC"), upload.content, upload.mime, kind=kind, filename=upload.filename)
        media = (file.id,)
    else:
        media = (str(fields.get(kind, "")),)
    text = str(fields.get("text") or fields.get("caption") or fields.get("title") or "")
    buttons = buttons_of(fields.get("reply_markup"))
    kind = KINDS.get(kind, kind)
    if buttons and kind == "text":
        kind = "buttons"
    return Order("telegram", str(fields.get("chat_id", "")), text, fields, kind, buttons, media)


def buttons_of(markup: Any) -> tuple[tuple[str, str], ...]:
    """Inline buttons with their data, or a reply keyboard's titles (which people send back as text)."""
    if not isinstance(markup, dict):
        return ()
    inline = [b for row in markup.get("inline_keyboard", ()) for b in row]
    typed = [b if isinstance(b, dict) else {"text": b} for row in markup.get("keyboard", ()) for b in row]
    return tuple(
        (str(b.get("text", "")), str(b.get("callback_data") or b.get("url") or b.get("text", "")))
        for b in inline + typed
    )


def chat_json(chat: str) -> dict[str, Any]:
    number = int(chat or 0)
    return {"id": number, "type": "private" if number > 0 else "supergroup", "first_name": "مستفيد"}


def message_json(world: World, sent: Sent) -> dict[str, Any]:
    """The Message that a send answers with."""
    own = world.credentials
    message: dict[str, Any] = {
        "message_id": int(sent.provider_id),
        "date": int(sent.at.timestamp()),
        "chat": chat_json(sent.to),
        "from": {"id": own.telegram_bot_id, "is_bot": True, "first_name": "تواصل", "username": own.telegram_username},
    }
    markup = sent.raw.get("reply_markup")
    if isinstance(markup, dict) and "inline_keyboard" in markup:
        message["reply_markup"] = markup
    return message | _content(world, sent)


def _content(world: World, sent: Sent) -> dict[str, Any]:
    if sent.kind in ("text", "buttons"):
        return {"text": sent.text}
    if sent.kind == "location":
        return {"location": {k: float(sent.raw[k]) for k in ("latitude", "longitude")}}
    file = world.files.get(sent.media[0])
    described: dict[str, Any] = {"file_id": sent.media[0], "file_unique_id": sent.media[0][-12:]}
    described |= {"file_size": len(file.content), "mime_type": file.mime} if file else {}
    caption = {"caption": sent.text} if sent.text else {}
    return {**_media(sent.kind, described), **caption}


def _media(kind: str, described: dict[str, Any]) -> dict[str, Any]:
    match kind:
        case "image":
            described.pop("mime_type", None)
            return {"photo": [described | {"width": 800, "height": 600}]}
        case "video" | "sticker":
            return {kind: described | {"width": 640, "height": 480, "duration": 1}}
        case "audio" | "voice":
            return {kind: described | {"duration": 1}}
        case _:
            return {"document": described}
