"""Keep data no longer than promised."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("identity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("phone_index", sa.Text(), nullable=True),
        sa.Column("touched_on", sa.Date(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("came_from", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("came_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["came_from"], ["identity.id"], name=op.f("fk_draft_came_from")),
        sa.ForeignKeyConstraint(["identity_id"], ["identity.id"], name=op.f("fk_draft_identity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_identity_id"), ["identity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_draft_phone_index"), ["phone_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_draft_touched_on"), ["touched_on"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_touched_on"))
        batch_op.drop_index(batch_op.f("ix_draft_phone_index"))
        batch_op.drop_index(batch_op.f("ix_draft_identity_id"))

    op.drop_table("draft")
