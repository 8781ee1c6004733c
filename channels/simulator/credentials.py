"""The accounts that the simulated providers know, and the environment that points a gateway at them."""

# ruff: noqa: S105 - stand-ins that open nothing

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SimulatorCredentials:
    """One account at each provider. The defaults are for tests and demonstrations; none is a real secret."""

    twilio_account_sid: str = "AC" + "5" * 32
    twilio_auth_token: str = "simulator-twilio-token"
    twilio_shared_key: tuple[str, str] | None = None  # (id, secret): sign webhooks with it instead of the auth token
    twilio_sms_from: str = "+15005550006"
    twilio_whatsapp_from: str = "+14155238886"
    twilio_messaging_service_sid: str = ""
    telegram_bot_token: str = "123456:simulator-telegram-token"
    telegram_webhook_secret: str = "simulator_telegram_secret"
    telegram_username: str = "tawasul_bot"
    whatsapp_phone_number_id: str = "106540352242922"
    whatsapp_business_account_id: str = "102290129340398"
    whatsapp_display_number: str = "966112223344"
    whatsapp_access_token: str = "simulator-access-token"
    whatsapp_app_secret: str = "simulator-app-secret"
    whatsapp_verify_token: str = "simulator-verify"

    @property
    def telegram_bot_id(self) -> int:
        """The number before the colon of the bot's token."""
        return int(self.telegram_bot_token.partition(":")[0])

    def environment(self, base: str) -> dict[str, str]:
        """The gateway's variables, with every provider's API at `base` (no trailing slash)."""
        variables = {
            "TWILIO_ACCOUNT_SID": self.twilio_account_sid,
            "TWILIO_AUTH_TOKEN": self.twilio_auth_token,
            "TWILIO_SMS_FROM": self.twilio_sms_from,
            "TWILIO_WHATSAPP_FROM": self.twilio_whatsapp_from,
            "TWILIO_MESSAGING_SERVICE_SID": self.twilio_messaging_service_sid,
            "TWILIO_API_BASE": base,
            "TELEGRAM_BOT_TOKEN": self.telegram_bot_token,
            "TELEGRAM_WEBHOOK_SECRET": self.telegram_webhook_secret,
            "TELEGRAM_API_BASE": base,
            "WHATSAPP_PHONE_NUMBER_ID": self.whatsapp_phone_number_id,
            "WHATSAPP_BUSINESS_ACCOUNT_ID": self.whatsapp_business_account_id,
            "WHATSAPP_ACCESS_TOKEN": self.whatsapp_access_token,
            "WHATSAPP_APP_SECRET": self.whatsapp_app_secret,
            "WHATSAPP_VERIFY_TOKEN": self.whatsapp_verify_token,
            "WHATSAPP_API_BASE": f"{base}/v23.0",
        }
        return {name: value for name, value in variables.items() if value}
