"""The case view of a conversation, as the staff API shows it: every step with its kind, its message and its turn."""

from typing import Annotated, Literal

from pydantic import Field

from handoff.api.views.conversations import Author
from handoff.api.views.moment import Moment, View


class StepBase(View):
    """`id` is the same whenever it is read. `seq`, `turn_id`: of the message and the turn that it belongs to."""

    id: str
    at: Moment
    seq: int | None = None
    turn_id: str | None = None


class Received(StepBase):
    """A person's event, kept once however often it was delivered. `event`: its number; `sent_at`: the provider's time.

    `set_aside_at`: it could not be worked on after `failures` tries, and was left for people.
    """

    kind: Literal["received"]
    message_kind: str
    text: str
    sent_at: Moment
    event: int | None
    failures: int | None
    done_at: Moment | None
    set_aside_at: Moment | None


class GuessMade(View):
    intent: str
    confidence: float


class Understood(StepBase):
    """`miss`: why it counts as not understood, where it does."""

    kind: Literal["understood"]
    intent: str | None
    confidence: float | None
    ranking: list[GuessMade]
    engine: str | None
    miss: str | None


class CitedAnswer(View):
    intent: str
    sections: list[int]
    version: int


class Decided(StepBase):
    """`outcome`: answered, missed, asked, queued, form, talked or staff. The rest: what the turn changed."""

    kind: Literal["decided"]
    outcome: str
    cited: list[CitedAnswer]
    owner: str | None = None
    reason: str | None = None
    priority: int | None = None
    form: str | None = None
    asks: str | None = None


class Said(StepBase):
    """A line of ours. `note`: for staff's eyes."""

    kind: Literal["said"]
    author: Author
    note: bool
    text: str
    staff_name: str | None


class Tried(StepBase):
    """One call at the provider. `outcome`: sent, retry, deferred, failed, unknown; null while it runs."""

    kind: Literal["attempt"]
    channel: str
    piece: int
    number: int
    finished_at: Moment | None
    outcome: str | None
    error_code: str | None


class StatusSaid(StepBase):
    """The provider's last word on a piece (queued, sent, delivered, read, failed), or `dropped`: it was never tried."""

    kind: Literal["status"]
    channel: str
    piece: int
    status: str
    error_code: str | None
    error_reason: str | None


class Escalated(StepBase):
    """A stay with people. `what`: opened (a person was called), warned, breached (of a promised time), ended."""

    kind: Literal["escalation"]
    what: Literal["opened", "warned", "breached", "ended"]
    reason: str | None
    priority: int
    skill: str | None
    outcome: str | None


class DeedDone(StepBase):
    """What a colleague did, or the desk (`by` null): `claim`, `assign`, `release`, `reveal` … `to`: the colleague."""

    kind: Literal["deed"]
    action: str
    by: str | None
    to: str | None


class RequestStep(StepBase):
    """A step of a request made here. `what`: move, fields, documents or assignment; `by`: person, staff or system."""

    kind: Literal["request"]
    reference: str
    type: str
    what: str
    from_status: str | None
    to_status: str | None
    by: str
    staff_name: str | None


TimelineStep = Annotated[
    Received | Understood | Decided | Said | Tried | StatusSaid | Escalated | DeedDone | RequestStep,
    Field(discriminator="kind"),
]


class Timeline(View):
    """Oldest first. `cursor`: where the next page begins; null: no more."""

    items: list[TimelineStep]
    cursor: str | None
