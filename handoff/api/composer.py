"""Composing over the staff API: what may be sent now, how it will look, and the templates to choose from."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from channels.channel import SendError
from channels.templates import APPROVED
from handoff import roles
from handoff.api.messages import TemplateBody, template_of
from handoff.api.problems import answers, problem
from handoff.api.session import Guard
from handoff.api.talk_problems import RESPONSES, answering
from handoff.api.views.composer import ComposerShown, Cost, PreviewShown, TemplateShown, WindowShown
from handoff.composer import Composer, Compositions, Preview
from handoff.talks import Talks
from handoff.templates import Templates
from storage import templates
from storage.staff import SessionView
from storage.templates import TemplateView


class PreviewBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str | None = Field(None, max_length=20_000)
    template: TemplateBody | None = None


def router(guard: Guard, desk: Talks, compositions: Compositions, listed: Templates) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["composer"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    @routes.get("/conversations/{conversation_id}/composer", responses=RESPONSES)
    async def get_composer(conversation_id: int, session: SignedIn) -> ComposerShown:
        """What I may send here now."""
        async with answering(guard.db.read()) as tx:
            talk = await desk.visible(tx, session.staff, conversation_id)
            return _composer(await compositions.composer(tx, session.staff, talk, guard.now()))

    @routes.post("/conversations/{conversation_id}/preview", responses=RESPONSES)
    async def post_preview(conversation_id: int, body: PreviewBody, session: SignedIn) -> PreviewShown:
        """As the person will read it. 422 `unknown_template`, `not_approved`, `wrong_variables`."""
        async with answering(guard.db.read()) as tx:
            talk = await desk.visible(tx, session.staff, conversation_id)
            template = template_of(body.template)
            return _preview(await compositions.preview(tx, session.staff, talk, body.text or "", template))

    @routes.get("/templates", responses=answers())
    async def list_templates(session: SignedIn, channel: str | None = None) -> list[TemplateShown]:
        """As they were listed last."""
        if not roles.may_see_conversations(session.staff.role):
            return []
        async with guard.db.read() as tx:
            return [_template(t) for t in await templates.listed(tx, channel)]

    @routes.post("/templates/sync", responses=answers((403, "`not_allowed`"), (502, "`provider_failed`")))
    async def post_sync(session: SignedIn) -> list[TemplateShown]:
        """Asks the providers."""
        if not roles.may_configure_desk(session.staff.role):
            raise problem(403, "not_allowed", "Templates are synced by supervisors.")
        try:
            await listed.sync(guard.db, session.staff, guard.now())
        except SendError as error:
            raise problem(502, "provider_failed", error.detail or type(error).__name__) from error
        async with guard.db.read() as tx:
            return [_template(t) for t in await templates.listed(tx)]

    return routes


def _composer(c: Composer) -> ComposerShown:
    same = ("can_send", "why_not", "max_length", "sms", "files", "blocked", "opted_out")
    window = WindowShown(open=c.open, closes_at=c.closes_at) if c.window_hours else None
    return ComposerShown(**{name: getattr(c, name) for name in same}, window=window, placeholders=dict(c.placeholders))


def _preview(p: Preview) -> PreviewShown:
    priced = p.amount is not None and p.currency is not None
    return PreviewShown(
        rendered=p.rendered,
        messages=p.pieces,
        segments=p.size.segments if p.size else None,
        encoding=p.size.encoding if p.size else None,
        units=p.size.units if p.size else None,
        cost=Cost(amount=p.amount, currency=p.currency) if priced else None,
    )


def _template(t: TemplateView) -> TemplateShown:
    same = [name for name in TemplateShown.model_fields if name != "usable"]
    return TemplateShown(**{name: getattr(t, name) for name in same}, usable=t.status == APPROVED)
