"""The tables. Rows stay inside `storage` and its caller's transaction; other folders get frozen dataclasses.

Keys: `identity.key` is `channel|account|address` in one column, so that a batch is looked up with a plain IN on both
databases. A message's key is (conversation, seq): the order in the conversation is its name.
"""

from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

BigId = BigInteger().with_variant(Integer, "sqlite")
Json = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python, timestamptz in PostgreSQL, ISO text without zone in SQLite (which has none)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value!r}: every stored time is UTC and says so")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, str: Text, dict[str, Any]: Json, list[Any]: Json}  # noqa: RUF012


def table_of(model: type[Base]) -> Table:
    """The model's table, for the statements of the hot path, which are written without ORM objects."""
    return cast(Table, model.__table__)


class Person(Base):
    """Somebody, as far as we know. Several identities may belong to one person; links are made, never guessed."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    display_name: Mapped[str | None]
    locale: Mapped[str | None]
    created_at: Mapped[datetime]


class Identity(Base):
    """An address on a channel. `window_from`: the provider's time of the last inbound message (WhatsApp's 24 hours)."""

    __tablename__ = "identity"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str]
    account: Mapped[str]
    address: Mapped[str]
    # An alias (a WhatsApp business-scoped id) is served in the conversation of the identity it was seen together with.
    alias_of: Mapped[int | None] = mapped_column(ForeignKey("identity.id"))
    verified_phone: Mapped[str | None]
    window_from: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]
    block_reason: Mapped[str | None]
    opted_out_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Conversation(Base):
    """One talk with one identity. `epoch` rises with every change of owner; `lease_epoch` with every claim."""

    __tablename__ = "conversation"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("identity.id"))
    owner: Mapped[str] = mapped_column(default="bot", server_default="bot")  # bot | queued | staff | closed
    epoch: Mapped[int] = mapped_column(default=0, server_default="0")
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    queued_at: Mapped[datetime | None]
    queue_reason: Mapped[str | None]
    state: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    next_seq: Mapped[int] = mapped_column(default=1, server_default="1")
    ready_at: Mapped[datetime | None]  # when a worker is due; NULL: nothing pending
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    lease_epoch: Mapped[int] = mapped_column(default=0, server_default="0")
    last_inbound_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    follows_id: Mapped[int | None] = mapped_column(BigId)  # the same identity's conversation before this one
    priority_reason: Mapped[str | None]  # in the words of the colleague who changed it
    snoozed_until: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "uq_conversation_open",
            "identity_id",
            unique=True,
            sqlite_where=text("owner != 'closed'"),
            postgresql_where=text("owner != 'closed'"),
        ),
        Index(
            "ix_conversation_ready",
            "ready_at",
            sqlite_where=text("ready_at IS NOT NULL"),
            postgresql_where=text("ready_at IS NOT NULL"),
        ),
        Index("ix_conversation_owner", "owner", "last_inbound_at"),
        Index("ix_conversation_identity", "identity_id", "id"),
        {"postgresql_with": {"fillfactor": "70"}},
    )


class Message(Base):
    """The transcript, both directions. `at` is the provider's time inbound, ours outbound; `seq` is the order."""

    __tablename__ = "message"
    conversation_id: Mapped[int] = mapped_column(BigId, ForeignKey("conversation.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    author: Mapped[str]  # visitor | bot | staff | system
    kind: Mapped[str]
    text: Mapped[str]
    buttons: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    asks: Mapped[str | None]
    inbox_id: Mapped[int | None] = mapped_column(BigId)
    provider_id: Mapped[str | None]
    client_id: Mapped[str | None]
    turn_id: Mapped[str | None]
    at: Mapped[datetime]
    created_at: Mapped[datetime]
    __table_args__ = (Index("ix_message_inbox", "inbox_id"),)


class Inbox(Base):
    """Every inbound event, once: the unique key is what stops duplicates. `done_at` or `set_aside_at` ends it."""

    __tablename__ = "inbox"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str]
    account: Mapped[str]
    event_key: Mapped[str]
    conversation_id: Mapped[int] = mapped_column(BigId, ForeignKey("conversation.id"))
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    done_at: Mapped[datetime | None]
    set_aside_at: Mapped[datetime | None]
    error: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("channel", "account", "event_key"),
        Index(
            "ix_inbox_pending",
            "conversation_id",
            sqlite_where=text("done_at IS NULL AND set_aside_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND set_aside_at IS NULL"),
        ),
    )


class Quarantine(Base):
    """Signed but unreadable webhook bodies, kept for inspection, cut at 64 KiB."""

    __tablename__ = "quarantine"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str]
    reason: Mapped[str]
    body: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(index=True)


class AttachmentRow(Base):
    """An inbound file: `pending` until fetched by its own job, then `stored`, or `failed`/`refused` with the reason."""

    __tablename__ = "attachment"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(BigId)
    message_seq: Mapped[int]
    channel: Mapped[str]
    kind: Mapped[str]
    source: Mapped[str]
    claimed_mime: Mapped[str | None]
    filename: Mapped[str | None]
    claimed_sha256: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="pending", server_default="pending")
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    next_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    error: Mapped[str | None]
    mime: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[str | None]
    path: Mapped[str | None]  # a random name under DATA_DIR/files
    created_at: Mapped[datetime]
    __table_args__ = (
        ForeignKeyConstraint(["conversation_id", "message_seq"], ["message.conversation_id", "message.seq"]),
        Index("ix_attachment_message", "conversation_id", "message_seq"),
        Index(
            "ix_attachment_due",
            "next_at",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )
