"""Render messages as Telegram calls: a method and its parameters, without the chat, which `send` adds."""

from collections.abc import Mapping, Sequence
from typing import Any

from channels.choices import numbered, phrase, shown
from channels.message import Button, Location, Media, Outbound, Piece, Template
from channels.splitting import split_units, utf16_units
from channels.untrusted import clean

TEXT, CAPTION = 4096, 1024  # UTF-16 units
_CALLBACK_BYTES, _MOST_BUTTONS, _SHORT_TITLE = 64, 90, 14

_METHODS = {
    "image": ("sendPhoto", "photo"),
    "audio": ("sendAudio", "audio"),
    "voice": ("sendVoice", "voice"),
    "video": ("sendVideo", "video"),
    "document": ("sendDocument", "document"),
}


def render(outbound: Outbound) -> list[Piece]:
    """Files and the place first, the words last, so that the choices stand at the end. Raises ValueError if empty."""
    pieces = [piece for media in outbound.media for piece in _media(media)]
    if outbound.location:
        pieces.append(_location(outbound.location))
    pieces += _words(_text_of(outbound), outbound)
    if not pieces:
        raise ValueError("an outbound message needs text, choices, a file or a place")
    if outbound.reply_to and outbound.reply_to.isdigit():
        quote = {"message_id": int(outbound.reply_to), "allow_sending_without_reply": True}
        pieces[0] = _with(pieces[0], "reply_parameters", quote)
    return pieces


def _text_of(outbound: Outbound) -> str:
    """The words. Telegram has no templates: one goes out as the text that came with it, or as its variables."""
    template: Template | None = outbound.template
    return clean(outbound.text).strip() or clean("\n".join(template.variables) if template else "").strip()


def _words(text: str, outbound: Outbound) -> list[Piece]:
    buttons = outbound.buttons
    native = _native(buttons)
    if not native:
        text = numbered(text, buttons)
    if not text and (buttons or outbound.ask_phone):
        text = phrase("choose", buttons[0].title if buttons else "")
    pieces = [_call("sendMessage", part, text=part) for part in split_units(text, TEXT)]
    markup = _markup(outbound, native) if pieces else None
    if markup:
        last = _with(pieces[-1], "reply_markup", markup)
        pieces[-1] = Piece(shown(last.text, outbound.buttons), last.body)
    return pieces


def _native(buttons: Sequence[Button]) -> bool:
    fit = all(b.title and 0 < len(b.payload.encode("utf-8", "replace")) <= _CALLBACK_BYTES for b in buttons)
    return fit and len(buttons) <= _MOST_BUTTONS


def _markup(outbound: Outbound, native: bool) -> dict[str, Any] | None:
    """The keyboard: inline buttons; or, when the phone is asked for, a reply keyboard that holds the choices as words.

    A message carries one keyboard only, and only a reply keyboard can ask for the phone.
    """
    if outbound.ask_phone:
        share = {"text": phrase("share_phone", outbound.text), "request_contact": True}
        rows = [[share], *([{"text": clean(b.title)}] for b in outbound.buttons if native)]
        return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}
    if not outbound.buttons or not native:
        return None
    return {"inline_keyboard": _rows(outbound.buttons)}


def _rows(buttons: Sequence[Button]) -> list[list[dict[str, str]]]:
    """Short titles two in a row, others one: a phone shows about thirty letters a row."""
    keys = [{"text": clean(b.title), "callback_data": b.payload} for b in buttons]
    width = 2 if all(utf16_units(b.title) <= _SHORT_TITLE for b in buttons) else 1
    return [keys[i : i + width] for i in range(0, len(keys), width)]


def _call(method: str, text: str, /, **params: Any) -> Piece:
    return Piece(text, {"method": method, "params": params})


def _with(piece: Piece, name: str, value: Any) -> Piece:
    params: Mapping[str, Any] = {**piece.body["params"], name: value}
    return Piece(piece.text, {**piece.body, "params": params})


def _media(media: Media) -> list[Piece]:
    """One call for the file, and the caption's own messages where it is too long."""
    method, name = _METHODS.get(media.kind, _METHODS["document"])
    caption = clean(media.caption).strip()
    fits = utf16_units(caption) <= CAPTION
    params: dict[str, Any] = {name: media.url} if media.url else {}
    if caption and fits:
        params["caption"] = caption
    piece = _call(method, (fits and caption) or media.filename or media.kind, **params)
    if not media.url:
        file = {"name": name, "path": media.path, "mime": media.mime, "filename": media.filename}
        piece = Piece(piece.text, {**piece.body, "file": file})
    parts = [] if fits else split_units(caption, TEXT)
    return [piece, *(_call("sendMessage", part, text=part) for part in parts)]


def _location(place: Location) -> Piece:
    """A venue where it has a name and an address, else a bare pin."""
    pin: dict[str, Any] = {"latitude": place.latitude, "longitude": place.longitude}
    name = place.name or f"{place.latitude}, {place.longitude}"
    if place.name and place.address:
        return _call("sendVenue", name, **pin, title=clean(place.name), address=clean(place.address))
    return _call("sendLocation", name, **pin)
