"""Find what is asked for often: an identity's conversations, and what is counted by day."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COUNTED = ["at", "channel", "conversation_id", "seq", "outcome", "miss"]


def upgrade() -> None:
    op.create_index("ix_conversation_identity", "conversation", ["identity_id", "id"])
    op.create_index("ix_interpretation_counted", "interpretation", COUNTED)
    op.drop_index("ix_interpretation_at", "interpretation")


def downgrade() -> None:
    op.create_index("ix_interpretation_at", "interpretation", ["at"])
    op.drop_index("ix_interpretation_counted", "interpretation")
    op.drop_index("ix_conversation_identity", "conversation")
