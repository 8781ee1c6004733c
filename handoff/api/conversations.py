"""One conversation over the staff API, and who holds it."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from handoff import roles
from handoff.api.rows import all_fields
from handoff.api.session import Guard
from handoff.api.shown import request_row
from handoff.api.talk_problems import RESPONSES, answering
from handoff.api.views.conversations import TalkWhole
from handoff.talks import Talks
from storage import requests
from storage.crypto import Vault
from storage.db import Transaction
from storage.requests import TYPES
from storage.staff import SessionView
from storage.talks import Talk


class AssigneeBody(BaseModel):
    staff_id: int


def router(guard: Guard, desk: Talks, vault: Vault, notify: Callable[[int], None] = lambda _: None) -> APIRouter:
    """`notify` wakes delivery and pages after something was said."""
    routes = APIRouter(prefix="/api/conversations", tags=["conversations"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    @routes.get("/{conversation_id}", responses=RESPONSES)
    async def get_conversation(conversation_id: int, session: SignedIn) -> TalkWhole:
        """One conversation with the person's requests."""
        async with answering(guard.db.read()) as tx:
            return await _whole(tx, session, await desk.visible(tx, session.staff, conversation_id))

    @routes.post("/{conversation_id}/claim", responses=RESPONSES)
    async def post_claim(conversation_id: int, session: SignedIn) -> TalkWhole:
        """Take it from the bot or the queue: from this commit on the bot says nothing. 409 if a colleague was first."""
        return await _change(conversation_id, session, desk.claim)

    @routes.post("/{conversation_id}/assign", responses=RESPONSES)
    async def post_assign(conversation_id: int, body: AssigneeBody, session: SignedIn) -> TalkWhole:
        """Hand it to a colleague."""

        async def assign(tx: Transaction, staff: Any, key: int, now: Any) -> None:
            await desk.assign(tx, staff, key, body.staff_id, now)

        return await _change(conversation_id, session, assign)

    @routes.post("/{conversation_id}/release", responses=RESPONSES)
    async def post_release(conversation_id: int, session: SignedIn) -> TalkWhole:
        """Back to the bot."""
        return await _change(conversation_id, session, desk.release)

    @routes.post("/{conversation_id}/resolve", responses=RESPONSES)
    async def post_resolve(conversation_id: int, session: SignedIn) -> TalkWhole:
        """Ended; what the person writes next begins a new conversation."""
        return await _change(conversation_id, session, desk.resolve)

    async def _change(conversation_id: int, session: SessionView, deed: Any) -> TalkWhole:
        async with answering(guard.db.transaction()) as tx:
            await deed(tx, session.staff, conversation_id, guard.now())
            answer = await _whole(tx, session, await desk.visible(tx, session.staff, conversation_id))
        notify(conversation_id)
        return answer

    async def _whole(tx: Transaction, session: SessionView, talk: Talk) -> TalkWhole:
        seen = roles.visible_types(session.staff.role, TYPES)
        own = [r for r in await requests.of_person(tx, vault, talk.person_id) if r.type in seen]
        [fields] = await all_fields(tx, session.staff, [talk])
        return TalkWhole(**fields, requests=[request_row(r) for r in own])

    return routes
