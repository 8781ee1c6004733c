"""The floor that ingest is measured against: a bare FastAPI handler that does one INSERT and commit.

The same database, the same engine settings, the same server; no verification, no parsing, no duplicates.
"""

from datetime import UTC, datetime

import uvicorn
from fastapi import FastAPI, Request, Response
from sqlalchemy import text

from storage.db import Database


def create_floor(db: Database) -> FastAPI:
    app = FastAPI()
    insert = text("INSERT INTO floor (body, at) VALUES (:body, :at)")

    @app.post("/webhooks/{provider}")
    async def webhook(request: Request) -> Response:
        body = (await request.body()).decode()
        async with db.transaction() as tx:
            await tx.execute(insert, {"body": body, "at": datetime.now(UTC).isoformat()})
        return Response(status_code=200)

    @app.get("/readyz")
    async def ready() -> Response:
        return Response()

    return app


async def serve_floor(url: str, port: int) -> None:
    db = Database(url)
    async with db.transaction() as tx:
        identity = "INTEGER PRIMARY KEY" if db.is_sqlite else "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
        await tx.execute(text(f"CREATE TABLE floor (id {identity}, body TEXT NOT NULL, at TEXT NOT NULL)"))
    config = uvicorn.Config(create_floor(db), port=port, log_config=None, access_log=False, backlog=4096)
    await uvicorn.Server(config).serve()
