"""The event stream of the console, as server-sent events."""

from collections.abc import AsyncIterator
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Header, Query
from starlette.responses import StreamingResponse

from handoff.api.problems import answers
from handoff.api.session import Guard
from handoff.streams import Streams, Told
from storage.console_events import Cursor
from storage.staff import SessionView

HEARTBEAT_S = 15.0
_HEADERS = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
_RESPONSES = answers((403, "A password or a second factor has to be set up first"))


class EventStreamResponse(StreamingResponse):
    media_type = "text/event-stream"


def router(guard: Guard, streams: Streams) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["events"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    @routes.get("/events", responses=_RESPONSES, response_class=EventStreamResponse)
    async def get_events(
        session: SignedIn,
        after: Annotated[str | None, Query(max_length=40)] = None,
        last_event_id: Annotated[str | None, Header(max_length=200)] = None,
    ) -> EventStreamResponse:
        """What changes, as it happens: ids only, fetch what you show. Resumes after `Last-Event-ID` (or `after`).

        `conversation {id, staff_id?}` (given to whom), `message {conversation_id, seq, author}`, `delivery
        {conversation_id, seq}`, `request {reference}`, `colleague {staff_id}`, `queue {}`, `mention
        {conversation_id, seq}`, `alert {conversation_id, kind}` (worth a sign: `queue`, `urgent`,
        `sla`), `training {run_id, state, progress}`, `knowledge {}`, `unanswered {}`; passing,
        without an id: `viewing {conversation_id, staff: [{id, name, composing}]}`, `typing {conversation_id}`;
        `ready {}` once all that was missed is told; `reset {}`: too much was missed, fetch anew; `bye
        {reason}`: the session has ended.
        """
        where = last_event_id or after
        cursor = (Cursor.read(where) or _NOWHERE) if where else None
        return EventStreamResponse(_written(streams, session, cursor), headers=_HEADERS)

    return routes


_NOWHERE = Cursor(2**62, 0)  # no place of ours: answered with `reset`


async def _written(streams: Streams, session: SessionView, after: Cursor | None) -> AsyncIterator[bytes]:
    yield b"retry: 1000\n\n"
    async for told in streams.open(session, after, HEARTBEAT_S):
        yield b": alive\n\n" if told is None else written(told)


def written(told: Told) -> bytes:
    place = b"id: %s\n" % str(told.cursor).encode() if told.cursor else b""
    return b"event: %s\n%sdata: %s\n\n" % (told.kind.encode(), place, orjson.dumps(told.data))
