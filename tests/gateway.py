"""The whole gateway in the test's own loop, with the simulated providers on the other side of real sockets."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
import yaml

from bot import settings
from bot.app import create_app
from bot.bootstrap import Gateway, build
from bot.corpora import Corpora
from channels.simulator import Simulator
from nlu.interpreter import Interpreter
from storage.db import Database
from tests.servers import prepare

# Tests start many sessions from one address and talk faster than people do; the limits have tests of their own.
PROVIDED = ("twilio_sms", "twilio_whatsapp", "telegram", "whatsapp_cloud")
GENEROUS = {
    "webchat": {"sessions_per_minute": 10_000, "messages_per_minute": 1_000},
    "channels": {name: {"per_second": 1_000.0, "per_recipient_interval": 0.0} for name in PROVIDED},
}


@dataclass(slots=True)
class Running:
    """A started gateway: `url` is where it listens, `simulator` the providers it talks to."""

    url: str
    gateway: Gateway
    simulator: Simulator
    client: httpx.AsyncClient

    @property
    def db(self) -> Database:
        return self.gateway.db

    async def metrics(self) -> str:
        return (await self.client.get("/metrics")).text


def write_config(folder: Path, changes: Mapping[str, Any]) -> Path:
    """A copy of the project's config.yml with some sections changed."""
    config = yaml.load((settings.ROOT / "config.yml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    for section, values in changes.items():
        config[section] = {**(config.get(section) or {}), **values}
    path = folder / "config.yml"
    path.write_text(yaml.dump(config, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
    return path


def environment(
    folder: Path, url: str, simulator: Simulator, database_url: str, changes: Mapping[str, Any] = GENEROUS
) -> dict[str, str]:
    """The variables of a gateway at `url` with its data in `folder`."""
    return {
        **simulator.environment(),
        "ENVIRONMENT": "test",
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder),
        "PORT": url.rpartition(":")[2],
        "PUBLIC_URL": url,
        "SECRET_KEY": "a-secret-for-tests-that-is-long-enough",
        "ADMIN_PASSWORD": "a-password-for-tests",
        "CONFIG_FILE": str(write_config(folder, changes)),
    }


@contextlib.contextmanager
def listening() -> Iterator[tuple[socket.socket, str]]:
    """A listening socket on a free loopback port, and its URL."""
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        yield listener, f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def started(
    database_url: str,
    folder: Path,
    *,
    interpreter: Interpreter | None = None,
    corpora: Corpora | None = None,
    changes: Mapping[str, Any] = GENEROUS,
    without: tuple[str, ...] = (),
    more: Mapping[str, str] | None = None,
    api: bool = True,
    worker: bool = True,
    first: bool = False,
) -> AsyncIterator[Running]:
    """A gateway on a free port, connected both ways with a simulator of its own.

    `without`: variables left out. `first`: it finds no SQLite file and makes its own, as at the very first start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not first:
        prepare(database_url)
    async with Simulator() as simulator:
        with listening() as (listener, url):
            simulator.connect(url)
            variables = environment(folder, url, simulator, database_url, changes) | dict(more or {})
            kept = {name: value for name, value in variables.items() if name not in without}
            gateway = await build(settings.load(kept), interpreter=interpreter, corpora=corpora)
            async with _serving(gateway, listener, api=api, worker=worker), httpx.AsyncClient(base_url=url) as client:
                yield Running(url, gateway, simulator, client)


class _Server(uvicorn.Server):
    """Leaves the test runner's signal handlers alone."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def _serving(gateway: Gateway, listener: socket.socket, *, api: bool, worker: bool) -> AsyncIterator[None]:
    app = create_app(gateway, api=api, worker=worker)
    server = _Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
            timeout_keep_alive=300,  # on a slow machine a test must not write on what is being closed
        )
    )
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        assert not task.done(), "the server stopped while it started"
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task
