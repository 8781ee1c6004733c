"""The tables of what leaves: the outbox, each attempt at a provider, and the statuses that came too early."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base, BigId


class Outbox(Base):
    """Everything that leaves. States: pending -> sending -> sent | failed | unknown, or dropped before any attempt.

    `status_rank` is the provider's word (queued, sent, delivered, read), which only rises. `epoch` fences bot replies.
    `segments`: of how many text messages a piece of SMS consists, 1 elsewhere; `template`: an approved one.
    """

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(BigId, ForeignKey("conversation.id"))
    message_seq: Mapped[int]
    piece: Mapped[int] = mapped_column(default=0, server_default="0")
    channel: Mapped[str]
    account: Mapped[str]
    address: Mapped[str]
    author: Mapped[str]
    purpose: Mapped[str]  # reply | service | otp | broadcast
    segments: Mapped[int] = mapped_column(default=1, server_default="1")
    template: Mapped[bool] = mapped_column(default=False, server_default=false())
    epoch: Mapped[int | None]
    body: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="pending", server_default="pending")
    status: Mapped[str | None]
    status_rank: Mapped[int] = mapped_column(default=0, server_default="0")
    status_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    next_at: Mapped[datetime]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    provider_id: Mapped[str | None]
    error_code: Mapped[str | None]
    error_reason: Mapped[str | None]
    error_detail: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    __table_args__ = (
        ForeignKeyConstraint(["conversation_id", "message_seq"], ["message.conversation_id", "message.seq"]),
        Index(
            "ix_outbox_due",
            "next_at",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "ix_outbox_head",
            "conversation_id",
            "id",
            sqlite_where=text("state IN ('pending', 'sending')"),
            postgresql_where=text("state IN ('pending', 'sending')"),
        ),
        Index(
            "ix_outbox_unsettled",
            "state",
            "lease_until",
            sqlite_where=text("state IN ('sending', 'unknown')"),
            postgresql_where=text("state IN ('sending', 'unknown')"),
        ),
        Index(
            "ix_outbox_failed",
            "finished_at",
            sqlite_where=text("state = 'failed'"),
            postgresql_where=text("state = 'failed'"),
        ),
        Index("ix_outbox_provider", "channel", "provider_id"),
        Index("ix_outbox_message", "conversation_id", "message_seq"),
        {"postgresql_with": {"fillfactor": "70"}},
    )


class Attempt(Base):
    """One call at a provider, written before the call is made and completed after it."""

    __tablename__ = "attempt"
    outbox_id: Mapped[int] = mapped_column(BigId, ForeignKey("outbox.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    worker: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str | None]  # sent | retry | failed | unknown | deferred
    provider_id: Mapped[str | None]
    error_code: Mapped[str | None]
    error_detail: Mapped[str | None]


class DeliveryEvent(Base):
    """A status callback that came before its message was recorded; it waits here."""

    __tablename__ = "delivery_event"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str]
    account: Mapped[str]
    provider_id: Mapped[str]
    status: Mapped[str]
    status_rank: Mapped[int]
    error_code: Mapped[str | None]
    at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (UniqueConstraint("channel", "account", "provider_id", "status"),)
