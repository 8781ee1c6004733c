"""What the fork server imports once, so that no process pays for it: the product and its model."""

import os
from contextlib import nullcontext
from typing import TYPE_CHECKING

import uvicorn  # noqa: F401

import bot.app  # noqa: F401
import channels.telegram.channel
import channels.twilio.channel
import channels.whatsapp_cloud.channel  # noqa: F401
from bot import bootstrap, cli
from bot.understanding import TRAINED
from nlu.embedded.engine import EmbeddedInterpreter
from tests.reliability.moments import at

if TYPE_CHECKING:
    from tests.reliability.processes import Fate

_interpreter = EmbeddedInterpreter.load(TRAINED) if TRAINED.exists() else None


def run(arguments: list[str], fate: "Fate | None") -> None:
    """The ordinary command line, with the model that is already here, under its fate."""

    async def loaded(*_: object) -> EmbeddedInterpreter:
        return _interpreter or EmbeddedInterpreter.load(TRAINED)

    bootstrap.build_interpreter = loaded  # type: ignore[assignment, attr-defined]
    with at(fate.step, fate.when, lambda: os.kill(os.getpid(), fate.signal)) if fate else nullcontext():
        cli.app(args=arguments)
