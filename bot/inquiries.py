"""Whose request is it? Only then is anything told of it.

A request is the asker's own when this very identity sent it, or holds the phone that stands in it (proven by a code, or
by Telegram's own contact). Everybody else is asked for a code that goes to that phone, whether there is such a request
or not: the same words, the same rows, the same time.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from bot.circumstances import around
from bot.dialogue.decide import Dialogue
from bot.dialogue.effects import UPDATE, Lookup, OtpTry, Summary
from bot.dialogue.forms.moment import Around
from bot.dialogue.state import Decision, State
from channels.channel import Channel
from handoff import summaries
from handoff.otp import Asked, Otps, Tried
from handoff.requests import e164
from storage import links, requests
from storage.conversations import Claimed, Pending
from storage.crypto import Vault
from storage.db import Database, Transaction
from storage.requests import RequestView

MOST_LISTED = 8
_OVER = frozenset({"withdrawn", "closed"})


class Inquiries:
    """Finds requests for those who may hear of them, and proves that they may."""

    def __init__(
        self, db: Database, vault: Vault, dialogue: Dialogue, otps: Otps, channels: Mapping[str, Channel]
    ) -> None:
        self._db, self._vault, self._dialogue, self._otps = db, vault, dialogue, otps
        self._channels = channels

    async def look_up(
        self, claimed: Claimed, pending: Pending, decision: Decision, lookup: Lookup, now: datetime
    ) -> Decision:
        here = around(self._channels, claimed, pending, now)
        if lookup.reference is None:
            return await self._own(claimed, decision, lookup, here)
        state = decision.state
        async with self._db.transaction() as tx:
            found = await requests.find(tx, self._vault, lookup.reference)
            proven = await links.proven_indexes(tx, claimed.identity_id, now)
            if found and _is_theirs(found, claimed, proven):
                return self._told(state, lookup.action, await self._summary(tx, found), here)
            phone = e164(str(found.fields.get("mobile") or "")) if found else None
            asked = await self._otps.ask(tx, _purpose(lookup.reference), claimed.id, phone, state.locale, now)
        if asked is Asked.TOO_OFTEN:
            return self._dialogue.requests.not_shared(state)
        return self._dialogue.requests.prove(state, lookup)

    async def verify(self, claimed: Claimed, made: Decision, request: RequestView, now: datetime) -> Decision:
        """Whoever asks about their own data proves the phone in it at once, unless they did before."""
        phone = e164(str(request.fields.get("mobile") or ""))
        async with self._db.transaction() as tx:
            if phone is None or request.phone_index in await links.proven_indexes(tx, claimed.identity_id, now):
                return made
            purpose, locale = _purpose(request.reference), made.state.locale
            asked = await self._otps.ask(tx, purpose, claimed.id, phone, locale, now)
        return made if asked is Asked.TOO_OFTEN else self._dialogue.requests.verify(made, request.reference)

    async def incomplete(self, claimed: Claimed, pending: Pending, decision: Decision, now: datetime) -> Decision:
        """The request of theirs that waits for something from them, if there is one."""
        async with self._db.read() as tx:
            theirs = await requests.of_person(tx, self._vault, claimed.person_id)
            waiting = next((r for r in theirs if r.status == "incomplete" and r.missing), None)
            if waiting is None:
                return decision
            summary = await self._summary(tx, waiting)
        return self._told(decision.state, UPDATE, summary, around(self._channels, claimed, pending, now))

    async def _own(self, claimed: Claimed, decision: Decision, lookup: Lookup, here: Around) -> Decision:
        """One request: straight to it. Several: a list. None: the number is asked, as the decision says."""
        async with self._db.read() as tx:
            theirs = [r for r in await requests.of_person(tx, self._vault, claimed.person_id) if r.status not in _OVER]
            told = [await self._summary(tx, r) for r in theirs[:MOST_LISTED]]
        if not told:
            return decision
        if len(told) == 1:
            return self._told(decision.state, lookup.action, told[0], here)
        return self._dialogue.requests.own(decision.state, lookup, told)

    async def try_code(
        self, claimed: Claimed, pending: Pending, decision: Decision, attempt: OtpTry, now: datetime
    ) -> Decision:
        state, here = decision.state, around(self._channels, claimed, pending, now)
        async with self._db.transaction() as tx:
            tried = await self._otps.check(tx, _purpose(attempt.reference), claimed.id, attempt.code, now)
            found = await requests.find(tx, self._vault, attempt.reference)
            if tried is Tried.RIGHT and found:
                phone = e164(str(found.fields.get("mobile") or ""))
                if phone:
                    await links.prove(tx, self._vault, claimed.identity_id, phone, "otp", now)
                return self._told(state, attempt.action, await self._summary(tx, found), here)
        return decision if tried is Tried.WRONG else self._dialogue.requests.not_shared(state)

    async def own_phone(self, claimed: Claimed, phone: str, now: datetime) -> None:
        """Telegram's own contact: the phone is proven without a code."""
        number = e164(phone)
        if number:
            async with self._db.transaction() as tx:
                await links.prove(tx, self._vault, claimed.identity_id, number, "own_contact", now)

    def _told(self, state: State, action: str, summary: Summary, here: Around) -> Decision:
        return self._dialogue.requests.found(state, action, summary, here)

    async def _summary(self, tx: Transaction, found: RequestView) -> Summary:
        step = await requests.last_move(tx, self._vault, found)
        values = asdict(summaries.summary_of(found, step))
        del values["locale"]
        return Summary(**values)


def _is_theirs(found: RequestView, claimed: Claimed, proven: frozenset[str]) -> bool:
    return found.person_id == claimed.person_id or (found.phone_index is not None and found.phone_index in proven)


def _purpose(reference: str) -> str:
    return f"request|{reference}"
