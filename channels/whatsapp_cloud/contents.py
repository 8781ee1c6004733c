"""What one WhatsApp message says, by its type. A type without a reader here is something a bot has no answer to."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from channels.message import Attachment, Contact, Kind, Location
from channels.untrusted import as_coordinates, as_dict, as_id, as_list, as_text, clean, small


@dataclass(frozen=True, slots=True)
class Content:
    """The part of an Inbound that depends on the message's type."""

    kind: Kind = Kind.OTHER
    text: str = ""
    payload: str | None = None
    attachments: tuple[Attachment, ...] = ()
    location: Location | None = None
    contacts: tuple[Contact, ...] = ()
    refers_to: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


def read_content(message: Mapping[str, Any]) -> Content:
    """Read a message by its `type`, or, where that is missing, by the part it carries."""
    kind = as_text(message.get("type")) or next((name for name in _READERS if name in message), "")
    reader = _READERS.get(kind)
    content = reader(message) if reader else Content()
    return Content(extra={**small({"type": kind}), **content.extra}) if content.kind is Kind.OTHER else content


def _text(message: Mapping[str, Any]) -> Content:
    body = as_dict(message.get("text")).get("body")
    return Content(kind=Kind.TEXT, text=as_text(body)) if isinstance(body, str) else Content()


def _media(kind: str) -> Callable[[Mapping[str, Any]], Content]:
    def read(message: Mapping[str, Any]) -> Content:
        media = as_dict(message.get(kind))
        return Content(kind=Kind.MEDIA, text=as_text(media.get("caption")), attachments=_attachments(kind, media))

    return read


def _attachments(kind: str, media: Mapping[str, Any]) -> tuple[Attachment, ...]:
    source = as_id(media.get("id"))
    if source is None:
        return ()
    attachment = Attachment(
        kind="voice" if kind == "audio" and media.get("voice") is True else kind,
        source=source,
        mime=as_text(media.get("mime_type")) or None,
        filename=as_text(media.get("filename")) or None,
        sha256=as_text(media.get("sha256")) or None,
    )
    return (attachment,)


def _location(message: Mapping[str, Any]) -> Content:
    place = as_dict(message.get("location"))
    point = as_coordinates(place.get("latitude"), place.get("longitude"))
    name, address = as_text(place.get("name")) or None, as_text(place.get("address")) or None
    return Content(kind=Kind.LOCATION, location=Location(*point, name, address)) if point else Content()


def _contacts(message: Mapping[str, Any]) -> Content:
    cards = (as_dict(card) for card in as_list(message.get("contacts")))
    return Content(kind=Kind.CONTACT, contacts=tuple(_contact(card) for card in cards))


def _contact(card: Mapping[str, Any]) -> Contact:
    name = as_dict(card.get("name"))
    phones = (as_dict(phone) for phone in as_list(card.get("phones")))
    numbers = (as_id(phone.get("phone")) or as_id(phone.get("wa_id")) for phone in phones)
    formatted = as_text(name.get("formatted_name")) or as_text(name.get("first_name"))
    return Contact(name=formatted, phones=tuple(number for number in numbers if number))


def _reaction(message: Mapping[str, Any]) -> Content:
    reaction = as_dict(message.get("reaction"))
    return Content(kind=Kind.REACTION, text=as_text(reaction.get("emoji")), refers_to=as_id(reaction.get("message_id")))


def _button(message: Mapping[str, Any]) -> Content:
    """A template's quick reply: it has a payload of its own, or just its text."""
    button = as_dict(message.get("button"))
    text = as_text(button.get("text"))
    return Content(kind=Kind.CHOICE, text=text, payload=as_id(button.get("payload")) or text or None)


def _interactive(message: Mapping[str, Any]) -> Content:
    interactive = as_dict(message.get("interactive"))
    for kind in ("button_reply", "list_reply"):
        reply = as_dict(interactive.get(kind))
        if reply:
            title = as_text(reply.get("title"))
            extra = small({"description": reply.get("description")})
            return Content(kind=Kind.CHOICE, text=title, payload=as_id(reply.get("id")) or title or None, extra=extra)
    flow = as_dict(interactive.get("nfm_reply")).get("response_json")
    if isinstance(flow, str):
        return Content(extra={"flow": _flow(flow)})
    return Content(extra=small({"interactive": interactive.get("type")}))


def _flow(response: str) -> dict[str, str]:
    """A form's answers; providers have sent broken JSON here, which is kept as it came."""
    try:
        return small(as_dict(json.loads(response)))
    except (ValueError, RecursionError):
        return {"unreadable": clean(response)[:512]}


def _system(message: Mapping[str, Any]) -> Content:
    """A notice about the sender's account; a changed number is told as `new_number`."""
    notice = as_dict(message.get("system"))
    return Content(extra=small({"notice": notice.get("type"), "new_number": notice.get("wa_id")}))


def _edit(message: Mapping[str, Any]) -> Content:
    edit = as_dict(message.get("edit"))
    new = as_dict(edit.get("message"))
    text = as_text(as_dict(new.get("text")).get("body"))
    caption = as_text(as_dict(new.get(as_text(new.get("type")))).get("caption"))
    return Content(kind=Kind.EDIT, text=text or caption, refers_to=as_id(edit.get("original_message_id")))


def _revoke(message: Mapping[str, Any]) -> Content:
    revoked = as_id(as_dict(message.get("revoke")).get("original_message_id"))
    return Content(kind=Kind.DELETION, refers_to=revoked)


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Content]] = {
    "text": _text,
    "image": _media("image"),
    "video": _media("video"),
    "audio": _media("audio"),
    "document": _media("document"),
    "sticker": _media("sticker"),
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "button": _button,
    "interactive": _interactive,
    "system": _system,
    "edit": _edit,
    "revoke": _revoke,
}
