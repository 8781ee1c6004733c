"""The replayable case view of a conversation: from the event as it came to the last word on our answer."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import TypeAdapter

from handoff import roles
from handoff.api.session import Guard
from handoff.api.talk_problems import RESPONSES, answering
from handoff.api.views.timeline import Timeline, TimelineStep
from handoff.talks import Talks
from storage import staff as accounts
from storage import timeline
from storage.db import Transaction
from storage.messages import NOTE
from storage.requests import TYPES
from storage.staff import SessionView
from storage.timeline import Place, Step

_STEP: TypeAdapter[TimelineStep] = TypeAdapter(TimelineStep)
_DECIDED = ("owner", "reason", "priority", "form", "asks")


def router(guard: Guard, desk: Talks) -> APIRouter:
    routes = APIRouter(prefix="/api/conversations", tags=["conversations"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    @routes.get("/{conversation_id}/timeline", responses=RESPONSES)
    async def get_timeline(
        conversation_id: int,
        session: SignedIn,
        cursor: Annotated[str | None, Query(max_length=64)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 200,
    ) -> Timeline:
        """Everything that happened, oldest first: events, what they were taken for, decisions, words, attempts,
        statuses, calls for people, deeds of colleagues, steps of requests."""
        seen = roles.visible_types(session.staff.role, TYPES)
        async with answering(guard.db.read()) as tx:
            talk = await desk.visible(tx, session.staff, conversation_id)
            steps, then = await timeline.page(tx, talk.id, seen, Place.read(cursor or ""), limit=limit)
            names = await _names(tx, steps)
        return Timeline(items=[_shown(step, names) for step in steps], cursor=str(then) if then else None)

    return routes


async def _names(tx: Transaction, steps: list[Step]) -> Mapping[int, str]:
    """Of the colleagues to whom it was given."""
    wanted = {step.values["details"].get("staff_id") for step in steps if step.kind == "deed"}
    found = [await accounts.by_id(tx, one) for one in wanted if isinstance(one, int)]
    return {colleague.id: colleague.name for colleague in found if colleague}


def _shown(step: Step, names: Mapping[int, str]) -> TimelineStep:
    values = step.values | {"kind": step.kind, "at": step.place.at, "id": str(step.place)}
    return _STEP.validate_python(values | _also(step, names))


def _also(step: Step, names: Mapping[int, str]) -> dict[str, Any]:
    """What stands inside of a column, or is called otherwise outside."""
    values = step.values
    match step.kind:
        case "decided":
            return {name: values["decided"].get(name) for name in _DECIDED}
        case "said":
            return {"note": values["message_kind"] == NOTE, "staff_name": values["details"].get("staff_name")}
        case "deed":
            action, given = values["action"].removeprefix("conversation."), values["details"]
            to = names.get(given.get("staff_id"))
            return {"action": action, "by": values["staff_name"], "to": to, "seq": given.get("seq")}
        case "request":
            return {"by": values["actor"]}
    return {}
