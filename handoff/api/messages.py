"""What is said in a conversation, over the staff API: its transcript, replies and notes, its files."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from channels.message import Template
from handoff.api.problems import not_found
from handoff.api.session import Guard
from handoff.api.shown import file_response, line_shown
from handoff.api.talk_problems import RESPONSES, answering
from handoff.api.views.conversations import LineShown, PostedShown
from handoff.talks import Reply, Talks
from storage import audit, transcripts
from storage.staff import SessionView


class TemplateBody(BaseModel):
    name: str = Field(min_length=1, max_length=512)
    language: str = Field("ar", max_length=16)
    variables: list[str] = Field(default_factory=list, max_length=20)


class MessageBody(BaseModel):
    """`client_id` names the message: sent again it is the same one. `note`: for staff's eyes only."""

    model_config = ConfigDict(extra="forbid")

    client_id: str = Field(min_length=8, max_length=64)
    text: str = Field("", max_length=20_000)
    template: TemplateBody | None = None
    note: bool = False


def router(guard: Guard, desk: Talks, files: Path, notify: Callable[[int], None] = lambda _: None) -> APIRouter:
    """`files`: where people's files are kept; `notify` wakes delivery and pages after something was said."""
    routes = APIRouter(prefix="/api/conversations", tags=["conversations"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    @routes.get("/{conversation_id}/messages", responses=RESPONSES)
    async def get_messages(
        conversation_id: int,
        session: SignedIn,
        after: Annotated[int, Query(ge=0)] = 0,
        before: Annotated[int | None, Query(ge=1)] = None,
    ) -> list[LineShown]:
        """Oldest first, notes included: what follows `after`, or without it the last ones (before `before`)."""
        async with answering(guard.db.read()) as tx:
            talk = await desk.visible(tx, session.staff, conversation_id)
            found = await transcripts.lines(tx, talk.id, after=after, before=before)
            kept = await transcripts.files(tx, talk.id)
        return [line_shown(talk.id, line, kept) for line in found]

    @routes.post("/{conversation_id}/messages", status_code=201, responses=RESPONSES)
    async def post_message(conversation_id: int, body: MessageBody, session: SignedIn) -> PostedShown:
        """A reply, through the channel the person uses, or a note. The same `client_id` again: the same answer."""
        reply = Reply(body.client_id, body.text, _template(body.template), body.note)
        async with answering(guard.db.transaction()) as tx:
            posted = await desk.say(tx, session.staff, conversation_id, reply, guard.now())
        notify(conversation_id)
        return PostedShown(id=f"{posted.conversation_id}-{posted.seq}", seq=posted.seq)

    @routes.get("/{conversation_id}/files/{file_id}", responses=RESPONSES, response_class=FileResponse)
    async def get_file(conversation_id: int, file_id: int, session: SignedIn) -> FileResponse:
        """A file of this conversation, as a download; every one is on record."""
        async with answering(guard.db.transaction()) as tx:
            talk = await desk.visible(tx, session.staff, conversation_id)
            file = next((f for f in await transcripts.files(tx, talk.id) if f.id == file_id and f.path), None)
            if file is None:
                raise not_found()
            subject = f"conversation:{talk.id}"
            await audit.note(tx, session.staff.id, "conversation.file", subject, guard.now(), {"file": file.id})
        return file_response(files, file.path or "", file.mime, file.filename)

    return routes


def _template(body: TemplateBody | None) -> Template | None:
    return Template(body.name, body.language, tuple(body.variables)) if body else None
