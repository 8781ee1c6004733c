"""`tawasul chat`: the bot in a terminal, without a database. The same turn as everywhere."""

import secrets
import sys
from datetime import timedelta

from bot.bootstrap import build_dialogue
from bot.casework import NoCasework
from bot.hearing import Hearing
from bot.ingest import utc_now
from bot.metrics import Metrics
from bot.sealing import Sealing
from bot.settings import Settings
from bot.turn import Turns
from bot.understanding import build_interpreter
from channels.choices import numbered
from channels.message import Button, Inbound, Kind, Sender
from channels.webchat.channel import WebchatChannel
from storage.conversations import Claimed, NewMessage, Pending
from storage.crypto import Vault


async def talk(settings: Settings) -> None:
    """Read lines until the end of input, answer each."""
    metrics, sealing = Metrics(), Sealing(Vault([secrets.token_urlsafe(32)]))
    channel = WebchatChannel(settings.env.data_dir / "uploads")
    interpreter = await build_interpreter(settings, metrics)
    dialogue = build_dialogue(settings)
    turns = Turns(
        {channel.name: channel},
        Hearing(interpreter, metrics, settings.config.dialogue.max_text),
        dialogue,
        metrics,
        sealing,
        NoCasework(dialogue),
        stale_after=timedelta(days=1),
    )
    state: dict[str, object] = {}
    for number, line in enumerate(sys.stdin):
        text = line.strip()
        inbound = Inbound(channel.name, channel.account, str(number), Kind.TEXT, Sender("terminal"), text=text)
        pending = Pending(number, number, sealing.payload(inbound), utc_now(), 0)
        claimed = Claimed(
            1, 1, 1, channel.name, channel.account, "terminal", False, False, "bot", 0, 0, state, (pending,)
        )
        settled = await turns.take(claimed, utc_now())
        state = settled.state
        for message in settled.messages:
            print(_shown(message), flush=True)  # noqa: T201 - the terminal is the channel


def _shown(message: NewMessage) -> str:
    buttons = [Button(b["title"], b["payload"]) for b in message.buttons]
    return "\n" + numbered(message.text, buttons, closing="") + "\n"
