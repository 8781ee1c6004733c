"""Sensitive fields over channels that must not carry them: a one-time page is linked, and what comes from it goes on
as an event of the conversation, in its order and under its lease like any message."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.dialogue.decide import Dialogue
from bot.dialogue.forms.definition import Field
from bot.dialogue.state import Decision
from bot.sealing import Sealing
from channels.message import Inbound, Kind, Sender
from storage import contacts, inbox, secure_links
from storage.conversations import Claimed
from storage.db import Database, Transaction
from storage.inbox import NewEvent
from storage.people import Address
from storage.secure_links import LinkView, PageField


class SecureAsks:
    """`public_url`: where people open the page."""

    def __init__(self, db: Database, dialogue: Dialogue, sealing: Sealing, public_url: str) -> None:
        self._db, self._dialogue, self._sealing, self._public_url = db, dialogue, sealing, public_url

    async def linked(self, claimed: Claimed, decision: Decision, now: datetime) -> Decision:
        """The decision with a fresh page's address in its words."""
        ask, state, reply = decision.secure, decision.state, decision.reply
        if ask is None or reply is None:
            return decision
        form = self._dialogue.forms.forms[ask.form]
        fields = [_page_field(field, state.locale) for name in ask.fields if (field := form.field(name))]
        async with self._db.transaction() as tx:
            token = await secure_links.make(tx, claimed.id, form.name, fields, state.locale, now)
        link = f"{self._public_url}/secure/{token}"
        said = replace(reply, text=reply.text.replace("{link}", link))
        return replace(decision, reply=said, secure=None)

    async def received(self, tx: Transaction, link: LinkView, values: Mapping[str, Any], files: Sequence[str]) -> None:
        """What the page took, as an event: the worker goes on with the form."""
        contact = await contacts.of_conversation(tx, link.conversation_id)
        if contact is None:
            return
        given = dict(values) | ({"documents": list(files)} if files else {})
        sender = Sender(contact.address)
        key = f"secure:{link.id}"
        event = Inbound(
            contact.channel, contact.account, key, Kind.FORM, sender, extra={"values": given, "form": link.form}
        )
        address = Address(contact.channel, contact.account, contact.address)
        payload, now = self._sealing.payload(event), link.expires_at - secure_links.LASTS
        text = self._dialogue.texts(link.locale, "secure_received")
        new = NewEvent(address, key, Kind.FORM, text, payload, now, opens_window=False)
        await inbox.record(tx, [new], now)


def _page_field(field: Field, locale: str) -> PageField:
    return PageField(field.name, field.label[locale], field.optional)
