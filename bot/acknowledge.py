"""Read receipts, typing signs and answers to button presses: best effort, beside the turn and never in its way."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from typing import Any

from bot.sealing import Sealing
from channels.channel import Channel
from channels.message import ANSWERABLE
from storage.conversations import Claimed

log = logging.getLogger(__name__)
BACKLOG = 200  # under load courtesy gives way to answers
AT_ONCE = 8


class Acknowledger:
    """Tells the provider that a message was seen, once its conversation is in hand."""

    def __init__(self, channels: Mapping[str, Channel], sealing: Sealing) -> None:
        self._channels, self._sealing = channels, sealing
        self._queue: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue(BACKLOG)

    def note(self, claimed: Claimed) -> None:
        channel = self._channels.get(claimed.channel)
        if channel is None or channel.features.stored or claimed.owner == "staff":
            return
        for pending in claimed.pending:
            with contextlib.suppress(asyncio.QueueFull):
                self._queue.put_nowait((claimed.channel, pending.payload))

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._acknowledge_forever())

    async def _acknowledge_forever(self) -> None:
        while True:
            name, payload = await self._queue.get()
            try:
                inbound = self._sealing.inbound(payload)
                if inbound.kind in ANSWERABLE:
                    await self._channels[name].acknowledge(inbound)
            except Exception as error:
                log.debug("not acknowledged: %s", type(error).__name__, extra={"channel": name})
