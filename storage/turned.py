"""What a committed turn means to people: consoles are told, the desk is called, who waits is on record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from storage import console_events, escalations
from storage.console_events import QUEUE, Event
from storage.db import Transaction
from storage.escalations import Call
from storage.models import Conversation, table_of

_conversation = table_of(Conversation)
SAYS_NOTHING = frozenset({"reaction", "edit", "deletion", "blocked", "unblocked", "other"})  # nobody waits after these


@dataclass(frozen=True, slots=True)
class Turned:
    """One conversation after its turn. `owner`: who had it before. `said`: the last line of the bot.

    `asks`: whether what was heard is something to answer.
    """

    conversation_id: int
    owner: str
    said: int | None
    asks: bool
    call: Call | None = None


async def note(tx: Transaction, turned: Sequence[Turned], now: datetime) -> None:
    await console_events.note(tx, [e for t in turned for e in _events(t)], now)
    await escalations.call(tx, [t.call for t in turned if t.call], now)
    with_staff = [t.conversation_id for t in turned if t.owner == "staff" and t.asks]
    await escalations.wrote(tx, with_staff, now)
    await _wake(tx, with_staff)


def _events(t: Turned) -> Iterator[Event]:
    """What was heard they know since it came. Of a silent turn, too, something may be shown: who waits."""
    if t.said:
        yield console_events.message(t.conversation_id, t.said, "bot")
    if t.call or not t.said:
        yield console_events.conversation(t.conversation_id)
    if t.call:
        yield QUEUE
        if t.owner != "queued" or t.call.priority > 0:
            yield console_events.waits(t.conversation_id, t.call.priority)


async def _wake(tx: Transaction, conversation_ids: Sequence[int]) -> None:
    """Whoever writes is not put off until tomorrow."""
    if conversation_ids:
        snoozed = _conversation.c.id.in_(conversation_ids) & _conversation.c.snoozed_until.is_not(None)
        values: dict[str, Any] = {"snoozed_until": None}
        await tx.execute(update(_conversation).where(snoozed).values(**values))
