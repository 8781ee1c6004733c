"""A colleague writes: the person sees it where their channel can show it. Best effort, never in anybody's way."""

import asyncio
import logging
from collections.abc import Mapping

from channels.channel import Channel
from channels.message import Inbound, Kind, Sender
from storage import messages
from storage.db import Database, told
from storage.hints import LocalHints, composing_topic, conversation_topic
from storage.limits import RateLimiter
from storage.talks import Talk

log = logging.getLogger(__name__)
EVERY_S = 5.0  # as long as a sign of typing is shown, about


class Composing:
    """Called while a colleague writes. Our own page is woken and asks; providers are told a few times a minute."""

    def __init__(self, db: Database, hints: LocalHints, limiter: RateLimiter, channels: Mapping[str, Channel]) -> None:
        self._db, self._hints, self._limiter, self._channels = db, hints, limiter, channels
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, talk: Talk) -> None:
        channel = self._channels.get(talk.channel)
        if channel is None or talk.blocked:
            return
        if channel.features.stored:
            self._hints.notify(composing_topic(talk.id), conversation_topic(talk.id))
        elif await self._limiter.reserve(f"typing:{talk.id}", EVERY_S, 1, patience=0) == 0:
            task = asyncio.create_task(self._show(channel, talk))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _show(self, channel: Channel, talk: Talk) -> None:
        """The way in which a provider is told that a message of theirs is being answered."""
        try:
            async with self._db.read() as tx:
                theirs = await messages.last_heard(tx, talk.id)
            await channel.acknowledge(
                Inbound(
                    channel=talk.channel,
                    account=talk.account,
                    event_key="typing",
                    kind=Kind.TEXT,
                    sender=Sender(talk.address),
                    message_id=theirs,
                )
            )
        except Exception as error:
            log.debug("typing was not shown: %s", told(error), extra={"channel": talk.channel})
