"""The WhatsApp Cloud API channel: the protocol's methods, each a few lines over its neighbours here."""

import asyncio
import base64
import binascii
import hashlib
import hmac
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from channels.channel import (
    Ambiguous,
    BadSignature,
    Fetched,
    MediaError,
    NotSent,
    Rejected,
    SendError,
    WebhookRequest,
)
from channels.fetching import Fetcher, Hosts
from channels.message import ANSWERABLE, Attachment, Event, Features, Inbound, Outbound, Piece, Receipt
from channels.templates import ListedTemplate
from channels.untrusted import as_dict, as_id, as_list
from channels.whatsapp_cloud.api import GraphApi
from channels.whatsapp_cloud.codes import reason_of
from channels.whatsapp_cloud.config import WhatsAppCloudConfig
from channels.whatsapp_cloud.events import NAME, read_events
from channels.whatsapp_cloud.pieces import recipient, render
from channels.whatsapp_cloud.templates import FIELDS, read_template

_DIGEST_BYTES = 32
_MOST_PAGES = 20


class WhatsAppCloudChannel:
    """One WhatsApp number. `account` is its phone number id."""

    def __init__(self, config: WhatsAppCloudConfig, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.name, self.account = NAME, config.phone_number_id
        self.features = Features(
            max_buttons=3,
            max_list=10,
            window_hours=24,
            statuses=True,
            per_second=config.per_second,
            per_recipient_interval=1.0,
        )
        self._config = config
        self._api = GraphApi(config, transport)
        self._fetcher = Fetcher(
            Hosts(
                config.api_base, "graph.facebook.com", (".facebook.com", ".fbsbx.com"), (".whatsapp.net", ".fbcdn.net")
            ),
            {"Authorization": f"Bearer {config.access_token}"},
        )

    def verify(self, request: WebhookRequest, now: datetime) -> None:  # noqa: ARG002 (Meta signs no time)
        expected = hmac.new(self._config.app_secret.encode(), request.body, hashlib.sha256).hexdigest()
        given = request.headers.get("x-hub-signature-256", "")
        if not self._config.app_secret or not _same(given, f"sha256={expected}"):
            raise BadSignature

    def challenge(self, query: Mapping[str, str]) -> str:
        """The answer to the GET handshake. Raises BadSignature unless it brings our verify token."""
        expected, given = self._config.verify_token, query.get("hub.verify_token", "")
        if not expected or query.get("hub.mode") != "subscribe" or not _same(given, expected):
            raise BadSignature
        return query.get("hub.challenge", "")

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        return read_events(request.body, self.account)

    def render(self, outbound: Outbound) -> Sequence[Piece]:
        return render(outbound)

    @staticmethod
    def reason(code: str | None) -> str:
        """One of REASONS for the error code of a failed status."""
        return reason_of(code)

    async def send(self, piece: Piece, *, to: str, outbox_id: str) -> Receipt:
        body = await self._with_media(piece.body)
        envelope = {"messaging_product": "whatsapp", "recipient_type": "individual", **recipient(to)}
        answer = await self._api.post(self._messages, {**envelope, **body, "biz_opaque_callback_data": outbox_id})
        message = as_dict(next(iter(as_list(answer.get("messages"))), None))
        provider_id = as_id(message.get("id"))
        if provider_id is None:
            raise Ambiguous("an answer without a message id")
        return Receipt(provider_id)

    async def _with_media(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The body with a local file replaced by its id at Meta. The upload alone reaches nobody."""
        kind = str(body.get("type"))
        file = as_dict(body.get(kind))
        if not file.get("path"):
            return body
        rest = {key: value for key, value in file.items() if key not in ("path", "mime")}
        return {**body, kind: {"id": await self._upload(file), **rest}}

    async def _upload(self, file: Mapping[str, Any]) -> str:
        path, mime = Path(file["path"]), str(file.get("mime"))
        try:
            content = await asyncio.to_thread(path.read_bytes)
            answer = await self._api.upload(f"{self.account}/media", content, file.get("filename") or path.name, mime)
        except OSError as error:
            raise Rejected(type(error).__name__, reason="media") from None
        except Ambiguous as error:
            raise NotSent(error.detail, code=error.code) from None
        media_id = as_id(answer.get("id"))
        if media_id is None:
            raise NotSent("an upload without an id")
        return media_id

    async def acknowledge(self, inbound: Inbound) -> None:
        """Two blue ticks, and "typing" until the reply or 25 seconds."""
        if inbound.message_id is None or inbound.kind not in ANSWERABLE:
            return
        read = {"messaging_product": "whatsapp", "status": "read", "message_id": inbound.message_id}
        try:
            await self._api.post(self._messages, {**read, "typing_indicator": {"type": "text"}})
        except SendError:
            return

    async def fetch(self, attachment: Attachment, *, max_bytes: int) -> Fetched:
        """Ask for the file's five-minute URL, then for the file; its digest must be the one that was told."""
        try:
            told = await self._api.get(quote(attachment.source, safe=""))
        except SendError as error:
            raise MediaError(error.detail, permanent=isinstance(error, Rejected)) from None
        fetched = await self._fetcher.fetch(as_id(told.get("url")) or "", max_bytes=max_bytes)
        for claim in (attachment.sha256, as_id(told.get("sha256"))):
            expected = digest_of(claim or "")
            if expected and expected != hashlib.sha256(fetched.content).digest():
                raise MediaError("the file is not the one that was announced", permanent=False)
        return Fetched(fetched.content, as_id(told.get("mime_type")) or fetched.claimed_mime)

    async def lookup(
        self,
        piece: Piece,  # noqa: ARG002
        *,
        to: str,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
        known: Collection[str] = (),  # noqa: ARG002
    ) -> str | None:
        """Meta offers no list of sent messages."""
        return None

    async def templates(self) -> Sequence[ListedTemplate]:
        """All pages of the business account's list."""
        found: list[ListedTemplate] = []
        if not self._config.business_account_id:
            return found
        query = {"fields": FIELDS, "limit": "100"}
        for _ in range(_MOST_PAGES):
            page = await self._api.get(f"{self._config.business_account_id}/message_templates", **query)
            found += [t for t in map(read_template, as_list(page.get("data"))) if t]
            paging = as_dict(page.get("paging"))
            after = as_id(as_dict(paging.get("cursors")).get("after"))
            if after is None or not paging.get("next"):
                break
            query["after"] = after
        return found

    async def check(self) -> str:
        number = await self._api.get(self.account, fields="display_phone_number,verified_name,quality_rating")
        return f"WhatsApp Cloud: {number.get('verified_name')} {number.get('display_phone_number')}"

    async def close(self) -> None:
        await self._api.close()

    @property
    def _messages(self) -> str:
        return f"{self.account}/messages"


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def digest_of(claim: str) -> bytes | None:
    """A SHA-256 digest from base64 (webhooks) or hexadecimal (the media endpoint); None where it is neither."""
    for decode in (bytes.fromhex, lambda text: base64.b64decode(text, validate=True)):
        try:
            digest = decode(claim)
        except (ValueError, binascii.Error):
            continue
        if len(digest) == _DIGEST_BYTES:
            return digest
    return None
