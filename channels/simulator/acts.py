"""Drafts of what people do: the signed webhooks, not yet posted. Replay them, forge them, read them in a channel."""

from collections.abc import Sequence
from typing import Unpack

from channels.simulator.errors import Unsupported
from channels.simulator.ledger import CHANNELS
from channels.simulator.meta_people import MetaPeople
from channels.simulator.telegram_people import TelegramPeople
from channels.simulator.twilio_people import TwilioPeople
from channels.simulator.webhook import Choice, People, Stamp, Webhook
from channels.simulator.world import World


class Drafts:
    """One method an act, on any channel; `stamp` fixes ids and times (see `Stamp`)."""

    def __init__(self, world: World, public_url: str) -> None:
        self.world = world
        self.people: dict[str, People] = {}
        self.public(public_url)

    def public(self, url: str) -> None:
        """The gateway's public URL, which Twilio signs."""
        url = self.world.public_url = url.rstrip("/")
        self._meta = MetaPeople(self.world, url)
        self.people.update(
            twilio_sms=TwilioPeople(self.world, url, "twilio_sms"),
            twilio_whatsapp=TwilioPeople(self.world, url, "twilio_whatsapp"),
            telegram=TelegramPeople(self.world, url),
            whatsapp_cloud=self._meta,
        )
        assert set(self.people) == set(CHANNELS)

    def say(self, channel: str, sender: str, text: str, **stamp: Unpack[Stamp]) -> Webhook:
        return self.people[channel].text(spelled(channel, sender), text, stamp)

    def press(self, channel: str, sender: str, choice: str, **stamp: Unpack[Stamp]) -> Webhook:
        """Press the newest button with that title or payload. Raises NoSuchButton."""
        pressed = Choice(*self.world.ledger.button(channel, sender, choice))
        return self.people[channel].choice(spelled(channel, sender), pressed, stamp)

    def send_media(
        self,
        channel: str,
        sender: str,
        content: bytes,
        mime: str,
        *,
        kind: str = "",
        filename: str | None = None,
        caption: str = "",
        **stamp: Unpack[Stamp],
    ) -> Webhook:
        people = self.people[channel]
        file = self.world.keep_file(people.new_file_id(), content, mime, kind=kind, filename=filename)
        return people.media(spelled(channel, sender), file, caption, stamp)

    def send_location(
        self, channel: str, sender: str, latitude: float, longitude: float, name: str = "", **stamp: Unpack[Stamp]
    ) -> Webhook:
        return self.people[channel].location(spelled(channel, sender), latitude, longitude, name, stamp)

    def send_contact(
        self, channel: str, sender: str, name: str, phone: str, *, own: bool = False, **stamp: Unpack[Stamp]
    ) -> Webhook:
        return self.people[channel].contact(spelled(channel, sender), name, phone, own, stamp)

    def react(self, channel: str, sender: str, target: str, emoji: str, **stamp: Unpack[Stamp]) -> Webhook:
        return self.people[channel].reaction(spelled(channel, sender), target, emoji, stamp)

    def edit(self, channel: str, sender: str, target: str, text: str, **stamp: Unpack[Stamp]) -> Webhook:
        return self.people[channel].edit(spelled(channel, sender), target, text, stamp)

    def delete(self, channel: str, sender: str, target: str, **stamp: Unpack[Stamp]) -> Webhook:
        return self.people[channel].deletion(spelled(channel, sender), target, stamp)

    def stop(self, channel: str, sender: str, **stamp: Unpack[Stamp]) -> Webhook:
        return self.people[channel].stop(spelled(channel, sender), stamp)

    def start(self, channel: str, sender: str, **stamp: Unpack[Stamp]) -> Webhook:
        return self.people[channel].start(spelled(channel, sender), stamp)

    def batch(self, webhooks: Sequence[Webhook]) -> Webhook:
        """Several of Meta's webhooks in one signed request: batches mix people, messages and statuses."""
        if {webhook.channel for webhook in webhooks} != {"whatsapp_cloud"}:
            raise Unsupported("only Meta sends batches")
        return self._meta.batch(webhooks)


def spelled(channel: str, sender: str) -> str:
    """The sender as that provider writes it: `+9665…` at Twilio, `9665…` at Meta, the chat id at Telegram."""
    bare = sender.removeprefix("whatsapp:").removeprefix("+")
    return f"+{bare}" if channel.startswith("twilio") and bare.isdigit() else bare
