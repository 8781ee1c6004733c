"""Signed, short-lived tokens for the web chat: nothing is stored until a visitor writes.

A session token names its session and its end; an upload token names a file and the session it belongs to; a ticket,
which stands in an address and may be logged, opens a stream within a minute and is unreadable to others.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TICKET = timedelta(minutes=1)
_NONCE = 12


class BadToken(Exception):
    """The token is not ours, was altered, or has expired."""


@dataclass(frozen=True, slots=True)
class Session:
    id: str
    locale: str
    expires_at: datetime


class Tokens:
    """Issues and reads tokens under a key of their own."""

    def __init__(self, secret: str, lifetime: timedelta) -> None:
        self._key = hashlib.sha256(b"webchat-tokens|" + secret.encode()).digest()
        self._lifetime = lifetime

    def session(self, session_id: str | None, locale: str, now: datetime) -> str:
        """A fresh token for a session, new or known."""
        expires = now + self._lifetime
        return self._sign({"s": session_id or secrets.token_urlsafe(18), "l": locale, "e": int(expires.timestamp())})

    def read_session(self, token: str, now: datetime) -> Session:
        """Raises BadToken."""
        data = self._read(token)
        expires = datetime.fromtimestamp(data["e"], tz=now.tzinfo)
        if expires <= now:
            raise BadToken("expired")
        return Session(data["s"], data["l"], expires)

    def ticket(self, session: Session, now: datetime) -> str:
        """A fresh ticket; that it opens only one stream is for its reader to see to."""
        end, until = int(session.expires_at.timestamp()), (now + TICKET).timestamp()
        nonce = secrets.token_bytes(_NONCE)
        sealed = AESGCM(self._key).encrypt(nonce, orjson.dumps([session.id, session.locale, end, until]), b"ticket")
        return base64.urlsafe_b64encode(nonce + sealed).rstrip(b"=").decode()

    def read_ticket(self, ticket: str, now: datetime) -> Session:
        """Raises BadToken."""
        try:
            raw = base64.urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))
            opened = AESGCM(self._key).decrypt(raw[:_NONCE], raw[_NONCE:], b"ticket")
        except (InvalidTag, ValueError) as error:
            raise BadToken("not ours") from error
        session_id, locale, end, until = orjson.loads(opened)
        if until <= now.timestamp() or end <= now.timestamp():
            raise BadToken("expired")
        return Session(session_id, locale, datetime.fromtimestamp(end, tz=now.tzinfo))

    def upload(self, session_id: str, file: dict[str, object]) -> str:
        return self._sign({"u": session_id} | file)

    def read_upload(self, token: str, session_id: str) -> dict[str, object]:
        """Raises BadToken, also for another session's file."""
        data = self._read(token)
        if data.get("u") != session_id:
            raise BadToken("another session's file")
        return data

    def _sign(self, data: dict[str, object]) -> str:
        body = base64.urlsafe_b64encode(orjson.dumps(data)).rstrip(b"=")
        return f"{body.decode()}.{self._mac(body)}"

    def _read(self, token: str) -> dict[str, Any]:
        body, _, mac = token.partition(".")
        if not hmac.compare_digest(self._mac(body.encode()).encode(), mac.encode()):
            raise BadToken("not ours")
        return orjson.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))  # type: ignore[no-any-return]

    def _mac(self, body: bytes) -> str:
        return base64.urlsafe_b64encode(hmac.new(self._key, body, hashlib.sha256).digest()).rstrip(b"=").decode()
