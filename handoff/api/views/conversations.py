"""Conversations and their transcripts, as the staff API shows them."""

from typing import Literal

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from handoff.api.views.desk import SlaShown
from handoff.api.views.moment import Moment, View
from handoff.api.views.requests import RequestRow

OwnerName = Literal["bot", "queued", "staff", "closed"]
Author = Literal["visitor", "bot", "staff", "system"]


class StaffName(View):
    """A colleague."""

    id: int
    name: str


class TalkPerson(View):
    """Who writes. `name`: as their channel has it, else their latest request.

    `address`: a phone's digits, a chat's id or a session's, as the channel has it.
    """

    id: int
    name: str | None
    address: str
    locale: str | None


class LastMessage(View):
    """What a person said last, they or we: no bot, no note. `text` is empty where only a file came (`kind`: media)."""

    author: Author
    text: str
    kind: str
    at: Moment


class LabelShown(View):
    id: int
    name: str
    colour: str


class TalkShown(View):
    """A conversation, for lists. `assignee`: who has it, or had it when it ended. `unread`: waits for my eyes.

    `viewers`: colleagues who have it open now. `follows_id`: the same person's conversation before this one, which has
    ended: this one reopens what was talked of there.
    """

    id: int
    owner: OwnerName
    assignee: StaffName | None
    channel: str
    priority: int
    priority_reason: str | None
    queued_at: Moment | None
    queue_reason: str | None
    snoozed_until: Moment | None
    last_inbound_at: Moment | None
    window_from: Moment | None
    created_at: Moment
    closed_at: Moment | None
    follows_id: int | None
    person: TalkPerson
    blocked: bool
    opted_out: bool
    last_message: LastMessage | None
    unread: bool
    labels: list[LabelShown]
    sla: SlaShown | None
    viewers: list[StaffName]


class TalkWhole(TalkShown):
    """A conversation, alone: with the person's requests that this role may see."""

    requests: list[RequestRow]


class TalkList(View):
    """`cursor`: where the next page begins; null: no more."""

    items: list[TalkShown]
    cursor: str | None


class CountsShown(View):
    """`all`: every conversation that has not ended. `mine`, `unread`: my own."""

    mine: int
    queue: int
    all: int
    bot: int
    unread: int
    snoozed: int


class ButtonShown(View):
    title: str
    payload: str


class Place(TypedDict, total=False):
    latitude: float
    longitude: float
    name: str | None
    address: str | None


class Card(TypedDict, total=False):
    """A contact card that somebody sent. `own`: the channel proves that it is the sender's."""

    name: str
    phones: list[str]
    own: bool


class Details(TypedDict, total=False):
    """What else a message carries; only what there is."""

    __pydantic_config__ = ConfigDict(extra="allow")  # type: ignore[misc]  # how pydantic configures a TypedDict

    staff_id: int
    staff_name: str
    payload: str
    location: Place
    contacts: list[Card]
    refers_to: str
    forwarded: bool
    mentions: list[int]


class DeliveryShown(View):
    """`state`: ours (pending, sending, sent, failed, unknown, dropped); `status`: the provider's (queued … read)."""

    state: Literal["pending", "sending", "sent", "failed", "unknown", "dropped"]
    status: str | None
    error: str | None


class FileShown(View):
    """`url` is null until the file is here, and for good where it was refused."""

    id: int
    kind: str
    filename: str | None
    mime: str | None
    size: int | None
    state: str
    url: str | None


class UnderstoodShown(View):
    """What the bot took a message for, and how surely; `sections`: of the policy, that it answered from.

    `outcome`: answered, missed, asked, queued, form or talked.
    """

    intent: str | None
    confidence: float | None
    sections: list[int]
    outcome: str


class LineShown(View):
    """A line of a transcript. `delivery`: how its sending stands, for our own words.

    `understood`: for the person's words, where the bot read them.
    """

    seq: int
    author: Author
    kind: str
    note: bool
    text: str
    buttons: list[ButtonShown]
    details: Details
    asks: str | None
    client_id: str | None
    at: Moment
    delivery: DeliveryShown | None
    understood: UnderstoodShown | None
    attachments: list[FileShown]


class PostedShown(View):
    id: str = Field(description="`<conversation>-<seq>`")
    seq: int


class UploadShown(View):
    """A file that is kept, ready to be sent. `kind`: image, audio, voice, video or document."""

    attachment_id: int
    kind: str
    filename: str
    mime: str
    size: int
