"""What the Telegram channel is built from."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TelegramConfig:
    """One bot. Secrets stay out of the representation. Times in seconds."""

    token: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    api_base: str = "https://api.telegram.org"
    public_url: str = ""
    timeout: float = 20.0
    connect_timeout: float = 5.0
    connections: int = 100
    per_second: float = 30.0

    @property
    def bot_id(self) -> str:
        """The account: the number before the token's colon, which is public."""
        return self.token.partition(":")[0]
