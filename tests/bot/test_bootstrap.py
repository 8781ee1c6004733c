"""The parts of a process keep going."""

import asyncio
import logging

import pytest

from bot.bootstrap import kept_going
from tests.waiting import until


async def test_a_part_that_ends_is_started_again_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    starts = 0

    async def part() -> None:
        nonlocal starts
        starts += 1
        if starts < 3:
            raise RuntimeError("stumbled")
        await asyncio.Event().wait()

    task = asyncio.create_task(kept_going(part, pause=0))
    await until(lambda: starts == 3)
    told = [r.getMessage() for r in caplog.records if r.levelno == logging.CRITICAL]
    assert len(told) == 2
    assert "part ended and is started again" in told[0]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
