"""The protocol that every channel keeps, and the errors that a channel may raise.

ChannelError
├── BadSignature            the request is not the provider's: 401/403, nothing stored
├── MalformedUpdate         signed, but not readable: acknowledged, kept for inspection
└── SendError               a send that did not (surely) succeed; `code`, `detail` as the provider told
    ├── NotSent             failed before any byte was written: retry freely
    ├── RateLimited         told to wait; `retry_after` seconds
    ├── Rejected            refused for good; `reason` is one of REASONS
    │   └── WindowClosed    the 24-hour window is over: only a template may go out (also raised locally)
    └── Ambiguous           it may or may not have gone out: never resent blindly
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from channels.message import Attachment, Event, Features, Inbound, Outbound, Piece, Receipt


class ChannelError(Exception):
    """Root of every error that a channel raises."""


class BadSignature(ChannelError):
    """The request does not carry the provider's signature."""


class MalformedUpdate(ChannelError):
    """The request is the provider's but its body cannot be read."""


REASONS = (
    "opted_out",  # the person does not want messages: remember, suppress
    "blocked",  # the person blocked the account
    "invalid_recipient",  # no such person here: remember, suppress
    "needs_template",
    "configuration",  # ours to mend: alert
    "content",  # this text or file is not acceptable
    "daily_cap",  # wait a day
    "template",  # the template is missing, paused or its parameters are wrong
    "media",
    "policy",  # the provider withholds it (spam, marketing limits)
    "other",
)


class SendError(ChannelError):
    """A message did not surely go out."""

    def __init__(self, detail: str = "", *, code: str | None = None) -> None:
        super().__init__(detail or self.__doc__ or type(self).__name__)
        self.code = code
        self.detail = detail


class NotSent(SendError):
    """The provider was not reached; nothing was written."""


class RateLimited(SendError):
    """The provider asks to wait."""

    def __init__(self, detail: str = "", *, code: str | None = None, retry_after: float = 1.0) -> None:
        super().__init__(detail, code=code)
        self.retry_after = retry_after


class Rejected(SendError):
    """The provider refused the message for good."""

    def __init__(self, detail: str = "", *, code: str | None = None, reason: str = "other") -> None:
        super().__init__(detail, code=code)
        self.reason = reason


class WindowClosed(Rejected):
    """The 24-hour window is closed: only an approved template may be sent."""

    def __init__(self, detail: str = "", *, code: str | None = None) -> None:
        super().__init__(detail, code=code, reason="needs_template")


class Ambiguous(SendError):
    """The outcome is unknown: a 5xx, a read time-out, a connection lost after the request was written."""


class MediaError(ChannelError):
    """A file could not be fetched. `permanent` says whether another try is worth it."""

    def __init__(self, detail: str, *, permanent: bool) -> None:
        super().__init__(detail)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """A provider's HTTP request as it came: `url` is the public URL with its query, `headers` have lower-case names."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A downloaded file: its bytes and the type the provider claimed (never trusted)."""

    content: bytes
    claimed_mime: str | None = None


@runtime_checkable
class Channel(Protocol):
    """One provider account. `parse` and `render` are pure; `send`, `acknowledge`, `fetch`, `lookup` do the network."""

    name: str
    account: str
    features: Features

    def verify(self, request: WebhookRequest, now: datetime) -> None:
        """Check the signature over the raw body. Raises BadSignature."""

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """Read a verified request; one bad item does not hide its neighbours. Raises MalformedUpdate."""

    def render(self, outbound: Outbound) -> Sequence[Piece]:
        """Split into pieces within the provider's limits, buttons native or numbered. Never empty."""

    def reason(self, code: str | None) -> str:
        """One of REASONS for the error code of a failed status."""

    async def send(self, piece: Piece, *, to: str, outbox_id: str) -> Receipt:
        """One provider call. Raises SendError and nothing else."""

    async def acknowledge(self, inbound: Inbound) -> None:
        """Read receipt, typing, callback answer. Best effort: swallows the provider's refusals."""

    async def fetch(self, attachment: Attachment, *, max_bytes: int) -> Fetched:
        """Download a file from the provider's own hosts only. Raises MediaError."""

    async def lookup(self, piece: Piece, *, to: str, since: datetime, known: Collection[str] = ()) -> str | None:
        """The provider's id of a message like this one sent since then, or None. Only where `features.lookup`.

        `known`: ids of messages that are accounted for; a twin of the lost message is not the lost message.
        """

    async def check(self) -> str:
        """Verify the credentials; -> a line for people. Raises ChannelError."""

    async def close(self) -> None:
        """Release connections."""
