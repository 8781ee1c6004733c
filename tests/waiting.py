"""Waiting for what will come, with patience that only a fault exhausts."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, overload

T = TypeVar("T")
PATIENCE_S = 30.0
_REST = 0.1  # of the time waited so far: whoever looks all the time keeps what is waited for from coming


@overload
async def until(look: Callable[[], Awaitable[T]], seconds: float = PATIENCE_S) -> T: ...
@overload
async def until(look: Callable[[], T], seconds: float = PATIENCE_S) -> T: ...
async def until(look: Callable[[], Any], seconds: float = PATIENCE_S) -> Any:
    """Look again and again until there is something to see; -> what was seen."""
    began = time.monotonic()
    while True:
        seen = look()
        seen = await seen if inspect.isawaitable(seen) else seen
        if seen:
            return seen
        waited = time.monotonic() - began
        assert waited < seconds, f"still {seen!r} after {seconds} s: {inspect.getsource(look).strip()}"
        await asyncio.sleep(max(0.02, waited * _REST))
