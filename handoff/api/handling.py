"""What staff do with a conversation besides talking, over the staff API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from handoff.api.problems import answers, problem
from handoff.api.session import Guard
from handoff.api.standing import Standings
from handoff.api.talk_problems import answering
from handoff.api.views.desk import Standing
from handoff.handling import Handling, NotAhead
from handoff.talks import Talks
from storage.db import Transaction
from storage.staff import SessionView


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RequeueBody(_Body):
    """`reason` becomes a note for colleagues."""

    reason: str = Field("", max_length=2000)


class PriorityBody(_Body):
    """100 and above passes by all others; `reason` is shown beside it."""

    priority: int = Field(ge=0, le=100)
    reason: str = Field(min_length=1, max_length=500)


class SnoozeBody(_Body):
    """Null: back in sight at once."""

    until: AwareDatetime | None


_RESPONSES = answers(
    (404, "Not there, or not for this role"), (409, "`held_by_another`, `not_held`, `closed`"), (422, "`not_ahead`")
)


def router(guard: Guard, talks: Talks, handling: Handling, standings: Standings) -> APIRouter:
    routes = APIRouter(prefix="/api/conversations", tags=["desk"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    @routes.get("/{conversation_id}/standing", responses=_RESPONSES)
    async def get_standing(conversation_id: int, session: SignedIn) -> Standing:
        """Its promises, its place in the queue, and why whoever has it was given it."""
        async with answering(guard.db.read()) as tx:
            talk = await talks.visible(tx, session.staff, conversation_id)
            return await standings.standing(tx, talk, guard.now())

    @routes.post("/{conversation_id}/requeue", responses=_RESPONSES)
    async def post_requeue(conversation_id: int, body: RequeueBody, session: SignedIn) -> Standing:
        """Back to the queue, to the place it had."""
        async with _deed(conversation_id, session) as (tx, done):
            await handling.requeue(tx, session.staff, conversation_id, body.reason, guard.now())
        return done[0]

    @routes.post("/{conversation_id}/priority", responses=_RESPONSES)
    async def post_priority(conversation_id: int, body: PriorityBody, session: SignedIn) -> Standing:
        """More or less urgent than it was taken for; its clocks follow."""
        async with _deed(conversation_id, session) as (tx, done):
            await handling.prioritise(tx, session.staff, conversation_id, body.priority, body.reason, guard.now())
        return done[0]

    @routes.post("/{conversation_id}/snooze", responses=_RESPONSES)
    async def post_snooze(conversation_id: int, body: SnoozeBody, session: SignedIn) -> Standing:
        """Out of sight until then, or until the person writes."""
        async with _deed(conversation_id, session) as (tx, done):
            await handling.snooze(tx, session.staff, conversation_id, body.until, guard.now())
        return done[0]

    @asynccontextmanager
    async def _deed(conversation_id: int, session: SessionView) -> AsyncIterator[tuple[Transaction, list[Standing]]]:
        """A transaction for a deed, and where its outcome is found afterwards."""
        done: list[Standing] = []
        try:
            async with answering(guard.db.transaction()) as tx:
                yield tx, done
                talk = await talks.visible(tx, session.staff, conversation_id)
                done.append(await standings.standing(tx, talk, guard.now()))
        except NotAhead as error:
            raise problem(422, "not_ahead", str(error)) from error

    return routes
