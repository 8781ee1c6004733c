"""Read WhatsApp Cloud API webhooks: entry -> changes -> messages and statuses, each on its own, batches mixed.

Only the field `messages` carries conversation; echoes, calls, account and template notices are passed over. A phone
number is no longer promised: `from` may be absent, and then the business-scoped id is who wrote.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from channels.channel import MalformedUpdate
from channels.message import Event, Ignored, Inbound, Sender, Status, StatusUpdate
from channels.untrusted import as_dict, as_id, as_key, as_list, as_text, as_time, load_json, small
from channels.whatsapp_cloud.contents import read_content

NAME = "whatsapp_cloud"

_STATUSES = {
    "accepted": Status.QUEUED,
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "read": Status.READ,
    "played": Status.READ,
    "failed": Status.FAILED,
}


def read_events(body: bytes, phone_number_id: str) -> list[Event]:
    """Every event of a webhook body, in its order. Raises MalformedUpdate when the body has no entries at all."""
    update = load_json(body)
    if not isinstance(update, dict) or not isinstance(update.get("entry"), list):
        raise MalformedUpdate("no entries in the body")
    return list(_events(update, phone_number_id)) or [Ignored("nothing in the body")]


def _events(update: Mapping[str, Any], phone_number_id: str) -> Iterator[Event]:
    for entry in update["entry"]:
        for change in as_list(as_dict(entry).get("changes")):
            field, value = as_dict(change).get("field", "messages"), as_dict(as_dict(change).get("value"))
            ours = as_id(as_dict(value.get("metadata")).get("phone_number_id")) or phone_number_id
            if field != "messages":
                yield Ignored(f"field {as_text(field)[:64]}")
            elif ours != phone_number_id:
                yield Ignored("another phone number's event")
            else:
                yield from _Value(value, phone_number_id).events()


@dataclass(frozen=True, slots=True)
class _Value:
    """One change's value: its contacts say who the messages' senders are."""

    value: Mapping[str, Any]
    account: str

    def events(self) -> Iterator[Event]:
        for message in as_list(self.value.get("messages")):
            yield self.inbound(message) if isinstance(message, dict) else Ignored("a message that is no object")
        for status in as_list(self.value.get("statuses")):
            yield self.status(as_dict(status))
        if self.value.get("errors"):
            yield Ignored("the provider's own errors")

    def inbound(self, message: Mapping[str, Any]) -> Event:
        sender = self.sender(message)
        if sender is None:
            return Ignored("a message without a sender")
        if message.get("group_id") or message.get("recipient_type") == "group":
            return Ignored("a group message")
        context = as_dict(message.get("context"))
        content = read_content(message)
        extra = small({f"referral_{name}": fact for name, fact in as_dict(message.get("referral")).items()})
        return Inbound(
            channel=NAME,
            account=self.account,
            event_key=as_key(message.get("id"), otherwise=message),
            kind=content.kind,
            sender=sender,
            at=as_time(message.get("timestamp")),
            message_id=as_id(message.get("id")),
            text=content.text,
            payload=content.payload,
            attachments=content.attachments,
            location=content.location,
            contacts=content.contacts,
            refers_to=content.refers_to or as_id(context.get("id")),
            forwarded=bool(context.get("forwarded") or context.get("frequently_forwarded")),
            extra={**extra, **content.extra},
        )

    def sender(self, message: Mapping[str, Any]) -> Sender | None:
        phone, user = as_id(message.get("from")), as_id(message.get("from_user_id"))
        contact = self.contact(phone, user)
        profile = as_dict(contact.get("profile"))
        ids = (phone, user, as_id(contact.get("user_id")), as_id(contact.get("parent_user_id")))
        known = list(dict.fromkeys(i for i in ids if i))
        if not known:
            return None
        name, username = as_text(profile.get("name")) or None, as_text(profile.get("username")) or None
        return Sender(address=known[0].removeprefix("+"), aliases=tuple(known[1:]), name=name, username=username)

    def contact(self, phone: str | None, user: str | None) -> Mapping[str, Any]:
        """The contact entry of a sender: one that names either id, else the only one if it names no other phone."""
        contacts = [as_dict(contact) for contact in as_list(self.value.get("contacts"))]
        for contact in contacts:
            ids = (as_id(contact.get("wa_id")), as_id(contact.get("user_id")))
            if (phone and phone == ids[0]) or (user and user == ids[1]):
                return contact
        alone = contacts[0] if len(contacts) == 1 else {}
        return {} if phone and as_id(alone.get("wa_id")) else alone

    def status(self, status: Mapping[str, Any]) -> Event:
        provider_id, known = as_id(status.get("id")), _STATUSES.get(as_text(status.get("status")))
        if provider_id is None or known is None or status.get("recipient_type") == "group":
            return Ignored("a status that is none of ours")
        error = as_dict(next(iter(as_list(status.get("errors"))), None))
        detail = as_text(as_dict(error.get("error_data")).get("details")) or as_text(error.get("title"))
        return StatusUpdate(
            channel=NAME,
            account=self.account,
            provider_id=provider_id,
            status=known,
            at=as_time(status.get("timestamp")),
            outbox_id=as_id(status.get("biz_opaque_callback_data")),
            error_code=as_id(error.get("code")),
            error_detail=detail or None,
        )
