"""Render messages as Twilio parameters, without sender and recipient, which `send` adds. Choices become numbers.

SMS carries words only: files and places go as links. On WhatsApp, choices become buttons where the account has a
content for that many of them.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from channels.choices import numbered, shown
from channels.message import Button, Location, Media, Outbound, Piece, Template
from channels.splitting import sms_segments, split_sms, split_units, utf16_units
from channels.untrusted import clean

TEXT, SEGMENTS = 1600, 3  # UTF-16 units; segments of one SMS piece
_CONTENT_TEXT, _BUTTONS, _BUTTON_TITLE, _ROW_TITLE = 1024, 3, 20, 24


def render_sms(outbound: Outbound) -> list[Piece]:
    """Everything as words, in pieces of at most three segments. Raises ValueError if there are none."""
    if outbound.template:
        return [_template(outbound.template, clean(outbound.text))]
    links = [_link(media) for media in outbound.media if media.url]
    if outbound.location:
        links.append(_map(outbound.location))
    words = numbered(clean(outbound.text).strip(), outbound.buttons)
    texts = split_sms("\n\n".join(part for part in (*links, words) if part), SEGMENTS)
    unsendable = [piece for media in outbound.media if not media.url for piece in _media(media)]
    return _some([*unsendable, *(Piece(text, {"Body": text}, segments=sms_segments(text)) for text in texts)])


def render_whatsapp(outbound: Outbound, contents: Mapping[int, str]) -> list[Piece]:
    """Files and the place first, the words last. Raises ValueError if there is nothing to say."""
    if outbound.template:
        return [_template(outbound.template, clean(outbound.text))]
    pieces = [piece for media in outbound.media for piece in _media(media)]
    if outbound.location:
        pieces.append(_location(outbound.location))
    text = clean(outbound.text).strip()
    content = contents.get(len(outbound.buttons))
    if content and _fit(text, outbound.buttons):
        return [*pieces, _choice(content, text, outbound.buttons)]
    return _some([*pieces, *_texts(numbered(text, outbound.buttons))])


def _some(pieces: list[Piece]) -> list[Piece]:
    if not pieces:
        raise ValueError("an outbound message needs text, choices, a file, a place or a template")
    return pieces


def _texts(text: str) -> list[Piece]:
    return [Piece(part, {"Body": part}, needs_window=True) for part in split_units(text, TEXT)]


def _fit(text: str, buttons: Sequence[Button]) -> bool:
    title = _BUTTON_TITLE if len(buttons) <= _BUTTONS else _ROW_TITLE
    return 0 < utf16_units(text) <= _CONTENT_TEXT and all(0 < utf16_units(b.title) <= title for b in buttons)


def _choice(content: str, text: str, buttons: Sequence[Button]) -> Piece:
    values = [text, *(part for b in buttons for part in (clean(b.title), b.payload))]
    return Piece(shown(text, buttons), _content(content, values), needs_window=True)


def _content(sid: str, values: Sequence[str]) -> dict[str, str]:
    body = {"ContentSid": sid}
    variables = {str(number): value for number, value in enumerate(values, 1)}
    return {**body, "ContentVariables": json.dumps(variables, ensure_ascii=False)} if values else body


def _template(template: Template, text: str) -> Piece:
    values = [" ".join(clean(value).split()) or "-" for value in template.variables]
    return Piece(text or template.name, _content(template.name, values))


def _media(media: Media) -> list[Piece]:
    """A file with its caption. Twilio fetches files itself: one without an address is refused when it is sent."""
    caption = clean(media.caption).strip()
    fits = utf16_units(caption) <= TEXT and media.kind not in ("audio", "voice")
    body: dict[str, Any] = {"MediaUrl": media.url or ""}
    if caption and fits:
        body["Body"] = caption
    piece = Piece((fits and caption) or media.filename or media.kind, body, needs_window=True)
    return [piece, *([] if fits else _texts(caption))]


def _location(place: Location) -> Piece:
    name = clean(place.name or place.address or "")
    point = f"geo:{place.latitude},{place.longitude}"
    body = {"Body": name or point, "PersistentAction": f"{point}|{name}" if name else point}
    return Piece(name or point, body, needs_window=True)


def _link(media: Media) -> str:
    parts = (clean(media.caption).strip() or clean(media.filename or ""), str(media.url))
    return "\n".join(part for part in parts if part)


def _map(place: Location) -> str:
    names = (clean(place.name or ""), clean(place.address or ""))
    link = f"https://maps.google.com/?q={place.latitude},{place.longitude}"
    return "\n".join(part for part in (*names, link) if part)
