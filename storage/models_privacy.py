"""The tables behind what we promise about data: where unfinished forms live, what is held, who was erased."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base, BigId


class Draft(Base):
    """A form that was begun and not sent. Its answers stand in the state of its identity's last conversation.

    `identity_id`: the one place where it lives. `phone_index`: of the mobile in it. `sealed`: its answers while they
    are on their way from one identity to another. `came_from`, `came_by`: the identity it was begun with, and the
    proven phone that brought it here.
    """

    __tablename__ = "draft"
    id: Mapped[str] = mapped_column(primary_key=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("identity.id"), index=True)
    form: Mapped[str]
    phone_index: Mapped[str | None] = mapped_column(index=True)
    touched_on: Mapped[date] = mapped_column(index=True)
    sealed: Mapped[str | None]
    came_from: Mapped[int | None] = mapped_column(ForeignKey("identity.id"))
    came_by: Mapped[str | None]


class LegalHold(Base):
    """What may not be erased, of a person or of one request, until it is lifted. `sealed_reason`: why, in words."""

    __tablename__ = "legal_hold"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("request.id"), index=True)
    sealed_reason: Mapped[str]
    placed_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    placed_at: Mapped[datetime]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    lifted_at: Mapped[datetime | None]


class Erasure(Base):
    """Somebody was erased, and stays so: `identities` are pairs of an identity's id and a keyed hash of its address."""

    __tablename__ = "erasure"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    identities: Mapped[list[Any]]
    erased_at: Mapped[datetime]
