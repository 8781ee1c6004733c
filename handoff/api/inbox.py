"""The inbox over the staff API: lists and how long they are, labels on conversations, how far one has read."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from handoff import roles
from handoff.api.rows import Rows, label_shown
from handoff.api.session import Guard
from handoff.api.talk_problems import RESPONSES, answering
from handoff.api.views.conversations import CountsShown, LabelShown, TalkList
from handoff.inbox import Inbox, Wish
from storage import labels
from storage.staff import SessionView

Owner = Literal["bot", "queued", "staff", "closed", "open"]
Sort = Literal["recent", "oldest", "urgent", "due"]


class LabelsBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    labels: list[int] = Field(max_length=30)


class ReadBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    seq: int = Field(ge=0, le=2**31 - 1)


def router(guard: Guard, inbox: Inbox, rows: Rows) -> APIRouter:
    routes = APIRouter(prefix="/api/conversations", tags=["inbox"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    @routes.get("", responses=RESPONSES)
    async def list_conversations(
        session: SignedIn,
        owner: Owner | None = None,
        assignee: Annotated[str | None, Query(pattern=r"^(me|\d{1,15})$")] = None,
        channel: Annotated[str | None, Query(max_length=40)] = None,
        label: Annotated[list[int] | None, Query(max_length=10)] = None,
        unread: bool = False,
        snoozed: bool | None = None,
        sort: Sort | None = None,
        q: Annotated[str, Query(max_length=200)] = "",
        cursor: Annotated[str | None, Query(max_length=100)] = None,
    ) -> TalkList:
        """Conversations that anybody has written in.

        `owner`: `open` is all that has not ended. `assignee`: an id or `me`. `label`: all of these. `unread`: only what
        waits for my eyes. `snoozed`: only what is put off, or only what is not. `sort`: by default the queue by urgency
        and all else by the last word. `q`: beginnings of words, a name, a phone, a reference; whole ID numbers.
        """
        if not roles.may_see_conversations(session.staff.role):
            return TalkList(items=[], cursor=None)
        who = session.staff.id if assignee == "me" else int(assignee) if assignee else None
        wish = Wish(owner, who, channel, tuple(label or ()), unread, snoozed, q, sort)
        async with guard.db.read() as tx:
            page = await inbox.listed(tx, session.staff, wish, cursor, guard.now())
            return TalkList(items=await rows.shown(tx, session.staff, page.items, guard.now()), cursor=page.cursor)

    @routes.get("/counts", responses=RESPONSES)
    async def get_counts(session: SignedIn) -> CountsShown:
        """How long the lists are."""
        if not roles.may_see_conversations(session.staff.role):
            return CountsShown(mine=0, queue=0, all=0, bot=0, unread=0, snoozed=0)
        async with guard.db.read() as tx:
            found = await inbox.counts(tx, session.staff, guard.now())
        return CountsShown(**{name: getattr(found, name) for name in CountsShown.model_fields})

    @routes.put("/{conversation_id}/labels", responses=RESPONSES)
    async def put_labels(conversation_id: int, body: LabelsBody, session: SignedIn) -> list[LabelShown]:
        """Exactly these labels are on it from now on. 422 `unknown_label`."""
        async with answering(guard.db.transaction()) as tx:
            await inbox.label(tx, session.staff, conversation_id, body.labels, guard.now())
            return [label_shown(label) for label in (await labels.of(tx, [conversation_id])).get(conversation_id, ())]

    @routes.post("/{conversation_id}/read", status_code=204, responses=RESPONSES)
    async def post_read(conversation_id: int, body: ReadBody, session: SignedIn) -> None:
        """I have read up to `seq`; a smaller number than before makes it unread again."""
        async with answering(guard.db.transaction()) as tx:
            await inbox.read(tx, session.staff, conversation_id, body.seq, guard.now())

    return routes
