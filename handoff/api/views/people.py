"""People, what they agreed to, how they rated us, and what colleagues did, as the staff API shows them."""

from typing import Any

from handoff.api.views.moment import Moment, View


class PhoneLink(View):
    """A phone that this address has proven to hold; `method`: `otp` or `own_contact`."""

    id: int
    phone: str
    method: str
    made_at: Moment


class PersonAddress(View):
    channel: str
    address: str
    opted_out: bool
    phones: list[PhoneLink]


class ConsentShown(View):
    """One entry of the ledger; `text_version` names the wording."""

    purpose: str
    granted: bool
    text_version: str
    channel: str
    at: Moment


class PersonShown(View):
    id: int
    name: str | None
    locale: str | None
    addresses: list[PersonAddress]
    consents: list[ConsentShown]


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
