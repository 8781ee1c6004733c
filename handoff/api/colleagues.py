"""Who is there: one's own status, colleagues, and who looks at a conversation."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, ConfigDict

from handoff.api.problems import answers, problem
from handoff.api.session import Guard
from handoff.api.talk_problems import answering
from handoff.api.views.conversations import StaffName
from handoff.api.views.desk import ColleagueShown
from handoff.api.views.moment import View
from handoff.desk_config import Practice
from handoff.desk_settings import DeskSettings
from handoff.handling import be
from handoff.live import Live
from handoff.roles import may_see_conversations, may_see_requests
from handoff.talks import Talks
from storage import audit, presence
from storage.presence import ColleagueView, Status
from storage.staff import SessionView
from storage.talks import Talk


class StatusBody(BaseModel):
    """`until`: when a break is over; then one is online again."""

    model_config = ConfigDict(extra="forbid")

    status: Status
    until: AwareDatetime | None = None


class PresenceBody(BaseModel):
    """`note`: what is being written is for colleagues only, so the person is shown nothing of it."""

    model_config = ConfigDict(extra="forbid")

    composing: bool = False
    note: bool = False


class OverrideBody(BaseModel):
    """`staff_id`: who was writing."""

    model_config = ConfigDict(extra="forbid")

    staff_id: int


class ViewerShown(View):
    id: int
    name: str
    composing: bool


_NOT_ALLOWED = answers((403, "`not_allowed`: this role has no conversations"))
_NOT_THERE = answers((404, "Not there, or not for this role"))

Composing = Callable[[Talk], Awaitable[None]]


def router(guard: Guard, talks: Talks, settings: DeskSettings, live: Live, on_composing: Composing) -> APIRouter:
    """`on_composing` lets the person know that somebody writes to them, where their channel can."""
    routes = APIRouter(prefix="/api", tags=["desk"])
    Holder = Annotated[SessionView, Depends(guard.may(may_see_conversations))]  # noqa: N806 - a type
    Reader = Annotated[SessionView, Depends(guard.may(may_see_requests))]  # noqa: N806 - a type
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    @routes.get("/colleagues", responses=_NOT_ALLOWED)
    async def get_colleagues(_session: Holder) -> list[ColleagueShown]:
        """Everybody who works here, whether they are there, and what they have in hand."""
        async with guard.db.read() as tx:
            rules = await settings.current(tx)
            return [_shown(c, rules.practice) for c in await presence.colleagues(tx, guard.now())]

    @routes.get("/colleagues/names", responses=answers((403, "`not_allowed`")))
    async def get_names(_session: Reader) -> list[StaffName]:
        """Everybody who works here, by name only: for those who see whose a request is, and no conversations."""
        async with guard.db.read() as tx:
            return [StaffName(id=c.id, name=c.name) for c in await presence.colleagues(tx, guard.now())]

    @routes.put("/me/status", responses=_NOT_ALLOWED)
    async def put_status(body: StatusBody, session: Holder) -> ColleagueShown:
        """Say whether you are there. Only `online` is given conversations; a break returns what waits to the queue."""
        now = guard.now()
        if body.until is not None and body.until <= now:
            raise problem(422, "not_ahead", "This moment has passed.")
        async with guard.db.transaction() as tx:
            await be(tx, session.staff, body.status, body.until, now)
            [own] = await presence.colleagues(tx, now, [session.staff.id])
            return _shown(own, (await settings.current(tx)).practice)

    @routes.post("/conversations/{conversation_id}/presence", responses=_NOT_THERE)
    async def post_presence(conversation_id: int, body: PresenceBody, session: SignedIn) -> list[ViewerShown]:
        """You have it open, and perhaps write in it: say so every ten seconds. -> who else looks at it."""
        async with answering(guard.db.read()) as tx:
            talk = await talks.visible(tx, session.staff, conversation_id)
        staff = session.staff
        live.view(talk.id, staff.id, staff.name, composing=body.composing)
        if body.composing and not body.note and talk.owner == "staff" and talk.assignee_id == staff.id:
            await on_composing(talk)
        others = [v for v in live.viewers(talk.id) if v.id != staff.id]
        return [ViewerShown(id=v.id, name=v.name, composing=v.composing) for v in others]

    @routes.delete("/conversations/{conversation_id}/presence", status_code=204, responses=_NOT_THERE)
    async def delete_presence(conversation_id: int, session: SignedIn) -> None:
        """You have closed it."""
        async with answering(guard.db.read()) as tx:
            talk = await talks.visible(tx, session.staff, conversation_id)
        live.leave(talk.id, session.staff.id)

    @routes.post("/conversations/{conversation_id}/presence/override", status_code=204, responses=_NOT_THERE)
    async def post_override(conversation_id: int, body: OverrideBody, session: SignedIn) -> None:
        """You write although a colleague does: on record."""
        async with answering(guard.db.transaction()) as tx:
            talk = await talks.visible(tx, session.staff, conversation_id)
            subject, details = f"conversation:{talk.id}", {"staff_id": body.staff_id}
            await audit.note(tx, session.staff.id, "conversation.write_over", subject, guard.now(), details)

    return routes


def _shown(c: ColleagueView, practice: Practice) -> ColleagueShown:
    same = ("id", "name", "role", "status", "chosen", "since", "until", "load")
    values = {name: getattr(c, name) for name in same}
    return ColleagueShown(**values, capacity=practice.capacity_of(c.role, c.capacity), skills=list(c.skills))
