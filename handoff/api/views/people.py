"""People, what they agreed to, how they rated us, and what colleagues did, as the staff API shows them."""

from typing import Any

from handoff.api.views.conversations import OwnerName, StaffName
from handoff.api.views.moment import Moment, View
from handoff.api.views.requests import RequestRow


class Linked(View):
    """Another address that holds the same phone: somebody's own on another channel, or a relative's who shares it."""

    person_id: int
    name: str | None
    channel: str
    address: str


class PhoneLink(View):
    """A phone that this address has proven to hold; `method`: `otp` or `own_contact`. `others`: what it links."""

    id: int
    phone: str
    method: str
    made_at: Moment
    expires_at: Moment
    others: list[Linked]


class PersonAddress(View):
    """`address`, like every phone here, by its last digits only."""

    channel: str
    address: str
    opted_out: bool
    blocked: bool
    last_inbound_at: Moment | None
    phones: list[PhoneLink]


class ConsentShown(View):
    """One entry of the ledger; `text_version` names the wording."""

    purpose: str
    granted: bool
    text_version: str
    channel: str
    at: Moment


class PastTalk(View):
    """A conversation of theirs. `assignee`: who had it last."""

    id: int
    channel: str
    owner: OwnerName
    assignee: StaffName | None
    created_at: Moment
    last_inbound_at: Moment | None
    closed_at: Moment | None


class OwnRating(View):
    """How they rated us. `subject` as in `RatingShown`."""

    subject: str
    score: int
    comment: str | None
    staff_name: str | None
    at: Moment


class PersonShown(View):
    """Newest first, each of the lists. `on_hold`: whether their data are on legal hold; null: not for this role."""

    id: int
    name: str | None
    locale: str | None
    known_since: Moment
    addresses: list[PersonAddress]
    requests: list[RequestRow]
    conversations: list[PastTalk]
    consents: list[ConsentShown]
    ratings: list[OwnRating]
    on_hold: bool | None


class AuditEntry(View):
    id: int
    staff_id: int | None
    staff_name: str | None
    action: str
    subject: str
    details: dict[str, Any]
    at: Moment


class RatingShown(View):
    """`subject`: a reference, `conversation:…`, or `service:<person>:<day>` for the service as a whole."""

    id: int
    subject: str
    score: int
    comment: str | None
    channel: str
    conversation_id: int
    staff_id: int | None
    staff_name: str | None
    at: Moment


class Ratings(View):
    """`scores`: how often each score was given; `items`: the latest."""

    scores: dict[int, int]
    count: int
    average: float | None
    items: list[RatingShown]
