"""The tables of the desk: who works here and how, what waits for whom, and what consoles are told."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base, BigId


class Escalation(Base):
    """One stay of a conversation with people, from the call for them to its end. At most one is open at a time.

    `queued_since` is the place in the queue, which a requeue keeps. `waiting_since`: since when the person awaits an
    answer. `check_at`: when the desk looks at it next; NULL: at once.
    """

    __tablename__ = "escalation"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(BigId, ForeignKey("conversation.id"))
    opened_at: Mapped[datetime]
    reason: Mapped[str | None]
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    skill: Mapped[str | None]
    queued_since: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    assigned_at: Mapped[datetime | None]
    assigned_why: Mapped[dict[str, Any] | None]
    first_reply_due_at: Mapped[datetime | None]
    first_replied_at: Mapped[datetime | None]
    first_reply_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    resolve_due_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    requeues: Mapped[int] = mapped_column(default=0, server_default="0")
    passed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # who had it when it went back to the queue
    told_at: Mapped[datetime | None]
    told: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    check_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]  # resolved | released | erased
    __table_args__ = (
        Index(
            "uq_escalation_open",
            "conversation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_escalation_check",
            "check_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_escalation_conversation", "conversation_id", "id"),
        Index("ix_escalation_opened", "opened_at"),
        Index("ix_escalation_staff", "staff_id", "assigned_at"),
    )


class ConsoleEvent(Base):
    """Something that consoles are told, written with the change itself; `data` holds ids only.

    `xid` is PostgreSQL's number of the writing transaction: ids are handed out before the commit, so a reader goes by
    (xid, id) and only below the oldest transaction that still runs. On SQLite it is 0 and the id is the order.
    """

    __tablename__ = "console_event"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    xid: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]
    scope: Mapped[str | None]  # the type of a request, where the event concerns one
    staff_id: Mapped[int | None] = mapped_column(BigId)  # for this colleague alone
    at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (Index("ix_console_event_order", "xid", "id"), {"sqlite_autoincrement": True})


class DeskSetting(Base):
    """What supervisors have changed of config.yml's section `desk`, and a few marks of the desk itself."""

    __tablename__ = "desk_setting"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    changed_at: Mapped[datetime]


class DeskDay(Base):
    """A day that differs from the week: closed where `spans` is empty, else open as they say."""

    __tablename__ = "desk_day"
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    spans: Mapped[list[Any]]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    changed_at: Mapped[datetime]


class Presence(Base):
    """When a colleague's console was last seen open, by any process."""

    __tablename__ = "presence"
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    seen_at: Mapped[datetime]
    present: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
