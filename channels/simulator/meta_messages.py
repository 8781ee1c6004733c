"""WhatsApp's message body: what the person sees of it."""

from typing import Any

import orjson

from channels.simulator.order import Order

MEDIA = ("image", "audio", "video", "document", "sticker")
Buttons = tuple[tuple[str, str], ...]


def order_of(body: dict[str, Any]) -> Order:
    """A body as an order; the checks come later, so nothing is trusted here."""
    text, buttons, kind, media = shown(body)
    to = str(body.get("to") or body.get("recipient") or "").removeprefix("+")
    return Order("whatsapp_cloud", to, text, body, kind, buttons, media, body.get("biz_opaque_callback_data"))


def shown(body: dict[str, Any]) -> tuple[str, Buttons, str, tuple[str, ...]]:
    """-> (text, buttons, kind, media)."""
    kind = str(body.get("type") or "text")
    part = body.get(kind) if isinstance(body.get(kind), dict) else {}
    assert isinstance(part, dict)
    if kind == "interactive":
        return _interactive(part)
    if kind == "template":
        return _template(part)
    if kind in MEDIA:
        return str(part.get("caption", "")), (), kind, (str(part.get("id") or part.get("link") or ""),)
    return str(part.get("body") or part.get("emoji") or ""), (), kind, ()


def _interactive(part: dict[str, Any]) -> tuple[str, Buttons, str, tuple[str, ...]]:
    text, action = str((part.get("body") or {}).get("text", "")), part.get("action") or {}
    if part.get("type") == "list":
        rows = [row for section in action.get("sections", ()) for row in section.get("rows", ())]
        return text, tuple((str(r.get("title", "")), str(r.get("id", ""))) for r in rows), "list", ()
    replies = [b.get("reply") or {} for b in action.get("buttons", ())]
    return text, tuple((str(r.get("title", "")), str(r.get("id", ""))) for r in replies), "buttons", ()


def _template(part: dict[str, Any]) -> tuple[str, Buttons, str, tuple[str, ...]]:
    """The text is not known here: name and parameters stand for it. Quick-reply buttons carry their payload."""
    words, buttons = [str(part.get("name", ""))], []
    for component in part.get("components") or ():
        for parameter in component.get("parameters", ()):
            if component.get("type") == "button":
                payload = str(parameter.get("payload") or parameter.get("text") or "")
                buttons.append((payload, payload))
            else:
                words.append(str(parameter.get("text") or orjson.dumps(parameter).decode()))
    return " ".join(words), tuple(buttons), "template", ()
