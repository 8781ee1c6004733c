"""What the WhatsApp Cloud API channel is built from."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WhatsAppCloudConfig:
    """One phone number of one Meta app. Secrets stay out of the representation. Times in seconds."""

    phone_number_id: str
    access_token: str = field(repr=False)
    app_secret: str = field(repr=False)
    verify_token: str = field(default="", repr=False)
    business_account_id: str = ""  # whose templates are listed; "": none are
    api_base: str = "https://graph.facebook.com/v23.0"
    timeout: float = 20.0
    connect_timeout: float = 5.0
    connections: int = 100
    per_second: float = 80.0
