"""The tables of signing in: accounts of staff, their second factor, their browsers, who failed to get in;
how the last check of each channel went; and what staff were told of away from the console.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base, BigId


class Staff(Base):
    """A member of staff who may sign in. Roles: agent, supervisor, committee, admin.

    `must_change_password`: the password was handed out by somebody else. `totp_sealed` counts from `totp_confirmed_at`
    on; `totp_last_step` is the step of the last code used, and none before it counts again.
    """

    __tablename__ = "staff"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    password_changed_at: Mapped[datetime | None]
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default=false())
    totp_sealed: Mapped[str | None]
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None] = mapped_column(BigId)
    oidc_subject: Mapped[str | None]  # `issuer|subject`
    locale: Mapped[str] = mapped_column(default="ar", server_default="ar")
    alerts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    skills: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    capacity: Mapped[int | None]  # conversations at a time; NULL: as config.yml says for the role
    status: Mapped[str] = mapped_column(default="away", server_default="away")  # online | away | break | offline
    status_since: Mapped[datetime | None]
    status_until: Mapped[datetime | None]
    __table_args__ = (Index("uq_staff_oidc_subject", "oidc_subject", unique=True),)


class RecoveryCode(Base):
    """A code that stands in for the second factor, once. Only its keyed hash."""

    __tablename__ = "recovery_code"
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None]


class StaffSession(Base):
    """A signed-in browser. Only the token's hash is kept; `id` names the session to people and in the audit log."""

    __tablename__ = "staff_session"
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    method: Mapped[str]  # password | totp | oidc
    csrf_token: Mapped[str]
    address: Mapped[str | None]
    user_agent: Mapped[str | None]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class SignInTrial(Base):
    """Failures to get in, by what they were counted against (`account|…`, `network|…`, `device|…`)."""

    __tablename__ = "sign_in_trial"
    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    locked_until: Mapped[datetime | None]


class ChannelCheck(Base):
    """The last time somebody asked a provider whether our credentials hold."""

    __tablename__ = "channel_check"
    channel: Mapped[str] = mapped_column(primary_key=True)
    ok: Mapped[bool]
    detail: Mapped[str]
    checked_at: Mapped[datetime]


class Alert(Base):
    """Something that is told to staff away from the console, once: `key` names it. `next_at`: due, or since claimed.

    States: waiting -> sending -> sent | skipped | failed | unknown. `staff_id` is NULL for a group's.
    """

    __tablename__ = "alert"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    medium: Mapped[str]  # email | telegram
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str]
    conversation_id: Mapped[int] = mapped_column(BigId)
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "ix_alert_due",
            "next_at",
            sqlite_where=text("state IN ('waiting', 'sending')"),
            postgresql_where=text("state IN ('waiting', 'sending')"),
        ),
    )
