"""Requests as the staff API shows them."""

from datetime import date
from typing import Literal, NotRequired

from typing_extensions import TypedDict

from handoff.api.views.moment import Moment, View


class Masked(View):
    """A sensitive value, its last digits only; see `reveal`."""

    value: str
    masked: Literal[True]


Scalar = str | int | float | bool
FieldValue = Masked | Scalar | list[Scalar] | None


class RequestRow(View):
    """A line of a list."""

    reference: str
    type: str
    status: str
    name: FieldValue
    city: FieldValue
    priority: int
    assignee_id: int | None
    submitted_at: Moment
    status_since: Moment
    earliest_decision_date: date
    due_on: date | None
    version: int


class RequestList(View):
    """`cursor`: where the next page begins; null: no more."""

    items: list[RequestRow]
    cursor: str | None


class RequestPerson(View):
    channel: str | None
    name: str | None
    id: int


class OnBehalf(TypedDict, total=False):
    """Somebody else than the applicant writes: how they are related, and in which words they said it."""

    relation: str
    said: str


class Attestation(View):
    text: str
    at: Moment | None


class Document(View):
    id: int
    filename: str | None
    mime: str | None
    size: int | None
    state: str
    added_at: Moment
    url: str


class EventBy(View):
    kind: Literal["person", "staff", "system"]
    staff_id: int | None
    name: str | None


# One line of the history. `missing`: fields asked for; `fields`: those changed; `count`: documents added; `staff_id`:
# whose it is now. Only what there is.
RequestEvent = TypedDict(
    "RequestEvent",
    {
        "number": int,
        "kind": str,
        "from": str | None,
        "to": str | None,
        "by": EventBy,
        "at": Moment,
        "reason": str | None,
        "message": str | None,
        "missing": NotRequired[list[str]],
        "fields": NotRequired[list[str]],
        "count": NotRequired[int],
        "staff_id": NotRequired[int | None],
    },
)


class RequestWhole(RequestRow):
    """A request whole; sensitive fields are masked.

    `next_statuses`: the steps that this role may take now; `need_reason`: those of them that must be explained.
    """

    fields: dict[str, FieldValue]
    person: RequestPerson
    on_behalf: OnBehalf | None
    attestation: Attestation | None
    documents: list[Document]
    history: list[RequestEvent]
    missing: list[str]
    next_statuses: list[str]
    need_reason: list[str]
    conversation_id: int
    locale: str


class Revealed(View):
    """Values in clear."""

    fields: dict[str, FieldValue]
