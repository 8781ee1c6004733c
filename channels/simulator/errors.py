"""What goes wrong inside the simulator.

SimulatorError
├── Refused          the provider refuses a call: its own code and words, answered over HTTP
├── NotAcknowledged  the gateway answered no 2xx in time
├── NothingReceived  `wait_for` ran out of time
├── NoSuchButton     nobody sent this person such a button
└── Unsupported      people cannot do this on that channel
"""


class SimulatorError(Exception):
    """Root of the simulator's errors."""


class Refused(SimulatorError):
    """A call that the provider answers with an error. `code` is the provider's, `detail` fills its message."""

    def __init__(self, code: int, detail: str = "", *, status: int = 400) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.status = status


class NotAcknowledged(SimulatorError):
    """The gateway did not take a webhook within the time."""


class NothingReceived(SimulatorError):
    """The expected messages did not arrive in time."""


class NoSuchButton(SimulatorError):
    """No message to this person carries such a button."""


class Unsupported(SimulatorError):
    """This channel has no such thing."""
