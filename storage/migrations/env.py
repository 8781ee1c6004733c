"""Alembic's entry: runs the migrations on the connection that `storage.migrations.upgrade` hands over."""

from typing import Any, Literal

from alembic import context

import storage.models_desk
import storage.models_inbox
import storage.models_knowledge
import storage.models_outbox
import storage.models_privacy
import storage.models_requests
import storage.models_staff  # noqa: F401 - their tables are part of the schema
from storage.models import Base, Json, UtcDateTime


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations stand alone: they name SQLAlchemy's types, not ours, which may change."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and item is Json:
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
    render_item=render_item,
    compare_server_default=False,
)
context.run_migrations()
