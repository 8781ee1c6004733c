"""Render messages as Cloud API bodies: reply buttons, then a list, then numbered lines, as the choices need.

A piece's body is the message object without its recipient; `send` adds that, and our outbox id.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from channels.choices import numbered, phrase, shown
from channels.message import Button, Location, Media, Outbound, Piece, Template
from channels.splitting import shorten, split_units, utf16_units
from channels.untrusted import clean

TEXT, CAPTION, INTERACTIVE = 4096, 1024, 1024  # UTF-16 units
_BUTTONS, _BUTTON_TITLE, _BUTTON_ID = 3, 20, 256
_ROWS, _ROW_TITLE, _ROW_DESCRIPTION, _ROW_ID, _OPENER = 10, 24, 72, 200, 20


def render(outbound: Outbound) -> list[Piece]:
    """Files and the place first, the words last, so that the choices stand at the end. Raises ValueError if empty."""
    if outbound.template:
        return [_template(outbound.template, clean(outbound.text))]
    pieces = [piece for media in outbound.media for piece in _media(media)]
    if outbound.location:
        pieces.append(_location(outbound.location))
    pieces += _words(clean(outbound.text).strip(), outbound.buttons, outbound.list_title)
    if not pieces:
        raise ValueError("an outbound message needs text, choices, a file, a place or a template")
    if outbound.reply_to:
        body = {**pieces[0].body, "context": {"message_id": outbound.reply_to}}
        pieces[0] = Piece(pieces[0].text, body, needs_window=True)
    return pieces


def _words(text: str, buttons: Sequence[Button], opener: str | None) -> list[Piece]:
    action = _action(text, buttons, opener)
    if action is None:
        return [_text(part) for part in split_units(numbered(text, buttons), TEXT)]
    *before, last = _with_short_end(text or phrase("choose", buttons[0].title))
    interactive = {"type": action["type"], "body": {"text": last}, "action": action["action"]}
    choice = Piece(shown(last, buttons), {"type": "interactive", "interactive": interactive}, needs_window=True)
    return [*(_text(part) for part in before), choice]


def _with_short_end(text: str) -> list[str]:
    """Pieces of plain text's length, but for the last, which fits into an interactive body."""
    if utf16_units(text) <= INTERACTIVE:
        return [text]
    end = split_units(text, INTERACTIVE)[-1]
    return [*split_units(text[: len(text) - len(end)], TEXT), end]


def _text(text: str) -> Piece:
    return Piece(text, {"type": "text", "text": {"body": text}}, needs_window=True)


def _action(text: str, buttons: Sequence[Button], opener: str | None) -> dict[str, Any] | None:
    """The native form of the choices; None where there are none, or where Meta would refuse them."""
    if _fit(buttons, _BUTTONS, _BUTTON_TITLE, _BUTTON_ID) and not any(button.description for button in buttons):
        replies = [{"type": "reply", "reply": {"id": b.payload, "title": b.title}} for b in buttons]
        return {"type": "button", "action": {"buttons": replies}}
    if _fit(buttons, _ROWS, _ROW_TITLE, _ROW_ID):
        label = shorten(opener or phrase("open", text or buttons[0].title), _OPENER)
        return {"type": "list", "action": {"button": label, "sections": [{"rows": [_row(b) for b in buttons]}]}}
    return None


def _fit(buttons: Sequence[Button], most: int, title: int, payload: int) -> bool:
    """Whether all choices fit. Titles and ids must be unique, too."""
    if not 0 < len(buttons) <= most:
        return False
    if len({b.title for b in buttons}) < len(buttons) or len({b.payload for b in buttons}) < len(buttons):
        return False
    return all(0 < utf16_units(b.title) <= title and 0 < utf16_units(b.payload) <= payload for b in buttons)


def _row(button: Button) -> dict[str, str]:
    row = {"id": button.payload, "title": button.title}
    return {**row, "description": shorten(button.description, _ROW_DESCRIPTION)} if button.description else row


def _media(media: Media) -> list[Piece]:
    """One piece for the file, and the caption's own pieces where it is too long, or where the kind has no caption."""
    kind = "audio" if media.kind == "voice" else media.kind
    caption = clean(media.caption).strip()
    fits = kind != "audio" and utf16_units(caption) <= CAPTION
    file: dict[str, Any] = {"link": media.url} if media.url else {"path": media.path, "mime": media.mime}
    if caption and fits:
        file["caption"] = caption
    if media.filename and kind == "document":
        file["filename"] = clean(media.filename)
    if media.kind == "voice":
        file["voice"] = True
    piece = Piece((fits and caption) or media.filename or kind, {"type": kind, kind: file}, needs_window=True)
    return [piece, *([] if fits else [_text(part) for part in split_units(caption, TEXT)])]


def _location(place: Location) -> Piece:
    pin: dict[str, Any] = {"latitude": place.latitude, "longitude": place.longitude}
    names = {"name": place.name, "address": place.address}
    pin |= {key: clean(value) for key, value in names.items() if value}
    return Piece(
        place.name or f"{place.latitude}, {place.longitude}", {"type": "location", "location": pin}, needs_window=True
    )


def _template(template: Template, text: str) -> Piece:
    """An approved template, the only thing that goes out when the window is closed."""
    body: dict[str, Any] = {"name": template.name, "language": {"code": template.language}}
    if template.variables:
        parameters = [{"type": "text", "text": one_line(value)} for value in template.variables]
        body["components"] = [{"type": "body", "parameters": parameters}]
    return Piece(text or template.name, {"type": "template", "template": body})


def one_line(value: str) -> str:
    """A template parameter: Meta refuses line breaks, tabs, runs of spaces, and nothing at all."""
    return " ".join(clean(value).split()) or "-"


def recipient(to: str) -> Mapping[str, str]:
    """The parameter that names the recipient: a phone's digits, or a business-scoped id."""
    phone = to.removeprefix("+")
    return {"to": phone} if phone.isdigit() else {"recipient": to}
