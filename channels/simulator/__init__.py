"""A stand-in for Twilio, Telegram and Meta that ships with the product: for tests, benchmarks and demonstrations."""

from channels.simulator.courier import SILENT, StatusPlan
from channels.simulator.credentials import SimulatorCredentials
from channels.simulator.errors import NoSuchButton, NotAcknowledged, NothingReceived, SimulatorError, Unsupported
from channels.simulator.faults import (
    Fault,
    FaultKind,
    drop,
    fail,
    malformed,
    rate_limit,
    refuse,
    reject,
    server_error,
    slow,
)
from channels.simulator.ledger import CHANNELS, Sent
from channels.simulator.simulator import Simulator
from channels.simulator.webhook import Delivery, Stamp, Webhook
from channels.simulator.world import Options, Standing

__all__ = [
    "CHANNELS",
    "SILENT",
    "Delivery",
    "Fault",
    "FaultKind",
    "NoSuchButton",
    "NotAcknowledged",
    "NothingReceived",
    "Options",
    "Sent",
    "Simulator",
    "SimulatorCredentials",
    "SimulatorError",
    "Stamp",
    "Standing",
    "StatusPlan",
    "Unsupported",
    "Webhook",
    "drop",
    "fail",
    "malformed",
    "rate_limit",
    "refuse",
    "reject",
    "server_error",
    "slow",
]
