"""E-mail over SMTP, with STARTTLS unless the server is on this very machine.

MailError
├── NotMailed       surely not sent: try again later
├── MailRefused     the server will not have it
└── MailUncertain   it may have been sent: never again
"""

from dataclasses import dataclass
from email.message import EmailMessage

import aiosmtplib

_TIMEOUT_S = 20.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_IMPLICIT_TLS = 465


class MailError(Exception):
    """Root of the errors of e-mail."""


class NotMailed(MailError):
    """The server was not reached, or asks to try again."""


class MailRefused(MailError):
    """The server refuses this message for good."""


class MailUncertain(MailError):
    """The connection broke off; nobody knows whether it was sent."""


@dataclass(frozen=True, slots=True)
class SmtpConfig:
    host: str
    port: int
    user: str
    password: str
    sender: str


async def send(config: SmtpConfig, message: EmailMessage) -> None:
    """Raises MailError."""
    implicit = config.port == _IMPLICIT_TLS
    try:
        await aiosmtplib.send(
            message,
            hostname=config.host,
            port=config.port,
            username=config.user or None,
            password=config.password or None,
            use_tls=implicit,
            start_tls=None if config.host in _LOOPBACK and not implicit else not implicit,
            timeout=_TIMEOUT_S,
        )
    except (aiosmtplib.SMTPConnectError, aiosmtplib.SMTPNotSupported, aiosmtplib.SMTPAuthenticationError) as error:
        raise NotMailed(type(error).__name__) from error
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise MailRefused(type(error).__name__) from error
    except aiosmtplib.SMTPResponseException as error:
        raise (NotMailed if error.code < 500 else MailRefused)(f"{type(error).__name__} {error.code}") from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise MailUncertain(type(error).__name__) from error


def composed(sender: str, to: str, subject: str, text: str, html: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message
