"""Requests over the staff API: lists, one request whole, its steps, its files, and audited looks at what is masked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from handoff import roles
from handoff.api.problems import answers, not_found, problem
from handoff.api.session import Guard
from handoff.api.shown import file_response, request_row, request_shown
from handoff.api.views.requests import RequestList, RequestWhole, Revealed
from handoff.requests import NotAllowed, UnknownStaff, Workflow
from storage import audit, contacts, requests
from storage.db import Transaction
from storage.requests import IllegalMove, Move, ReasonMissing, RequestView, StaleVersion, UnknownRequest
from storage.staff import SessionView

Status = Literal[
    "draft", "submitted", "verifying", "incomplete", "under_review", "accepted", "rejected", "in_service", "completed",
    "withdrawn", "closed",
]  # fmt: skip


class Step(BaseModel):
    """`reason` is for the record (required for rejected and incomplete); `message` is what the person is told besides.

    `missing`: for incomplete, the fields to ask for. `version`: what the console had loaded; a change since means 409.
    `tell`: whether the person is told of this step.
    """

    status: Status
    reason: str | None = Field(None, max_length=4000)
    message: str | None = Field(None, max_length=2000)
    missing: list[str] = Field(default_factory=list, max_length=30)
    version: int | None = None
    tell: bool = True


class Assignee(BaseModel):
    staff_id: int | None = None


class Reveal(BaseModel):
    fields: list[str] = Field(min_length=1, max_length=30)
    reason: str = Field("", max_length=500)


_RESPONSES = answers(
    (403, "This role may not take this step, or the CSRF token is wrong"),
    (404, "Not there, or not for this role"),
)
_STEP_RESPONSES = _RESPONSES | answers(
    (409, "`illegal_move`: this status cannot follow; `stale`: changed meanwhile"),
    (422, "`reason_missing`, or the body is malformed"),
)


def router(guard: Guard, workflow: Workflow, files: Path) -> APIRouter:
    """`files`: the folder where the files that people sent are kept."""
    routes = APIRouter(prefix="/api/requests", tags=["requests"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type
    vault = workflow.vault

    @routes.get("", responses=_RESPONSES)
    async def list_requests(
        session: SignedIn,
        status: Annotated[list[Status] | None, Query()] = None,
        type: Annotated[list[str] | None, Query()] = None,
        q: Annotated[str, Query(max_length=200)] = "",
        cursor: Annotated[str | None, Query(max_length=64)] = None,
    ) -> RequestList:
        """The urgent first, then the newest. `q`: a reference, a phone, an ID number or words of a name."""
        wanted = workflow.filters(session.staff, status or (), type or (), q)
        if wanted is None:
            return RequestList(items=[], cursor=None)
        async with guard.db.read() as tx:
            page = await requests.listed(tx, vault, wanted, cursor)
        return RequestList(items=[request_row(r) for r in page.items], cursor=page.cursor)

    @routes.get("/{reference}", responses=_RESPONSES)
    async def get_request(reference: str, session: SignedIn) -> RequestWhole:
        """The whole request. Sensitive fields are masked: `{value, masked: true}`; see `reveal`."""
        async with _answering(guard.db.read()) as tx:
            return await _whole(tx, session.staff.role, await workflow.visible(tx, session.staff, reference))

    @routes.post("/{reference}/status", responses=_STEP_RESPONSES)
    async def post_status(reference: str, step: Step, session: SignedIn) -> RequestWhole:
        """Take a step. The person is told once, within service hours, on the channel they used last."""
        move = Move(step.status, step.reason, step.message, tuple(step.missing), step.version)
        async with _answering(guard.db.transaction()) as tx:
            moved = await workflow.move(tx, session.staff, reference, move, guard.now(), tell=step.tell)
            return await _whole(tx, session.staff.role, moved)

    @routes.post("/{reference}/assign", responses=_RESPONSES)
    async def post_assign(reference: str, body: Assignee, session: SignedIn) -> RequestWhole:
        """Give the request to a member of staff, or with null to nobody."""
        async with _answering(guard.db.transaction()) as tx:
            given = await workflow.assign(tx, session.staff, reference, body.staff_id, guard.now())
            return await _whole(tx, session.staff.role, given)

    @routes.post("/{reference}/reveal", responses=_RESPONSES)
    async def post_reveal(reference: str, body: Reveal, session: SignedIn) -> Revealed:
        """The clear values of masked fields, for the roles that may see them; every look is on record."""
        async with _answering(guard.db.transaction()) as tx:
            found = await workflow.visible(tx, session.staff, reference)
            if not roles.may_reveal(session.staff.role):
                raise problem(403, "not_allowed", "This role may not see masked fields.")
            shown = {name: found.fields[name] for name in body.fields if name in found.fields}
            details = {"fields": sorted(shown), "reason": body.reason}
            await audit.note(tx, session.staff.id, "request.reveal", f"request:{found.reference}", guard.now(), details)
            return Revealed(fields=shown)

    @routes.get("/{reference}/documents/{document_id}", responses=_RESPONSES, response_class=FileResponse)
    async def get_document(reference: str, document_id: int, session: SignedIn) -> FileResponse:
        """A file of the request, as a download; every one is on record."""
        async with _answering(guard.db.transaction()) as tx:
            found = await workflow.visible(tx, session.staff, reference)
            known = {d.id: d for d in await requests.documents(tx, found.id)}
            file = known.get(document_id)
            if file is None or file.path is None:
                raise not_found()
            subject, details = f"request:{found.reference}", {"document": file.id}
            await audit.note(tx, session.staff.id, "request.document", subject, guard.now(), details)
        return file_response(files, file.path, file.mime, file.filename)

    async def _whole(tx: Transaction, role: str, found: RequestView) -> RequestWhole:
        history = await requests.history(tx, vault, found)
        documents = await requests.documents(tx, found.id)
        contact = await contacts.of_conversation(tx, found.conversation_id)
        return request_shown(found, role, history, documents, contact)

    return routes


@asynccontextmanager
async def _answering(transaction: Any) -> AsyncIterator[Transaction]:
    """The transaction, with what may stand in the way turned into the API's answers."""
    try:
        async with transaction as tx:
            yield tx
    except UnknownRequest as error:
        raise not_found() from error
    except NotAllowed as error:
        raise problem(403, "not_allowed", str(error)) from error
    except ReasonMissing as error:
        raise problem(422, "reason_missing", str(error)) from error
    except UnknownStaff as error:
        raise problem(422, "unknown_staff", str(error)) from error
    except IllegalMove as error:
        raise problem(409, "illegal_move", str(error)) from error
    except StaleVersion as error:
        raise problem(409, "stale", str(error)) from error
