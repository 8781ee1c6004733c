"""When to stop asking a server that does not answer, and when to ask again. Pure: it keeps count, others keep time."""

from enum import StrEnum


class State(StrEnum):
    CLOSED = "closed"  # messages go to the server
    OPEN = "open"  # they do not
    HALF_OPEN = "half_open"  # they do not, and a probe is under way


class Breaker:
    """Opens after `failures` in a row; closed again by a probe, and by nothing else.

    Each probe that fails doubles the pause before the next, up to `longest_pause_s`.
    """

    def __init__(self, failures: int = 3, pause_s: float = 1.0, longest_pause_s: float = 30.0) -> None:
        self._limit = failures
        self._shortest, self._longest = pause_s, longest_pause_s
        self._failures = 0
        self.pause_s = pause_s
        self.state = State.CLOSED

    @property
    def closed(self) -> bool:
        return self.state is State.CLOSED

    def succeeded(self) -> None:
        """A message was answered."""
        if self.closed:
            self._failures = 0

    def failed(self) -> bool:
        """A message was not; whether that opened it. Those under way when it opens change nothing more."""
        self._failures += 1
        if not self.closed or self._failures < self._limit:
            return False
        self.state, self.pause_s = State.OPEN, self._shortest
        return True

    def probing(self) -> None:
        """A probe sets out."""
        self.state = State.HALF_OPEN

    def probed(self, answered: bool) -> None:
        """The probe is back."""
        if answered:
            self.state, self._failures = State.CLOSED, 0
        else:
            self.state, self.pause_s = State.OPEN, min(2 * self.pause_s, self._longest)
