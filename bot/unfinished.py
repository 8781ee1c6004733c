"""«أكمل طلبي» where nothing was begun: the phone in the form is proven, and the form goes on here.

Whoever cannot prove it learns nothing: the same words, the same rows, the same time, whether there is a form or not.
"""

from collections.abc import Mapping
from datetime import datetime

from bot.circumstances import around
from bot.dialogue.decide import Dialogue
from bot.dialogue.effects import DraftSearch
from bot.dialogue.state import Decision
from bot.inquiries import Inquiries
from bot.transfers import Hands, Transfers
from channels.channel import Channel
from handoff.otp import Asked, Otps, Tried
from storage import drafts, links
from storage.conversations import Claimed, Pending
from storage.crypto import Vault
from storage.db import Database, Transaction
from storage.requests import phone_index


class Unfinished:
    """Finds forms that were begun elsewhere."""

    def __init__(
        self,
        db: Database,
        vault: Vault,
        dialogue: Dialogue,
        otps: Otps,
        channels: Mapping[str, Channel],
        transfers: Transfers,
        inquiries: Inquiries,
    ) -> None:
        self._db, self._vault, self._dialogue, self._otps = db, vault, dialogue, otps
        self._channels, self._transfers, self._inquiries = channels, transfers, inquiries

    async def search(
        self, claimed: Claimed, pending: Pending, decision: Decision, search: DraftSearch, now: datetime
    ) -> Decision:
        if search.phone is None:
            return await self._known(claimed, pending, decision, now)
        if search.code is None:
            return await self._ask(claimed, pending, decision, search.phone, now)
        return await self._try(claimed, pending, decision, search.phone, search.code, now)

    async def _known(self, claimed: Claimed, pending: Pending, decision: Decision, now: datetime) -> Decision:
        """What the person is verified for: a form, or a request that waits for something from them."""
        async with self._db.transaction() as tx:
            proven = await links.proven_indexes(tx, claimed.identity_id, now)
            found = await self._transfers.take(tx, _hands(claimed), proven, now)
        adopted = self._dialogue.adopt(decision.state, found, around(self._channels, claimed, pending, now))
        return adopted or await self._inquiries.incomplete(claimed, pending, decision, now)

    async def _ask(self, claimed: Claimed, pending: Pending, decision: Decision, phone: str, now: datetime) -> Decision:
        index, locale = phone_index(self._vault, phone), decision.state.locale
        async with self._db.transaction() as tx:
            if index in await links.proven_indexes(tx, claimed.identity_id, now):
                return await self._taken(tx, claimed, pending, decision, index, now)
            holders = await links.holders(tx, index, now)
            begun = await drafts.under(tx, {index}, holders, claimed.identity_id)
            asked = await self._otps.ask(tx, _purpose(index), claimed.id, phone if begun else None, locale, now)
        if asked is Asked.TOO_OFTEN:
            return self._dialogue.elsewhere.not_proven(decision.state)
        return self._dialogue.elsewhere.prove(decision.state, phone)

    async def _try(
        self, claimed: Claimed, pending: Pending, decision: Decision, phone: str, code: str, now: datetime
    ) -> Decision:
        index = phone_index(self._vault, phone)
        async with self._db.transaction() as tx:
            tried = await self._otps.check(tx, _purpose(index), claimed.id, code, now)
            if tried is Tried.RIGHT:
                await links.prove(tx, self._vault, claimed.identity_id, phone, "otp", now)
                return await self._taken(tx, claimed, pending, decision, index, now)
        return decision if tried is Tried.WRONG else self._dialogue.elsewhere.not_proven(decision.state)

    async def _taken(
        self, tx: Transaction, claimed: Claimed, pending: Pending, decision: Decision, index: str, now: datetime
    ) -> Decision:
        """The phone is proven: what was begun under it, or that there is nothing."""
        found = await self._transfers.take(tx, _hands(claimed), frozenset({index}), now)
        adopted = self._dialogue.adopt(decision.state, found, around(self._channels, claimed, pending, now))
        return adopted or self._dialogue.elsewhere.nothing(decision.state)


def _hands(claimed: Claimed) -> Hands:
    return Hands(claimed.identity_id, claimed.id)


def _purpose(index: str) -> str:
    return f"draft|{index}"
