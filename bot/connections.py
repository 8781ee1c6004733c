"""The channels of this installation: which are on, and what the others lack. Clients are imported where wanted."""

from dataclasses import replace

from bot.settings import Environment, Settings, SettingsError
from channels.channel import Channel
from channels.webchat.channel import WebchatChannel


def build_channels(settings: Settings) -> tuple[dict[str, Channel], dict[str, str]]:
    """-> (channels that are on, {channel that is off: what it lacks}). The web chat is always on."""
    channels: dict[str, Channel] = {"webchat": WebchatChannel(settings.env.data_dir / "uploads")}
    off: dict[str, str] = {}
    for names, build, required in _PROVIDERS:
        missing = [name for name in required if not getattr(settings.env, name)]
        built = [] if missing else build(settings.env)
        channels |= {c.name: c for c in built}
        for name in names:
            if name not in channels:
                off[name] = ", ".join(m.upper() for m in missing) or f"{name.upper()}_FROM"
    for name, rates in settings.config.channels.items():
        if name not in channels and name not in off:
            raise SettingsError(f"config.yml: channels.{name}: is not one of {', '.join([*channels, *off])}")
        if channel := channels.get(name):
            given = {k: v for k, v in rates.model_dump().items() if v is not None}
            channel.features = replace(channel.features, **given)
    return channels, off


def _twilio(env: Environment) -> list[Channel]:
    from channels.twilio.channel import twilio_channels
    from channels.twilio.config import TwilioConfig

    config = TwilioConfig(
        account_sid=env.twilio_account_sid,
        auth_token=env.twilio_auth_token,
        sms_from=env.twilio_sms_from,
        whatsapp_from=env.twilio_whatsapp_from,
        messaging_service_sid=env.twilio_messaging_service_sid,
        api_base=env.twilio_api_base,
        public_url=env.own_url,
    )
    return list(twilio_channels(config))


def _telegram(env: Environment) -> list[Channel]:
    from channels.telegram.channel import TelegramChannel
    from channels.telegram.config import TelegramConfig

    config = TelegramConfig(
        env.telegram_bot_token, env.telegram_webhook_secret, env.telegram_api_base, public_url=env.own_url
    )
    return [TelegramChannel(config)]


def _whatsapp(env: Environment) -> list[Channel]:
    from channels.whatsapp_cloud.channel import WhatsAppCloudChannel
    from channels.whatsapp_cloud.config import WhatsAppCloudConfig

    config = WhatsAppCloudConfig(
        phone_number_id=env.whatsapp_phone_number_id,
        access_token=env.whatsapp_access_token,
        app_secret=env.whatsapp_app_secret,
        verify_token=env.whatsapp_verify_token,
        api_base=env.whatsapp_api_base,
        business_account_id=env.whatsapp_business_account_id,
    )
    return [WhatsAppCloudChannel(config)]


# Channels of one provider, how they are built, and the settings without which they are off.
_PROVIDERS = (
    (("twilio_sms", "twilio_whatsapp"), _twilio, ("twilio_account_sid", "twilio_auth_token")),
    (("telegram",), _telegram, ("telegram_bot_token", "telegram_webhook_secret")),
    (
        ("whatsapp_cloud",),
        _whatsapp,
        ("whatsapp_phone_number_id", "whatsapp_access_token", "whatsapp_app_secret", "whatsapp_verify_token"),
    ),
)
