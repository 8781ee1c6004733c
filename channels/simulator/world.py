"""What the three providers know between calls: people, messages, files, time. Shared by the API side and the people."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import count
from typing import Any

from channels.simulator.credentials import SimulatorCredentials
from channels.simulator.faults import Faults
from channels.simulator.files import Files, StoredFile, kind_of
from channels.simulator.ledger import Ledger, Sent, address
from channels.simulator.pace import Pace

WINDOW = timedelta(hours=24)


# What Meta lists as the account's templates until a test says otherwise.
LISTED: tuple[Mapping[str, Any], ...] = (
    {
        "name": "follow_up",
        "language": "ar",
        "status": "APPROVED",
        "category": "UTILITY",
        "components": [
            {"type": "BODY", "text": "أهلًا {{1}}، لدينا جديد عن طلبك {{2}}. هل نكمل الحديث هنا؟"},
            {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "نعم"}]},
        ],
    },
    {
        "name": "greeting",
        "language": "ar",
        "status": "REJECTED",
        "category": "MARKETING",
        "rejected_reason": "INVALID_FORMAT",
        "components": [{"type": "BODY", "text": "أهلًا بك"}],
    },
)


class Standing(StrEnum):
    """How a person stands to the account, as the provider sees it."""

    OPTED_OUT = "opted_out"  # stopped the messages: Twilio 21610; at Meta marketing templates only
    BLOCKED = "blocked"  # blocked the account
    UNKNOWN = "unknown"  # no such person at this provider


@dataclass(slots=True)
class Options:
    """How strict the simulated providers are.

    `late_refusals`: a closed window or an unreachable person is told by a `failed` status after the message was
    accepted, as Twilio and Meta mostly do, instead of at once. `templates`: the approved names (None: any name will
    do); Twilio's are ContentSids. `fetch_media`: media given as a URL on loopback or at the gateway's public
    URL are really fetched. `paced`: the providers' own rate limits hold.
    """

    enforce_window: bool = True
    late_refusals: bool = False
    templates: frozenset[str] | None = None
    fetch_media: bool = True
    paced: bool = False


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class World:
    """The providers' memory. Ids are unique to this run, so that a gateway's database survives many runs."""

    credentials: SimulatorCredentials = field(default_factory=SimulatorCredentials)
    clock: Callable[[], datetime] = utc_now
    base: str = "http://127.0.0.1:9000"
    public_url: str = "http://127.0.0.1:8000"
    options: Options = field(default_factory=Options)
    faults: Faults = field(default_factory=Faults)
    ledger: Ledger = field(default_factory=Ledger)
    files: Files = field(default_factory=Files)
    pace: Pace = field(default_factory=Pace)
    calls: list[str] = field(default_factory=list)
    standing: dict[tuple[str, str], Standing] = field(default_factory=dict)
    last_inbound: dict[tuple[str, str], datetime] = field(default_factory=dict)
    statuses: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    edits: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    contents: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    templates: list[Mapping[str, Any]] = field(default_factory=lambda: [*LISTED])
    callbacks: dict[str, datetime] = field(default_factory=dict)
    telegram_webhook: dict[str, Any] = field(default_factory=dict)
    skew: timedelta = timedelta()
    _run: str = field(default_factory=lambda: secrets.token_hex(8))
    _serial: "count[int]" = field(default_factory=lambda: count(1))
    _message_ids: "count[int]" = field(default_factory=lambda: count(1 + secrets.randbelow(2**30)))
    _update_ids: "count[int]" = field(default_factory=lambda: count(int(utc_now().timestamp() * 1_000_000)))

    def now(self) -> datetime:
        """The simulated time: the clock, moved by `advance`."""
        return self.clock() + self.skew

    def sid(self, prefix: str) -> str:
        """A Twilio id: two letters and 32 hexadecimal digits."""
        return f"{prefix}{self._run}{next(self._serial):016x}"

    def wamid(self) -> str:
        return f"wamid.HBgM{self._run.upper()}{next(self._serial):016X}"

    def media_id(self) -> str:
        """Meta's media ids are digits only."""
        return f"{int(self._run[:10], 16)}{next(self._serial):06d}"

    def message_number(self) -> int:
        return next(self._message_ids)

    def update_number(self) -> int:
        return next(self._update_ids)

    def stands(self, channel: str, to: str) -> Standing | None:
        return self.standing.get((channel, address(to)))

    def heard_from(self, channel: str, sender: str, at: datetime) -> None:
        """A person wrote: the 24-hour window counts from the newest such moment."""
        key = (channel, address(sender))
        self.last_inbound[key] = max(at, self.last_inbound.get(key, at))

    def window_open(self, channel: str, to: str) -> bool:
        """Whether free text may go to this person now."""
        if not self.options.enforce_window:
            return True
        last = self.last_inbound.get((channel, address(to)))
        return last is not None and self.now() - last < WINDOW

    def keep_file(
        self, id: str, content: bytes, mime: str, *, kind: str = "", filename: str | None = None
    ) -> StoredFile:
        return self.files.add(StoredFile(id, content, mime, kind or kind_of(mime), filename, self.now()))

    def template_known(self, name: str) -> bool:
        return self.options.templates is None or name in self.options.templates

    def status_of(self, sent: Sent) -> tuple[str, int | None]:
        """The last status of a message, with its error code."""
        return self.statuses.get(sent.provider_id, ("queued", None))
