"""The real channels, for rendering only: nothing of these tests reaches a network."""

from pathlib import Path

from channels.channel import Channel
from channels.telegram.channel import TelegramChannel
from channels.telegram.config import TelegramConfig
from channels.twilio.channel import twilio_channels
from channels.twilio.config import TwilioConfig
from channels.webchat.channel import WebchatChannel
from channels.whatsapp_cloud.channel import WhatsAppCloudChannel
from channels.whatsapp_cloud.config import WhatsAppCloudConfig


def real_channels(uploads: Path) -> dict[str, Channel]:
    twilio = twilio_channels(
        TwilioConfig(
            account_sid="AC" + "0" * 32,
            auth_token="token",
            sms_from="+15005550006",
            whatsapp_from="+15005550007",
            messaging_service_sid="",
            api_base="http://127.0.0.1:1",
            public_url="http://127.0.0.1:2",
        )
    )
    others: list[Channel] = [
        WebchatChannel(uploads),
        TelegramChannel(TelegramConfig("1:token", "secret", "http://127.0.0.1:1", public_url="http://127.0.0.1:2")),
        WhatsAppCloudChannel(
            WhatsAppCloudConfig(
                phone_number_id="1",
                access_token="token",
                app_secret="secret",
                verify_token="verify",
                api_base="http://127.0.0.1:1",
            )
        ),
    ]
    return {c.name: c for c in (*twilio, *others)}
