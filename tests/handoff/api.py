"""The staff API alone, over a real database: colleagues of every role, signed in as the console would be."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI
from sqlalchemy import select

from bot.routes import add_routes
from handoff import auth
from handoff.api.account import router as account_routes
from handoff.api.session import Guard
from handoff.api.sign_in import router as sign_in_routes
from storage import staff
from storage.db import Database
from storage.models import table_of
from storage.models_desk import ConsoleEvent
from storage.staff import StaffView
from tests.hashing import QUICK
from tests.storage.people import NOW, VAULT

PASSWORD = "a-password-for-tests"
HASHED = QUICK.hash(PASSWORD)


@dataclass(slots=True)
class Colleague:
    """A signed-in browser."""

    account: StaffView
    client: httpx.AsyncClient
    csrf: str

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.client.get(path, params=query)

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        return await self.send("POST", path, body or {})

    async def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return await self.client.request(method, path, json=body, headers={"X-CSRF-Token": self.csrf})

    async def put(self, path: str, body: Any) -> httpx.Response:
        return await self.send("PUT", path, body)

    async def patch(self, path: str, body: Any) -> httpx.Response:
        return await self.send("PATCH", path, body)

    async def delete(self, path: str) -> httpx.Response:
        return await self.send("DELETE", path)


@dataclass(slots=True)
class Office:
    """The API with its guard; `colleague` signs one in."""

    db: Database
    app: FastAPI

    @asynccontextmanager
    async def colleague(self, role: str, name: str = "") -> AsyncIterator[Colleague]:
        email = f"{name or role}@example.org"
        async with self.db.transaction() as tx:
            await staff.add(tx, email, name or role, role, HASHED, NOW)
            account = await staff.by_email(tx, email)
        assert account
        async with self.visitor() as client:
            answer = await client.post("/api/auth/login", json={"email": email, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            yield Colleague(account, client, answer.json()["csrf_token"])

    @asynccontextmanager
    async def visitor(self, address: str = "203.0.113.7") -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=True, client=(address, 40_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://office") as client:
            yield client


@dataclass(slots=True)
class Clock:
    """The time, as the test says."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def passes(self, **span: float) -> None:
        self.at += timedelta(**span)


def guard_of(db: Database, now: Callable[[], datetime] = lambda: NOW, **more: Any) -> Guard:
    return Guard(db, now, **{"secure_cookie": False} | more)


def office(guard: Guard, routers: Sequence[APIRouter]) -> Office:
    app = FastAPI()
    passwords = auth.Passwords()
    sign_in = auth.SignIn(guard.db, VAULT, passwords, guard.policy)
    own = auth.OwnAccount(guard.db, VAULT, passwords)
    add_routes(app, sign_in_routes(guard, sign_in), account_routes(guard, own), *routers)
    return Office(guard.db, app)


def files_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir(exist_ok=True)
    return folder


async def told(db: Database, kind: str) -> list[dict[str, Any]]:
    """What consoles were told of this kind, in order."""
    events = table_of(ConsoleEvent)
    async with db.read() as tx:
        rows = await tx.execute(select(events.c.data).where(events.c.kind == kind).order_by(events.c.id))
        return list(rows.scalars())
