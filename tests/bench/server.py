"""The servers under the load: `floor`, `ingest` (the gateway's HTTP side alone) and `serve` (all of it)."""

import asyncio
import gc
import os
import sys
from typing import Any

import uvicorn
import uvloop

from bot import log, settings
from bot.app import create_app
from bot.bootstrap import build
from bot.garbage import keep_what_is_loaded
from storage import migrations
from storage.db import Database
from tests.bench.floor import serve_floor


async def serve_gateway(*, worker: bool) -> None:
    """As `tawasul serve` does it."""
    gc.disable()
    loaded = settings.load(os.environ)
    log.configure("WARNING", "text")
    db = Database(loaded.env.own_database_url)
    await migrations.upgrade(db)
    await db.close()
    app = create_app(await build(loaded), worker=worker)
    options: dict[str, Any] = {"log_config": None, "access_log": False, "backlog": 4096, "proxy_headers": False}
    options["timeout_keep_alive"] = 300  # the load must not be written on what is being closed
    server = uvicorn.Server(uvicorn.Config(app, port=loaded.env.port, **options))
    keep_what_is_loaded()
    await server.serve()


async def main(mode: str) -> None:
    if mode == "floor":
        await serve_floor(os.environ["DATABASE_URL"], int(os.environ["PORT"]))
    else:
        await serve_gateway(worker=mode == "serve")


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(sys.argv[1]))
