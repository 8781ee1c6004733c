"""Checking and registering the providers from the command line."""

from collections.abc import Callable
from typing import Any

from bot.connections import build_channels
from bot.settings import Settings
from channels.channel import ChannelError


async def check_channels(settings: Settings, echo: Callable[[str], Any]) -> bool:
    """A line for every channel; -> whether all that are on can be used."""
    channels, off = build_channels(settings)
    good = True
    for name, channel in channels.items():
        try:
            echo(f"ok    {name}: {await channel.check()}")
        except ChannelError as error:
            good = False
            echo(f"FAIL  {name}: {error}")
        await channel.close()
    for name, lacking in off.items():
        echo(f"off   {name}: lacks {lacking}")
    return good


async def register_channels(settings: Settings, echo: Callable[[str], Any]) -> None:
    """Telegram's webhook is set; the others are pasted by hand, so their addresses are printed."""
    url = settings.env.own_url
    channels, _ = build_channels(settings)
    telegram = channels.get("telegram")
    register = getattr(telegram, "register", None)
    if register is not None:
        echo(f"telegram: {await register()}")
    if "twilio_sms" in channels or "twilio_whatsapp" in channels:
        echo(f'Twilio, "A message comes in" (POST): {url}/webhooks/twilio#rc=3&rp=5xx,ct,rt')
    if "whatsapp_cloud" in channels:
        echo(
            f"Meta, callback URL: {url}/webhooks/whatsapp  (verify token: your WHATSAPP_VERIFY_TOKEN; field: messages)"
        )
    for channel in channels.values():
        await channel.close()
