"""Legal holds over the staff API: for supervisors and administrators."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from handoff.api.problems import answers, not_found
from handoff.api.session import Guard
from handoff.privacy import NotForThisRole, Privacy, UnknownPerson
from storage.db import Transaction
from storage.staff import SessionView

_RESPONSES = answers((404, "Not there, or not for this role"))


class NewHold(BaseModel):
    """`subject`: `person:7`, or `request:MD-…`."""

    subject: str = Field(min_length=1, max_length=60)
    reason: str = Field(min_length=3, max_length=1000)


class HoldMade(BaseModel):
    id: int


class HoldShown(HoldMade):
    person_id: int | None
    reference: str | None
    reason: str
    placed_by: int
    placed_at: datetime


def router(guard: Guard, privacy: Privacy) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["privacy"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    @routes.get("/holds", responses=_RESPONSES)
    async def get_holds(session: SignedIn) -> list[HoldShown]:
        """What stands."""
        async with _answering(guard.db.read()) as tx:
            found = await privacy.held(tx, session.staff)
        return [
            HoldShown(
                id=h.id,
                person_id=h.person_id,
                reference=h.reference,
                reason=h.reason,
                placed_by=h.placed_by,
                placed_at=h.placed_at,
            )
            for h in found
        ]

    @routes.post("/holds", status_code=201, responses=_RESPONSES)
    async def post_hold(body: NewHold, session: SignedIn) -> HoldMade:
        """Keeps everything of a person, or what belongs to a request, from being erased. On record."""
        async with _answering(guard.db.transaction()) as tx:
            return HoldMade(id=await privacy.hold(tx, session.staff, body.subject, body.reason, guard.now()))

    @routes.post("/holds/{hold_id}/lift", status_code=204, responses=_RESPONSES)
    async def post_lift(hold_id: int, session: SignedIn) -> None:
        """What is over its time goes from now on. On record."""
        async with _answering(guard.db.transaction()) as tx:
            if not await privacy.lift(tx, session.staff, hold_id, guard.now()):
                raise not_found()

    return routes


@asynccontextmanager
async def _answering(transaction: Any) -> AsyncIterator[Transaction]:
    """Who may not ask is answered as if there were nothing."""
    try:
        async with transaction as tx:
            yield tx
    except (NotForThisRole, UnknownPerson) as error:
        raise not_found() from error
