"""What crosses the border between a provider and the gateway, in the gateway's own words.

Everything here is frozen and provider-free: a channel turns raw webhooks into `Inbound` and `StatusUpdate`, and turns
`Outbound` into `Piece`s, each exactly one call at its provider.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What an inbound event is. Only the kinds in `ANSWERABLE` may make the bot speak."""

    TEXT = "text"
    CHOICE = "choice"  # a pressed button or list row; `payload` holds its id, `text` its title
    MEDIA = "media"  # one or more attachments; `text` holds the caption, if any
    LOCATION = "location"
    CONTACT = "contact"
    REACTION = "reaction"  # `text` is the emoji, empty when removed; `refers_to` the message reacted to
    EDIT = "edit"  # `text` is the new text; `refers_to` the edited message
    DELETION = "deletion"
    BLOCKED = "blocked"  # the person blocked the account
    UNBLOCKED = "unblocked"
    FORM = "form"  # values from our own one-time page; `extra` holds them
    OTHER = "other"  # understood as "something a bot has no answer to": orders, system notices, unsupported kinds


ANSWERABLE = frozenset({Kind.TEXT, Kind.CHOICE, Kind.MEDIA, Kind.LOCATION, Kind.CONTACT})


class Keyword(StrEnum):
    """An opt-out word recognised by the provider itself (Twilio's OptOutType). Ours are matched later, on the text."""

    STOP = "stop"
    START = "start"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote. `address` is what a reply is sent to; `aliases` are other ids of the sender, never merged blindly.

    WhatsApp: address is the phone's digits (`9665…`), or the business-scoped id when there is no phone; aliases hold
    such ids. Twilio: address is E.164 (`+9665…`) or the id. Telegram: the private chat's id. Web chat: the session's.
    """

    address: str
    aliases: tuple[str, ...] = ()
    name: str | None = None
    username: str | None = None
    locale: str | None = None
    verified_phone: str | None = None  # E.164, only where the channel itself proves it


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file at the provider. `source` is a URL (Twilio) or a media id (Meta, Telegram); `size` in bytes when told."""

    kind: str  # image | audio | voice | video | document | sticker
    source: str
    mime: str | None = None
    filename: str | None = None
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    latitude: float
    longitude: float
    name: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    phones: tuple[str, ...] = ()
    own: bool = False  # the sender's own card, proven by the channel (Telegram: contact.user_id == from.id)


@dataclass(frozen=True, slots=True)
class Inbound:
    """One event from a person. `event_key` is unique within (channel, account) and the same on every redelivery."""

    channel: str
    account: str
    event_key: str
    kind: Kind
    sender: Sender
    at: datetime | None = None  # the provider's time, UTC; None when it told none
    message_id: str | None = None  # the provider's id of the message, for quotes, reactions and read receipts
    text: str = ""
    payload: str | None = None
    attachments: tuple[Attachment, ...] = ()
    location: Location | None = None
    contacts: tuple[Contact, ...] = ()
    refers_to: str | None = None  # quoted, edited, deleted or reacted-to message's provider id
    keyword: Keyword | None = None
    forwarded: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)  # small provider facts worth keeping (callback id…)


class Status(StrEnum):
    """An outbound message's fate. Ranks only rise; see `rank`."""

    QUEUED = "queued"  # accepted by the provider
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"

    @property
    def rank(self) -> int:
        """read > delivered > failed > sent > queued: a delivery proven once is not undone by a late failure."""
        return _RANKS[self]


_RANKS = {Status.QUEUED: 1, Status.SENT: 2, Status.FAILED: 3, Status.DELIVERED: 4, Status.READ: 5}


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """A provider's word on a message we sent. `outbox_id` is our own id, echoed, where the provider echoes it."""

    channel: str
    account: str
    provider_id: str
    status: Status
    at: datetime | None = None
    outbox_id: str | None = None
    error_code: str | None = None
    error_detail: str | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """A well-formed event that is no message to us: echoes, group chatter, account notices, unknown kinds."""

    reason: str


Event = Inbound | StatusUpdate | Ignored


@dataclass(frozen=True, slots=True)
class Button:
    """A choice offered. `payload` is short ASCII of at most 64 bytes, so that every provider can carry it."""

    title: str
    payload: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """An approved template: WhatsApp Cloud by name and language, Twilio by ContentSid in `name`."""

    name: str
    language: str = "ar"
    variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Media:
    """A file to send. `url` is public or one-time and fetched by the provider; `path` is a local file, uploaded."""

    kind: str  # image | audio | voice | video | document
    url: str | None = None
    path: str | None = None
    mime: str = "application/octet-stream"
    filename: str | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Outbound:
    """What the gateway wants to say, before a channel's limits. Text, or media, or a template; buttons go with text.

    `ask_phone` asks the channel to offer sharing one's own phone number, where it can (Telegram).
    """

    text: str = ""
    buttons: tuple[Button, ...] = ()
    list_title: str | None = None  # label of the opener where the provider shows buttons as a list
    media: tuple[Media, ...] = ()
    template: Template | None = None
    location: Location | None = None
    reply_to: str | None = None
    ask_phone: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One provider call, ready to go and JSON-serialisable: stored in the outbox as it is.

    `body` is the channel's own shape (only that channel reads it); `text` is what the person will read.
    `needs_window`: free-form WhatsApp text, refused outside 24 hours. `segments`: of how many text messages one of SMS
    consists, which is what it costs.
    """

    text: str
    body: Mapping[str, Any]
    needs_window: bool = False
    segments: int = 1


@dataclass(frozen=True, slots=True)
class Features:
    """What a channel can do natively; the turn and the console read it, nothing else branches on a channel's name."""

    max_buttons: int = 0  # native buttons in one message; more become a list or numbers
    max_list: int = 0  # rows of a native list; 0: none
    media: bool = True
    fetches_media: bool = False  # files to send are fetched by the provider, from an address of ours
    window_hours: int | None = None  # free text only within so many hours of the last inbound message
    statuses: bool = False  # delivery callbacks arrive
    lookup: bool = False  # a lost outcome can be looked up at the provider
    stored: bool = False  # the database itself is the wire (web chat): nothing is sent
    per_second: float = 30.0  # messages a second, whole account
    per_recipient_interval: float = 0.0  # seconds between messages to one recipient, bursts of 4 allowed
    sensitive_in_chat: bool = False  # whether ID numbers and the like may be asked for in the chat itself
    accept_typed: bool = True  # where they may not: whether one typed anyway is taken (and masked), or declined


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider took the message: its id, and the status it reported at once."""

    provider_id: str
    status: Status = Status.QUEUED
