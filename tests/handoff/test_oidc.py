"""Signing in by an identity provider: a small real one, on a socket of its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from handoff import auth
from handoff.api.oidc import router as oidc_routes
from handoff.auth.oidc import Oidc, OidcConfig
from storage import audit, staff
from storage.db import Database
from tests.gateway import listening
from tests.handoff.api import Clock, Office, guard_of, office
from tests.handoff.test_sign_in import EMAIL, hire
from tests.storage.people import VAULT

CLIENT, SECRET = "tawasul", "a secret between two"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": kid, "use": "sig"}) for kid in ("one", "two"))


@dataclass(slots=True)
class Provider:
    """Everybody who comes is Noura, with `claims` changed as the test says."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    key: Any = None
    algorithm: str = "RS256"
    asked: dict[str, str] = field(default_factory=dict)
    used: bool = False

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        async def about() -> dict[str, Any]:
            ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            return {"issuer": self.url, **{k: f"{self.url}/{v}" for k, v in ends.items()}, **self.about}

        @app.get("/keys")
        async def keys() -> dict[str, Any]:
            return {"keys": [KEY.as_dict(private=False)]}

        @app.post("/token")
        async def token(request: Request) -> dict[str, str]:
            form = {k: v[0] for k, v in parse_qs((await request.body()).decode()).items()}
            proven = create_s256_code_challenge(form["code_verifier"]) == self.asked["code_challenge"]
            same = form["redirect_uri"] == self.asked["redirect_uri"] and form["client_secret"] == SECRET
            if not proven or not same or form["code"] != "the-code" or self.used:
                return {"error": "invalid_grant"}
            self.used = True
            return {"access_token": "x", "token_type": "Bearer", "id_token": self._id_token()}

        return app

    def _id_token(self) -> str:
        now = int(Clock().at.timestamp())
        who = {"sub": "248289", "email": EMAIL.title(), "email_verified": True, "name": "نورة"}
        told = {"iss": self.url, "aud": CLIENT, "nonce": self.asked["nonce"], "iat": now, "exp": now + 300}
        claims = {k: v for k, v in (who | told | self.claims).items() if v is not None}
        return jwt.encode({"alg": self.algorithm, "kid": "one"}, claims, self.key)

    def sends_back(self, to: str, **changes: str) -> str:
        """What the browser is sent to after its owner agreed at the address `to`."""
        self.asked = {k: v[0] for k, v in parse_qs(urlsplit(to).query).items()}
        query = {"code": "the-code", "state": self.asked["state"]} | changes
        return "/api/auth/oidc/callback?" + "&".join(f"{k}={v}" for k, v in query.items())


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield


@pytest.fixture(scope="module")
async def running() -> AsyncIterator[Provider]:
    provider = Provider()
    with listening() as (listener, url):
        provider.url = url
        server = _Server(uvicorn.Config(provider.app(), log_config=None, access_log=False))
        task = asyncio.create_task(server.serve(sockets=[listener]))
        yield provider
        server.should_exit = True
        await task


@pytest.fixture
def provider(running: Provider) -> Provider:
    running.claims, running.about, running.used = {}, {}, False
    running.key, running.algorithm = KEY, "RS256"
    return running


@contextlib.asynccontextmanager
async def house(db: Database, provider: Provider, clock: Clock, role: str | None = None) -> AsyncIterator[Office]:
    guard, passwords = guard_of(db, clock), auth.Passwords()
    redirect = "http://office/api/auth/oidc/callback"
    oidc = Oidc(OidcConfig(provider.url, CLIENT, SECRET, redirect, "حساب الجمعية", role))
    sign_in = auth.SignIn(db, VAULT, passwords, guard.policy)
    yield office(guard, [oidc_routes(guard, VAULT, sign_in, passwords, oidc)])


async def comes_back(client: httpx.AsyncClient, provider: Provider, **changes: str) -> str:
    """-> where the browser ends up."""
    there = await client.get("/api/auth/oidc/start")
    back = await client.get(provider.sends_back(there.headers["location"], **changes))
    assert back.status_code == 303
    return str(back.headers["location"])


async def test_whom_the_provider_vouches_for_is_signed_in_and_bound(db: Database, provider: Provider) -> None:
    who = await hire(db)
    async with house(db, provider, Clock()) as here, here.visitor() as noura:
        assert await comes_back(noura, provider) == "/console"
        assert (await noura.get("/api/me")).json()["email"] == EMAIL
        assert [s["method"] for s in (await noura.get("/api/me/sessions")).json()] == ["oidc"]
        provider.used = False
        assert await comes_back(noura, provider) == "/console"
    async with db.read() as tx:
        kept = await staff.account(tx, who)
        actions = [e.action for e in await audit.of_subject(tx, f"staff:{who}")]
    assert kept and kept.oidc_subject == f"{provider.url}|248289"
    assert actions.count("staff.oidc_bind") == 1


@pytest.mark.parametrize(
    ("claims", "step"),
    [
        ({"email_verified": False}, "email_unverified"),
        ({"email_verified": None}, "email_unverified"),
        ({"email_verified": "true"}, "email_unverified"),
        ({"email": None}, "email_unverified"),
        ({"email": "stranger@example.org"}, "no_account"),
        ({"nonce": "another"}, "token"),
        ({"nonce": None}, "token"),
        ({"aud": "another"}, "token"),
        ({"aud": [CLIENT, "another"]}, "token"),
        ({"iss": "https://evil.example"}, "token"),
        ({"exp": 1}, "token"),
        ({"exp": None}, "token"),
        ({"sub": None}, "token"),
    ],
)
async def test_what_does_not_fit_lets_nobody_in(
    db: Database, provider: Provider, claims: dict[str, Any], step: str
) -> None:
    await hire(db)
    provider.claims = claims
    async with house(db, provider, Clock()) as here, here.visitor() as noura:
        assert await comes_back(noura, provider) == f"/console?sign_in_error={step}"
        assert (await noura.get("/api/me")).status_code == 401


async def test_a_token_signed_by_another_key_or_with_our_own_secret_is_refused(
    db: Database, provider: Provider
) -> None:
    await hire(db)
    for key, algorithm in ((OTHER_KEY, "RS256"), (OctKey.import_key(SECRET), "HS256")):
        provider.key, provider.algorithm, provider.used = key, algorithm, False
        async with house(db, provider, Clock()) as here, here.visitor() as noura:
            assert await comes_back(noura, provider) == "/console?sign_in_error=token"


async def test_who_did_not_begin_here_does_not_end_here(db: Database, provider: Provider) -> None:
    """Somebody else's code, slipped to a member of staff, would sign them in as somebody else."""
    await hire(db)
    clock = Clock()
    async with house(db, provider, clock) as here, here.visitor() as noura, here.visitor() as other:
        there = await noura.get("/api/auth/oidc/start")
        address = provider.sends_back(there.headers["location"])
        stolen = await other.get(address)
        assert stolen.headers["location"] == "/console?sign_in_error=state"
        assert await comes_back(noura, provider, state="another") == "/console?sign_in_error=state"
        assert await comes_back(noura, provider, code="another") == "/console?sign_in_error=token"
        assert await comes_back(noura, provider, error="access_denied") == "/console?sign_in_error=denied"
        there = await noura.get("/api/auth/oidc/start")
        clock.passes(minutes=11)
        late = await noura.get(provider.sends_back(there.headers["location"]))
        assert late.headers["location"] == "/console?sign_in_error=state"


async def test_a_disabled_account_and_one_bound_to_another_stay_shut(db: Database, provider: Provider) -> None:
    who = await hire(db)
    for change in (
        {"oidc_subject": f"{provider.url}|somebody-else"},
        {"oidc_subject": None, "disabled_at": Clock().at},
    ):
        provider.used = False
        async with db.transaction() as tx:
            await staff.change(tx, who, **change)
        async with house(db, provider, Clock()) as here, here.visitor() as noura:
            assert await comes_back(noura, provider) == "/console?sign_in_error=no_account"


async def test_unknown_people_get_an_account_only_with_the_role_that_is_configured(
    db: Database, provider: Provider
) -> None:
    async with house(db, provider, Clock(), "agent") as here, here.visitor() as noura:
        assert await comes_back(noura, provider) == "/console"
        me = (await noura.get("/api/me")).json()
    assert (me["email"], me["name"], me["role"], me["must_change_password"]) == (EMAIL, "نورة", "agent", False)


@pytest.mark.parametrize(
    "about", [{"issuer": "https://evil.example"}, {"token_endpoint": "http://evil.example/token"}, {"jwks_uri": None}]
)
async def test_a_provider_that_is_not_what_was_configured_is_not_spoken_to(
    db: Database, provider: Provider, about: dict[str, Any]
) -> None:
    provider.about = about
    async with house(db, provider, Clock()) as here, here.visitor() as noura:
        there = await noura.get("/api/auth/oidc/start")
    assert there.headers["location"] == "/console?sign_in_error=provider"
