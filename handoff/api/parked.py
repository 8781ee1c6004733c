"""Replies that wait for the person's answer, over the staff API."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from handoff.api.problems import answers, not_found, problem
from handoff.api.session import Guard
from handoff.api.talk_problems import RESPONSES, answering
from handoff.api.views.conversations import StaffName
from handoff.api.views.moment import Moment, View
from handoff.parking import Parking, UnknownParked
from storage.parked import ParkedView
from storage.staff import SessionView


class ParkBody(BaseModel):
    """`client_id` names the text: sent again it is the same one."""

    model_config = ConfigDict(extra="forbid")

    client_id: str = Field(min_length=8, max_length=64)
    text: str = Field(min_length=1, max_length=20_000)


class ParkedShown(View):
    """A reply that waits; it goes out once when the person answers the template."""

    id: int
    client_id: str
    text: str
    by: StaffName
    at: Moment


def router(guard: Guard, parking: Parking) -> APIRouter:
    routes = APIRouter(prefix="/api/conversations", tags=["conversations"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    @routes.get("/{conversation_id}/parked", responses=answers((404, "Not there, or not for this role")))
    async def get_parked(conversation_id: int, session: SignedIn) -> list[ParkedShown]:
        """What waits here, oldest first."""
        async with answering(guard.db.read()) as tx:
            return [_shown(p) for p in await parking.waiting(tx, session.staff, conversation_id)]

    @routes.post("/{conversation_id}/parked", status_code=201, responses=RESPONSES)
    async def post_parked(conversation_id: int, body: ParkBody, session: SignedIn) -> ParkedShown:
        """Keep a reply until the person answers. 409 `no_longer_waiting`: this one was sent, or taken back."""
        async with answering(guard.db.transaction()) as tx:
            about = (conversation_id, body.client_id, body.text)
            kept = await parking.park(tx, session.staff, *about, guard.now())
        if kept is None:
            raise problem(409, "no_longer_waiting", "It was sent, or taken back.")
        return _shown(kept)

    @routes.delete("/{conversation_id}/parked/{parked_id}", status_code=204, responses=RESPONSES)
    async def delete_parked(conversation_id: int, parked_id: int, session: SignedIn) -> None:
        """Take it back. 404 once it was sent."""
        try:
            async with answering(guard.db.transaction()) as tx:
                await parking.withdraw(tx, session.staff, conversation_id, parked_id, guard.now())
        except UnknownParked as error:
            raise not_found() from error

    return routes


def _shown(p: ParkedView) -> ParkedShown:
    by = StaffName(id=p.staff_id, name=p.staff_name)
    return ParkedShown(id=p.id, client_id=p.client_id, text=p.text, by=by, at=p.created_at)
