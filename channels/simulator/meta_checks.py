"""The Cloud API's limits. Every check raises Refused with Meta's code and details."""

import re
from collections.abc import Callable
from typing import Any

from channels.simulator.errors import Refused
from channels.simulator.world import World

UPLOADS = {
    "image/jpeg": 5,
    "image/png": 5,
    "image/webp": 1,
    "audio/aac": 16,
    "audio/amr": 16,
    "audio/mpeg": 16,
    "audio/mp4": 16,
    "audio/ogg": 16,
    "video/mp4": 16,
    "video/3gpp": 16,
    "text/plain": 100,
    "application/pdf": 100,
    "application/msword": 100,
    "application/vnd.ms-excel": 100,
    "application/vnd.ms-powerpoint": 100,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": 100,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": 100,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": 100,
}
RECIPIENT = re.compile(r"\+?[1-9]\d{6,14}|[A-Z]{2}\.[A-Za-z0-9.]+")


def check(world: World, body: dict[str, Any], to: str) -> None:
    """One message, by its type."""
    if not to:
        raise Refused(100, "The parameter to is required.")
    if not RECIPIENT.fullmatch(to):
        raise Refused(131009, "Recipient phone number is not valid")
    if len(str(body.get("biz_opaque_callback_data") or "")) > 512:
        raise Refused(100, "Param biz_opaque_callback_data must be at most 512 characters long.")
    kind = str(body.get("type") or "text")
    part = body.get(kind)
    if kind not in _CHECKS or not (isinstance(part, dict) or kind == "contacts"):
        raise Refused(
            100, f"Param type must be one of {sorted(_CHECKS)}" if kind not in _CHECKS else f"Param {kind} is required"
        )
    _CHECKS[kind](world, part)


def check_upload(mime: str, size: int) -> None:
    """An uploaded file's type and size."""
    megabytes = UPLOADS.get(mime.partition(";")[0].strip())
    if megabytes is None:
        raise Refused(100, f"Param file must be a file with one of the following types: {', '.join(UPLOADS)}")
    if size > megabytes << 20:
        raise Refused(131053, "File size exceeds the limit")


def _text(_: World, part: dict[str, Any]) -> None:
    _length(part.get("body"), "text['body']", 4096)


def _length(value: Any, name: str, most: int) -> None:
    if not isinstance(value, str) or not value.strip():
        raise Refused(131008, f"Parameter {name} is required")
    if len(value) > most:
        raise Refused(100, f"Param {name} must be at most {most} characters long.")


def _limit(value: Any, name: str, most: int, least: int = 1) -> None:
    if not isinstance(value, str) or not least <= len(value) <= most:
        raise Refused(131009, f"{name} length invalid. Min length: {least}, Max length: {most}")


def _interactive(_: World, part: dict[str, Any]) -> None:
    _limit((part.get("body") or {}).get("text"), "Body text", 1024)
    _limit((part.get("footer") or {}).get("text", ""), "Footer text", 60, 0)
    header = part.get("header") or {}
    if header.get("type", "text") == "text":
        _limit(header.get("text", ""), "Header text", 60, 0)
    action = part.get("action") or {}
    match part.get("type"):
        case "button":
            _buttons(action.get("buttons") or [])
        case "list":
            _list(action)
        case "cta_url" | "location_request_message" | "flow":
            pass
        case other:
            raise Refused(131009, f"Interactive type {other} is not supported")


def _buttons(buttons: list[dict[str, Any]]) -> None:
    if not 1 <= len(buttons) <= 3:
        raise Refused(131009, "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3")
    replies = [button.get("reply") or {} for button in buttons]
    for reply in replies:
        _limit(reply.get("title"), "Button title", 20)
        _limit(reply.get("id"), "Button ID", 256)
    _distinct([str(r["id"]) for r in replies], "button ID")
    _distinct([str(r["title"]) for r in replies], "button title")


def _list(action: dict[str, Any]) -> None:
    _limit(action.get("button"), "Button label", 20)
    sections = action.get("sections") or []
    rows = [row for section in sections for row in section.get("rows") or []]
    if not 1 <= len(sections) <= 10 or not 1 <= len(rows) <= 10:
        raise Refused(131009, "Total row count exceed max allowed count: 10")
    for section in sections:
        _limit(section.get("title", ""), "Section title", 24, 1 if len(sections) > 1 else 0)
    for row in rows:
        _limit(row.get("title"), "Row title", 24)
        _limit(row.get("id"), "Row ID", 200)
        _limit(row.get("description", ""), "Row description", 72, 0)
    _distinct([str(row["id"]) for row in rows], "row ID")


def _distinct(values: list[str], name: str) -> None:
    if len(set(values)) < len(values):
        raise Refused(131009, f"Duplicated {name}")


def _template(world: World, part: dict[str, Any]) -> None:
    language = (part.get("language") or {}).get("code")
    if not part.get("name") or not language:
        raise Refused(100, "Param template['name'] and template['language'] are required.")
    if not world.template_known(part["name"]):
        raise Refused(132001, f"template name ({part['name']}) does not exist in {language}", status=404)
    for component in part.get("components") or ():
        if any(p.get("type") == "text" and not p.get("text") for p in component.get("parameters", ())):
            raise Refused(132000, "body: a text parameter is empty")


def _media(world: World, part: dict[str, Any]) -> None:
    file, link = part.get("id"), str(part.get("link", ""))
    if (file is None) == (not link):
        raise Refused(100, "Either id or link is required")
    if file is not None and world.files.get(str(file)) is None:
        raise Refused(131009, f"Media with id {file} does not exist")
    if link and not re.match(r"https?://", link):
        raise Refused(131009, "Media link is not a valid URL")
    _limit(part.get("caption", ""), "Caption", 1024, 0)


def _location(_: World, part: dict[str, Any]) -> None:
    try:
        fits = abs(float(part["latitude"])) <= 90 and abs(float(part["longitude"])) <= 180
    except (KeyError, TypeError, ValueError):
        fits = False
    if not fits:
        raise Refused(131009, "Location is not valid")


def _reaction(_: World, part: dict[str, Any]) -> None:
    if not str(part.get("message_id", "")).startswith("wamid."):
        raise Refused(131009, "Reaction message_id is not valid")


def _contacts(_: World, part: Any) -> None:
    if not isinstance(part, list) or not part:
        raise Refused(131008, "Parameter contacts is required")


_CHECKS: dict[str, Callable[[World, Any], None]] = {
    "text": _text,
    "interactive": _interactive,
    "template": _template,
    "location": _location,
    "reaction": _reaction,
    "contacts": _contacts,
    **dict.fromkeys(("image", "audio", "video", "document", "sticker"), _media),
}
