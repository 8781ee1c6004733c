"""What was missed and what is learnt from it, as the staff API shows them."""

from typing import Any, Literal

from handoff.api.views.moment import Moment, View

State = Literal["running", "evaluated", "live", "failed", "undone", "replaced"]


class Guess(View):
    intent: str
    title: str
    confidence: float


class MissedMessage(View):
    """Without personal data; `seq` leads to it in its conversation."""

    text: str
    conversation_id: int
    seq: int
    channel: str
    miss: Literal["out_of_scope", "ambiguous", "unhelpful", "handoff"]
    at: Moment


class ClusterView(View):
    """`calls`: after how many of its messages a person had to be called. `outcome`: what staff made of it."""

    id: int
    state: Literal["open", "done", "dismissed"]
    size: int
    calls: int
    keywords: list[str]
    examples: list[MissedMessage]
    guesses: list[Guess]
    outcome: dict[str, Any]
    last_at: Moment | None
    closed_at: Moment | None


class Learnt(View):
    """How many phrases are new."""

    phrases: int


class Drafted(View):
    intent: str
    revision: int


class PhraseView(View):
    id: int
    intent: str
    title: str
    text: str
    cluster_id: int | None
    by: str
    created_at: Moment


class PhraseList(View):
    """`cursor`: for `before`; null: no more."""

    items: list[PhraseView]
    cursor: int | None
    counts: dict[str, int]


class Tally(View):
    right: int
    total: int


class Scores(View):
    """On held-out texts that are never learnt; `phrases_right`: of staff's own phrases."""

    texts: int
    accuracy: float
    macro_f1: float
    out_of_scope_recall: float | None
    phrases: int
    phrases_right: int
    intents: dict[str, Tally]


class ChangedText(View):
    text: str
    intent: str
    before: str
    after: str
    source: Literal["heldout", "phrase"]


class RunView(View):
    """`worse`: it understands fewer of the held-out texts; going live with it must be confirmed."""

    id: int
    state: State
    step: str
    progress: float
    phrases: int
    before: Scores | None
    after: Scores | None
    changed: list[ChangedText]
    worse: bool
    error: str | None
    by: str
    started_at: Moment
    finished_at: Moment | None
    activated_at: Moment | None
