"""An audited look at a number that a conversation's transcript hides."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from handoff.api.problems import answers, not_found, problem
from handoff.api.session import Guard
from handoff.api.talk_problems import answering
from handoff.api.views.moment import View
from handoff.reveal import NotForThisRole, NothingHidden, Reveal, UnknownLine
from storage.staff import SessionView


class RevealBody(BaseModel):
    """`reason`: why the number is needed; it stands in the audit log."""

    model_config = ConfigDict(extra="forbid")

    seq: int = Field(ge=1)
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]


class LineRevealed(View):
    """`text`: the line as it was written, where `state` is clear.

    `never_stored`: the clear words were never kept; `over`: they are kept no longer (`retention.payloads`).
    """

    seq: int
    state: Literal["clear", "never_stored", "over"]
    text: str | None


_RESPONSES = answers(
    (403, "This role may not see what is masked, or the CSRF token is wrong"),
    (404, "Not there, or not for this role"),
    (409, "`nothing_hidden`"),
)


def router(guard: Guard, reveal: Reveal) -> APIRouter:
    routes = APIRouter(prefix="/api/conversations", tags=["conversations"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    @routes.post("/{conversation_id}/reveal", responses=_RESPONSES)
    async def post_reveal(conversation_id: int, body: RevealBody, session: SignedIn, answer: Response) -> LineRevealed:
        """A line with its ID numbers and IBANs in clear, where they are still kept. Every look is on record."""
        answer.headers["Cache-Control"] = "no-store"
        try:
            async with answering(guard.db.transaction()) as tx:
                look = await reveal.line(tx, session.staff, conversation_id, body.seq, body.reason, guard.now())
        except NotForThisRole as error:
            raise problem(403, "not_allowed", str(error)) from error
        except UnknownLine as error:
            raise not_found() from error
        except NothingHidden as error:
            raise problem(409, "nothing_hidden", str(error)) from error
        return LineRevealed(seq=look.seq, state=look.state, text=look.text)

    return routes
