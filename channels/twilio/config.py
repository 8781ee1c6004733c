"""What the two Twilio channels are built from: one account, one webhook, an SMS sender and a WhatsApp sender."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SMS = "twilio_sms"
WHATSAPP = "twilio_whatsapp"
WHATSAPP_PREFIX = "whatsapp:"


@dataclass(frozen=True, slots=True)
class TwilioConfig:
    """One account. Numbers in E.164; secrets stay out of the representation; times in seconds.

    `shared_keys` maps the ids of webhook signing keys to their secrets, for accounts that sign with one instead of the
    auth token. `choice_contents` maps a number of choices to the ContentSid of a quick-reply or list-picker content on
    WhatsApp, whose variables are 1: the text, 2 and 3: the first choice's title and id, 4 and 5: the second's, …
    """

    account_sid: str
    auth_token: str = field(repr=False)
    sms_from: str = ""
    whatsapp_from: str = ""
    messaging_service_sid: str = ""
    api_base: str = "https://api.twilio.com"
    public_url: str = ""
    timeout: float = 20.0
    connect_timeout: float = 5.0
    connections: int = 100
    sms_per_second: float = 10.0
    whatsapp_per_second: float = 80.0
    typing: bool = False
    shared_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    choice_contents: Mapping[int, str] = field(default_factory=dict)

    def sender(self, channel: str) -> Mapping[str, str]:
        """The parameters that say who sends on a channel. SMS goes through the messaging service where there is one."""
        if channel == WHATSAPP:
            return {"From": WHATSAPP_PREFIX + self.whatsapp_from.removeprefix(WHATSAPP_PREFIX)}
        if self.messaging_service_sid:
            return {"MessagingServiceSid": self.messaging_service_sid}
        return {"From": self.sms_from}

    @property
    def names(self) -> tuple[str, ...]:
        """The channels that this account can serve: those that have a sender."""
        sms = bool(self.sms_from or self.messaging_service_sid)
        return tuple(name for name, on in ((SMS, sms), (WHATSAPP, bool(self.whatsapp_from))) if on)
