"""Labels over the staff API: everybody sees and sticks them, supervisors make them."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from handoff import roles
from handoff.api.problems import answers, not_found, problem
from handoff.api.rows import label_shown
from handoff.api.session import Guard
from handoff.api.talk_problems import answering
from handoff.api.views.conversations import LabelShown
from handoff.inbox import Inbox
from storage import labels
from storage.db import Transaction
from storage.staff import SessionView

Name = Annotated[str, Field(min_length=1, max_length=40, pattern=r"\S")]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
_RESPONSES = answers((403, "`not_allowed`"), (404, "Not there"), (409, "`name_taken`, however it is spelt"))


class NewLabel(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name
    colour: Colour = "#868e96"


class LabelChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    colour: Colour | None = None


class LabelListed(LabelShown):
    """`conversations`: on how many it is."""

    conversations: int


def router(guard: Guard, inbox: Inbox) -> APIRouter:
    routes = APIRouter(prefix="/api/labels", tags=["inbox"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    async def maker(session: SignedIn) -> SessionView:
        if not roles.may_configure_desk(session.staff.role):
            raise problem(403, "not_allowed", "Labels are made by supervisors.")
        return session

    Maker = Annotated[SessionView, Depends(maker)]  # noqa: N806 - a type

    @routes.get("", responses=_RESPONSES)
    async def list_labels(session: SignedIn) -> list[LabelListed]:
        """By name."""
        if not roles.may_see_conversations(session.staff.role):
            return []
        async with guard.db.read() as tx:
            return [LabelListed(**asdict(u.label), conversations=u.conversations) for u in await labels.listed(tx)]

    @routes.post("", status_code=201, responses=_RESPONSES)
    async def post_label(body: NewLabel, session: Maker) -> LabelShown:
        async with answering(guard.db.transaction()) as tx:
            made = await inbox.create_label(tx, session.staff, body.name, body.colour, guard.now())
            return await _label(tx, made)

    @routes.patch("/{label_id}", responses=_RESPONSES)
    async def patch_label(label_id: int, body: LabelChange, session: Maker) -> LabelShown:
        async with answering(guard.db.transaction()) as tx:
            await _label(tx, label_id)
            if body.name or body.colour:
                await inbox.change_label(tx, session.staff, label_id, body.name, body.colour, guard.now())
            return await _label(tx, label_id)

    @routes.delete("/{label_id}", status_code=204, responses=_RESPONSES)
    async def delete_label(label_id: int, session: Maker) -> None:
        """From every conversation too."""
        async with answering(guard.db.transaction()) as tx:
            await _label(tx, label_id)
            await inbox.remove_label(tx, session.staff, label_id, guard.now())

    return routes


async def _label(tx: Transaction, label_id: int) -> LabelShown:
    found = await labels.find(tx, label_id)
    if found is None:
        raise not_found()
    return label_shown(found)
