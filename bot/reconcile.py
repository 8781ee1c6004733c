"""What became of sends nobody heard the end of? The provider is asked where it can be; elsewhere `unknown` is shown.

Interrupted sends (the process died under way) become `unknown` first. Where the provider has a look-up, it is asked
once the message has had time to appear: found means sent; surely absent means due again. Where it has none, a service
message is sent once more after two minutes; replies, codes and broadcasts never are.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.ingest import utc_now
from channels.channel import Channel, ChannelError
from channels.message import Piece
from storage import outbox, unknowns
from storage.db import Database, told
from storage.hints import OUTBOX, LocalHints
from storage.unknowns import Unknown

log = logging.getLogger(__name__)
EVERY_S = 5.0
SETTLE_TIME = timedelta(seconds=20)  # a provider's list lags behind its answers
RESENDABLE = {"reply", "service"}
RESEND_AFTER = timedelta(seconds=120)
GIVE_UP_AFTER = timedelta(hours=1)


class Reconciler:
    def __init__(
        self,
        db: Database,
        hints: LocalHints,
        channels: Mapping[str, Channel],
        *,
        every: float = EVERY_S,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._db, self._hints, self._channels, self._every, self._now = db, hints, channels, every, now

    async def run(self) -> None:
        while True:
            try:
                await self.once()
            except Exception as error:
                log.error("reconciling failed: %s", told(error))
            await asyncio.sleep(self._every)

    async def once(self) -> None:
        now = self._now()
        async with self._db.transaction() as tx:
            await outbox.expire(tx, now)
        async with self._db.read() as tx:
            lost = await unknowns.between(tx, now - GIVE_UP_AFTER, now - SETTLE_TIME)
        for unknown in lost:
            await self._settle(unknown)

    async def _settle(self, unknown: Unknown) -> None:
        channel = self._channels.get(unknown.channel)
        if channel is None:
            return
        if channel.features.lookup:
            await self._look_up(channel, unknown)
        elif self._deserves_second_try(unknown):
            await self._resolve(unknown, None)

    def _deserves_second_try(self, unknown: Unknown) -> bool:
        waited = self._now() - unknown.finished_at
        return unknown.purpose == "service" and unknown.attempts == 1 and waited >= RESEND_AFTER

    async def _look_up(self, channel: Channel, unknown: Unknown) -> None:
        body = unknown.body
        piece = Piece(body["text"], body["body"], body["needs_window"])
        since = unknown.created_at - timedelta(minutes=1)
        try:
            async with self._db.read() as tx:
                known = await unknowns.provider_ids(tx, unknown.conversation_id)
            provider_id = await channel.lookup(piece, to=unknown.address, since=since, known=known)
        except ChannelError as error:
            log.warning("look-up failed: %s", type(error).__name__, extra={"channel": unknown.channel})
            return
        if provider_id or unknown.purpose in RESENDABLE:
            await self._resolve(unknown, provider_id)

    async def _resolve(self, unknown: Unknown, provider_id: str | None) -> None:
        async with self._db.transaction() as tx:
            await unknowns.resolve(tx, unknown.id, provider_id, self._now())
        self._hints.notify(OUTBOX)
