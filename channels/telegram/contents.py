"""What one Telegram message carries: text, files, a place, cards. Anything else is something a bot has no answer to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import regex

from channels.message import Attachment, Contact, Kind, Location
from channels.untrusted import as_coordinates, as_dict, as_id, as_int, as_list, as_text

_DEEP_LINK = regex.compile(r"/start(?:@\w+)?\s+([\w-]{1,64})")

# The part of a message -> our kind of file. Animations come with a `document` twin, so the order matters.
_FILES = {
    "animation": "video",
    "audio": "audio",
    "document": "document",
    "sticker": "sticker",
    "video": "video",
    "video_note": "video",
    "voice": "voice",
}


@dataclass(frozen=True, slots=True)
class Content:
    """The part of an Inbound that depends on what the message carries."""

    kind: Kind = Kind.OTHER
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    location: Location | None = None
    contacts: tuple[Contact, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


def read_content(message: Mapping[str, Any]) -> Content:
    """Read a message; a venue's place wins over its bare location, a file over its caption."""
    attachment = _photo(message) or _file(message)
    if attachment:
        return Content(kind=Kind.MEDIA, text=as_text(message.get("caption")), attachments=(attachment,))
    location = _location(message)
    if location:
        return Content(kind=Kind.LOCATION, location=location)
    if message.get("contact"):
        author = as_id(as_dict(message.get("from")).get("id"))
        return Content(kind=Kind.CONTACT, contacts=(_contact(as_dict(message["contact"]), author),))
    if isinstance(message.get("text"), str):
        text = as_text(message["text"])
        link = _DEEP_LINK.fullmatch(text)
        return Content(kind=Kind.TEXT, text=text, extra={"start": link[1]} if link else {})
    return Content()


def _photo(message: Mapping[str, Any]) -> Attachment | None:
    """The largest of a photo's sizes."""
    sizes = [as_dict(size) for size in as_list(message.get("photo"))]
    sizes = [size for size in sizes if as_id(size.get("file_id"))]
    if not sizes:
        return None
    largest = max(sizes, key=lambda s: (as_int(s.get("width")) or 0) * (as_int(s.get("height")) or 0))
    return Attachment("image", str(as_id(largest["file_id"])), "image/jpeg", size=as_int(largest.get("file_size")))


def _file(message: Mapping[str, Any]) -> Attachment | None:
    for part, kind in _FILES.items():
        file = as_dict(message.get(part))
        source = as_id(file.get("file_id"))
        if source:
            mime = _sticker_mime(file) if part == "sticker" else as_text(file.get("mime_type")) or None
            filename = as_text(file.get("file_name")) or None
            return Attachment(kind, source, mime, filename, size=as_int(file.get("file_size")))
    return None


def _sticker_mime(sticker: Mapping[str, Any]) -> str:
    if sticker.get("is_animated") is True:
        return "application/x-tgsticker"
    return "video/webm" if sticker.get("is_video") is True else "image/webp"


def _location(message: Mapping[str, Any]) -> Location | None:
    venue = as_dict(message.get("venue"))
    place = as_dict(venue.get("location")) or as_dict(message.get("location"))
    point = as_coordinates(place.get("latitude"), place.get("longitude"))
    return point and Location(*point, as_text(venue.get("title")) or None, as_text(venue.get("address")) or None)


def _contact(card: Mapping[str, Any], author: str | None) -> Contact:
    """A shared card. It is the sender's own, hence a proven phone, only if Telegram says so by the user id."""
    names = (as_text(card.get("first_name")), as_text(card.get("last_name")))
    digits = "".join(c for c in as_id(card.get("phone_number")) or "" if c.isascii() and c.isdigit())
    own = author is not None and as_id(card.get("user_id")) == author
    return Contact(" ".join(name for name in names if name), (f"+{digits}",) if digits else (), own=own)
