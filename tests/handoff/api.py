"""The staff API alone, over a real database: colleagues of every role, signed in as the console would be."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI

from handoff import auth
from handoff.api.session import Guard
from handoff.api.session import router as session_routes
from storage import staff
from storage.db import Database
from storage.staff import StaffView
from tests.storage.people import NOW

PASSWORD = "a-password-for-tests"
_HASHED = auth.hashed(PASSWORD)


@dataclass(slots=True)
class Colleague:
    """A signed-in browser."""

    account: StaffView
    client: httpx.AsyncClient
    csrf: str

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.client.get(path, params=query)

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        return await self.client.post(path, json=body or {}, headers={"X-CSRF-Token": self.csrf})


@dataclass(slots=True)
class Office:
    """The API with its guard; `colleague` signs one in."""

    db: Database
    app: FastAPI

    @asynccontextmanager
    async def colleague(self, role: str, name: str = "") -> AsyncIterator[Colleague]:
        email = f"{name or role}@example.org"
        async with self.db.transaction() as tx:
            await staff.add(tx, email, name or role, role, _HASHED, NOW)
            account = await staff.by_email(tx, email)
        assert account
        async with self.visitor() as client:
            answer = await client.post("/api/auth/login", json={"email": email, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            yield Colleague(account, client, answer.json()["csrf_token"])

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://office") as client:
            yield client


def guard_of(db: Database) -> Guard:
    return Guard(db, lambda: NOW, secure_cookie=False)


def office(guard: Guard, routers: Sequence[APIRouter]) -> Office:
    app = FastAPI()
    for routes in (session_routes(guard), *routers):
        app.include_router(routes)
    return Office(guard.db, app)


def files_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir(exist_ok=True)
    return folder
