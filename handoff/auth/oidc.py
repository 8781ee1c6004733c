"""Signing in by the organisation's identity provider (OpenID Connect): code flow with PKCE, state and nonce.

Whom the provider vouches for must have a verified e-mail that is an enabled account's here; unknown people get none,
unless a role for them is configured. The first sign-in binds the account to the provider's subject for good.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from handoff.auth.errors import OidcError

_ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")  # never `none`, never one with our own secret as the key
_KNOWN_FOR = timedelta(hours=1)
_LEEWAY_S = 60
_TIMEOUT_S = 10.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class OidcConfig:
    """`secret` may be empty (a public client: PKCE proves it). `create_role`: of accounts made for unknown people."""

    issuer: str
    client_id: str
    secret: str
    redirect_uri: str
    label: str
    create_role: str | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """`url`: where the browser goes; the rest it brings back in a sealed cookie."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the provider vouches for. `subject` is `issuer|subject`."""

    subject: str
    email: str
    name: str


class Oidc:
    """Talks to one identity provider. What it says of itself is asked for once an hour."""

    def __init__(self, config: OidcConfig) -> None:
        self.config = config
        self._about: Mapping[str, Any] = {}
        self._asked_at: datetime | None = None

    async def begin(self, now: datetime) -> Begun:
        """Raises OidcError."""
        about = await self._provider(now)
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        query = {
            "response_type": "code",
            "client_id": self.config.client_id,
            "redirect_uri": self.config.redirect_uri,
            "scope": "openid email profile",
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),  # type: ignore[no-untyped-call]
            "code_challenge_method": "S256",
        }
        separator = "&" if urlsplit(about["authorization_endpoint"]).query else "?"
        return Begun(f"{about['authorization_endpoint']}{separator}{urlencode(query)}", state, nonce, verifier)

    async def finish(self, begun: Begun, query: Mapping[str, str], now: datetime) -> Vouched:
        """`query`: what the browser came back with. Raises OidcError."""
        if not hmac.compare_digest(begun.state.encode(), query.get("state", "").encode()):
            raise OidcError("state")
        if query.get("error") or not query.get("code"):
            raise OidcError("denied")
        token = await self._token(query["code"], begun.verifier, now)
        claims = await self._claims(token, begun.nonce, now)
        if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
            raise OidcError("email_unverified")
        email = claims["email"].lower()
        return Vouched(f"{self.config.issuer}|{claims['sub']}", email, str(claims.get("name") or email)[:100])

    async def _token(self, code: str, verifier: str, now: datetime) -> str:
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.config.redirect_uri,
            "code_verifier": verifier,
            "client_id": self.config.client_id,
        }
        if self.config.secret:
            body["client_secret"] = self.config.secret
        answer = await self._ask("POST", (await self._provider(now))["token_endpoint"], data=body)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise OidcError("token")
        return token

    async def _claims(self, token: str, nonce: str, now: datetime) -> Mapping[str, Any]:
        keys = await self._ask("GET", (await self._provider(now))["jwks_uri"])
        must: Any = {"essential": True}
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=_LEEWAY_S,
            iss=must | {"value": self.config.issuer},
            aud=must | {"value": self.config.client_id},
            nonce=must | {"value": nonce},
            sub=must,
            exp=must,
            iat=must,
        )
        try:
            claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS).claims  # type: ignore[arg-type]
            registry.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise OidcError("token") from error
        many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if many and claims.get("azp") != self.config.client_id:
            raise OidcError("token")
        return claims

    async def _provider(self, now: datetime) -> Mapping[str, Any]:
        if self._asked_at is None or now - self._asked_at > _KNOWN_FOR:
            about = await self._ask("GET", f"{self.config.issuer.rstrip('/')}/.well-known/openid-configuration")
            if about.get("issuer") != self.config.issuer:
                raise OidcError("provider", f"the provider calls itself {about.get('issuer')!r}")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                _require_safe(about.get(name))
            self._about, self._asked_at = about, now
        return self._about

    async def _ask(self, method: str, url: str, **more: Any) -> Mapping[str, Any]:
        try:
            async with httpx.AsyncClient(timeout=_TIMEOUT_S) as http:
                answer = await http.request(method, url, **more)
            said = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise OidcError("token" if method == "POST" else "provider") from error
        if not isinstance(said, dict):
            raise OidcError("provider")
        return said


def _require_safe(url: object) -> None:
    """Only over https, but for a provider on this very machine."""
    parts = urlsplit(url if isinstance(url, str) else "")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise OidcError("provider", "the provider's addresses must begin with https://")
