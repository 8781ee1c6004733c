"""The two Twilio channels: the protocol's methods, each a few lines over its neighbours here."""

import email.utils
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from channels.channel import Ambiguous, Fetched, Rejected, SendError, WebhookRequest
from channels.fetching import Fetcher, Hosts
from channels.message import ANSWERABLE, Attachment, Event, Features, Inbound, Outbound, Piece, Receipt, Status
from channels.templates import ListedTemplate
from channels.twilio.api import TwilioApi, basic
from channels.twilio.codes import reason_of
from channels.twilio.config import WHATSAPP, WHATSAPP_PREFIX, TwilioConfig
from channels.twilio.events import STATUSES, read_event
from channels.twilio.pieces import render_sms, render_whatsapp
from channels.twilio.signature import check_signature
from channels.twilio.templates import read_content
from channels.untrusted import as_dict, as_id, as_text

_OPEN_HOSTS = (".twiliocdn.com", "s3-external-1.amazonaws.com")  # where media URLs redirect to
_LOOKED_AT = 50
_CLOCK_SKEW = timedelta(seconds=5)
"""Twilio's times have whole seconds, and our clocks differ."""


def twilio_channels(config: TwilioConfig) -> "list[TwilioChannel]":
    """The account's channels: those that have a sender. They share their connections."""
    api = TwilioApi(config)
    return [TwilioChannel(config, name, api) for name in config.names]


class TwilioChannel:
    """One of an account's two channels. `account` is the account's SID."""

    def __init__(self, config: TwilioConfig, name: str, api: TwilioApi | None = None) -> None:
        self.name, self.account = name, config.account_sid
        self._whatsapp = name == WHATSAPP
        self.features = Features(
            max_buttons=3 if self._whatsapp and config.choice_contents else 0,
            media=self._whatsapp,
            fetches_media=True,
            window_hours=24 if self._whatsapp else None,
            statuses=True,
            lookup=True,
            per_second=config.whatsapp_per_second if self._whatsapp else config.sms_per_second,
            per_recipient_interval=1.0,
        )
        self._config = config
        self._api = api or TwilioApi(config)
        hosts = Hosts(config.api_base, "api.twilio.com", secret=(".twilio.com",), open=_OPEN_HOSTS)
        self._fetcher = Fetcher(hosts, {"Authorization": basic(config.account_sid, config.auth_token)})

    def verify(self, request: WebhookRequest, now: datetime) -> None:  # noqa: ARG002 (Twilio signs no time)
        check_signature(request, self._config.auth_token, self._config.shared_keys)

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """Either channel reads the account's whole webhook: the event says which of the two it belongs to."""
        return [read_event(request, self.account)]

    def render(self, outbound: Outbound) -> Sequence[Piece]:
        return render_whatsapp(outbound, self._config.choice_contents) if self._whatsapp else render_sms(outbound)

    @staticmethod
    def reason(code: str | None) -> str:
        """One of REASONS for the error code of a failed status."""
        return reason_of(code)

    async def send(self, piece: Piece, *, to: str, outbox_id: str) -> Receipt:
        if piece.body.get("MediaUrl") == "":
            raise Rejected("Twilio fetches files from an address, and this one has none", reason="media")
        params = {"To": self._address(to), **self._config.sender(self.name), **piece.body, **self._callback(outbox_id)}
        message = await self._api.create_message(params)
        provider_id = as_id(message.get("sid"))
        if provider_id is None:
            raise Ambiguous("an answer without a message id")
        return Receipt(provider_id, STATUSES.get(as_text(message.get("status")), Status.QUEUED))

    def _address(self, to: str) -> str:
        return WHATSAPP_PREFIX + to.removeprefix(WHATSAPP_PREFIX) if self._whatsapp else to

    def _callback(self, outbox_id: str) -> Mapping[str, str]:
        """Where Twilio reports the message's fate: our id stands in the query, under Twilio's signature."""
        base = self._config.public_url.rstrip("/")
        query = urlencode({"outbox": outbox_id})
        return {"StatusCallback": f"{base}/webhooks/twilio/status?{query}"} if base else {}

    async def acknowledge(self, inbound: Inbound) -> None:
        """ "Typing" on WhatsApp, where switched on; SMS has nothing of the kind."""
        if not self._whatsapp or not self._config.typing or inbound.kind not in ANSWERABLE or not inbound.message_id:
            return
        try:
            await self._api.typing(inbound.message_id)
        except SendError:
            return

    async def fetch(self, attachment: Attachment, *, max_bytes: int) -> Fetched:
        fetched = await self._fetcher.fetch(attachment.source, max_bytes=max_bytes)
        return Fetched(fetched.content, fetched.claimed_mime or attachment.mime)

    async def lookup(self, piece: Piece, *, to: str, since: datetime, known: Collection[str] = ()) -> str | None:
        """The latest message to this address with these words, sent since then.

        Raises SendError where Twilio cannot be asked, or where the piece has no words to be recognised by.
        """
        body = piece.body.get("Body")
        if not body:
            raise Ambiguous("a message without a body of its own cannot be looked up")
        for message in map(as_dict, await self._api.messages_to(self._address(to), _LOOKED_AT)):
            created = _time(message.get("date_created"))
            sid = as_id(message.get("sid"))
            if sid in known or not created or created < since - _CLOCK_SKEW:
                continue
            if as_text(message.get("body")).strip() == body:
                return sid
        return None

    async def templates(self) -> Sequence[ListedTemplate]:
        """The account's contents that were put up for approval on WhatsApp; SMS knows none."""
        if not self._whatsapp:
            return []
        return [t for t in map(read_content, await self._api.contents()) if t]

    async def check(self) -> str:
        account = await self._api.account()
        return f"Twilio: {account.get('friendly_name')} ({account.get('status')})"

    async def close(self) -> None:
        await self._api.close()


def _time(value: object) -> datetime | None:
    """A time as Twilio writes it, as in e-mail headers."""
    try:
        found = email.utils.parsedate_to_datetime(as_text(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
