"""The tables behind what we promise about data: where unfinished forms live."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base


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
