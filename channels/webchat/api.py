"""The web chat's HTTP API: sessions, messages, server-sent events, uploads. See /docs for the shapes.

What it needs from the gateway stands in `Backend`; nothing here knows the database. Tokens travel in the Authorization
header; a stream, whose URL may be logged, is opened by a one-time ticket.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol
from urllib.parse import unquote
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request, Response
from fastapi import Path as PathParameter
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field
from starlette.responses import StreamingResponse

from channels.message import Attachment, Inbound, Kind, Sender
from channels.webchat.channel import ACCOUNT, NAME
from channels.webchat.tokens import BadToken, Session, Tokens

HEARTBEAT_S = 20.0
MAX_TEXT = 100_000
MAX_SEQ = 2**31 - 1
MAX_FILE = 2**63 - 1
Seq = Annotated[int, Query(ge=0, le=MAX_SEQ)]


class NewSession(BaseModel):
    locale: str | None = Field(None, max_length=16)
    page_url: str | None = Field(None, max_length=2000)
    identity: str | None = Field(None, max_length=4000)


class NewMessage(BaseModel):
    client_id: UUID
    text: str | None = Field(None, max_length=MAX_TEXT)
    payload: str | None = Field(None, max_length=256)
    attachment_id: str | None = Field(None, max_length=2000)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a conversation, as it lies."""

    path: Path
    mime: str
    filename: str


class Backend(Protocol):
    """What the gateway does for the web chat."""

    async def accept(self, inbound: Inbound) -> tuple[int, int]:
        """Store a message durably; -> (conversation id, seq), the same again for the same event."""

    async def messages(self, session_id: str, after: int) -> Sequence[dict[str, Any]]:
        """What was said after `after`, as the page shows it."""

    def changes(self, session_id: str) -> AsyncIterator[bool]:
        """Yields when there may be something new, and at least every few seconds: whether a colleague writes now."""

    async def typing(self, session_id: str) -> None:
        """The visitor writes."""

    async def file(self, session_id: str, file_id: int) -> KeptFile | None:
        """A file of the session's own conversations that is kept."""

    async def allow(self, kind: str, key: str) -> float:
        """-> seconds to wait when too much is asked of us, else 0."""

    async def first_use(self, ticket: str) -> bool:
        """Whether nobody has used this ticket yet, in any process."""

    def about(self) -> dict[str, Any]:
        """What the page says about the association."""


@dataclass(frozen=True, slots=True)
class WebchatApi:
    """The pieces the routes work with. `max_upload` in bytes; `now` is the clock."""

    tokens: Tokens
    backend: Backend
    uploads: Path
    max_upload: int
    now: Any

    def session(self, authorization: str | None) -> Session:
        scheme, _, token = (authorization or "").partition(" ")
        try:
            if scheme.lower() != "bearer":
                raise BadToken("no bearer token")
            return self.tokens.read_session(token, self.now())
        except (BadToken, ValueError, KeyError, TypeError) as error:
            raise HTTPException(401, _problem("bad_token", "The session has ended: start a new one.")) from error

    async def redeem(self, ticket: str) -> Session:
        try:
            session = self.tokens.read_ticket(ticket, self.now())
        except BadToken:
            session = None
        if session is None or not await self.backend.first_use(ticket):
            raise HTTPException(401, _problem("bad_ticket", "The ticket was used or has expired."))
        return session

    async def limit(self, kind: str, key: str) -> None:
        if wait := await self.backend.allow(kind, key):
            headers = {"Retry-After": str(max(1, round(wait)))}
            raise HTTPException(429, _problem("too_many", "Too many requests: please wait a little."), headers)


def _problem(code: str, message: str) -> dict[str, str]:
    return {"code": code, "message": message}


def _locale(asked: str | None) -> str:
    return "en" if (asked or "").lower().startswith("en") else "ar"


def router(api: WebchatApi) -> APIRouter:
    routes = APIRouter(prefix="/webchat", tags=["web chat"])

    def visitor(authorization: Annotated[str | None, Header()] = None) -> Session:
        return api.session(authorization)

    Visitor = Annotated[Session, Depends(visitor)]  # noqa: N806 - a type

    @routes.get("/about")
    async def about() -> dict[str, Any]:
        """What the page says about the association."""
        return api.backend.about()

    @routes.post("/sessions", status_code=201)
    async def start_session(
        body: NewSession, request: Request, authorization: Annotated[str | None, Header()] = None
    ) -> dict[str, Any]:
        """A new session, or with a still valid token a fresh token for the same one."""
        known = api.session(authorization) if authorization else None
        if known is None:
            await api.limit("session", request.client.host if request.client else "unknown")
        locale = _locale(body.locale) if body.locale or known is None else known.locale
        token = api.tokens.session(known.id if known else None, locale, api.now())
        session = api.tokens.read_session(token, api.now())
        messages = await api.backend.messages(session.id, 0) if known else []
        return {"token": token, "session_id": session.id, "messages": messages}

    @routes.post("/messages", status_code=202)
    async def post_message(body: NewMessage, session: Visitor) -> dict[str, Any]:
        """Stored durably when this answers. The same client_id again: the same answer, one effect."""
        await api.limit("message", session.id)
        conversation, seq = await api.backend.accept(_inbound(api, session, body))
        return {"id": f"{conversation}-{seq}", "seq": seq}

    @routes.get("/messages")
    async def get_messages(session: Visitor, after: Seq = 0) -> list[dict[str, Any]]:
        """What was said after `after`, oldest first."""
        return list(await api.backend.messages(session.id, after))

    @routes.post("/tickets", status_code=201)
    async def post_ticket(session: Visitor) -> dict[str, str]:
        """A one-time ticket, good for a minute, to open the event stream."""
        return {"ticket": api.tokens.ticket(session, api.now())}

    @routes.get("/events")
    async def events(
        ticket: str | None = None,
        after: Seq = 0,
        authorization: Annotated[str | None, Header()] = None,
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> StreamingResponse:
        """Server-sent events: every message with its seq as id, `typing` without one; resumes after Last-Event-ID."""
        session = await api.redeem(ticket) if ticket else api.session(authorization)
        seen = _seq(last_event_id, otherwise=after)
        headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
        return StreamingResponse(_stream(api, session, seen), media_type="text/event-stream", headers=headers)

    @routes.post("/typing", status_code=204)
    async def post_typing(session: Visitor) -> None:
        """The visitor writes: shown to staff for some seconds, kept nowhere."""
        await api.limit("typing", session.id)
        await api.backend.typing(session.id)

    @routes.get("/files/{file_id}", response_class=FileResponse)
    async def get_file(file_id: Annotated[int, PathParameter(ge=1, le=MAX_FILE)], session: Visitor) -> FileResponse:
        """A file of this session's own conversations. 404 for any other, and for one that is not kept."""
        await api.limit("file", session.id)
        file = await api.backend.file(session.id, file_id)
        if file is None or not file.path.is_file():
            raise HTTPException(404, _problem("no_such_file", "There is no such file in this session."))
        return FileResponse(file.path, media_type=file.mime, filename=file.filename, headers=_FILE_HEADERS)

    @routes.post("/attachments", status_code=201)
    async def upload(
        request: Request, session: Visitor, x_filename: Annotated[str, Header()] = "file"
    ) -> dict[str, str]:
        """A file to send with the next message: the raw body, its name URL-encoded in X-Filename."""
        await api.limit("message", session.id)
        content = await _body(request, api.max_upload)
        name = secrets.token_hex(16)
        await asyncio.to_thread(_write, api.uploads, name, content)
        mime = request.headers.get("content-type", "application/octet-stream")[:100]
        file: dict[str, object] = {"f": name, "n": unquote(x_filename)[:200], "m": mime, "z": len(content)}
        return {"attachment_id": api.tokens.upload(session.id, file)}

    return routes


_FILE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "no-store",
}


def _seq(event_id: str | None, *, otherwise: int) -> int:
    """The seq in a Last-Event-ID; anything else there is not ours."""
    ours = event_id is not None and event_id.isascii() and event_id.isdigit() and len(event_id) <= len(str(MAX_SEQ))
    return min(int(event_id), MAX_SEQ) if event_id and ours else otherwise


def _inbound(api: WebchatApi, session: Session, body: NewMessage) -> Inbound:
    client_id = str(body.client_id)
    attachments = (_uploaded(api, session, body.attachment_id),) if body.attachment_id else ()
    kind = Kind.CHOICE if body.payload else Kind.MEDIA if attachments else Kind.TEXT
    return Inbound(
        channel=NAME,
        account=ACCOUNT,
        event_key=f"{session.id}:{client_id}",
        kind=kind,
        sender=Sender(session.id, locale=session.locale),
        message_id=client_id,
        text=body.text or "",
        payload=body.payload,
        attachments=attachments,
        extra={"client_id": client_id},
    )


def _uploaded(api: WebchatApi, session: Session, attachment_id: str) -> Attachment:
    try:
        file = api.tokens.read_upload(attachment_id, session.id)
    except (BadToken, ValueError) as error:
        raise HTTPException(404, _problem("no_such_file", "There is no such file in this session.")) from error
    mime = str(file["m"])
    kind = next((k for k in ("image", "audio", "video") if mime.startswith(k)), "document")
    return Attachment(kind, str(file["f"]), mime, str(file["n"]), int(str(file["z"])))


async def _body(request: Request, limit: int) -> bytes:
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise HTTPException(413, _problem("too_large", f"The file is larger than {limit // 1024 // 1024} MB."))
        chunks.append(chunk)
    if not size:
        raise HTTPException(415, _problem("empty", "The file is empty."))
    return b"".join(chunks)


def _write(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


async def _stream(api: WebchatApi, session: Session, seen: int) -> AsyncIterator[bytes]:
    """Messages as they come, `typing` while a colleague writes, and a comment every `HEARTBEAT_S` as a sign of life."""
    loop = asyncio.get_running_loop()
    beat = loop.time() + HEARTBEAT_S
    yield b"retry: 2000\n\n"
    async for composing in api.backend.changes(session.id):
        for message in await api.backend.messages(session.id, seen):
            seen = message["seq"]
            yield b"event: message\nid: %d\ndata: %s\n\n" % (seen, orjson.dumps(message))
        if composing:
            yield b'event: typing\ndata: {"author":"staff"}\n\n'
        if loop.time() >= beat:
            yield b": alive\n\n"
            beat = loop.time() + HEARTBEAT_S
        if api.now() >= session.expires_at:
            return


def static_headers(response: Response) -> Response:
    """What every page of the web chat is served with."""
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        "font-src 'self'; media-src blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
