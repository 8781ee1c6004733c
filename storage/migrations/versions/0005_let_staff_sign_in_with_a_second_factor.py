"""Let staff sign in with a second factor. Whoever is signed in signs in again: old sessions lack what new ones have."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    # Added and dropped one by one: the table cannot be made anew while others point at its rows.
    op.add_column("staff", sa.Column("password_changed_at", _TIME, nullable=True))
    op.add_column("staff", sa.Column("must_change_password", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("staff", sa.Column("totp_sealed", sa.Text(), nullable=True))
    op.add_column("staff", sa.Column("totp_confirmed_at", _TIME, nullable=True))
    op.add_column("staff", sa.Column("totp_last_step", _ID, nullable=True))
    op.add_column("staff", sa.Column("oidc_subject", sa.Text(), nullable=True))
    op.add_column("staff", sa.Column("locale", sa.Text(), server_default="ar", nullable=False))
    op.add_column("staff", sa.Column("alerts", _JSON, server_default="{}", nullable=False))
    op.create_index("uq_staff_oidc_subject", "staff", ["oidc_subject"], unique=True)
    op.drop_column("staff", "failures")
    op.drop_column("staff", "locked_until")
    op.create_table(
        "recovery_code",
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("used_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_recovery_code_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "sign_in_trial",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", _TIME, nullable=False),
        sa.Column("locked_until", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_trial")),
    )
    op.create_index(op.f("ix_sign_in_trial_last_at"), "sign_in_trial", ["last_at"])
    op.create_table(
        "channel_check",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("checked_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_check")),
    )
    op.create_table(
        "alert",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("medium", sa.Text(), nullable=False),
        sa.Column("staff_id", _ID, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("next_at", _TIME, nullable=False),
        sa.Column("done_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_alert_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("key", name=op.f("uq_alert_key")),
    )
    due = sa.text("state IN ('waiting', 'sending')")
    op.create_index("ix_alert_due", "alert", ["next_at"], sqlite_where=due, postgresql_where=due)
    op.create_index("ix_audit_staff", "audit", ["staff_id", "id"])
    op.create_index("ix_audit_action", "audit", ["action", "id"])
    failed = sa.text("state = 'failed'")
    op.create_index("ix_outbox_failed", "outbox", ["finished_at"], sqlite_where=failed, postgresql_where=failed)
    op.execute("DELETE FROM staff_session")
    with op.batch_alter_table("staff_session") as batch_op:
        batch_op.add_column(sa.Column("id", sa.Text(), nullable=False))
        batch_op.add_column(sa.Column("method", sa.Text(), nullable=False))
        batch_op.add_column(sa.Column("address", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("user_agent", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("last_seen_at", _TIME, nullable=False))
        batch_op.create_unique_constraint(batch_op.f("uq_staff_session_id"), ["id"])


def downgrade() -> None:
    with op.batch_alter_table("staff_session") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_staff_session_id"), type_="unique")
        for name in ("id", "method", "address", "user_agent", "last_seen_at"):
            batch_op.drop_column(name)
    op.drop_index("ix_outbox_failed", "outbox")
    op.drop_index("ix_audit_action", "audit")
    op.drop_index("ix_audit_staff", "audit")
    op.drop_index("ix_alert_due", "alert")
    op.drop_table("alert")
    op.drop_table("channel_check")
    op.drop_index(op.f("ix_sign_in_trial_last_at"), "sign_in_trial")
    op.drop_table("sign_in_trial")
    op.drop_table("recovery_code")
    op.add_column("staff", sa.Column("failures", sa.Integer(), server_default="0", nullable=False))
    op.add_column("staff", sa.Column("locked_until", _TIME, nullable=True))
    op.drop_index("uq_staff_oidc_subject", "staff")
    for name in ("password_changed_at", "must_change_password", "totp_sealed", "totp_confirmed_at", "totp_last_step"):
        op.drop_column("staff", name)
    for name in ("oidc_subject", "locale", "alerts"):
        op.drop_column("staff", name)
