"""The tables of knowledge: answers by version, what was not understood, and what was learnt from it.

No message is copied here: an interpretation is named after the message it is of, (conversation, seq). Phrases to learn
from are free of personal data before they are stored.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base, BigId


class InterpretationRow(Base):
    """What one message of a visitor was understood as, and what came of it.

    `outcome`: answered | missed | asked | queued | form | talked | staff (a person has it, or will read it).
    `ranking`: [{intent, confidence}], likeliest first; empty where nothing was guessed (a button, a command).
    `cited`: the answers that were sent, [{intent, sections, version}]; `answer` and `version` are those of the first.
    `miss`, where it is one: out_of_scope | ambiguous | unhelpful | handoff (a person had to be called).
    `decided`: {owner, reason, priority, form, asks}, never a value that somebody entered.
    """

    __tablename__ = "interpretation"
    conversation_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    intent: Mapped[str | None]
    confidence: Mapped[float | None]
    ranking: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    engine: Mapped[str | None]
    outcome: Mapped[str]
    cited: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    answer: Mapped[str | None]
    version: Mapped[int | None]
    decided: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    miss: Mapped[str | None]
    cluster_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("miss_cluster.id", ondelete="SET NULL"))
    turn_id: Mapped[str | None]
    at: Mapped[datetime]
    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "seq"], ["message.conversation_id", "message.seq"], ondelete="CASCADE"
        ),
        # All that is counted by day: the rows themselves are wide.
        Index("ix_interpretation_counted", "at", "channel", "conversation_id", "seq", "outcome", "miss"),
        Index(
            "ix_interpretation_miss",
            "at",
            sqlite_where=text("miss IS NOT NULL"),
            postgresql_where=text("miss IS NOT NULL"),
        ),
        Index(
            "ix_interpretation_cluster",
            "cluster_id",
            sqlite_where=text("cluster_id IS NOT NULL"),
            postgresql_where=text("cluster_id IS NOT NULL"),
        ),
    )


class MissCluster(Base):
    """Misses that mean the same. `state`: open | done | dismissed. `outcome`: what staff made of it.

    `guesses`: [{intent, confidence}]; `keywords`: the words that its messages share. How many it has is counted.
    """

    __tablename__ = "miss_cluster"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    state: Mapped[str] = mapped_column(default="open", server_default="open")
    keywords: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    guesses: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    __table_args__ = (Index("ix_miss_cluster_state", "state", "id"),)


class AnswerDraft(Base):
    """An answer being written, one a question. `revision` counts its changes; titles only where no file has any."""

    __tablename__ = "answer_draft"
    intent: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int]
    ar: Mapped[str]
    en: Mapped[str]
    sections: Mapped[list[Any]]
    quote: Mapped[str]
    note: Mapped[str]
    title_ar: Mapped[str | None]
    title_en: Mapped[str | None]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    updated_at: Mapped[datetime]


class AnswerVersion(Base):
    """An answer that went live from the console; version 1 is the file's and stands in no row. Never changed.

    `live`: what is said now; a question without a live row is answered from its file.
    """

    __tablename__ = "answer_version"
    intent: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    ar: Mapped[str]
    en: Mapped[str]
    sections: Mapped[list[Any]]
    quote: Mapped[str]
    note: Mapped[str]
    title_ar: Mapped[str | None]
    title_en: Mapped[str | None]
    live: Mapped[bool]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    published_at: Mapped[datetime]
    __table_args__ = (
        Index(
            "uq_answer_version_live", "intent", unique=True, sqlite_where=text("live"), postgresql_where=text("live")
        ),
    )


class TrainingPhrase(Base):
    """Something people say and what it means, to be learnt from. `key`: its normal form, which stands once."""

    __tablename__ = "training_phrase"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    intent: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    key: Mapped[str]
    cluster_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("miss_cluster.id", ondelete="SET NULL"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("key"),)


class TrainingRun(Base):
    """A model learnt anew: running -> evaluated -> live -> replaced | undone; or failed.

    At most one runs and at most one is live; none live means the shipped model. `before`, `after`: scores; `changed`:
    the texts that are understood otherwise. The model lies under DATA_DIR/models/<id>.
    """

    __tablename__ = "training_run"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    state: Mapped[str]
    step: Mapped[str]
    progress: Mapped[float]
    phrases: Mapped[int]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    digest: Mapped[str | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    changed: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    error: Mapped[str | None]
    previous_id: Mapped[int | None] = mapped_column(BigInteger)  # what was live before it; None: the shipped model
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    activated_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "uq_training_run_running",
            "state",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
        Index(
            "uq_training_run_live",
            "state",
            unique=True,
            sqlite_where=text("state = 'live'"),
            postgresql_where=text("state = 'live'"),
        ),
    )


class Revision(Base):
    """A number that rises whenever what a name stands for changes: what every process watches (`answers`, `model`)."""

    __tablename__ = "revision"
    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
