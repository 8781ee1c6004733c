"""A signed request that a provider would post to the gateway, and what came of posting it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, TypedDict
from urllib.parse import parse_qsl, urlsplit

from channels.channel import WebhookRequest
from channels.simulator.files import StoredFile
from channels.simulator.ledger import Sent

SIGNATURES = ("x-twilio-signature", "x-hub-signature-256", "x-telegram-bot-api-secret-token")


class Stamp(TypedDict, total=False):
    """What a test may fix in an inbound event; everything else is made up, unique and current.

    `user_id` is WhatsApp's business-scoped id beside the number; a sender like `SA.1234` has no number at all.
    `quoted` is the provider id of the message replied to.
    """

    message_id: str
    update_id: int
    at: datetime
    sender_name: str
    username: str
    user_id: str
    quoted: str
    forwarded: bool


@dataclass(frozen=True, slots=True)
class Webhook:
    """One request, ready to post, as often as wanted. `url` is the public URL that was signed."""

    channel: str
    sender: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    message_id: str
    at: datetime
    opens_window: bool = True

    def request(self) -> WebhookRequest:
        """The request as a channel sees it, for tests without HTTP."""
        query = dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))
        return WebhookRequest(self.url, self.headers, self.body, query)

    def forged(self) -> "Webhook":
        """The same request with a signature that looks right and is not."""
        return replace(self, headers={k: _spoiled(v) if k in SIGNATURES else v for k, v in self.headers.items()})

    def unsigned(self) -> "Webhook":
        """The same request without its signature."""
        return replace(self, headers={k: v for k, v in self.headers.items() if k not in SIGNATURES})

    def with_body(self, body: bytes) -> "Webhook":
        """The same signature over another body: a tampered request (Telegram's secret does not notice)."""
        return replace(self, body=body)


def _spoiled(signature: str) -> str:
    """Another signature of the same length and alphabet."""
    middle = len(signature) // 2
    return signature[:middle] + ("b" if signature[middle] == "a" else "a") + signature[middle + 1 :]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook posted: the gateway's status and body, and the seconds it took."""

    webhook: Webhook
    status: int
    body: bytes
    seconds: float
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def message_id(self) -> str:
        return self.webhook.message_id


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of a message, about to be pressed."""

    sent: Sent
    title: str
    payload: str


class People(Protocol):
    """What people can do at one provider; every method makes the signed webhook. Raises Unsupported."""

    def text(self, sender: str, text: str, stamp: Stamp) -> Webhook: ...

    def choice(self, sender: str, choice: Choice, stamp: Stamp) -> Webhook: ...

    def media(self, sender: str, file: StoredFile, caption: str, stamp: Stamp) -> Webhook: ...

    def location(self, sender: str, latitude: float, longitude: float, name: str, stamp: Stamp) -> Webhook: ...

    def contact(self, sender: str, name: str, phone: str, own: bool, stamp: Stamp) -> Webhook: ...

    def reaction(self, sender: str, message_id: str, emoji: str, stamp: Stamp) -> Webhook: ...

    def edit(self, sender: str, message_id: str, text: str, stamp: Stamp) -> Webhook: ...

    def deletion(self, sender: str, message_id: str, stamp: Stamp) -> Webhook: ...

    def stop(self, sender: str, stamp: Stamp) -> Webhook: ...

    def start(self, sender: str, stamp: Stamp) -> Webhook: ...

    def status(self, sent: Sent, status: str, callback: str | None, code: int | None) -> Webhook | None:
        """A status callback; None where this provider sends none for that message."""

    def new_file_id(self) -> str: ...
