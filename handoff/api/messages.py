"""What is said in a conversation, over the staff API: its transcript, replies and notes, its files."""

from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from channels.message import Template
from handoff.api.problems import not_found
from handoff.api.session import Guard
from handoff.api.shown import file_response, line_shown
from handoff.api.talk_problems import RESPONSES, answering
from handoff.api.views.conversations import LineShown, PostedShown, UploadShown
from handoff.files import StaffFiles
from handoff.talks import Reply, Talks
from storage import audit, interpretations, transcripts
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
    attachment_id: int | None = None
    mentions: list[int] = Field(default_factory=list, max_length=20)


# (request, most bytes) -> the name and the bytes of the one file in a form. Raises TooBig or NoFile.
ReadUpload = Callable[[Request, int], Awaitable[tuple[str, bytes]]]
_PART = {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}
_UPLOAD = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _PART}}}}


def router(
    guard: Guard,
    desk: Talks,
    files: Path,
    staff_files: StaffFiles,
    read_upload: ReadUpload,
    notify: Callable[[int], None] = lambda _: None,
) -> APIRouter:
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
            kept = await transcripts.files(tx, talk.id) if any(line.has_files for line in found) else []
            heard = await interpretations.at(tx, talk.id, [line.seq for line in found])
        return [line_shown(talk.id, line, kept, heard.get(line.seq)) for line in found]

    @routes.post("/{conversation_id}/messages", status_code=201, responses=RESPONSES)
    async def post_message(conversation_id: int, body: MessageBody, session: SignedIn) -> PostedShown:
        """A reply, through the channel the person uses, or a note. The same `client_id` again: the same answer."""
        reply = Reply(
            body.client_id, body.text, template_of(body.template), body.note, body.attachment_id, tuple(body.mentions)
        )
        async with answering(guard.db.transaction()) as tx:
            posted = await desk.say(tx, session.staff, conversation_id, reply, guard.now())
        notify(conversation_id)
        return PostedShown(id=f"{posted.conversation_id}-{posted.seq}", seq=posted.seq)

    @routes.get("/{conversation_id}/files/{file_id}", responses=RESPONSES, response_class=FileResponse)
    async def get_file(conversation_id: int, file_id: int, session: SignedIn) -> FileResponse:
        """A file of this conversation, pictures and sound to be shown in place, others as downloads; all on record."""
        async with answering(guard.db.transaction()) as tx:
            talk = await desk.visible(tx, session.staff, conversation_id)
            file = next((f for f in await transcripts.files(tx, talk.id) if f.id == file_id and f.path), None)
            if file is None:
                raise not_found()
            subject = f"conversation:{talk.id}"
            await audit.note(tx, session.staff.id, "conversation.file", subject, guard.now(), {"file": file.id})
        return file_response(files, file.path or "", file.mime, file.filename, inline=True)

    @routes.post("/{conversation_id}/messages/{seq}/retry", status_code=204, responses=RESPONSES)
    async def post_retry(conversation_id: int, seq: int, session: SignedIn) -> None:
        """Once more what surely failed. 409 `not_failed`: also for what may have arrived."""
        async with answering(guard.db.transaction()) as tx:
            await desk.retry(tx, session.staff, conversation_id, seq, guard.now())
        notify(conversation_id)

    @routes.post("/{conversation_id}/attachments", status_code=201, responses=RESPONSES, openapi_extra=_UPLOAD)
    async def post_attachment(conversation_id: int, request: Request, session: SignedIn) -> UploadShown:
        """A file to send, in the part `file`; it goes out with the message that names its `attachment_id`."""
        async with answering(guard.db.read()) as tx:
            await desk.visible(tx, session.staff, conversation_id)
        filename, content = await read_upload(request, staff_files.max_bytes)
        about = (conversation_id, session.staff.id, filename, content, guard.now())
        async with answering(nullcontext()):
            kept = await staff_files.keep(guard.db, *about)
        return UploadShown(
            attachment_id=kept.id, kind=kept.kind, filename=kept.filename, mime=kept.mime, size=kept.size
        )

    return routes


def template_of(body: TemplateBody | None) -> Template | None:
    return Template(body.name, body.language, tuple(body.variables)) if body else None
