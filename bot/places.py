"""Somebody calls for a person: they hear where they stand, or when work begins."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from bot.desk_words import DeskWords
from bot.dialogue.state import Decision, Reply
from handoff.outlook import Outlook
from storage.conversations import Claimed
from storage.db import Database, Transaction

_CALLS = frozenset({"request_human", "urgent_need"})


class Outlooks(Protocol):
    async def of_new(self, tx: Transaction, priority: int, now: datetime) -> Outlook: ...

    async def of(self, tx: Transaction, conversation_ids: Any, now: datetime) -> dict[int, Outlook]: ...


class Places:
    """Puts the place into a decision that leads to the queue, or that asks for a person from within it."""

    def __init__(self, db: Database, outlooks: Outlooks, words: DeskWords) -> None:
        self._db, self._outlooks, self._words = db, outlooks, words

    async def told(self, claimed: Claimed, decision: Decision, now: datetime) -> Decision:
        owner, again = decision.owner, claimed.owner == "queued"
        calls = owner is not None and owner.owner == "queued"
        if decision.reply is None or not (calls or (again and decision.intent in _CALLS)):
            return decision
        async with self._db.read() as tx:
            if again:
                outlook = (await self._outlooks.of(tx, [claimed.id], now)).get(claimed.id)
            else:
                outlook = await self._outlooks.of_new(tx, owner.priority if owner else 0, now)
        return self._with(decision, decision.reply, outlook, now) if outlook else decision

    def _with(self, decision: Decision, reply: Reply, outlook: Outlook, now: datetime) -> Decision:
        locale = decision.state.locale
        if decision.owner:
            known = {"locale": locale, **outlook.written(), "times": 0}
            decision = replace(decision, owner=replace(decision.owner, told=known))
        text = self._words.called(locale, reply.text, outlook, now)
        state = replace(decision.state, last_text=text)
        return replace(decision, state=state, reply=replace(reply, text=text))
