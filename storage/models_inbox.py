"""The tables of the inbox: how staff sort conversations and find them again, and what they have at hand to answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy import text as _sql
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base, BigId

# Prefixes are ranges, which a language's own order would break.
_Word = Text().with_variant(Text(collation="C"), "postgresql")


def _conversation(**more: Any) -> Any:
    return mapped_column(BigId, ForeignKey("conversation.id", ondelete="CASCADE"), **more)


class Label(Base):
    """A word that staff stick on conversations. `key`: its normal form, which stands once."""

    __tablename__ = "label"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    colour: Mapped[str]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]


class ConversationLabel(Base):
    __tablename__ = "conversation_label"
    conversation_id: Mapped[int] = _conversation(primary_key=True)
    label_id: Mapped[int] = mapped_column(BigId, ForeignKey("label.id", ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    __table_args__ = (Index("ix_conversation_label_label", "label_id", "conversation_id"),)


class SavedView(Base):
    """A list of conversations under a name: `query` holds the filters of the list. `shared`: everybody has it."""

    __tablename__ = "saved_view"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    name: Mapped[str]
    shared: Mapped[bool]
    query: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class CannedReply(Base):
    """An answer kept ready, with placeholders. `shortcut` is unique among the shared ones, and among one's own."""

    __tablename__ = "canned_reply"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    shared: Mapped[bool]
    shortcut: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    locale: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    __table_args__ = (
        Index(
            "uq_canned_reply_shared",
            "shortcut",
            unique=True,
            sqlite_where=_sql("shared"),
            postgresql_where=_sql("shared"),
        ),
        Index(
            "uq_canned_reply_own",
            "staff_id",
            "shortcut",
            unique=True,
            sqlite_where=_sql("NOT shared"),
            postgresql_where=_sql("NOT shared"),
        ),
    )


class ReadMark(Base):
    """How far a colleague has read a conversation."""

    __tablename__ = "read_mark"
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    conversation_id: Mapped[int] = _conversation(primary_key=True, index=True)
    seq: Mapped[int]
    at: Mapped[datetime]


class SearchWord(Base):
    """A folded word by which a conversation is found: of what was said in it, of a name, an address, a reference."""

    __tablename__ = "search_word"
    conversation_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    word: Mapped[str] = mapped_column(_Word, primary_key=True)
    __table_args__ = (Index("ix_search_word_word", "word", "conversation_id"), {"sqlite_with_rowid": False})


class SearchMark(Base):
    """Up to which message a conversation's words are in the table."""

    __tablename__ = "search_mark"
    conversation_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    seq: Mapped[int]


class TemplateRow(Base):
    """An approved template as its provider lists it. `name`: what it is sent by (Twilio: the ContentSid).

    `parts`: {header, body, footer, buttons}, with variables as `{{1}}`.
    """

    __tablename__ = "template"
    channel: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    category: Mapped[str | None]
    status: Mapped[str]
    parts: Mapped[dict[str, Any]]
    variables: Mapped[list[Any]]
    reason: Mapped[str | None]
    synced_at: Mapped[datetime]


class StaffUpload(Base):
    """A file that a colleague wants to send in a conversation; `message_seq` once it was. Unsent ones are removed."""

    __tablename__ = "staff_upload"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = _conversation()
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str]
    filename: Mapped[str]
    mime: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    path: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(index=True)
    message_seq: Mapped[int | None]


class Parked(Base):
    """What a colleague wrote while only a template could go out: sent when the person answers the template.

    States: waiting -> sent | dropped (the conversation went on without it, or it was taken back).
    """

    __tablename__ = "parked"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = _conversation()
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    client_id: Mapped[str]
    text: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    message_seq: Mapped[int | None]
    __table_args__ = (
        UniqueConstraint("conversation_id", "client_id"),
        Index(
            "ix_parked_waiting",
            "conversation_id",
            sqlite_where=_sql("state = 'waiting'"),
            postgresql_where=_sql("state = 'waiting'"),
        ),
    )
