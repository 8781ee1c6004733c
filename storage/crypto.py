"""Personal data at rest: sealed with AES-256-GCM, found again by a blind index, under keys derived from one secret.

CryptoError
└── CannotOpen      altered, sealed for another purpose, or under a key we do not have

A sealed text is `v1.<key id>.<base64(nonce + ciphertext)>`. Its purpose (`table.column`) and key id are authenticated:
a value cannot be moved to another place. Rotation: new secrets first, old ones kept for reading.
"""

import base64
import hashlib
import hmac
import os
import unicodedata
from collections.abc import Sequence
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = "v1"
_NONCE = 12


class CryptoError(Exception):
    """Root of the errors of sealing."""


class CannotOpen(CryptoError):
    """The sealed value was altered, belongs elsewhere, or its key is not among SECRET_KEY and the older ones."""


def _derived(secret: str, use: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"tawasul|" + use).derive(secret.encode())


class Vault:
    """Seals and opens. `secrets`: the current one first, then those that may still be read."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = {_key_id(s): AESGCM(_derived(s, b"seal")) for s in reversed(secrets)}
        self._current = _key_id(secrets[0])
        self._index_key = _derived(secrets[0], b"index")

    def seal(self, value: Any, purpose: str) -> str:
        """Any JSON value, readable only with the same purpose."""
        nonce = os.urandom(_NONCE)
        sealed = self._keys[self._current].encrypt(nonce, orjson.dumps(value), self._context(purpose, self._current))
        return f"{_VERSION}.{self._current}.{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, purpose: str) -> Any:
        """Raises CannotOpen."""
        version, _, rest = sealed.partition(".")
        key_id, _, body = rest.partition(".")
        key = self._keys.get(key_id)
        if version != _VERSION or key is None:
            raise CannotOpen(CannotOpen.__doc__)
        try:
            raw = base64.b64decode(body, validate=True)
            return orjson.loads(key.decrypt(raw[:_NONCE], raw[_NONCE:], self._context(purpose, key_id)))
        except (InvalidTag, ValueError) as error:
            raise CannotOpen(CannotOpen.__doc__) from error

    def index(self, value: str, purpose: str) -> str:
        """Equal for equal values, telling nothing of them: digits of any set are one, spaces and marks fall out."""
        folded = "".join(_folded(c) for c in value if c.isalnum() or c == "+")
        return hmac.new(self._index_key, f"{purpose}|{folded}".encode(), hashlib.sha256).hexdigest()

    @staticmethod
    def _context(purpose: str, key_id: str) -> bytes:
        return f"{_VERSION}|{purpose}|{key_id}".encode()


def _key_id(secret: str) -> str:
    return hashlib.sha256(b"tawasul key id|" + secret.encode()).hexdigest()[:8]


def _folded(char: str) -> str:
    return str(unicodedata.digit(char)) if char.isdigit() else char.casefold()
