"""Read Twilio's webhooks: inbound messages and status callbacks, on either path, for SMS and WhatsApp."""

from collections.abc import Mapping
from typing import Any

from channels.channel import MalformedUpdate, WebhookRequest
from channels.message import Attachment, Event, Ignored, Inbound, Keyword, Kind, Location, Sender, Status, StatusUpdate
from channels.twilio.config import SMS, WHATSAPP, WHATSAPP_PREFIX
from channels.untrusted import as_coordinates, as_dict, as_id, as_key, as_text, load_form, load_json, small

STATUSES = {
    "queued": Status.QUEUED,
    "accepted": Status.QUEUED,
    "scheduled": Status.QUEUED,
    "sending": Status.QUEUED,
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "partially_delivered": Status.DELIVERED,
    "read": Status.READ,
    "failed": Status.FAILED,
    "undelivered": Status.FAILED,
    "canceled": Status.FAILED,
}
_INBOUND_STATUSES = frozenset({"", "received", "receiving"})
_KEYWORDS = {"STOP": Keyword.STOP, "START": Keyword.START, "HELP": Keyword.HELP}
_UNANSWERABLE = frozenset({"reaction", "order", "system", "unsupported", "unknown", "interactive"})
_MOST_MEDIA = 10

Form = Mapping[str, str]


def read_form(request: WebhookRequest) -> Form:
    """The parameters of a webhook, from a form or (where the account sends JSON) an object. Raises MalformedUpdate."""
    if request.headers.get("content-type", "").partition(";")[0].strip() == "application/json":
        fields = {name: as_id(value) or "" for name, value in as_dict(load_json(request.body)).items()}
    else:
        fields = {name: as_text(values[-1]) for name, values in load_form(request.body).items()}
    if not any(fields.get(name) for name in ("MessageSid", "SmsMessageSid", "SmsSid")):
        raise MalformedUpdate("no message id in the body")
    return fields


def channel_of(form: Form) -> str:
    """Which of the two channels a webhook belongs to, by the `whatsapp:` prefix of either end."""
    ends = (form.get("From", ""), form.get("To", ""))
    return WHATSAPP if any(end.startswith(WHATSAPP_PREFIX) for end in ends) else SMS


def read_event(request: WebhookRequest, account: str) -> Event:
    """The one event of a webhook. Raises MalformedUpdate."""
    form = read_form(request)
    status = form.get("MessageStatus") or form.get("SmsStatus") or ""
    if status.lower() in _INBOUND_STATUSES:
        return _inbound(form, channel_of(form), account)
    return _status(form, status, channel_of(form), account, as_id(request.query.get("outbox")))


def _sid(form: Form) -> str:
    return form.get("MessageSid") or form.get("SmsMessageSid") or form.get("SmsSid") or ""


def _status(form: Form, status: str, name: str, account: str, outbox_id: str | None) -> Event:
    known = STATUSES.get(status.lower())
    if known is None:
        return Ignored(f"status {status[:32]}")
    return StatusUpdate(
        channel=name,
        account=account,
        provider_id=_sid(form),
        status=known,
        outbox_id=outbox_id,
        error_code=form.get("ErrorCode") or None,
        error_detail=form.get("ErrorMessage") or form.get("ChannelStatusMessage") or None,
    )


def _inbound(form: Form, name: str, account: str) -> Event:
    sender = _sender(form)
    if sender is None:
        return Ignored("a message without a sender")
    attachments, location = _attachments(form), _location(form)
    title = form.get("ButtonText") or form.get("ListTitle") or ""
    payload = form.get("ButtonPayload") or form.get("ListId") or title or None
    return Inbound(
        channel=name,
        account=account,
        event_key=as_key(_sid(form), otherwise=None),
        kind=_kind(form, payload, attachments, location),
        sender=sender,
        message_id=_sid(form),
        text=title or form.get("Body", ""),
        payload=payload,
        attachments=attachments,
        location=location,
        refers_to=form.get("OriginalRepliedMessageSid") or None,
        keyword=_KEYWORDS.get(form.get("OptOutType", "").upper()),
        forwarded="true" in (form.get("Forwarded"), form.get("FrequentlyForwarded")),
        extra=_extra(form),
    )


def _kind(form: Form, payload: str | None, files: tuple[Attachment, ...], location: Location | None) -> Kind:
    if payload:
        return Kind.CHOICE
    if files:
        return Kind.MEDIA
    if location:
        return Kind.LOCATION
    wordless = form.get("MessageType", "").lower() in _UNANSWERABLE or "Body" not in form
    return Kind.OTHER if wordless and not form.get("Body", "").strip() else Kind.TEXT


def _sender(form: Form) -> Sender | None:
    """Who wrote: the phone in E.164 where there is one, else the business-scoped id; the other ids are aliases."""
    origin = _bare(form.get("From", "")) or _bare(form.get("ExternalUserId", ""))
    ids = (_bare(form.get(name, "")) for name in ("ExternalUserId", "ParentExternalUserId"))
    aliases = tuple(dict.fromkeys(i for i in ids if i and i != origin))
    if not origin:
        return None
    name, username = form.get("ProfileName") or None, form.get("ProfileUsername") or None
    return Sender(address=origin, aliases=aliases, name=name, username=username)


def _bare(address: str) -> str:
    """An address without its channel's prefix; a phone's digits always with their plus."""
    bare = address.strip().removeprefix(WHATSAPP_PREFIX).strip()
    return f"+{bare}" if len(bare) > 6 and bare.isascii() and bare.isdigit() else bare


def _attachments(form: Form) -> tuple[Attachment, ...]:
    """The media in their order, counted by their URLs: NumMedia has been wrong before."""
    sticker = form.get("MessageType", "").lower() == "sticker"
    return tuple(
        Attachment(_media_kind(form.get(f"MediaContentType{n}", ""), sticker), url, form.get(f"MediaContentType{n}"))
        for n in range(_MOST_MEDIA)
        if (url := form.get(f"MediaUrl{n}", "").strip())
    )


def _media_kind(mime: str, sticker: bool) -> str:
    family = mime.partition("/")[0].lower()
    if sticker and family == "image":
        return "sticker"
    return family if family in ("image", "audio", "video") else "document"


def _location(form: Form) -> Location | None:
    point = as_coordinates(form.get("Latitude"), form.get("Longitude"))
    return point and Location(*point, form.get("Label") or None, form.get("Address") or None)


def _extra(form: Form) -> dict[str, Any]:
    named = {"description": form.get("ListDescription"), "type": form.get("MessageType")}
    return small({**{key: value for key, value in form.items() if key.startswith("Referral")}, **named})
