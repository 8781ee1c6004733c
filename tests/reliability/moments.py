"""The exact moments at which something may go wrong: before or after the commit of a step of the spine."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any

from storage import attachments, conversations, inbox, outbox, receipts, turns
from storage.db import Database, Transaction

STEPS: dict[str, tuple[Any, str]] = {
    "take events in": (inbox, "record"),
    "claim turns": (conversations, "claim"),
    "settle turns": (turns, "settle"),
    "claim sends": (outbox, "claim"),
    "record sends": (outbox, "record"),
    "apply statuses": (receipts, "apply_statuses"),
    "claim files": (attachments, "claim"),
    "keep a file": (attachments, "stored"),
}
_step: ContextVar[str] = ContextVar("step", default="")


@contextmanager
def at(step: str, when: str, act: Callable[[], None], *, times: int = 1) -> Iterator[list[str]]:
    """Call `act` at the end of the first `times` transactions in which the step did something; -> a note of each.

    `when` is `before` the commit or `after` it; what `act` raises comes out of the transaction.
    """
    module, name = STEPS[step]
    original: Callable[..., Awaitable[Any]] = getattr(module, name)
    transaction, struck = Database.transaction, list[str]()

    def strike(now: str) -> None:
        if _step.get() == step and when == now and len(struck) < times:
            struck.append(f"{when} the commit of «{step}»")
            act()

    async def noted(*arguments: Any, **more: Any) -> Any:
        result = await original(*arguments, **more)
        if result or result is None:
            _step.set(step)
        return result

    @asynccontextmanager
    async def watched(self: Database, *, first: bool = False) -> AsyncIterator[Transaction]:
        _step.set("")
        async with transaction(self, first=first) as tx:
            yield tx
            strike("before")
        strike("after")

    setattr(module, name, noted)
    Database.transaction = watched  # type: ignore[method-assign]
    try:
        yield struck
    finally:
        setattr(module, name, original)
        Database.transaction = transaction  # type: ignore[method-assign]
