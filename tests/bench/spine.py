"""The spine under load: ingest against its floor, and the whole loop, on both databases.

Load generator, simulator and gateway share the machine's cores. Every run has a fresh database and a fresh process.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import yaml

from bot.settings import ROOT
from channels.simulator.load import Load, LoadReport, run_load
from channels.simulator.simulator import Simulator
from tests.servers import Postgres, free_port

CHANNELS = ("whatsapp_cloud", "telegram", "twilio_sms")
PASSWORD = "a-password-for-the-bench"
INGEST = Load(CHANNELS, messages=4000, senders=1000, connections=48, patience=0)
FLOOD = Load(CHANNELS, messages=3000, senders=1000, connections=24, patience=10)
TALK = Load(CHANNELS, messages=3000, senders=1000, connections=24, conversing=True, patience=10)
RUNS = {"floor": ("floor", INGEST), "ingest": ("ingest", INGEST), "flood": ("serve", FLOOD), "talk": ("serve", TALK)}


@dataclass(frozen=True, slots=True)
class Run:
    """One server under one load. `ready_s`: from start to /readyz; `memory_mb`: resident, at the end."""

    report: LoadReport
    ready_s: float
    memory_mb: float


def unlimited_config(folder: Path) -> Path:
    """The project's configuration with the providers' speed limits lifted: the gateway's own speed is wanted."""
    config = yaml.safe_load((ROOT / "config.yml").read_text())
    config["channels"] = {name: {"per_second": 100_000, "per_recipient_interval": 0} for name in CHANNELS}
    path = folder / "config.yml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True))
    return path


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs. `ready_s`: from its start to /readyz."""

    url: str
    database_url: str
    ready_s: float
    process: psutil.Process


@asynccontextmanager
async def server(mode: str, database_url: str, simulator: Simulator) -> AsyncIterator[Served]:
    """On a database of its own, SQLite where none is given."""
    with tempfile.TemporaryDirectory(prefix="tawasul-bench-") as folder:
        port = free_port()
        environment = simulator.environment() | {
            "DATABASE_URL": database_url or f"sqlite:///{folder}/bench.db",
            "DATA_DIR": folder,
            "PORT": str(port),
            "ADMIN_PASSWORD": PASSWORD,
            "CONFIG_FILE": str(unlimited_config(Path(folder))),
        }
        url, began = f"http://127.0.0.1:{port}", time.monotonic()
        command = [sys.executable, "-m", "tests.bench.server", mode]
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
        try:
            await _ready(url, process)
            simulator.connect(url)
            ready_s = time.monotonic() - began
            yield Served(url, environment["DATABASE_URL"], ready_s, psutil.Process(process.pid))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


async def _ready(url: str, process: subprocess.Popen[bytes]) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(3000):
            if process.poll() is not None:
                raise RuntimeError("the server ended before it was ready")
            try:
                if (await client.get(f"{url}/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.02)
    raise RuntimeError("the server was not ready within a minute")


async def measure(mode: str, database_url: str, load: Load) -> Run:
    async with Simulator() as simulator, server(mode, database_url, simulator) as served:
        await run_load(simulator, Load(CHANNELS, messages=200, senders=50, connections=8, patience=2 * load.patience))
        report = await run_load(simulator, load)
        return Run(report, served.ready_s, served.process.memory_info().rss / 1024 / 1024)


async def bench() -> list[str]:
    """-> the table's lines."""
    lines = ["", "ingest: webhooks acknowledged (48 connections, 4,000 messages, 3 channels)", _HEAD]
    loops = []
    with Postgres.running(fsync="on") as postgres:
        for name in ("sqlite", "postgresql"):
            runs = {}
            for run, (mode, load) in RUNS.items():
                if name == "sqlite":
                    runs[run] = await measure(mode, "", load)
                else:
                    with postgres.database() as url:
                        runs[run] = await measure(mode, url, load)
            floor = runs["floor"].report.acks_per_second
            lines += [_ingest_line(f"{name} {run}", runs[run], floor) for run in ("floor", "ingest")]
            loops += [_loop_line(f"{name} {run}", runs[run]) for run in ("flood", "talk")]
    return [*lines, "", _LOOP_TITLE, _LOOP_HEAD, *loops]


_HEAD = f"{'':22}{'acks/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'of floor':>10}"
_LOOP_TITLE = """whole loop: webhook in, reply received by the simulator (3,000 messages over 24 connections;
flood: as fast as they are acknowledged, talk: each connection waits for the reply)"""
_LOOP_HEAD = f"{'':22}{'replies/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'answered':>12}{'ready s':>9}{'RSS MB':>9}"


def _ingest_line(name: str, run: Run, floor: float) -> str:
    r = run.report
    share = r.acks_per_second / floor
    return f"{name:22}{r.acks_per_second:9.0f}{r.ack.p50 * 1000:9.1f}{r.ack.p99 * 1000:9.1f}{share:10.0%}"


def _loop_line(name: str, run: Run) -> str:
    r = run.report
    answered = f"{r.answered}/{r.posted}"
    times = f"{r.reply.p50 * 1000:9.0f}{r.reply.p99 * 1000:9.0f}"
    return f"{name:22}{r.replies_per_second:9.0f}{times}{answered:>12}{run.ready_s:9.1f}{run.memory_mb:9.0f}"
