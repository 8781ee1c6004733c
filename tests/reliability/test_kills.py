"""kill -9 at any moment: nothing acknowledged is lost, nothing is said twice, and what nobody can know is shown."""

import asyncio
import io
import random
import signal

import pytest
from PIL import Image

from tests.reliability.crowd import CHANNELS, Crowd
from tests.reliability.processes import Fate, Site
from tests.waiting import until

MOMENTS = [
    (step, when)
    for step in ("take events in", "claim turns", "settle turns", "claim sends", "record sends", "keep a file")
    for when in ("before", "after")
] + [("apply statuses", "before")]


def picture() -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (8, 8), "olive").save(output, "PNG")
    return output.getvalue()


@pytest.mark.thorough
async def test_a_kill_at_every_commit_loses_nothing_and_says_nothing_twice(house: Site) -> None:
    crowd = Crowd(house)
    for step, when in MOMENTS:
        process = await house.start(fate=Fate(step, when)).ready()
        await crowd.ask([*map(crowd.question, CHANNELS), crowd.question("whatsapp_cloud", picture=picture())])
        assert await process.gone() == -signal.SIGKILL, f"{when} the commit of «{step}»"
    await house.start().ready()
    await crowd.insist()
    await crowd.quiet()
    verdict = await crowd.verdict()
    assert set(verdict) <= {"answered", "unknown"}, verdict
    assert verdict["answered"] >= len(crowd.said) / 2, verdict


async def test_kills_at_random_moments_under_load_lose_nothing_and_say_nothing_twice(house: Site) -> None:
    crowd, dice = Crowd(house), random.Random(20261123)
    for _ in range(5):
        process = await house.start().ready()
        async with crowd.asking():
            await asyncio.sleep(dice.uniform(0.05, 0.5))
            await process.kill()
    await house.start().ready()
    await crowd.insist()
    await crowd.quiet()
    verdict = await crowd.verdict()
    assert set(verdict) <= {"answered", "unknown"}, verdict
    assert len(crowd.said) > 20  # enough to have been under load, on a slow machine too


@pytest.mark.thorough
async def test_a_polite_stop_under_load_leaves_nothing_uncertain(house: Site) -> None:
    crowd = Crowd(house)
    for _ in range(3):
        process = await house.start().ready()
        async with crowd.asking():
            await until(lambda: len(house.simulator.sent) >= len(crowd.said) / 2 > 0)
            process.signal(signal.SIGTERM)
            assert await process.gone() == -signal.SIGTERM, "it passes the signal on when all is done"
            assert "Application shutdown complete" in process.log()
    await house.start().ready()
    await crowd.insist()
    await crowd.quiet()
    assert await crowd.verdict() == {"answered": len(crowd.said)}
