"""The Bot API's limits, in its own words. Every check raises Refused(400, description)."""

from typing import Any

from channels.simulator.call import Upload
from channels.simulator.errors import Refused
from channels.simulator.world import World

TEXT, CAPTION, CALLBACK_DATA, ROW, BUTTONS = 4096, 1024, 64, 8, 100
CALLBACK_SECONDS = 150
DOWNLOAD_BYTES, UPLOAD_BYTES, PHOTO_BYTES = 20 << 20, 50 << 20, 10 << 20
_RECORDED = ("video", "voice", "video_note")
ACTIONS = frozenset(
    ["typing", "upload_photo", "upload_document", "choose_sticker", "find_location"]
    + [f"{verb}_{what}" for verb in ("record", "upload") for what in _RECORDED]
)


def check(world: World, method: str, fields: dict[str, Any], files: dict[str, Upload]) -> None:
    """One send's text, caption, file and keyboard."""
    if method == "sendmessage":
        _check_text(str(fields.get("text", "")))
    elif method in ("sendlocation", "sendvenue"):
        _check_place(fields)
    else:
        _check_file(world, method.removeprefix("send"), fields, files)
    _check_markup(fields.get("reply_markup"))


def units(text: str) -> int:
    """Telegram counts UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _check_text(text: str) -> None:
    if not text.strip():
        raise Refused(400, "message text is empty")
    if units(text) > TEXT:
        raise Refused(400, "message is too long")


def _check_place(fields: dict[str, Any]) -> None:
    try:
        fits = abs(float(fields["latitude"])) <= 90 and abs(float(fields["longitude"])) <= 180
    except (KeyError, ValueError):
        fits = False
    if not fits:
        raise Refused(400, "bad location")


def _check_file(world: World, kind: str, fields: dict[str, Any], files: dict[str, Upload]) -> None:
    if units(str(fields.get("caption", ""))) > CAPTION:
        raise Refused(400, "message caption is too long")
    if files:
        size = max(len(upload.content) for upload in files.values())
        if size > (PHOTO_BYTES if kind == "photo" else UPLOAD_BYTES):
            raise Refused(413, status=413)
        if not size:
            raise Refused(400, "file must be non-empty")
        return
    given = str(fields.get(kind, ""))
    if not given:
        raise Refused(400, f"there is no {kind} in the request")
    if "://" not in given and world.files.get(given) is None:
        raise Refused(400, "wrong file identifier/HTTP URL specified")


def _check_markup(markup: Any) -> None:
    if markup is None:
        return
    if not isinstance(markup, dict):
        raise Refused(400, "object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    if sum(map(len, rows)) > BUTTONS or any(len(row) > ROW for row in rows):
        raise Refused(400, "reply markup is too long")
    for button in (button for row in rows for button in row):
        _check_button(button)


def _check_button(button: dict[str, Any]) -> None:
    if not button.get("text"):
        raise Refused(400, "can't parse inline keyboard button: Text must be non-empty")
    data = button.get("callback_data")
    if data is None and len(button) < 2:
        raise Refused(400, "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
    if data is not None and not 1 <= len(str(data).encode()) <= CALLBACK_DATA:
        raise Refused(400, "BUTTON_DATA_INVALID")
