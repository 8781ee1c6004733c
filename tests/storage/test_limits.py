"""One rule of speed, in memory and in Redis."""

from collections.abc import AsyncIterator

import pytest

from storage.limits import LocalLimiter, RateLimiter
from storage.redis import RedisLimiter


@pytest.fixture(params=["local", "redis"])
async def limiter(request: pytest.FixtureRequest) -> AsyncIterator[RateLimiter]:
    made = LocalLimiter() if request.param == "local" else RedisLimiter(request.getfixturevalue("redis_url"))
    yield made
    await made.close()


async def test_after_the_burst_each_slot_is_an_interval_later(limiter: RateLimiter) -> None:
    waits = [await limiter.reserve("burst", 10, 3, patience=100) for _ in range(5)]
    assert waits[:3] == [0, 0, 0]
    assert waits[3] == pytest.approx(10, abs=1)
    assert waits[4] == pytest.approx(20, abs=1)


async def test_who_is_put_off_has_not_paid_for_the_slot(limiter: RateLimiter) -> None:
    await limiter.reserve("put off", 10, 1, patience=0)
    waits = [await limiter.reserve("put off", 10, 1, patience=1) for _ in range(20)]
    assert max(waits) <= 10, "a starving queue: every refusal pushed the next slot further away"


async def test_a_redis_that_is_away_leaves_each_process_its_own_meter() -> None:
    limiter = RedisLimiter("redis://127.0.0.1:1/0")
    assert await limiter.reserve("alone", 10, 1, patience=100) == 0
    assert await limiter.reserve("alone", 10, 1, patience=100) == pytest.approx(10, abs=1)
    await limiter.close()
