"""One conversation over the staff API, and who holds it."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from handoff import roles
from handoff.api.rows import Rows
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


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AssigneeBody(_Body):
    """`note`: for the colleague who gets it."""

    staff_id: int
    note: str = Field("", max_length=2000)


class ReleaseBody(_Body):
    """`form`: whether an open form goes on where it stood, or is dropped on purpose."""

    form: Literal["resume", "drop"] = "resume"


class ResolveBody(_Body):
    """`note`: for colleagues who look at it later."""

    note: str = Field("", max_length=2000)


def router(
    guard: Guard, desk: Talks, vault: Vault, rows: Rows, notify: Callable[[int], None] = lambda _: None
) -> APIRouter:
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
            await desk.assign(tx, staff, key, body.staff_id, now, note=body.note)

        return await _change(conversation_id, session, assign)

    @routes.post("/{conversation_id}/release", responses=RESPONSES)
    async def post_release(conversation_id: int, session: SignedIn, body: ReleaseBody | None = None) -> TalkWhole:
        """Back to the bot; an open form goes on, or is dropped on purpose."""
        drop = body is not None and body.form == "drop"

        async def release(tx: Transaction, staff: Any, key: int, now: Any) -> None:
            await desk.release(tx, staff, key, now, drop_form=drop)

        return await _change(conversation_id, session, release)

    @routes.post("/{conversation_id}/resolve", responses=RESPONSES)
    async def post_resolve(conversation_id: int, session: SignedIn, body: ResolveBody | None = None) -> TalkWhole:
        """Ended; what the person writes next begins a new conversation that follows this one."""

        async def resolve(tx: Transaction, staff: Any, key: int, now: Any) -> None:
            await desk.resolve(tx, staff, key, now, note=body.note if body else "")

        return await _change(conversation_id, session, resolve)

    async def _change(conversation_id: int, session: SessionView, deed: Any) -> TalkWhole:
        async with answering(guard.db.transaction()) as tx:
            await deed(tx, session.staff, conversation_id, guard.now())
            answer = await _whole(tx, session, await desk.visible(tx, session.staff, conversation_id))
        notify(conversation_id)
        return answer

    async def _whole(tx: Transaction, session: SessionView, talk: Talk) -> TalkWhole:
        seen = roles.visible_types(session.staff.role, TYPES)
        own = [r for r in await requests.of_person(tx, vault, talk.person_id) if r.type in seen]
        [fields] = await rows.fields(tx, session.staff, [talk], guard.now())
        return TalkWhole(**fields, requests=[request_row(r) for r in own])

    return routes
