"""A number that the transcript hides, in clear for one look. Every look is on record, found or not.

The transcript never holds it. What the provider sent is kept sealed for a while (`retention.payloads`): until then, and
no longer, the words can be read as they were written.

RevealError
├── NotForThisRole      this role may not see what is masked
├── UnknownLine         there is no such line
└── NothingHidden       the line hides nothing
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from handoff import roles
from handoff.talks import Talks
from storage import audit, transcripts
from storage.db import Transaction
from storage.staff import StaffView

DOTS = "••"  # masked: `bot.dialogue.masking` hides six digits at least

State = Literal["clear", "never_stored", "over"]


class RevealError(Exception):
    """Root of what stands in the way of a look."""


class NotForThisRole(RevealError):
    """This role may not see what is masked."""


class UnknownLine(RevealError):
    """There is no such line here."""


class NothingHidden(RevealError):
    """Nothing is hidden in this line."""


class Unsealer(Protocol):
    def words(self, payload: Mapping[str, Any]) -> str:
        """What a person wrote, from an event as it is stored."""


@dataclass(frozen=True, slots=True)
class Look:
    """`never_stored`: only the masked words were ever kept; `over`: the time for which the event is kept has passed."""

    seq: int
    state: State
    text: str | None = None


class Reveal:
    def __init__(self, desk: Talks, unsealer: Unsealer) -> None:
        self._desk, self._unsealer = desk, unsealer

    async def line(
        self, tx: Transaction, staff: StaffView, conversation_id: int, seq: int, reason: str, now: datetime
    ) -> Look:
        """Raises `handoff.talks.UnknownTalk` besides the errors of this module."""
        talk = await self._desk.visible(tx, staff, conversation_id)
        if not roles.may_reveal(staff.role):
            raise NotForThisRole(NotForThisRole.__doc__)
        source = await transcripts.source(tx, talk.id, seq)
        if source is None:
            raise UnknownLine(UnknownLine.__doc__)
        if DOTS not in source.text:
            raise NothingHidden(NothingHidden.__doc__)
        look = self._look(seq, source)
        details = {"seq": seq, "reason": reason, "state": look.state}
        await audit.note(tx, staff.id, "conversation.reveal", f"conversation:{talk.id}", now, details)
        return look

    def _look(self, seq: int, source: transcripts.Source) -> Look:
        if source.payload is None:
            return Look(seq, "never_stored")
        if not source.payload:
            return Look(seq, "over")
        return Look(seq, "clear", self._unsealer.words(source.payload))
