"""What every command begins with: its settings, an event loop, and errors that people can read."""

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import typer

T = TypeVar("T")


def load_settings(more: dict[str, str] | None = None) -> Any:
    from bot import log, settings

    loaded = settings.load({**os.environ, **(more or {})})
    log.configure(loaded.env.log_level, loaded.env.log_format)
    return loaded


async def built(settings: Any) -> Any:
    from bot.bootstrap import build

    return await build(settings)


def run(main: Callable[[], Awaitable[T]]) -> T:
    """Run on uvloop where there is one; errors meant for people become one line and status 2."""

    async def started() -> T:
        return await main()

    factory = None
    with contextlib.suppress(ImportError):
        import uvloop

        factory = uvloop.new_event_loop

    def whole() -> T:
        with asyncio.Runner(loop_factory=factory) as runner:
            return runner.run(started())

    return guarded(whole)


def guarded(action: Callable[[], T]) -> T:
    from bot.dialogue.answers import AnswerError
    from bot.settings import SettingsError
    from channels.channel import ChannelError
    from handoff.auth import AuthError
    from nlu.interpreter import InterpreterError
    from storage.db import StorageError

    try:
        return action()
    except (AnswerError, AuthError, ChannelError, InterpreterError, SettingsError, StorageError) as error:
        typer.echo(f"tawasul: {error}", err=True)
        raise typer.Exit(2) from error
    except BrokenPipeError:
        raise typer.Exit(0) from None
