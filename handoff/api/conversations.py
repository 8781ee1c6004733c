"""Conversations over the staff API: lists, one with its transcript, replies and notes, and who holds it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from channels.message import Template
from handoff import roles
from handoff.api.problems import answers, not_found, problem
from handoff.api.session import Guard
from handoff.api.shown import file_response, line_shown, request_row, talk_fields, talk_shown
from handoff.api.views.conversations import LineShown, PostedShown, TalkList, TalkWhole
from handoff.talks import NothingToSay, Reply, Talks, UnknownStaff, UnknownTalk, WindowShut
from storage import audit, requests, talks
from storage.crypto import Vault
from storage.db import Transaction
from storage.ownership import HeldByAnother, IsClosed, JustSpoken, NotHeld
from storage.requests import TYPES
from storage.staff import SessionView
from storage.talks import Talk, TalkFilters

Owner = Literal["bot", "queued", "staff", "closed"]


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


class AssigneeBody(BaseModel):
    staff_id: int


_RESPONSES = answers(
    (404, "Not there, or not for this role"),
    (409, "`held_by_another`, `not_held`, `closed`, `just_spoken`, `window_closed`"),
)


def router(
    guard: Guard, desk: Talks, vault: Vault, files: Path, notify: Callable[[int], None] = lambda _: None
) -> APIRouter:
    """`files`: where people's files are kept; `notify` wakes delivery and pages after something was said."""
    routes = APIRouter(prefix="/api/conversations", tags=["conversations"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    @routes.get("", responses=_RESPONSES)
    async def list_conversations(
        session: SignedIn,
        owner: Owner | None = None,
        assignee: Annotated[str | None, Query(pattern=r"^(me|\d{1,15})$")] = None,
        channel: Annotated[str | None, Query(max_length=40)] = None,
        q: Annotated[str, Query(max_length=200)] = "",
        cursor: Annotated[str | None, Query(max_length=64)] = None,
    ) -> TalkList:
        """The queue: urgent first, then who waits longest. Else: last spoken to first. `assignee`: an id or `me`."""
        if not roles.may_see_conversations(session.staff.role):
            return TalkList(items=[], cursor=None)
        who = session.staff.id if assignee == "me" else int(assignee) if assignee else None
        async with guard.db.read() as tx:
            page = await talks.listed(tx, TalkFilters(owner, who, channel, q), cursor)
        return TalkList(items=[talk_shown(t) for t in page.items], cursor=page.cursor)

    @routes.get("/{conversation_id}", responses=_RESPONSES)
    async def get_conversation(conversation_id: int, session: SignedIn) -> TalkWhole:
        """One conversation with the person's requests."""
        async with _answering(guard.db.read()) as tx:
            return await _whole(tx, session, await desk.visible(tx, session.staff, conversation_id))

    @routes.get("/{conversation_id}/messages", responses=_RESPONSES)
    async def get_messages(
        conversation_id: int,
        session: SignedIn,
        after: Annotated[int, Query(ge=0)] = 0,
        before: Annotated[int | None, Query(ge=1)] = None,
    ) -> list[LineShown]:
        """Oldest first, notes included: what follows `after`, or without it the last ones (before `before`)."""
        async with _answering(guard.db.read()) as tx:
            talk = await desk.visible(tx, session.staff, conversation_id)
            found = await talks.lines(tx, talk.id, after=after, before=before)
            kept = await talks.files(tx, talk.id)
        return [line_shown(talk.id, line, kept) for line in found]

    @routes.post("/{conversation_id}/messages", status_code=201, responses=_RESPONSES)
    async def post_message(conversation_id: int, body: MessageBody, session: SignedIn) -> PostedShown:
        """A reply, through the channel the person uses, or a note. The same `client_id` again: the same answer."""
        reply = Reply(body.client_id, body.text, _template(body.template), body.note)
        async with _answering(guard.db.transaction()) as tx:
            posted = await desk.say(tx, session.staff, conversation_id, reply, guard.now())
        notify(conversation_id)
        return PostedShown(id=f"{posted.conversation_id}-{posted.seq}", seq=posted.seq)

    @routes.post("/{conversation_id}/claim", responses=_RESPONSES)
    async def post_claim(conversation_id: int, session: SignedIn) -> TalkWhole:
        """Take it from the bot or the queue: from this commit on the bot says nothing. 409 if a colleague was first."""
        return await _change(conversation_id, session, desk.claim)

    @routes.post("/{conversation_id}/assign", responses=_RESPONSES)
    async def post_assign(conversation_id: int, body: AssigneeBody, session: SignedIn) -> TalkWhole:
        """Hand it to a colleague."""

        async def assign(tx: Transaction, staff: Any, key: int, now: Any) -> None:
            await desk.assign(tx, staff, key, body.staff_id, now)

        return await _change(conversation_id, session, assign)

    @routes.post("/{conversation_id}/release", responses=_RESPONSES)
    async def post_release(conversation_id: int, session: SignedIn) -> TalkWhole:
        """Back to the bot."""
        return await _change(conversation_id, session, desk.release)

    @routes.post("/{conversation_id}/resolve", responses=_RESPONSES)
    async def post_resolve(conversation_id: int, session: SignedIn) -> TalkWhole:
        """Ended; what the person writes next begins a new conversation."""
        return await _change(conversation_id, session, desk.resolve)

    @routes.get("/{conversation_id}/files/{file_id}", responses=_RESPONSES, response_class=FileResponse)
    async def get_file(conversation_id: int, file_id: int, session: SignedIn) -> FileResponse:
        """A file of this conversation, as a download; every one is on record."""
        async with _answering(guard.db.transaction()) as tx:
            talk = await desk.visible(tx, session.staff, conversation_id)
            file = next((f for f in await talks.files(tx, talk.id) if f.id == file_id and f.path), None)
            if file is None:
                raise not_found()
            subject = f"conversation:{talk.id}"
            await audit.note(tx, session.staff.id, "conversation.file", subject, guard.now(), {"file": file.id})
        return file_response(files, file.path or "", file.mime, file.filename)

    async def _change(conversation_id: int, session: SessionView, deed: Any) -> TalkWhole:
        async with _answering(guard.db.transaction()) as tx:
            await deed(tx, session.staff, conversation_id, guard.now())
            answer = await _whole(tx, session, await desk.visible(tx, session.staff, conversation_id))
        notify(conversation_id)
        return answer

    async def _whole(tx: Transaction, session: SessionView, talk: Talk) -> TalkWhole:
        seen = roles.visible_types(session.staff.role, TYPES)
        own = [r for r in await requests.of_person(tx, vault, talk.person_id) if r.type in seen]
        return TalkWhole(**talk_fields(talk), requests=[request_row(r) for r in own])

    return routes


def _template(body: TemplateBody | None) -> Template | None:
    return Template(body.name, body.language, tuple(body.variables)) if body else None


_PROBLEMS: dict[type[Exception], tuple[int, str]] = {
    HeldByAnother: (409, "held_by_another"),
    NotHeld: (409, "not_held"),
    IsClosed: (409, "closed"),
    JustSpoken: (409, "just_spoken"),
    WindowShut: (409, "window_closed"),
    UnknownStaff: (422, "unknown_staff"),
    NothingToSay: (422, "nothing_to_say"),
}


@asynccontextmanager
async def _answering(transaction: Any) -> AsyncIterator[Transaction]:
    """The transaction, with what may stand in the way turned into the API's answers."""
    try:
        async with transaction as tx:
            yield tx
    except UnknownTalk as error:
        raise not_found() from error
    except tuple(_PROBLEMS) as error:
        status, code = _PROBLEMS[type(error)]
        raise problem(status, code, str(error)) from error
