"""The four provider channels as the tests hold them: real clients, pointed at the simulator."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from channels.channel import Channel
from channels.simulator import Simulator, SimulatorCredentials
from channels.telegram import TelegramChannel, TelegramConfig
from channels.twilio import TwilioConfig, twilio_channels
from channels.whatsapp_cloud import WhatsAppCloudChannel, WhatsAppCloudConfig

PUBLIC_URL = "https://bot.example.org"
NAMES = ("twilio_sms", "twilio_whatsapp", "telegram", "whatsapp_cloud")
TO = {"twilio_sms": "+966501234567", "twilio_whatsapp": "+966501234567", "telegram": "7300001"}
TO |= {"whatsapp_cloud": "966501234567"}


def build(base: str, own: SimulatorCredentials | None = None, *, timeout: float = 5.0) -> dict[str, Channel]:
    """The channels by name, with every provider's API at `base`."""
    own = own or SimulatorCredentials()
    twilio = TwilioConfig(
        own.twilio_account_sid,
        own.twilio_auth_token,
        sms_from=own.twilio_sms_from,
        whatsapp_from=own.twilio_whatsapp_from,
        api_base=base,
        public_url=PUBLIC_URL,
        timeout=timeout,
        typing=True,
    )
    telegram = TelegramConfig(
        own.telegram_bot_token, own.telegram_webhook_secret, api_base=base, public_url=PUBLIC_URL, timeout=timeout
    )
    whatsapp = WhatsAppCloudConfig(
        own.whatsapp_phone_number_id,
        own.whatsapp_access_token,
        own.whatsapp_app_secret,
        own.whatsapp_verify_token,
        api_base=f"{base}/v23.0",
        timeout=timeout,
    )
    channels: list[Channel] = [*twilio_channels(twilio), TelegramChannel(telegram), WhatsAppCloudChannel(whatsapp)]
    return {channel.name: channel for channel in channels}


@asynccontextmanager
async def connected(simulator: Simulator, *, timeout: float = 5.0) -> AsyncIterator[dict[str, Channel]]:
    channels = build(simulator.base, simulator.credentials, timeout=timeout)
    try:
        yield channels
    finally:
        for channel in channels.values():
            await channel.close()
