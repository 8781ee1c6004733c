"""Read Telegram updates from their raw JSON: people in private chats; groups, channels and bots are passed over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from channels.channel import MalformedUpdate
from channels.message import Event, Ignored, Inbound, Kind, Sender
from channels.telegram.contents import read_content
from channels.untrusted import as_dict, as_id, as_int, as_list, as_text, as_time, load_json, small

NAME = "telegram"


def read_events(body: bytes, account: str) -> list[Event]:
    """The one event of an update. Raises MalformedUpdate where there is no update id to know it again by."""
    update = load_json(body)
    if not isinstance(update, dict) or as_int(update.get("update_id")) is None:
        raise MalformedUpdate("no update id in the body")
    for kind, reader in _READERS.items():
        if isinstance(update.get(kind), dict):
            return [reader(_Update(account, str(as_int(update["update_id"])), update[kind]))]
    names = sorted(as_text(name)[:32] for name in update if name != "update_id")
    return [Ignored(f"update of kind {', '.join(names)[:64]}")]


@dataclass(frozen=True, slots=True)
class _Update:
    """An update of one kind, and what identifies it."""

    account: str
    key: str
    item: Mapping[str, Any]

    @property
    def chat(self) -> Mapping[str, Any]:
        return as_dict(self.item.get("chat"))

    @property
    def author(self) -> Mapping[str, Any]:
        return as_dict(self.item.get("from")) or as_dict(self.item.get("user"))

    def inbound(self, kind: Kind, sender: Sender, **facts: Any) -> Inbound:
        return Inbound(channel=NAME, account=self.account, event_key=self.key, kind=kind, sender=sender, **facts)

    def not_for_us(self, chat: Mapping[str, Any]) -> Ignored | None:
        """Why this is no private word from a person, or None when it is one."""
        if chat.get("type", "private") != "private" or (as_int(chat.get("id")) or 0) < 0:
            return Ignored("not a private chat")
        if self.author.get("is_bot") is True or self.item.get("via_bot"):
            return Ignored("written by a bot or through one")
        return None if as_id(chat.get("id")) else Ignored("a chat without an id")


def _sender(chat: Mapping[str, Any], author: Mapping[str, Any], phone: str | None = None) -> Sender:
    person = author or chat
    names = (as_text(person.get("first_name")), as_text(person.get("last_name")))
    return Sender(
        address=as_id(chat.get("id")) or "",
        name=" ".join(name for name in names if name) or None,
        username=as_text(person.get("username")) or None,
        locale=as_text(person.get("language_code")) or None,
        verified_phone=phone,
    )


def _message(update: _Update) -> Event:
    ignored = update.not_for_us(update.chat)
    if ignored:
        return ignored
    message = update.item
    content = read_content(message)
    own = next((card for card in content.contacts if card.own), None)
    extra = small({"album": message.get("media_group_id"), **content.extra})
    return update.inbound(
        content.kind,
        _sender(update.chat, update.author, own.phones[0] if own and own.phones else None),
        at=as_time(message.get("date")),
        message_id=as_id(message.get("message_id")),
        text=content.text,
        attachments=content.attachments,
        location=content.location,
        contacts=content.contacts,
        refers_to=as_id(as_dict(message.get("reply_to_message")).get("message_id")),
        forwarded=bool(message.get("forward_origin") or message.get("forward_date")),
        extra=extra,
    )


def _edited(update: _Update) -> Event:
    ignored = update.not_for_us(update.chat)
    if ignored:
        return ignored
    edited = as_id(update.item.get("message_id"))
    return update.inbound(
        Kind.EDIT,
        _sender(update.chat, update.author),
        at=as_time(update.item.get("edit_date")) or as_time(update.item.get("date")),
        message_id=edited,
        text=as_text(update.item.get("text")) or as_text(update.item.get("caption")),
        refers_to=edited,
    )


def _pressed(update: _Update) -> Event:
    """A pressed button. The message it hangs on may be missing: the presser's own private chat is then meant."""
    message = as_dict(update.item.get("message"))
    chat = as_dict(message.get("chat")) or {"id": update.author.get("id"), "type": "private"}
    ignored = update.not_for_us(chat) or (
        Ignored("a press in a chat") if update.item.get("inline_message_id") else None
    )
    if ignored:
        return ignored
    payload = as_text(update.item.get("data"))
    return update.inbound(
        Kind.CHOICE if payload else Kind.OTHER,
        _sender(chat, update.author),
        text=_title(message, payload),
        payload=payload or None,
        refers_to=as_id(message.get("message_id")),
        extra=small({"callback_query_id": update.item.get("id")}),
    )


def _title(message: Mapping[str, Any], payload: str) -> str:
    """What stood on the pressed button, read from the message's own keyboard."""
    rows = as_list(as_dict(message.get("reply_markup")).get("inline_keyboard"))
    buttons = (as_dict(button) for row in rows for button in as_list(row))
    return next((as_text(b.get("text")) for b in buttons if b.get("callback_data") == payload), payload)


def _membership(update: _Update) -> Event:
    ignored = update.not_for_us(update.chat)
    status = as_text(as_dict(update.item.get("new_chat_member")).get("status"))
    kinds = {"kicked": Kind.BLOCKED, "left": Kind.BLOCKED, "member": Kind.UNBLOCKED}
    if ignored or status not in kinds:
        return ignored or Ignored("a change of membership")
    sender = _sender(update.chat, update.author)
    return update.inbound(kinds[status], sender, at=as_time(update.item.get("date")))


def _reaction(update: _Update) -> Event:
    ignored = update.not_for_us(update.chat)
    if ignored:
        return ignored
    new = (as_dict(reaction) for reaction in as_list(update.item.get("new_reaction")))
    return update.inbound(
        Kind.REACTION,
        _sender(update.chat, update.author),
        at=as_time(update.item.get("date")),
        text="".join(as_text(reaction.get("emoji")) for reaction in new),
        refers_to=as_id(update.item.get("message_id")),
    )


_READERS: Mapping[str, Callable[[_Update], Event]] = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _pressed,
    "my_chat_member": _membership,
    "message_reaction": _reaction,
}

UPDATES = tuple(_READERS)  # what we ask Telegram to send
