"""The website's chat as a channel. The database is its wire: what is committed is what the visitor reads."""

# ruff: noqa: ARG002 - most of the protocol concerns a network that this channel does not have

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

from channels.channel import BadSignature, Fetched, MediaError, Rejected, WebhookRequest
from channels.message import Attachment, Event, Features, Inbound, Outbound, Piece, Receipt

NAME = "webchat"
ACCOUNT = "web"


class WebchatChannel:
    """Renders for the page; sending is committing. Uploads wait in `uploads` until the media job examines them."""

    name = NAME
    account = ACCOUNT
    features = Features(max_buttons=20, stored=True, sensitive_in_chat=True)

    def __init__(self, uploads: Path) -> None:
        self.uploads = uploads

    def verify(self, request: WebhookRequest, now: datetime) -> None:
        raise BadSignature("the web chat has no webhook")

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        return ()

    def render(self, outbound: Outbound) -> Sequence[Piece]:
        return (Piece(outbound.text, {}),)

    def reason(self, code: str | None) -> str:
        return "other"

    async def send(self, piece: Piece, *, to: str, outbox_id: str) -> Receipt:
        raise Rejected("the web chat is read from the database", reason="other")

    async def acknowledge(self, inbound: Inbound) -> None:
        return None

    async def fetch(self, attachment: Attachment, *, max_bytes: int) -> Fetched:
        """An uploaded file; uploads are removed after a day or two, whatever became of them."""
        path = self.uploads / Path(attachment.source).name
        try:
            content = path.read_bytes()
        except OSError as error:
            raise MediaError("the upload is gone", permanent=True) from error
        if len(content) > max_bytes:
            raise MediaError("too large", permanent=True)
        return Fetched(content, attachment.mime)

    async def lookup(self, piece: Piece, *, to: str, since: datetime, known: Collection[str] = ()) -> str | None:
        return None

    async def check(self) -> str:
        return "web chat: always on"

    async def close(self) -> None:
        return None
