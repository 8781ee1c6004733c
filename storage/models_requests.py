"""The tables behind requests: what people asked for, what became of it, and what we promised them about their data.

Sealed columns hold JSON that only the vault opens; a blind index finds a phone or a name without telling it.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base, BigId


class Request(Base):
    """A request of any type. `sealed`: its fields and on whose behalf. `version` counts every change, as events do."""

    __tablename__ = "request"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str]
    status: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    conversation_id: Mapped[int] = mapped_column(BigId, ForeignKey("conversation.id"), index=True)
    locale: Mapped[str]
    sealed: Mapped[str]
    sensitive: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    missing: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    phone_index: Mapped[str | None] = mapped_column(index=True)
    attestation_text: Mapped[str | None]
    attested_at: Mapped[datetime | None]
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    submitted_at: Mapped[datetime]
    status_since: Mapped[datetime]
    earliest_decision_date: Mapped[date]
    due_on: Mapped[date | None]
    __table_args__ = (Index("ix_request_queue", "priority", "id"),)


class RequestEvent(Base):
    """The history: one row a change, numbered by the version it made. `sealed`: reason, message, missing fields."""

    __tablename__ = "request_event"
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("request.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # move | fields | documents | assignment
    from_status: Mapped[str | None]
    to_status: Mapped[str | None]
    actor: Mapped[str]  # person | staff | system
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    sealed: Mapped[str | None]
    at: Mapped[datetime]


class RequestDocument(Base):
    """A file that belongs to a request."""

    __tablename__ = "request_document"
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("request.id"), primary_key=True)
    attachment_id: Mapped[int] = mapped_column(BigId, ForeignKey("attachment.id"), primary_key=True)
    added_at: Mapped[datetime]


class RequestTerm(Base):
    """A word by which staff may search a sealed request (a name, an ID number), as a blind index."""

    __tablename__ = "request_term"
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("request.id"), primary_key=True)
    term: Mapped[str] = mapped_column(primary_key=True, index=True)


class Notification(Base):
    """News of one event for the person, once. `waiting` is due at `next_at`; `sent` is watched until it arrived.

    `tried`: identities already written to, oldest first, and `phone` for the last step.
    """

    __tablename__ = "notification"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("request.id"))
    event_number: Mapped[int]
    state: Mapped[str]  # waiting | sent | done | given_up
    reason: Mapped[str | None]
    tried: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    conversation_id: Mapped[int | None] = mapped_column(BigId)
    message_seq: Mapped[int | None]
    next_at: Mapped[datetime]
    created_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("request_id", "event_number"),
        Index(
            "ix_notification_due",
            "next_at",
            sqlite_where=text("state IN ('waiting', 'sent')"),
            postgresql_where=text("state IN ('waiting', 'sent')"),
        ),
    )


class Otp(Base):
    """A one-time code: only its keyed hash. `conversation_id` asked for it; `phone_index` got it.

    `sealed` holds code and phone for the moment until it is sent; `outbox_id` is where it stands until it is wiped.
    """

    __tablename__ = "otp"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    purpose: Mapped[str]
    conversation_id: Mapped[int] = mapped_column(BigId, ForeignKey("conversation.id"), index=True)
    phone_index: Mapped[str]
    phone_prefix: Mapped[str]
    nonce: Mapped[str]
    code_hash: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    sealed: Mapped[str | None]
    outbox_id: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (
        Index("ix_otp_phone", "phone_index", "created_at"),
        Index("ix_otp_prefix", "phone_prefix", "created_at"),
        Index("ix_otp_created", "created_at"),
        Index(
            "ix_otp_unsent", "id", sqlite_where=text("sealed IS NOT NULL"), postgresql_where=text("sealed IS NOT NULL")
        ),
    )


class PhoneProof(Base):
    """An identity showed that it holds a phone. Identities with the same proven phone are linked; never merged."""

    __tablename__ = "phone_proof"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("identity.id"), index=True)
    phone_index: Mapped[str] = mapped_column(index=True)
    sealed_phone: Mapped[str]
    method: Mapped[str]  # otp | own_contact
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class ContactPreference(Base):
    """The channel on which a person wishes to be told, where they said so."""

    __tablename__ = "contact_preference"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    channel: Mapped[str]
    at: Mapped[datetime]


class RatingRow(Base):
    """One opinion of one thing: a request, a talk with a person, or the service on a day."""

    __tablename__ = "rating"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    subject: Mapped[str] = mapped_column(unique=True)
    score: Mapped[int]
    sealed_comment: Mapped[str | None]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    conversation_id: Mapped[int] = mapped_column(BigId, ForeignKey("conversation.id"))
    channel: Mapped[str]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


class Consent(Base):
    """The ledger: only added to. The last row of a purpose is what holds."""

    __tablename__ = "consent"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[str]
    granted: Mapped[bool]
    text_version: Mapped[str]
    channel: Mapped[str]
    conversation_id: Mapped[int | None] = mapped_column(BigId)
    at: Mapped[datetime]
    __table_args__ = (Index("ix_consent_person", "person_id", "purpose", "id"),)


class SecureLink(Base):
    """A one-time page: only its token's hash. `fields`: what it asks for, with what the page needs to show them."""

    __tablename__ = "secure_link"
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(BigId, ForeignKey("conversation.id"), index=True)
    form: Mapped[str]
    fields: Mapped[list[Any]]
    locale: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Audit(Base):
    """What people did, for good. `details` never holds personal data, only names of fields and ids."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (
        Index("ix_audit_subject", "subject", "id"),
        Index("ix_audit_staff", "staff_id", "id"),
        Index("ix_audit_action", "action", "id"),
    )


class Assignment(Base):
    """Who of the staff holds a conversation, or held it last: it is theirs while its owner is `staff`."""

    __tablename__ = "assignment"
    conversation_id: Mapped[int] = mapped_column(BigId, ForeignKey("conversation.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    by_staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # NULL: the desk itself
    at: Mapped[datetime]
